import { columnName, join, raw, rowsFromJson, type Sql, sql } from '../../../../db/sql.ts';
import { type Field, kinds } from '../../../core/kinds.ts';
import { clientFields, contactFields, fieldsOf } from '../../../records/fields.ts';
import { searchTexts } from '../../search-texts.ts';

/** A column that is written: its name in the JSON rows, and its SQL type. */
export interface Column {
  readonly field: string;
  readonly type: string;
}

const columnsOfTable = (
  table: Readonly<Record<string, Field>>,
  more: readonly string[],
): Column[] =>
  fieldsOf(table)
    .filter(([name, { write }]) => write || more.includes(name))
    .map(([name, { kind }]) => ({ field: name, type: kinds[kind].sqlType }));

/** The columns of a client that are written. */
export const clientColumns = columnsOfTable(clientFields, [
  'displayName',
  ...searchTexts,
  'clientHash',
]);

/** The columns of a contact that are written. */
export const contactColumns = columnsOfTable(contactFields, ['contactKey', 'passwordHash']);

/** Returns the names of columns in their table, as SQL. */
export const names = (columns: readonly Column[]): Sql =>
  raw(columns.map(({ field }) => columnName(field)).join(', '));

const typed = (columns: readonly Column[]): Sql =>
  raw(columns.map(({ field, type }) => `"${field}" ${type}`).join(', '));

/** Returns rows as the SQL table `x`, with the columns' types. */
export const rowsOf = (rows: readonly object[], columns: readonly Column[]): Sql =>
  rowsFromJson(rows.map(withoutNulls), typed(columns));

/** Returns the rows of a JSON list that is itself SQL as the table `x`; its column `nth` counts them from 1. */
export const countedRowsOf = (list: Sql, columns: readonly Column[]): Sql =>
  sql`rows from (jsonb_to_recordset(${list}) as (${typed(columns)})) with ordinality
    as x(${raw(columns.map(({ field }) => `"${field}"`).join(', '))}, nth)`;

/** Returns a row without its nulls, which most fields of most rows are: its JSON is shorter. */
export function withoutNulls(row: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(row)) if (given !== null) kept[name] = given;
  return kept;
}

/** The expressions that columns are set to, where these are not simply the values of the row. */
export type Expressions = Readonly<Record<string, Sql>>;

/** The expressions of search texts, which are stored folded. */
export const folded: Expressions = Object.fromEntries(
  searchTexts.map((field) => [field, sql`fold_search(${raw(`x."${field}"`)})`]),
);

/** Returns the expression that a column is set to from a row `x`. */
export const value = (field: string, expressions: Expressions): Sql =>
  expressions[field] ?? raw(`x."${field}"`);

/** Returns the expressions that columns are set to from a row `x`. */
export const values = (columns: readonly Column[], expressions = folded): Sql =>
  join(columns.map(({ field }) => value(field, expressions)));

/** Returns an integer member of a row that is no column of the table. */
export const integer = (field: string): Column => ({ field, type: 'integer' });

/** The position of a row in the list. */
export const nth = integer('nth');
