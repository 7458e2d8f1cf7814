import { and, anyCompany, column, inList, raw, type Sql, sql } from '../db/sql.ts';
import type { ReadContext } from '../domain/core/context.ts';
import type { Viewer } from '../domain/core/viewer.ts';
import type { Returning } from '../domain/core/write.ts';
import { isVisible, tableOf } from '../domain/records/records.ts';
import { ROW_SEPARATOR } from './columns.ts';
import { type ListPages, type Projection, projectionText } from './projection.ts';
import { RowReader } from './row-reader.ts';

/** A projection of records, and the page of each of their lists. */
export interface RecordsProjection {
  /** The projection; its first member is `id`, the key of the records. */
  readonly projection: Projection;
  readonly pages: ListPages;
}

/** Reads records of the company by their ids, in no particular order. Ids that the company does not have are left out. */
export async function readRecords(
  { db, viewer }: ReadContext,
  ids: readonly number[],
  { projection, pages }: RecordsProjection,
): Promise<RowReader> {
  const [id] = ids;
  if (id !== undefined && ids.length === 1 && pages.every((page) => page === null)) {
    return new RowReader(await readRecord({ db, viewer }, id, projection));
  }
  const rows = await db.queryText(recordsStatement(viewer, ids, { projection, pages }));
  return new RowReader(rows.length === 0 ? null : rows.map(([text]) => text).join(ROW_SEPARATOR));
}

function recordsStatement(
  { companyId }: Pick<Viewer, 'companyId'>,
  ids: readonly number[],
  { projection, pages }: RecordsProjection,
): Sql {
  const { type } = projection;
  const alias = type === 'Client' ? 'c' : 'x';
  const where = and([
    sql`${column(alias, 'companyId')} = ${anyCompany(companyId)}`,
    inList(column(alias, 'id'), ids),
    isVisible(type, alias),
  ]);
  return sql`select ${projectionText(projection, pages)} from ${tableOf(type)} ${raw(alias)} where ${where}`;
}

/** Reads one record of the company, with its lists as a whole, as text; null if there is none. */
export async function readRecord(
  { db, viewer }: Pick<ReadContext, 'db' | 'viewer'>,
  id: number,
  projection: Projection,
): Promise<string | null> {
  const statement = { text: textForOne(projection), values: [viewer.companyId, id] };
  const [row] = await db.queryText(statement, { plan: 'generic', pipelined: true });
  return row?.[0] ?? null;
}

const returnings = new WeakMap<Projection, Returning>();

/** Returns what makes a write return its client in a projection: one object for each projection, by which statements are cached. */
export function returningProjection(projection: Projection): Returning {
  const cached = returnings.get(projection);
  if (cached) return cached;
  const returning: Returning = {
    text: projectionText(projection),
    read: (context, id) => readRecord(context, id, projection),
  };
  returnings.set(projection, returning);
  return returning;
}

const textsForOne = new WeakMap<Projection, string>();

/** Returns the statement that reads one record. Its values are the ids of the company and of the record. */
function textForOne(projection: Projection): string {
  const cached = textsForOne.get(projection);
  if (cached !== undefined) return cached;
  const { text } = recordsStatement({ companyId: 0 }, [0], { projection, pages: [] });
  textsForOne.set(projection, text);
  return text;
}
