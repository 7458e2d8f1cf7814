import type { Kind } from '../domain/core/kinds.ts';
import type { CursorValue } from '../domain/page/cursor.ts';
import type { SortKey } from '../domain/page/sort-key.ts';

/** A moment as PostgreSQL writes it in UTC: a date, a time, up to three digits of the second's fraction. */
const MOMENT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})?\+00$/;

/** `2026-01-31 12:00:00.5+00` as ISO 8601 to the millisecond. @throws Error for years that PostgreSQL writes otherwise */
export function isoOf(text: string): string {
  if (!MOMENT.test(text)) throw new Error(`${text} is not a moment of the years 1 to 9999 in UTC.`);
  const fraction = text.length > 22 ? text.slice(20, -3).padEnd(3, '0') : '000';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`;
}

/** `12.500000` as `12.5`. */
export function trimmed(amount: string): string {
  let end = amount.length;
  if (!amount.includes('.')) return amount;
  while (amount.charCodeAt(end - 1) === 48) end -= 1;
  if (amount.charCodeAt(end - 1) === 46) end -= 1;
  return amount.slice(0, end);
}

/** The value of each kind that PostgreSQL wrote as a text. */
export const fromText: Readonly<Record<Kind, (text: string) => unknown>> = {
  text: (text) => text,
  boolean: (text) => text === 't',
  money: trimmed,
  instant: (text) => new Date(isoOf(text)),
  integer: Number,
  referenceId: Number,
  recordId: Number,
  json: (text) => JSON.parse(text),
};

/** The value of a sort key that PostgreSQL wrote as a text, as it stands in a cursor. */
export function keyValue(kind: SortKey['kind'], text: string): CursorValue {
  if (kind === 'text' || kind === 'money') return text;
  if (kind === 'instant') return isoOf(text);
  return kind === 'boolean' ? text === 't' : Number(text);
}
