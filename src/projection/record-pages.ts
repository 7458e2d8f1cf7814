import { type Sql, sql } from '../db/sql.ts';
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

/** The records of clients that v1 also lists by themselves, whichever client they belong to. */
const readers = {
  Document: recordReader('Document', { clientUserId: 'recordId' }),
  GatewayToken: recordReader('GatewayToken', { clientUserId: 'recordId' }),
} as const;

export type ListedType = keyof typeof readers;

/** Which records of the company are meant, and in which order. */
export interface RecordList {
  /** A condition over the table known as `x`. */
  readonly where: Sql;
  /** A total order; as they were created when there is none. */
  readonly keys?: readonly SortKey[] | null;
}

/** The record of a number. */
export const recordWithId = (id: number): RecordList => ({ where: sql`x.id = ${id}` });

/** The records of some numbers. */
export const recordsWithIds = (ids: readonly number[]): RecordList => ({
  where: sql`x.id = any(${[...ids]}::integer[])`,
});

/** The gateway tokens that are in lists: all that are not deleted. */
export const listedTokens: RecordList = { where: sql`not x.is_deleted` };

/** A part of a list of records. */
export interface RecordPage {
  readonly rows: readonly RecordRow[];
  /** How many the list has. */
  readonly total: number;
  /** The company's newest change as they were read. */
  readonly state: string;
}

/**
 * Reads a part of a list of records by its place, and how many the list has: one statement.
 * @returns rows that have `clientUserId`, the creator of their client, besides their fields
 */
export async function readRecordPage(
  { db, viewer }: ReadContext,
  type: ListedType,
  { where, keys }: RecordList,
  { size, offset }: { readonly size: number; readonly offset: number },
): Promise<RecordPage> {
  const { columns, row } = readers[type];
  const from = sql`from ${tableOf(type)} x`;
  const owned = sql`x.company_id = ${viewer.companyId} and ${where}`;
  const text = projectionText({ type, parts: columns }, [], [creator]);
  const order = keys?.length
    ? keys
    : ownedOrder(type, 'x').filter(({ kind }) => kind === 'recordId');
  const page = pageStatement(
    offsetPage(order, size, offset),
    sql`select ${text} as t ${from}`,
    owned,
  );
  const [[total, rows, state] = []] = await db.queryText(sql`
    select (select count(*) ${from} where ${owned}),
      (select ${joinRows(sql`p.t`)} from (${page}) p), ${newestChange(viewer.companyId)}`);
  const reader = new RowReader(rows);
  // The statement reads one more than the part has.
  const starts = reader.rowStarts().slice(0, size);
  return {
    rows: starts.map((start) => {
      reader.at = start;
      return row(reader);
    }),
    total: Number(total),
    state: state ?? '',
  };
}

const creator = columnText(
  sql`(select c.user_id from clients c where c.company_id = x.company_id and c.id = x.client_id)`,
  false,
);
