import { column, join, raw, type Sql, sql } from '../db/sql.ts';
import { newestChange } from '../domain/changes/changes.ts';
import {
  type ClientList,
  clientCount,
  clientSummary,
  SUMMED_FIELDS,
} from '../domain/clients/list/list.ts';
import type { Viewer } from '../domain/core/viewer.ts';
import type { Sides } from '../domain/page/page.ts';
import { asksBehind, liesBehind, pageStatement } from '../domain/page/page-statement.ts';
import { columnText, joinColumns, joinRows } from './columns.ts';
import { type ListPages, type Projection, projectionText } from './projection.ts';

/** The projection of a list of clients. */
export interface ClientListProjection {
  /** The projection of each client of the page; null to read no rows. */
  readonly rows: Projection | null;
  /** True if the values of the page's sort keys precede the members of each client, for cursors. */
  readonly keys: boolean;
  /** The sides of the page on which the statement checks for further rows; null for none. */
  readonly sides: Sides | null;
  readonly total: boolean;
  readonly summary: boolean;
  /** True if the company's newest change is read in the same snapshot. */
  readonly state?: true;
  /** The pages of the clients' lists; absent for whole lists. */
  readonly pages?: ListPages;
}

/** The clients that a statement reads: a table of the alias `c` and a condition on it. */
interface Origin {
  readonly from: Sql;
  readonly where: Sql;
}

/** Returns the statement that reads every requested part of a list of clients. */
export function listStatement(
  list: ClientList,
  asked: ClientListProjection,
  { companyId }: Viewer,
): Sql {
  const { indexCondition } = list;
  // The page and the sums share one search. Any other list is read for each of them, the page by the index of its order.
  const shared = asked.total || asked.summary ? indexCondition : null;
  const origin: Origin = shared
    ? { from: sql`m`, where: sql`true` }
    : { from: sql`clients`, where: list.where };
  const columns = [
    asked.rows ? rowsText(list, { ...asked, rows: asked.rows }, origin) : sql`null`,
    ...optionalColumns(list, asked, origin),
    ...(asked.state ? [newestChange(companyId)] : []),
  ];
  const search = shared
    ? sql`with m as materialized (${foundClients(list, shared, asked.summary)}) `
    : sql``;
  return sql`${search}select ${join(columns)}`;
}

/** Returns the SQL for rows behind the page, the total and the summary; none if none of them is requested. */
function optionalColumns(
  { page }: ClientList,
  { rows, sides, total, summary }: ClientListProjection,
  { from, where }: Origin,
): Sql[] {
  const behind =
    rows && sides && asksBehind(page, sides) ? liesBehind(page, sql`${from} c`, where) : null;
  const columns = [
    behind && sql`(${behind})::integer`,
    total ? sql`(${clientCount(from, where)})` : null,
    summary ? sql`(${summaryText(clientSummary(from, where))})` : null,
  ];
  if (columns.every((column) => column === null)) return [];
  return columns.map((column) => column ?? sql`null`);
}

/**
 * Returns the clients that a search finds, with the columns of their order and their sums. `offset 0` keeps the planner
 * from joining both conditions: it overestimates what the trigram index finds, and would read other indexes in full as
 * well. See test/lists/search.test.ts.
 */
function foundClients({ page, recheck }: ClientList, indexCondition: Sql, summary: boolean): Sql {
  const names = new Set([
    'c.id',
    // A key that contains a value is computed from the id.
    ...page.keys.flatMap(({ column: { text, values }, stored }) =>
      values.length > 0 ? [] : [text, stored?.text ?? text],
    ),
    ...(summary ? SUMMED_FIELDS.map((name) => column('c', name).text) : []),
  ]);
  return sql`select ${raw([...names].join(', '))}
    from (select * from clients c where ${indexCondition} offset 0) c where ${recheck}`;
}

function rowsText(
  { page }: ClientList,
  { rows, keys, pages = [] }: ClientListProjection & { readonly rows: Projection },
  { from, where }: Origin,
): Sql {
  const before = keys ? page.keys.map((key) => columnText(key.column, key.nullable)) : [];
  const text = projectionText(rows, pages, before);
  // Rows before an offset, or beyond the limit of a sort, are read by their id alone: their columns would be read in vain.
  const late = page.offset > 0 || from.text !== 'clients';
  const select = sql`select ${late ? sql`c.id` : sql`${text} as t`} from ${from} c`;
  const row = late ? sql`(select ${text} from clients c where c.id = p.id)` : sql`p.t`;
  return sql`(select ${joinRows(row)} from (${pageStatement(page, select, where)}) p)`;
}

/** The columns of a summary, in the order in which they are read. */
export const summaryColumns = [
  'currencyId',
  'count',
  'balance',
  'paidToDate',
  'creditBalance',
] as const;

const summaryText = (statement: Sql): Sql => {
  const columns = summaryColumns.map((name) => raw(`s."${name}"`));
  const [currencyId, ...amounts] = columns as [Sql, ...Sql[]];
  return sql`
  select ${joinRows(joinColumns([columnText(currencyId, true), ...amounts]))} from (${statement}) s`;
};
