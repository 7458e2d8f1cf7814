import { join, raw, type Sql, sql } from '../db/sql.ts';
import { randomKey } from '../domain/core/random.ts';

// A page of rows travels as one text, in which signs stand between the values: a driver spends more time on fifty
// rows of forty columns than on everything else in a request, and next to none on one long text. Each sign is a
// control character and random letters that never leave the process, so no value can hold one.
const secret = randomKey(8);

/** Ends a columnText of a row, and stands between the pieces. */
export const COLUMN_SEPARATOR = `\u001f${secret}`;

/** Stands between two rows. */
export const ROW_SEPARATOR = `\u001d${secret}`;

/** What stands in a row where there is no value. */
export const NULL_MARK = `\u001e${secret}`;

const pieceSign = raw(`E'\\x1f${secret}'`);
const rowSign = raw(`E'\\x1d${secret}'`);
const none = raw(`E'\\x1e${secret}'`);

/** Most arguments that are given to a function of SQL, which takes 100 at most. */
const MOST_ARGUMENTS = 90;

/** A value as one columnText of a row; one that may be null says so by a sign. */
export const columnText = (value: Sql, optional: boolean): Sql =>
  optional ? sql`coalesce(${value}::text, ${none})` : value;

/** Pieces, and texts made of pieces, as one text. There is at least one, and none of them is null. */
export function joinColumns(pieces: readonly Sql[]): Sql {
  const [only, ...more] = pieces;
  // A cast would write some values in other ways than these functions do.
  if (only && more.length === 0) return sql`concat(${only})`;
  if (pieces.length <= MOST_ARGUMENTS) return sql`concat_ws(${join([pieceSign, ...pieces])})`;
  const groups = Array.from({ length: Math.ceil(pieces.length / MOST_ARGUMENTS) }, (_, i) =>
    joinColumns(pieces.slice(i * MOST_ARGUMENTS, (i + 1) * MOST_ARGUMENTS)),
  );
  return joinColumns(groups);
}

/** The texts of many rows as one text, in the rows' order; null when there are none. */
export const joinRows = (text: Sql): Sql => sql`string_agg(${text}, ${rowSign})`;

/** The texts of rows that are pieces of a row themselves, in their order; null when there are none. */
export const joinNestedRows = (text: Sql): Sql => sql`string_agg(${text}, ${pieceSign})`;
