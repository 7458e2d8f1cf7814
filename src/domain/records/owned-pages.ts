import { column, join, raw, type Sql, sql } from '../../db/sql.ts';
import type { ReadContext } from '../core/context.ts';
import { DomainError } from '../core/errors.ts';
import type { Field } from '../core/kinds.ts';
import { writeCursor } from '../page/cursor.ts';
import { makePage, type Page, type PageArguments } from '../page/page.ts';
import { isStarted, liesBehind, pageStatement } from '../page/page-statement.ts';
import type { SortKey } from '../page/sort-key.ts';
import { documentFields, fieldsOf, ledgerEntryFields } from './fields.ts';

/** The parts of a client that are long enough to be read by the page: how each is kept and ordered. */
export const pagedLists = {
  document: { table: 'documents', fields: documentFields, newestFirst: false },
  ledgerEntry: { table: 'ledger_entries', fields: ledgerEntryFields, newestFirst: true },
} as const satisfies Record<string, ChildList>;

interface ChildList {
  readonly table: string;
  readonly fields: Readonly<Record<string, Field>>;
  readonly newestFirst: boolean;
}

export type PagedType = keyof typeof pagedLists;

/** A row of a part of a client, as the database has it. */
export interface OwnedRow {
  readonly id: number;
  readonly clientId: number;
  readonly [field: string]: unknown;
}

/** A page of parts of one client. */
export interface OwnedPage {
  readonly rows: readonly OwnedRow[];
  readonly cursors: readonly string[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** The columns of a table under the names of its fields, its keys first. */
export function columnsOf(
  alias: string,
  table: Readonly<Record<string, Field>>,
  keys: readonly string[] = ['id', 'clientId'],
): Sql {
  const plain = keys.map((name) => sql`${column(alias, name)} as ${quoted(name)}`);
  const fields = fieldsOf(table)
    .filter(([, { internal }]) => !internal)
    .map(([name, { kind }]) =>
      kind === 'money'
        ? sql`trim_scale(${column(alias, name)}) as ${quoted(name)}`
        : sql`${column(alias, name)} as ${quoted(name)}`,
    );
  return join([...plain, ...fields]);
}

const quoted = (name: string) => raw(`"${name}"`);

/**
 * Makes out a page of a part of clients. Its cursors have the number of their client in front of that of their row.
 * @throws what `makePage` throws
 */
export function ownedPage(name: PagedType, args: PageArguments): Page {
  const { table, newestFirst } = pagedLists[name];
  const keys = ['clientId', 'id'].map(
    (key): SortKey => ({
      column: column('x', key),
      kind: 'recordId',
      nullable: false,
      descending: newestFirst,
      nullsFirst: false,
    }),
  );
  return makePage(args, keys, raw(table));
}

/** @throws INVALID_CURSOR when a page starts at a cursor that the list of another client gave out */
export function checkOwner({ from, backward }: Page, clientId: number): void {
  if (from === null || from[0] === clientId) return;
  const name = backward ? 'before' : 'after';
  const message = `The cursor in "${name}" belongs to another client.`;
  throw new DomainError('INVALID_CURSOR', message, [name]);
}

/** The same page of a part of many clients, in the order of the clients: one statement. */
export async function readOwnedPages(
  { db, viewer }: ReadContext,
  name: PagedType,
  page: Page,
  clientIds: readonly number[],
): Promise<OwnedPage[]> {
  const { table, fields } = pagedLists[name];
  const select = sql`select ${columnsOf('x', fields)} from ${raw(table)} x`;
  const where = sql`x.company_id = ${viewer.companyId} and x.client_id = p.id`;
  const behind = isStarted(page) ? liesBehind(page, sql`${raw(table)} x`, where) : sql`false`;
  const rows = await db.query<FoundRow>(sql`
    select p.id as "of", ${behind} as behind, r.* from unnest(${clientIds}::integer[]) with ordinality p(id, place)
    left join lateral (${pageStatement(page, select, where)}) r on true order by p.place`);
  const ofClient = groupByClient(rows);
  return clientIds.map((id) => pageOf(page, ofClient.get(id) ?? []));
}

/** A row with what is found out of its list; a list without rows has one that is no row. */
type FoundRow = OwnedRow & { readonly of: number; readonly behind: boolean };

function pageOf(page: Page, found: readonly FoundRow[]): OwnedPage {
  const behind = found[0]?.behind ?? false;
  const all = found.filter(({ id }) => id !== null);
  const rows = all.slice(0, page.size);
  if (page.backward) rows.reverse();
  const more = all.length > page.size;
  return {
    rows,
    cursors: rows.map(({ clientId, id }) => writeCursor(page.digest, [clientId, id])),
    hasNextPage: page.backward ? behind : more,
    hasPreviousPage: page.backward ? more : behind,
  };
}

/** How many parts each of the clients has: one statement. */
export async function countOwnedRecords(
  { db, viewer }: ReadContext,
  name: PagedType,
  clientIds: readonly number[],
): Promise<number[]> {
  const rows = await db.query<{ id: number; count: number }>(sql`
    select x.client_id as id, count(*)::integer as count from ${raw(pagedLists[name].table)} x
    where x.company_id = ${viewer.companyId} and x.client_id = any(${clientIds}::integer[]) group by x.client_id`);
  const counts = new Map(rows.map(({ id, count }) => [id, count]));
  return clientIds.map((id) => counts.get(id) ?? 0);
}

/** Rows of a part by their numbers, as far as the company has them: one statement. */
export async function readOwnedRecords(
  { db, viewer }: ReadContext,
  name: PagedType,
  ids: readonly number[],
): Promise<OwnedRow[]> {
  const { table, fields } = pagedLists[name];
  return await db.query<OwnedRow>(sql`
    select ${columnsOf('x', fields)} from ${raw(table)} x
    where x.company_id = ${viewer.companyId} and x.id = any(${ids}::integer[])`);
}

function groupByClient(rows: readonly FoundRow[]): Map<number, FoundRow[]> {
  const groups = new Map<number, FoundRow[]>();
  for (const row of rows) {
    const group = groups.get(row.of);
    if (group) group.push(row);
    else groups.set(row.of, [row]);
  }
  return groups;
}
