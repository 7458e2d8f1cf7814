import { anyCompany, type Sql, sql } from '../db/sql.ts';
import { newestChange } from '../domain/changes/changes.ts';
import type { ReadContext } from '../domain/core/context.ts';
import { offsetPage } from '../domain/page/page.ts';
import { pageStatement } from '../domain/page/page-statement.ts';
import type { SortKey } from '../domain/page/sort-key.ts';
import { ownedOrder, tableOf } from '../domain/records/records.ts';
import { columnText, joinRows } from './columns.ts';
import { projectionText } from './projection.ts';
import { type RecordRow, recordReader } from './record-rows.ts';
import { RowReader } from './row-reader.ts';

/** Readers of the owned records that v1 also lists across all clients of a company. */
const readers = {
  Document: recordReader('Document', { clientUserId: 'recordId' }),
  GatewayToken: recordReader('GatewayToken', { clientUserId: 'recordId' }),
} as const;

/** A type of owned record that v1 lists across all clients. */
export type ListedType = keyof typeof readers;

/** A list of owned records of the company. */
export interface RecordList {
  /** A condition on the table with the alias `x`. */
  readonly where: Sql;
  /** A total order; absent or null for the order of creation. */
  readonly keys?: readonly SortKey[] | null;
}

/** Returns the list of one record. */
export const recordWithId = (id: number): RecordList => ({ where: sql`x.id = ${id}` });

/** Returns the list of some records. */
export const recordsWithIds = (ids: readonly number[]): RecordList => ({
  where: sql`x.id = any(${[...ids]}::integer[])`,
});

/** The list of gateway tokens, without deleted ones. */
export const listedTokens: RecordList = { where: sql`not x.is_deleted` };

/** A page of a list of owned records. */
export interface RecordPage {
  readonly rows: readonly RecordRow[];
  /** Length of the list. */
  readonly total: number;
  /** The company's newest change in the same snapshot. */
  readonly state: string;
}

/**
 * Reads a page of a list of owned records by its offset, and the length of the list: one statement.
 * @returns rows that have `clientUserId`, the creator of their client, beside their fields
 */
export async function readRecordPage(
  { db, viewer }: ReadContext,
  type: ListedType,
  { where, keys, size, offset }: RecordList & { readonly size: number; readonly offset: number },
): Promise<RecordPage> {
  const { columns, row } = readers[type];
  const from = sql`from ${tableOf(type)} x`;
  const owned = sql`x.company_id = ${anyCompany(viewer.companyId)} and ${where}`;
  const text = projectionText({ type, members: columns }, [], [creator]);
  const order = keys?.length ? keys : ownedOrder(type, 'x').filter(isId);
  const page = pageStatement(
    offsetPage(order, size, offset),
    sql`select ${text} as t ${from}`,
    owned,
  );
  const [[total, rows, state] = []] = await db.queryText(sql`
    select (select count(*) ${from} where ${owned}),
      (select ${joinRows(sql`p.t`)} from (${page}) p), ${newestChange(viewer.companyId)}`);
  const reader = new RowReader(rows);
  // The statement reads one row more than the page has.
  const starts = reader.rowStarts().slice(0, size);
  return {
    rows: starts.map((start) => {
      reader.position = start;
      return row(reader);
    }),
    total: Number(total),
    state: state ?? '',
  };
}

const isId = ({ kind }: SortKey): boolean => kind === 'recordId';

const creator = columnText(
  sql`(select c.user_id from clients c where c.company_id = x.company_id and c.id = x.client_id)`,
  false,
);
