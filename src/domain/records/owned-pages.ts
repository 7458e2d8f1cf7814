import { anyCompany, column, join, raw, type Sql, sql } from '../../db/sql.ts';
import type { ReadContext } from '../core/context.ts';
import { DomainError } from '../core/errors.ts';
import type { Field } from '../core/kinds.ts';
import { writeCursor } from '../page/cursor.ts';
import { makePage, type Page, type PageArguments } from '../page/page.ts';
import { type PageRows, pageInfoOf } from '../page/page-info.ts';
import { isStarted, liesBehind, pageStatement } from '../page/page-statement.ts';
import type { SortKey } from '../page/sort-key.ts';
import { ownedRecords, type PagedType } from './descriptors.ts';
import { fieldsOf } from './fields.ts';
import { tableOf } from './records.ts';

/** A row of an owned record, keyed by field. */
export interface OwnedRow {
  readonly id: number;
  readonly clientId: number;
  readonly [field: string]: unknown;
}

/** A page of the owned records of one client. */
export interface OwnedPage extends PageRows<OwnedRow> {
  readonly cursors: readonly string[];
}

/** Returns the columns of a table, under the names of its fields and with its keys first. */
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
 * Returns a page of the owned records of any client. Its cursors contain the client's id in front of the row's.
 * @throws what `makePage` throws
 */
export function ownedPage(type: PagedType, args: PageArguments): Page {
  const descending = ownedRecords[type].order[0] === 'id desc';
  const keys = ['clientId', 'id'].map(
    (key): SortKey => ({
      column: column('x', key),
      kind: 'recordId',
      nullable: false,
      descending,
      nullsFirst: false,
    }),
  );
  return makePage(args, keys, tableOf(type));
}

/** Makes sure that a page does not start at a cursor of another client. @throws INVALID_CURSOR */
export function checkOwner({ from, backward }: Page, clientId: number): void {
  if (from === null || from[0] === clientId) return;
  const name = backward ? 'before' : 'after';
  const message = `The cursor in "${name}" belongs to another client.`;
  throw new DomainError('INVALID_CURSOR', message, [name]);
}

/** Reads the same page of the owned records of many clients, in the order of the clients: one statement. */
export async function readOwnedPages(
  { db, viewer }: ReadContext,
  type: PagedType,
  page: Page,
  clientIds: readonly number[],
): Promise<OwnedPage[]> {
  const table = tableOf(type);
  const select = sql`select ${columnsOf('x', ownedRecords[type].fields)} from ${table} x`;
  const where = sql`x.company_id = ${anyCompany(viewer.companyId)} and x.client_id = p.id`;
  const behind = isStarted(page) ? liesBehind(page, sql`${table} x`, where) : sql`false`;
  const rows = await db.query<FoundRow>(sql`
    select p.id as "of", ${behind} as behind, r.* from unnest(${clientIds}::integer[]) with ordinality p(id, place)
    left join lateral (${pageStatement(page, select, where)}) r on true order by p.place`);
  const ofClient = groupByClient(rows);
  return clientIds.map((id) => pageOf(page, ofClient.get(id) ?? []));
}

/** A row of the page of one client. A client without rows has one row of nulls. */
type FoundRow = OwnedRow & { readonly of: number; readonly behind: boolean };

function pageOf(page: Page, found: readonly FoundRow[]): OwnedPage {
  const behind = found[0]?.behind ?? false;
  const read = found.filter(({ id }) => id !== null);
  const shown = pageInfoOf<OwnedRow>(page, read, behind);
  const cursors = shown.rows.map(({ clientId, id }) => writeCursor(page.digest, [clientId, id]));
  return { ...shown, cursors };
}

/** Counts the owned records of each client: one statement. */
export async function countOwnedRecords(
  { db, viewer }: ReadContext,
  type: PagedType,
  clientIds: readonly number[],
): Promise<number[]> {
  const rows = await db.query<{ id: number; count: number }>(sql`
    select x.client_id as id, count(*)::integer as count from ${tableOf(type)} x
    where x.company_id = ${anyCompany(viewer.companyId)} and x.client_id = any(${clientIds}::integer[]) group by x.client_id`);
  const counts = new Map(rows.map(({ id, count }) => [id, count]));
  return clientIds.map((id) => counts.get(id) ?? 0);
}

/** Reads owned records of the company by their ids: one statement. Ids that the company does not have are left out. */
export async function readOwnedRecords(
  { db, viewer }: ReadContext,
  type: PagedType,
  ids: readonly number[],
): Promise<OwnedRow[]> {
  return await db.query<OwnedRow>(sql`
    select ${columnsOf('x', ownedRecords[type].fields)} from ${tableOf(type)} x
    where x.company_id = ${anyCompany(viewer.companyId)} and x.id = any(${ids}::integer[])`);
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
