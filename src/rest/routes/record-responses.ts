import { notFound } from '../../domain/core/errors.ts';
import {
  type ListedType,
  type RecordList,
  type RecordPage,
  readRecordPage,
  recordWithId,
} from '../../projection/record-pages.ts';
import type { RecordRow } from '../../projection/record-rows.ts';
import { withEtag } from '../http/etags.ts';
import type { Call, RouteResponse } from '../http/route.ts';
import { paginate, readPaging } from '../v1/paging.ts';
import { presentDocument, presentToken } from '../v1/present.ts';

/** Presentation of each type, and its name in messages. */
const types = {
  Document: { name: 'document', present: presentDocument },
  GatewayToken: { name: 'gateway token', present: presentToken },
} as const satisfies Record<ListedType, object>;

/** Returns a page of a list of records. One statement. @param list null for an empty list */
export async function recordListResponse(
  call: Call,
  type: ListedType,
  list: RecordList | null,
): Promise<RouteResponse> {
  const { context, input, url } = call;
  const paging = readPaging(input);
  const range = { size: paging.perPage, offset: paging.offset };
  const page = ({ rows, total }: Pick<RecordPage, 'rows' | 'total'>): RouteResponse => ({
    data: rows.map((row) => types[type].present(row, context)),
    meta: { pagination: paginate(paging, { total, count: rows.length, url }) },
  });
  if (list === null) return page({ rows: [], total: 0 });
  return await withEtag(call, list.where, async () => {
    const found = await readRecordPage(context, type, { ...list, ...range });
    return { response: page(found), state: found.state };
  });
}

/** Reads a record by its number, with the company's newest change. @throws NOT_FOUND */
export async function readRecord(
  { context }: Pick<Call, 'context'>,
  type: ListedType,
  id: number,
): Promise<{ readonly row: RecordRow; readonly state: string }> {
  const range = { size: 1, offset: 0 };
  const { rows, state } = await readRecordPage(context, type, { ...recordWithId(id), ...range });
  const [row] = rows;
  if (!row) throw notFound(types[type].name, context.ids.encode(id), ['id']);
  return { row, state };
}
