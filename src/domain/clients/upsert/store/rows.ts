import { columnName, join, raw, rowsFromJson, type Sql, sql } from '../../../../db/sql.ts';
import { type Field, sqlType } from '../../../core/kinds.ts';
import { clientFields, contactFields, fieldsOf } from '../../../records/fields.ts';
import { searchTexts } from '../../derived.ts';

/** The values that a client is stored with: its writable fields and the derived ones. */
export type ClientState = Readonly<Record<string, unknown>>;

/** A column that is written: the field by whose name a row has it, and its SQL type. */
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
    .map(([name, { kind }]) => ({ field: name, type: sqlType[kind] }));

/** The columns of a client that are written, and those of a contact. */
export const clientColumns = columnsOfTable(clientFields, [
  'displayName',
  ...searchTexts,
  'clientHash',
]);
export const contactColumns = columnsOfTable(contactFields, ['contactKey', 'passwordHash']);

/** The columns by their names in the table, and (`values`) what they are set to from a row `x`. */
export const names = (columns: readonly Column[]): Sql =>
  raw(columns.map(({ field }) => columnName(field)).join(', '));

const typed = (columns: readonly Column[]): Sql =>
  raw(columns.map(({ field, type }) => `"${field}" ${type}`).join(', '));

/** The rows of a JSON list as `x`, with the columns' types. */
export const rowsOf = (rows: readonly object[], columns: readonly Column[]): Sql =>
  rowsFromJson(rows.map(withoutNulls), typed(columns));

/** The rows of a JSON list that is itself SQL, as `x`, with the columns' types; `nth` counts them from 1. */
export const countedRowsOf = (list: Sql, columns: readonly Column[]): Sql =>
  sql`rows from (jsonb_to_recordset(${list}) as (${typed(columns)})) with ordinality
    as x(${raw(columns.map(({ field }) => `"${field}"`).join(', '))}, nth)`;

/** A row as JSON has it: what is null is left out, as most fields of most rows are. */
export function withoutNulls(row: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(row)) if (given !== null) kept[name] = given;
  return kept;
}

/** What a column is set to, where it is not simply the value of the row. */
export type Expressions = Readonly<Record<string, Sql>>;

/** Search texts are stored folded. */
export const folded: Expressions = Object.fromEntries(
  searchTexts.map((field) => [field, sql`fold_search(${raw(`x."${field}"`)})`]),
);

/** What a field's column is set to from a row `x`. */
export const value = (field: string, expressions: Expressions): Sql =>
  expressions[field] ?? raw(`x."${field}"`);

export const values = (columns: readonly Column[], expressions = folded): Sql =>
  join(columns.map(({ field }) => value(field, expressions)));

/** A column of a row that is no column of the table. */
export const integer = (field: string): Column => ({ field, type: 'integer' });

/** Where a row stands in the list. */
export const nth = integer('nth');
