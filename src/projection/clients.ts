import type { Plan } from '../db/database.ts';
import { and, column, inList, join, raw, type Sql, sql } from '../db/sql.ts';
import { newestChange } from '../domain/changes/changes.ts';
import {
  type ClientList,
  type CurrencySummary,
  clientCount,
  clientSummary,
  SUMMED_FIELDS,
} from '../domain/clients/list/list.ts';
import type { ReadContext } from '../domain/core/context.ts';
import type { Viewer } from '../domain/core/viewer.ts';
import type { Returning } from '../domain/core/write.ts';
import type { Sides } from '../domain/page/page.ts';
import { asksBehind, liesBehind, pageStatement } from '../domain/page/page-statement.ts';
import { isShown, tableOf } from '../domain/records/records.ts';
import { columnText, joinColumns, joinRows, ROW_SEPARATOR } from './columns.ts';
import { type ListPages, type Projection, projectionText } from './projection.ts';
import { RowReader } from './row-reader.ts';

/** What is asked of a list of clients. */
export interface ClientListProjection {
  /** What is read of each client of the page; null when no rows are asked for. */
  readonly rows: Projection | null;
  /** Whether the values of the page's sort keys stand before the fields of each client: cursors are made of them. */
  readonly keys: boolean;
  /** The sides of the page that are asked for; null for none. */
  readonly sides: Sides | null;
  readonly total: boolean;
  readonly summary: boolean;
  /** Whether the state of the book is read along with it. */
  readonly state?: true;
}

/** A list of clients as it was read; null for what was not asked for. */
export interface ReadClients {
  /** The page's clients and one more, if there is one, in the order in which the page is read. */
  readonly rows: RowReader | null;
  /** True if rows lie behind the page, if that was asked for. */
  readonly behind: boolean;
  readonly total: number | null;
  readonly summary: readonly CurrencySummary[] | null;
  /** The company's newest change as the list was read: a list can differ only if this does. */
  readonly state: string | null;
}

/** Reads a list of clients, whatever is asked of it, in one statement. */
export async function readClients(
  { db, viewer }: ReadContext,
  list: ClientList,
  projection: ClientListProjection,
  pages: ListPages,
): Promise<ReadClients> {
  const nothing = !projection.rows && !projection.total && !projection.summary;
  const plan = planOf(list, projection);
  const [row = []] = nothing
    ? []
    : await db.queryText(listStatement(list, projection, pages, viewer), plan);
  const [rows, behind, total, summary] = row;
  return {
    rows: projection.rows && new RowReader(rows),
    behind: behind === '1',
    total: projection.total ? Number(total) : null,
    summary: projection.summary ? summaryOf(new RowReader(summary)) : null,
    state: projection.state ? (row.at(-1) ?? null) : null,
  };
}

/** Rows of clients and their lists that are read in little time. */
const FEW = 100;

function planOf(
  { indexCondition, isUnfiltered, page }: ClientList,
  projection: ClientListProjection,
): Plan {
  if (projection.total || projection.summary) return 'kept';
  // A page of what a search finds is best read by the index of texts if that is little, and by the index of its order
  // if that is much: only the text that is looked for tells.
  if (indexCondition) return 'anew';
  const lists = projection.rows?.parts.filter((part) => typeof part === 'object').length ?? 0;
  const isByIndex = isUnfiltered && page.offset === 0 && page.keys.length <= 2;
  return isByIndex && page.size * (1 + lists) <= FEW ? 'quick' : 'kept';
}

function listStatement(
  list: ClientList,
  projection: ClientListProjection,
  pages: ListPages,
  { companyId }: Viewer,
): Sql {
  const { where, indexCondition } = list;
  const counts = projection.total || projection.summary;
  // What a search finds is found once and kept for the page and the sums; any other list is better read twice,
  // the page by the index of its order.
  const kept = indexCondition !== null && counts;
  const from = kept ? sql`m` : sql`clients`;
  const which = kept ? sql`true` : where;
  const asked = projection.rows && projection.sides && asksBehind(list.page, projection.sides);
  const behind = asked ? liesBehind(list.page, sql`${from} c`, which) : null;
  const more = [
    behind && sql`(${behind})::integer`,
    projection.total ? sql`(${clientCount(from, which)})` : null,
    projection.summary ? sql`(${summaryText(clientSummary(from, which))})` : null,
  ];
  const columns = [
    projection.rows
      ? rowsText(list, projection.rows, projection.keys, pages, from, which)
      : sql`null`,
    ...(more.some((column) => column !== null) ? more.map((column) => column ?? sql`null`) : []),
    ...(projection.state ? [newestChange(companyId)] : []),
  ];
  const match = kept
    ? sql`with m as materialized (${matched(list, indexCondition, projection.summary)}) `
    : sql``;
  return sql`${match}select ${join(columns)}`;
}

