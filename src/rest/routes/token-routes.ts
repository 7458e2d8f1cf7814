import { requireAdmin } from '../../domain/companies/roles.ts';
import { notFound } from '../../domain/core/errors.ts';
import {
  createGatewayToken,
  deleteGatewayToken,
  updateGatewayToken,
} from '../../domain/gateway-tokens/gateway-tokens.ts';
import { listedTokens, readRecordPage, recordWithId } from '../../projection/record-pages.ts';
import type { RecordRow } from '../../projection/record-rows.ts';
import { RestRefusal } from '../http/errors.ts';
import { withEtag } from '../http/etags.ts';
import { type Input, textParam } from '../http/input.ts';
import { readJson } from '../http/json-body.ts';
import type { Call, RouteResponse, RouteTable, V1Record } from '../http/route.ts';
import { writeRequest } from '../http/write-request.ts';
import { paginate, readPaging } from '../v1/paging.ts';
import { blankToken, presentToken } from '../v1/present.ts';
import { readValues } from '../v1/values.ts';

/** The routes of gateway tokens, all of them for owners and admins. */
export const tokenRoutes = {
  'GET /client_gateway_tokens': {
    summary: 'Lists gateway tokens.',
    graphql: '`clients { nodes { gatewayTokens } }`',
    response: 'gatewayTokens',
    queryParams: 'records',
    run: listTokens,
  },
  'POST /client_gateway_tokens': {
    summary: 'Stores a gateway token.',
    graphql: '`createGatewayToken`',
    response: 'gatewayToken',
    queryParams: 'record',
    requestBody: 'GatewayTokenInput',
    run: create,
  },
  'GET /client_gateway_tokens/create': {
    summary: 'Shows a blank gateway token; nothing is stored.',
    graphql: 'none: a new token needs no template',
    response: 'gatewayToken',
    queryParams: 'record',
    run: async ({ context }) => {
      requireAdmin(context.viewer);
      return lifted(blankToken(context));
    },
  },
  'GET /client_gateway_tokens/{id}': {
    summary: 'Shows a gateway token, a deleted one too.',
    graphql: '`node`',
    response: 'gatewayToken',
    queryParams: 'record',
    resource: 'GatewayToken',
    run: (call) => showToken(call, call.id),
  },
  'GET /client_gateway_tokens/{id}/edit': {
    summary: 'Shows a gateway token, a deleted one too.',
    graphql: '`node`',
    response: 'gatewayToken',
    queryParams: 'record',
    resource: 'GatewayToken',
    run: (call) => showToken(call, call.id),
  },
  'PUT /client_gateway_tokens/{id}': {
    summary: 'Changes a gateway token.',
    graphql: '`updateGatewayToken`',
    response: 'gatewayToken',
    queryParams: 'record',
    requestBody: 'GatewayTokenInput',
    resource: 'GatewayToken',
    run: change,
  },
  'DELETE /client_gateway_tokens/{id}': {
    summary: 'Marks a gateway token as deleted: it is in no list any more.',
    graphql: '`deleteGatewayToken`',
    response: 'gatewayToken',
    queryParams: 'record',
    resource: 'GatewayToken',
    run: remove,
  },
} as const satisfies RouteTable;

async function listTokens(call: Call): Promise<RouteResponse> {
  const { context, input, url } = call;
  requireAdmin(context.viewer);
  const paging = readPaging(input);
  const range = { size: paging.perPage, offset: paging.offset };
  return await withEtag(call, listedTokens.where, async () => {
    const { rows, total, state } = await readRecordPage(
      context,
      'GatewayToken',
      listedTokens,
      range,
    );
    const answer = {
      data: rows.map((row) => presentToken(row, context)),
      meta: { pagination: paginate(paging, { total, count: rows.length, url }) },
    };
    return { answer, state };
  });
}

async function showToken(call: Call, id: number): Promise<RouteResponse> {
  requireAdmin(call.context.viewer);
  return await withEtag(call, recordWithId(id).where, async () => {
    const { row, state } = await readToken(call, id);
    return { answer: lifted(presentToken(row, call.context)), state };
  });
}

async function readToken(
  { context }: Call,
  id: number,
): Promise<{ readonly row: RecordRow; readonly state: string }> {
  requireAdmin(context.viewer);
  const range = { size: 1, offset: 0 };
  const { rows, state } = await readRecordPage(context, 'GatewayToken', recordWithId(id), range);
  const [row] = rows;
  if (!row) throw notFound('gateway token', context.ids.encode(id), ['id']);
  return { row, state };
}

/** v1 takes any `meta` for its envelope's own: that of a single token stands beside it. */
function lifted({ meta, ...token }: V1Record): RouteResponse {
  return { data: token, meta: meta as V1Record };
}

async function create(call: Call): Promise<RouteResponse> {
  const { context, input } = call;
  requireAdmin(context.viewer);
  // A list or an object names no client: it is not missing, but wrong.
  const clientId = textParam(input, 'client_id') ?? (input.client_id == null ? null : '');
  const values = readTokenValues(input);
  const request = writeRequest(call, 'createGatewayToken', { clientId, values });
  const { result } = await createGatewayToken(context, { clientId }, values, request);
  return await showToken(call, result.tokenId);
}

/** Changes a token. Of its meta v1 shows a part, so what comes back is taken for a part, too. */
async function change(call: Call): Promise<RouteResponse> {
  const { context, id, input } = call;
  const { meta } = (await readToken(call, id)).row;
  const values = readTokenValues(input);
  const target = { id: context.ids.encode(id) };
  const merged = isObject(values.meta)
    ? { ...values, meta: { ...(meta as object), ...values.meta } }
    : values;
  const request = writeRequest(call, 'updateGatewayToken', { ...target, values });
  await updateGatewayToken(context, target, merged, request);
  return await showToken(call, id);
}

async function remove(call: Call): Promise<RouteResponse> {
  const target = { id: call.context.ids.encode(call.id) };
  await deleteGatewayToken(call.context, target, writeRequest(call, 'deleteGatewayToken', target));
  return await showToken(call, call.id);
}

/** Returns the values of a token. `meta` may come as JSON text; an object without members is not there for v1. */
function readTokenValues(input: Input): Record<string, unknown> {
  const values = readValues('gatewayToken', input);
  const { meta } = values;
  if (typeof meta === 'string') return { ...values, meta: parsed(meta) };
  if (!isObject(meta)) return values;
  return { ...values, meta: Object.keys(meta).length === 0 ? null : meta };
}

/** The object that a JSON text says; any other text is left for the domain to refuse. */
function parsed(json: string): unknown {
  try {
    return readJson(json);
  } catch (error) {
    if (error instanceof RestRefusal) return json;
    throw error;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
