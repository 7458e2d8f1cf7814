import { hash } from 'node:crypto';
import type { Sql } from '../../db/sql.ts';
import { DomainError } from '../core/errors.ts';
import { isoFromPostgres } from '../core/instant.ts';
import { kinds } from '../core/kinds.ts';
import type { SortKey } from './sort-key.ts';

/** Most characters of a cursor; those of the longest texts have half as many. */
const MAX_CURSOR = 65_536;

/** A value of a cursor: what a row has in a sort key, as text PostgreSQL reads; null for none. */
export type CursorValue = string | number | boolean | null;

/**
 * The fingerprint of a list, by which its cursors are known. It is taken from the SQL that finds and orders the rows, so
 * it is the same however the list was asked for; and it is another one once a release finds them by other SQL.
 * @param list its `WHERE`, or whatever else says which rows it has
 */
export function fingerprint({ strings, values }: Sql, keys: readonly SortKey[]): string {
  const order = keys.map(({ column, nullable, descending, nullsFirst }) => [
    column.strings,
    descending,
    nullable && nullsFirst,
  ]);
  return hash('sha1', JSON.stringify([strings, values, order]), 'base64url').slice(0, 12);
}

/** The cursor of a row: opaque to callers, bound to the list it came from. */
export const writeCursor = (digest: string, values: readonly CursorValue[]): string =>
  Buffer.from(JSON.stringify([digest, ...values])).toString('base64url');

/** The values of a cursor. @throws INVALID_CURSOR for one that the list has not given out */
export function readCursor(
  cursor: string,
  keys: readonly SortKey[],
  digest: string,
  name: string,
): CursorValue[] {
  const invalid = (message: string) => new DomainError('INVALID_CURSOR', message, [name]);
  const parsed = parseCursor(cursor);
  if (!parsed) throw invalid(`"${name}" is not a cursor.`);
  const [given, ...values] = parsed;
  if (given !== digest) {
    throw invalid(
      `The cursor in "${name}" belongs to another sort, filter or search, or to an earlier release: begin again without it.`,
    );
  }
  const fits = values.length === keys.length && keys.every((key, i) => isValue(key, values[i]));
  if (!fits) throw invalid(`"${name}" is not a cursor.`);
  return values as CursorValue[];
}

function parseCursor(cursor: string): unknown[] | null {
  if (cursor.length > MAX_CURSOR) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) && parsed.length > 1 ? parsed : null;
  } catch {
    return null;
  }
}

/** Returns whether a value can be what a row has in a key: forged cursors must not reach the database. */
const isValue = ({ kind, nullable }: SortKey, value: unknown): boolean =>
  value === null ? nullable : kinds[kind].isValid(value);

/** A value that the driver read from a key's column, as it stands in a cursor. */
export const cursorValue = (value: unknown): CursorValue =>
  value instanceof Date ? value.toISOString() : (value as CursorValue);

/** Converts the value of a sort key that PostgreSQL wrote as text to the form that it has in a cursor. */
export function parseCursorValue(kind: SortKey['kind'], text: string): CursorValue {
  if (kind === 'text' || kind === 'money') return text;
  if (kind === 'instant') return isoFromPostgres(text);
  return kind === 'boolean' ? text === 't' : Number(text);
}