/**
 * The clients that a list has, with what its order and its sums need of them. What the index of texts finds is fenced
 * off, or else the planner, who does not know how little that is, reads other indexes from end to end besides.
 */
function matched({ page, recheck }: ClientList, indexCondition: Sql, summary: boolean): Sql {
  const names = new Set([
    'c.id',
    // A key with a value of its own is computed from the id.
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
  rows: Projection,
  keys: boolean,
  pages: ListPages,
  from: Sql,
  where: Sql,
): Sql {
  const before = keys ? page.keys.map((key) => columnText(key.column, key.nullable)) : [];
  const text = projectionText(rows, pages, before);
  // The fields of a row that is left out or sorted away would be read for nothing: its number is enough until then.
  const late = page.offset > 0 || from.text !== 'clients';
  const select = sql`select ${late ? sql`c.id` : sql`${text} as t`} from ${from} c`;
  const of = late ? sql`(select ${text} from clients c where c.id = p.id)` : sql`p.t`;
  return sql`(select ${joinRows(of)} from (${pageStatement(page, select, where)}) p)`;
}

const summaryText = (statement: Sql): Sql => sql`
  select ${joinRows(
    joinColumns([
      columnText(sql`s."currencyId"`, true),
      sql`s.count`,
      sql`s.balance`,
      sql`s."paidToDate"`,
      sql`s."creditBalance"`,
    ]),
  )} from (${statement}) s`;

function summaryOf(reader: RowReader): CurrencySummary[] {
  return reader.rowStarts().map((start) => {
    reader.at = start;
    const currencyId = reader.take();
    const [count, balance, paidToDate, creditBalance] = Array.from({ length: 4 }, () =>
      reader.take(),
    ) as [string, string, string, string];
    return {
      currencyId: currencyId === null ? null : Number(currencyId),
      count: Number(count),
      balance,
      paidToDate,
      creditBalance,
    };
  });
}

/**
 * Reads records of the company by their numbers, as far as there are any, in no particular order.
 * @param projection has `id` as its first part, so that the records can be told apart
 */
export async function readRecords(
  { db, viewer }: ReadContext,
  ids: readonly number[],
  projection: Projection,
  pages: ListPages,
): Promise<RowReader> {
  const [id] = ids;
  if (id !== undefined && ids.length === 1 && pages.every((page) => page === null)) {
    return new RowReader(await readRecord({ db, viewer }, id, projection));
  }
  const rows = await db.queryText(recordsStatement(viewer, ids, projection, pages));
  return new RowReader(rows.length === 0 ? null : rows.map(([text]) => text).join(ROW_SEPARATOR));
}

function recordsStatement(
  { companyId }: Pick<Viewer, 'companyId'>,
  ids: readonly number[],
  projection: Projection,
  pages: ListPages,
): Sql {
  const alias = projection.type === 'Client' ? 'c' : 'x';
  const where = and([
    sql`${column(alias, 'companyId')} = ${companyId}`,
    inList(column(alias, 'id'), ids),
    isShown(projection.type, alias),
  ]);
  return sql`select ${projectionText(projection, pages)} from ${tableOf(projection.type)} ${raw(alias)} where ${where}`;
}

/** Reads one record of the company with all of its lists, as a text; null when there is none. */
export async function readRecord(
  { db, viewer }: Pick<ReadContext, 'db' | 'viewer'>,
  id: number,
  projection: Projection,
): Promise<string | null> {
  const [row] = await db.queryText(
    { text: textForOne(projection), values: [viewer.companyId, id] },
    'quick',
  );
  return row?.[0] ?? null;
}

const returnings = new WeakMap<Projection, Returning>();

/** Has a write return its client in a projection; the same object for the same projection. */
export function returningProjection(projection: Projection): Returning {
  const known = returnings.get(projection);
  if (known) return known;
  const returning: Returning = {
    text: projectionText(projection),
    read: (context, id) => readRecord(context, id, projection),
  };
  returnings.set(projection, returning);
  return returning;
}

const textsForOne = new WeakMap<Projection, string>();

/** The statement for one record with all of its lists, whose values are the company's number and the record's. */
function textForOne(projection: Projection): string {
  const known = textsForOne.get(projection);
  if (known !== undefined) return known;
  const { text } = recordsStatement({ companyId: 0 }, [0], projection, []);
  textsForOne.set(projection, text);
  return text;
}
