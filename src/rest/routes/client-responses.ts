import type { ClientList } from '../../domain/clients/list/list.ts';
import { namedClients } from '../../domain/clients/list/list.ts';
import { notFound } from '../../domain/core/errors.ts';
import type { Returning } from '../../domain/core/write.ts';
import type { ViewerRequest } from '../../domain/request-context.ts';
import { type FullClient, readFullClients } from '../../projection/full-clients.ts';
import { returningProjection } from '../../projection/records.ts';
import { withEtag } from '../http/etags.ts';
import { type Input, parseBoolean, textParam } from '../http/input.ts';
import type { Call, RouteResponse } from '../http/route.ts';
import { checkIncludes, includeBlocks, knownIncludes } from '../v1/includes.ts';
import { paginate, readPaging } from '../v1/paging.ts';
import { clientTag, outlineClient, presentClient } from '../v1/present.ts';
import { recordProjection, writeClients, writeRecord } from '../v1/written-clients.ts';

/** Depth at which clients are indented in the list of an envelope. */
const LIST_DEPTH = 2;

/** Depth at which a single client is indented in its envelope. */
const SINGLE_DEPTH = 1;

/** A part of a list, by offset. */
export interface ListRange {
  readonly size: number;
  readonly offset: number;
}

/**
 * Returns a page of a list of clients. One statement, and one more if ledgers are included.
 * @param listOf returns the list for the range of the page
 * @throws 400 for an unknown include
 */
export async function clientListResponse(
  call: Call,
  listOf: (range: ListRange) => ClientList,
): Promise<RouteResponse> {
  const { context, input, url } = call;
  const included = checkIncludes(input);
  const paging = readPaging(input);
  const list = listOf({ size: paging.perPage, offset: paging.offset });
  const isOutline = parseBoolean(input.filter_details);
  const paged = (total: number, count: number) => ({
    pagination: paginate(paging, { total, count, url }),
  });
  if (isPlain(input, included) && !isOutline) {
    return await withEtag(call, list.where, async () => {
      const { clients, total, state } = await writeClients(context, list, LIST_DEPTH);
      return { response: { data: clients, meta: paged(total, clients.length) }, state };
    });
  }
  const recordOf = (client: FullClient) =>
    presentClient(isOutline ? outlineClient(client) : client, context);
  return await withEtag(call, list.where, async () => {
    const { clients, total, state } = await readFullClients(context, list);
    const blocks = await includeBlocks(context, included, clients);
    const response = {
      data: clients.map((client, i) => ({ ...recordOf(client), ...blocks[i] })),
      meta: paged(total, clients.length),
    };
    return { response, state };
  });
}

/** Returns a client. Unknown includes are ignored. @throws NOT_FOUND */
export async function clientResponse(
  { context, input }: Pick<Call, 'input'> & { readonly context: ViewerRequest },
  id: number,
): Promise<RouteResponse> {
  const list = namedClients(context, [id], { size: 1, offset: 0 });
  const included = knownIncludes(input);
  if (isPlain(input, included)) {
    const { clients, versions } = await writeClients(context, list, SINGLE_DEPTH);
    const [data] = clients;
    const [version] = versions;
    if (data && version !== undefined) return { data, etag: clientTag(version) };
  }
  const { clients } = await readFullClients(context, list);
  const [full] = clients;
  if (!full) throw notFound('client', context.ids.encode(id), ['id']);
  const [blocks] = await includeBlocks(context, included, clients);
  return {
    data: { ...presentClient(full, context), ...blocks },
    etag: clientTag(full.client.version as number),
  };
}

/** Returns the projection that a write returns for `writtenClientResponse`; null if the request includes more. */
export const returningFor = ({ input }: Pick<Call, 'input'>): Returning | null =>
  isPlain(input, knownIncludes(input)) ? returningProjection(recordProjection(SINGLE_DEPTH)) : null;

/** Returns a written client. @param returned column texts that the write returned; absent to read the client again */
export async function writtenClientResponse(
  call: Pick<Call, 'input'> & { readonly context: ViewerRequest },
  id: number,
  returned: string | null | undefined,
): Promise<RouteResponse> {
  if (returned === null || returned === undefined) return await clientResponse(call, id);
  const { client, version } = writeRecord(call.context, returned, SINGLE_DEPTH);
  return { data: client, etag: clientTag(version) };
}

/** Returns whether clients are shown without includes and in an envelope, so that they can be encoded from the row. */
const isPlain = (input: Input, included: readonly unknown[]): boolean =>
  included.length === 0 && textParam(input, 'index') !== 'none';
