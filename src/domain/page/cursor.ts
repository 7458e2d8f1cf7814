import { hash } from 'node:crypto';
import type { Sql } from '../../db/sql.ts';
import { DomainError } from '../core/errors.ts';
import { isoFromPostgres } from '../core/instant.ts';
import { kinds } from '../core/kinds.ts';
import type { SortKey } from './sort-key.ts';

/** Most characters of a cursor, twice as many as cursors with the longest texts have. */
const MAX_CURSOR = 65_536;

/** A value of a cursor: a row's value of a sort key, in a form that PostgreSQL reads; null for none. */
export type CursorValue = string | number | boolean | null;

/**
 * Returns the fingerprint of a list, which its cursors carry. It is a hash of the SQL that selects and sorts the rows:
 * equal lists have equal fingerprints, and a release that changes the SQL changes the fingerprint.
 * @param list the list's `WHERE`, or another SQL that identifies its rows
 */
export function fingerprint({ strings, values }: Sql, keys: readonly SortKey[]): string {
  const order = keys.map(({ column, nullable, descending, nullsFirst }) => [
    column.strings,
    descending,
    nullable && nullsFirst,
  ]);
  return hash('sha1', JSON.stringify([strings, values, order]), 'base64url').slice(0, 12);
}

/** Encodes the cursor of a row, which is valid for its list alone. */
export const writeCursor = (digest: string, values: readonly CursorValue[]): string =>
  Buffer.from(JSON.stringify([digest, ...values])).toString('base64url');

/** Decodes the values of a cursor. @throws INVALID_CURSOR for a cursor of another list */
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

/** Returns whether a value fits a sort key: forged cursors must not reach the database. */
const isValue = ({ kind, nullable }: SortKey, value: unknown): boolean =>
  value === null ? nullable : kinds[kind].isValid(value);

/** Converts a value that the driver read from a key's column to its form in a cursor. */
export const cursorValue = (value: unknown): CursorValue =>
  value instanceof Date ? value.toISOString() : (value as CursorValue);

/** Converts a sort key's value from PostgreSQL's text to its form in a cursor. */
export function parseCursorValue(kind: SortKey['kind'], text: string): CursorValue {
  if (kind === 'text' || kind === 'money') return text;
  if (kind === 'instant') return isoFromPostgres(text);
  return kind === 'boolean' ? text === 't' : Number(text);
}
