import { join, raw, type Sql, sql } from '../db/sql.ts';
import { randomKey } from '../domain/core/random.ts';

// A page of rows travels as one text, with separators between its columns and rows. The driver spends more time on fifty
// rows of forty columns than the rest of a request takes, and hardly any on one long text. Each separator is a control
// character and random letters that never leave the process, so that no value can contain one. A simpler separator
// would let a stored text forge columns: see test/graphql/compiler.test.ts, which stores control characters.
const secret = randomKey(8);

/** Ends a column of a row. */
export const COLUMN_SEPARATOR = `\u001f${secret}`;

/** Stands between two rows. */
export const ROW_SEPARATOR = `\u001d${secret}`;

/** Stands for null in a column. */
export const NULL_MARK = `\u001e${secret}`;

const columnSeparator = raw(`E'\\x1f${secret}'`);
const rowSeparator = raw(`E'\\x1d${secret}'`);
const nullMark = raw(`E'\\x1e${secret}'`);

/** Arguments of one SQL function: PostgreSQL allows 100. */
const MAX_ARGUMENTS = 90;

/** Returns the text of a column. One that may be null has the null mark then. */
export const columnText = (value: Sql, optional: boolean): Sql =>
  optional ? sql`coalesce(${value}::text, ${nullMark})` : value;

/** Joins columns, and texts of several columns, into one text. There is at least one column, and none is null. */
export function joinColumns(columns: readonly Sql[]): Sql {
  const [only, ...more] = columns;
  // A cast writes some values in another form than `concat` does.
  if (only && more.length === 0) return sql`concat(${only})`;
  if (columns.length <= MAX_ARGUMENTS)
    return sql`concat_ws(${join([columnSeparator, ...columns])})`;
  const groups = Array.from({ length: Math.ceil(columns.length / MAX_ARGUMENTS) }, (_, i) =>
    joinColumns(columns.slice(i * MAX_ARGUMENTS, (i + 1) * MAX_ARGUMENTS)),
  );
  return joinColumns(groups);
}

/** Joins the texts of rows in their order; null for no rows. */
export const joinRows = (text: Sql): Sql => sql`string_agg(${text}, ${rowSeparator})`;

/** Joins the texts of rows that are nested in another row; null for no rows. */
export const joinNestedRows = (text: Sql): Sql => sql`string_agg(${text}, ${columnSeparator})`;
