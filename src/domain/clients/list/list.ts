import type { Queryable } from '../../../db/database.ts';
import { anyCompany, inList, join, raw, type Sql, sql } from '../../../db/sql.ts';
import type { ReadContext } from '../../core/context.ts';
import { cursorValue, writeCursor } from '../../page/cursor.ts';
import { makePage, offsetPage, type Page, type PageArguments } from '../../page/page.ts';
import { pageInfoOf } from '../../page/page-info.ts';
import { isStarted, liesBehind, pageStatement } from '../../page/page-statement.ts';
import type { SortKey } from '../../page/sort-key.ts';
import { type ClientQuery, type ListCondition, listCondition } from './list-condition.ts';
import { type ClientSort, clientOrder } from './sorts.ts';

/** A list of clients, its order, and a page of it. */
export type ClientListArguments = PageArguments &
  ClientQuery & { readonly sort?: readonly ClientSort[] | null | undefined };

/** The default order of a list: by creation. */
const BY_CREATION: readonly ClientSort[] = [{ field: 'id' }];

/** The rows of a page: their ids and cursors, and whether there are more on either side. */
export interface PageOfIds {
  readonly ids: readonly number[];
  readonly cursors: readonly string[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** A list of clients, resolved: what its statements need. */
export interface ClientList extends ListCondition {
  readonly page: Page;
}

/**
 * Resolves a list of clients and a page of it. Nothing is read yet.
 * @throws what `listCondition`, `clientOrder` and `makePage` throw
 */
export function clientList(context: ReadContext, args: ClientListArguments): ClientList {
  const { filter, search, status, sort } = args;
  const sorts = sort?.length ? sort : BY_CREATION;
  const match = listCondition(context, { filter, search, status });
  return { ...match, page: makePage(args, clientOrder(sorts), match.where) };
}

/** A list of clients, one of which may be placed before all others. */
export type ClientRangeArguments = ClientQuery &
  Pick<ClientListArguments, 'sort'> & {
    /** Id of the client that is placed first if the list has it; null for none. */
    readonly first?: number | null;
  };

/**
 * Resolves a list of clients and a range of it. Nothing is read yet.
 * @throws what `listCondition` and `clientOrder` throw
 */
export function clientRange(
  context: ReadContext,
  { sort, first = null, ...query }: ClientRangeArguments,
  { size, offset }: { readonly size: number; readonly offset: number },
): ClientList {
  const order = clientOrder(sort?.length ? sort : BY_CREATION);
  const keys = first === null ? order : [isClient(first), ...order];
  return { ...listCondition(context, query), page: offsetPage(keys, size, offset) };
}

/** Returns the sort key that places one client before all others. */
const isClient = (id: number): SortKey => ({
  column: sql`(c.id = ${id})`,
  kind: 'boolean',
  nullable: false,
  descending: true,
  nullsFirst: false,
});

/** Resolves a list of the clients with the ids, in any state and by creation, and a range of it. */
export const namedClients = (
  { viewer }: ReadContext,
  numbers: readonly number[],
  { size, offset }: { readonly size: number; readonly offset: number },
): ClientList => {
  const where = sql`c.company_id = ${anyCompany(viewer.companyId)} and ${inList(sql`c.id`, numbers)}`;
  const page = offsetPage(clientOrder(BY_CREATION), size, offset);
  return { where, recheck: where, indexCondition: null, isUnfiltered: false, page };
};

/** Reads the ids of a page: one statement, and one more to learn what lies behind a page that is started. */
export async function readPage(db: Queryable, { page, where }: ClientList): Promise<PageOfIds> {
  const columns = page.keys.map((key, i) => sql`${key.column} as ${raw(`k${i}`)}`);
  const select = sql`select c.id, ${join(columns)} from clients c`;
  const rows = await db.query<Record<string, unknown> & { id: number }>(
    pageStatement(page, select, where),
  );
  return idPageOf(page, rows, isStarted(page) && (await hasBehind(db, page, where)));
}

async function hasBehind(db: Queryable, page: Page, where: Sql): Promise<boolean> {
  const [row] = await db.query<{ behind: boolean }>(
    sql`select ${liesBehind(page, sql`clients c`, where)} as behind`,
  );
  return row?.behind ?? false;
}

function idPageOf(
  page: Page,
  read: (Record<string, unknown> & { id: number })[],
  behind: boolean,
): PageOfIds {
  const { rows, ...ends } = pageInfoOf(page, read, behind);
  const valuesOf = (row: Record<string, unknown>) =>
    page.keys.map((_, i) => cursorValue(row[`k${i}`]));
  return {
    ids: rows.map(({ id }) => id),
    cursors: rows.map((row) => writeCursor(page.digest, valuesOf(row))),
    ...ends,
  };
}

/** Counts the clients of a list: one statement. */
export async function countClients(db: Queryable, where: Sql): Promise<number> {
  const [row] = await db.query<{ count: number }>(clientCount(sql`clients`, where));
  return (row as { count: number }).count;
}

/** Returns the statement that counts the clients of a list. @param from the table of clients, or some of them */
export const clientCount = (from: Sql, where: Sql): Sql =>
  sql`select count(*)::integer as count from ${from} c where ${where}`;

/** The totals of the clients of one currency. */
export interface CurrencySummary {
  readonly currencyId: number | null;
  readonly count: number;
  readonly balance: string;
  readonly paidToDate: string;
  readonly creditBalance: string;
}

/** Sums up the clients of a list by currency, without deleted ones: one statement. */
export const summarizeClients = (db: Queryable, where: Sql): Promise<CurrencySummary[]> =>
  db.query<CurrencySummary>(clientSummary(sql`clients`, where));

/** Returns the statement that sums up the clients of a list. @param from the table of clients, or some of them */
export const clientSummary = (from: Sql, where: Sql): Sql => sql`
  select c.currency_id as "currencyId", count(*)::integer as count, trim_scale(sum(c.balance)) as balance,
    trim_scale(sum(c.paid_to_date)) as "paidToDate", trim_scale(sum(c.credit_balance)) as "creditBalance"
  from ${from} c where ${where} and not c.is_deleted group by c.currency_id order by c.currency_id nulls last`;

/** The columns of a client that `clientSummary` reads. */
export const SUMMED_FIELDS = ['currencyId', 'isDeleted', 'balance', 'paidToDate', 'creditBalance'];

/**
 * Reads clients by their ids; the id of a merged client leads to its survivor. A survivor may itself be merged between
 * the statement that finds it and the one that reads it; then it is looked up again, so that no existing client is
 * missed.
 * @param read reads clients by their own ids, as far as there are any
 * @returns the found clients by requested id, without ids that lead to no client of the company
 */
export async function followMerges<Found>(
  context: ReadContext,
  ids: readonly number[],
  read: (ids: readonly number[]) => Promise<Map<number, Found>>,
): Promise<Map<number, Found>> {
  const found = await read(ids);
  let missing = ids.filter((id) => !found.has(id));
  while (missing.length > 0) {
    const survivors = await survivorsOf(context, missing);
    if (survivors.size === 0) break;
    const surviving = await read([...new Set(survivors.values())]);
    for (const [from, to] of survivors) {
      const survivor = surviving.get(to);
      if (survivor !== undefined) found.set(from, survivor);
    }
    missing = [...survivors.keys()].filter((id) => !found.has(id));
  }
  return found;
}

/** Finds the survivors of merged clients, by the ids of the merged ones: one statement. */
async function survivorsOf(
  { db, viewer }: ReadContext,
  ids: readonly number[],
): Promise<Map<number, number>> {
  const rows = await db.query<{ from: number; to: number }>(sql`
    select r.from_id as "from", r.to_id as "to" from client_redirects r
    where r.company_id = ${anyCompany(viewer.companyId)} and ${inList(sql`r.from_id`, ids)}`);
  return new Map(rows.map(({ from, to }) => [from, to]));
}
