import type { ClientList } from '../../domain/clients/list/list.ts';
import { namedClients } from '../../domain/clients/list/list.ts';
import type { ViewerContext } from '../../domain/core/context.ts';
import { notFound } from '../../domain/core/errors.ts';
import type { Returning } from '../../domain/core/write.ts';
import { returningProjection } from '../../projection/clients.ts';
import { type FullClient, readFullClients } from '../../projection/full-clients.ts';
import { withEtag } from '../http/etags.ts';
import { type Input, parseBoolean, textParam } from '../http/input.ts';
import type { Call, RouteResponse } from '../http/route.ts';
import { checkIncludes, includeBlocks, knownIncludes } from '../v1/includes.ts';
import { paginate, readPaging } from '../v1/paging.ts';
import { clientTag, outlineClient, presentClient } from '../v1/present.ts';
import { recordProjection, writeClients, writeRecord } from '../v1/written-clients.ts';

/** How many levels clients are indented: in the list of an envelope, and in an envelope by themselves. */
const LISTED = 2;
const ALONE = 1;

/** Which part of a list is read. */
export interface Range {
  readonly size: number;
  readonly offset: number;
}

/**
 * A page of a list of clients as an answer: one statement, and one more for the ledgers if they are asked for.
 * @param listOf makes out the list
 * @throws 400 for an include that there is not
 */
export async function clientListResponse(
  call: Call,
  listOf: (range: Range) => ClientList,
): Promise<RouteResponse> {
  const { context, input, url } = call;
  const included = checkIncludes(input);
  const paging = readPaging(input);
  const list = listOf({ size: paging.perPage, offset: paging.offset });
  const outlined = parseBoolean(input.filter_details);
  const paged = (total: number, count: number) => ({
    pagination: paginate(paging, { total, count, url }),
  });
  if (isPlain(input, included) && !outlined) {
    return await withEtag(call, list.where, async () => {
      const { clients, total, state } = await writeClients(context, list, LISTED);
      return { answer: { data: clients, meta: paged(total, clients.length) }, state };
    });
  }
  const shown = (whole: FullClient) =>
    presentClient(outlined ? outlineClient(whole) : whole, context);
  return await withEtag(call, list.where, async () => {
    const { clients, total, state } = await readFullClients(context, list);
    const blocks = await includeBlocks(context, included, clients);
    const answer = {
      data: clients.map((whole, i) => ({ ...shown(whole), ...blocks[i] })),
      meta: paged(total, clients.length),
    };
    return { answer, state };
  });
}

/** One client as an answer. Includes that there are not are passed over. @throws NOT_FOUND */
export async function clientResponse(
  { context, input }: Pick<Call, 'input'> & { readonly context: ViewerContext },
  id: number,
): Promise<RouteResponse> {
  const list = namedClients(context, [id], { size: 1, offset: 0 });
  const included = knownIncludes(input);
  if (isPlain(input, included)) {
    const { clients, versions } = await writeClients(context, list, ALONE);
    const [data] = clients;
    if (data) return { data, etag: clientTag(versions[0] as number) };
  }
  const { clients } = await readFullClients(context, list);
  const [whole] = clients;
  if (!whole) throw notFound('client', context.ids.encode(id), ['id']);
  const [blocks] = await includeBlocks(context, included, clients);
  return {
    data: { ...presentClient(whole, context), ...blocks },
    etag: clientTag(whole.client.version as number),
  };
}

/** Returns the projection in which a write returns a client for `writtenClientResponse`; null where more is asked for. */
export const returningFor = ({ input }: Pick<Call, 'input'>): Returning | null =>
  isPlain(input, knownIncludes(input)) ? returningProjection(recordProjection(ALONE)) : null;

/** Answers a client that was written. @param returned the client as the write returned it, if it did */
export async function writtenClientResponse(
  call: Pick<Call, 'input'> & { readonly context: ViewerContext },
  id: number,
  returned: string | null | undefined,
): Promise<RouteResponse> {
  if (returned === null || returned === undefined) return await clientResponse(call, id);
  const { client, version } = writeRecord(call.context, returned, ALONE);
  return { data: client, etag: clientTag(version) };
}

/** Whether clients are shown as they always are: nothing beside them, and in an envelope. */
const isPlain = (input: Input, included: readonly unknown[]): boolean =>
  included.length === 0 && textParam(input, 'index') !== 'none';
