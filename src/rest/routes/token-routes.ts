import { requireAdmin } from '../../domain/companies/roles.ts';
import {
  createGatewayToken,
  deleteGatewayToken,
  updateGatewayToken,
} from '../../domain/gateway-tokens/gateway-tokens.ts';
import { listedTokens, recordWithId } from '../../projection/record-pages.ts';
import { withEtag } from '../http/etags.ts';
import { isObject, textParam } from '../http/input.ts';
import type { Call, RouteResponse, RouteTable, V1Record } from '../http/route.ts';
import { writeRequest } from '../http/write-request.ts';
import { blankToken, presentToken } from '../v1/present.ts';
import { readRecord, recordListResponse } from './record-responses.ts';
import { mergedMeta, readTokenValues } from './token-input.ts';

/** Routes of gateway tokens, for owners and admins only. */
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
    run: storeToken,
  },
  'GET /client_gateway_tokens/create': {
    summary: 'Shows a blank gateway token; nothing is stored.',
    graphql: 'none: a new token needs no template',
    response: 'gatewayToken',
    queryParams: 'record',
    run: async ({ context }) => {
      requireAdmin(context.viewer);
      return tokenBody(blankToken(context));
    },
  },
  'GET /client_gateway_tokens/{id}': {
    summary: 'Shows a gateway token, even a deleted one.',
    graphql: '`node`',
    response: 'gatewayToken',
    queryParams: 'record',
    resource: 'GatewayToken',
    run: (call) => showToken(call, call.id),
  },
  'GET /client_gateway_tokens/{id}/edit': {
    summary: 'Shows a gateway token, even a deleted one.',
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
    run: changeToken,
  },
  'DELETE /client_gateway_tokens/{id}': {
    summary: 'Marks a gateway token as deleted. Lists leave it out from then on.',
    graphql: '`deleteGatewayToken`',
    response: 'gatewayToken',
    queryParams: 'record',
    resource: 'GatewayToken',
    run: removeToken,
  },
} as const satisfies RouteTable;

async function listTokens(call: Call): Promise<RouteResponse> {
  requireAdmin(call.context.viewer);
  return await recordListResponse(call, 'GatewayToken', listedTokens);
}

async function showToken(call: Call, id: number): Promise<RouteResponse> {
  requireAdmin(call.context.viewer);
  return await withEtag(call, recordWithId(id).where, async () => {
    const { row, state } = await readRecord(call, 'GatewayToken', id);
    return { response: tokenBody(presentToken(row, call.context)), state };
  });
}

/** Moves `meta` of a single token beside the data: v1 mistakes it for the `meta` of its envelope. */
function tokenBody({ meta, ...token }: V1Record): RouteResponse {
  return { data: token, meta: isObject(meta) ? meta : {} };
}

async function storeToken(call: Call): Promise<RouteResponse> {
  const { context, input } = call;
  requireAdmin(context.viewer);
  // A list or an object is not absent: `''` is refused as an invalid id.
  const clientId = textParam(input, 'client_id') ?? (input.client_id == null ? null : '');
  const values = readTokenValues(input);
  const request = writeRequest(call, 'createGatewayToken', { clientId, values });
  const { result } = await createGatewayToken(context, { clientId }, values, request);
  return await showToken(call, result.tokenId);
}

async function changeToken(call: Call): Promise<RouteResponse> {
  const { context, id, input } = call;
  requireAdmin(context.viewer);
  const { row } = await readRecord(call, 'GatewayToken', id);
  const values = readTokenValues(input);
  const target = { id: context.ids.encode(id) };
  const request = writeRequest(call, 'updateGatewayToken', { ...target, values });
  await updateGatewayToken(context, target, mergedMeta(row.meta, values), request);
  return await showToken(call, id);
}

async function removeToken(call: Call): Promise<RouteResponse> {
  const target = { id: call.context.ids.encode(call.id) };
  await deleteGatewayToken(call.context, target, writeRequest(call, 'deleteGatewayToken', target));
  return await showToken(call, call.id);
}
