import { type ClientList, clientRange } from '../domain/client/read.ts';
import type { UpsertInput } from '../domain/client/upsert/input.ts';
import { upsertClient } from '../domain/client/upsert/upsert.ts';
import { readWholeClients, type WholeClient } from '../domain/client/whole.ts';
import type { ViewerContext } from '../domain/context.ts';
import { notFound } from '../domain/errors.ts';
import { readClientInput } from './client-input.ts';
import { readClientQuery } from './client-params.ts';
import { paginate, readPaging } from './paging.ts';
import { blankClient, clientTag, presentClient, versionOf } from './present.ts';
import type { Answer, Call, RouteTable } from './route.ts';

/** The routes of clients, but for what is done to many or for good. */
export const clientRoutes = {
  'GET /clients': {
    summary: 'Lists clients.',
    run: async (call) => await listClients(call, readClientQuery(call.input, call.context.ids)),
  },
  'POST /clients': { summary: 'Creates a client.', run: createClient },
  'GET /clients/create': {
    summary: 'Shows a blank client; nothing is stored.',
    run: async ({ context }) => ({ data: blankClient(context) }),
  },
  'GET /clients/{id}': { summary: 'Shows a client.', record: 'Client', run: showClient },
  'GET /clients/{id}/edit': { summary: 'Shows a client.', record: 'Client', run: showClient },
  'PUT /clients/{id}': { summary: 'Changes a client.', record: 'Client', run: updateClient },
  'PATCH /clients/{id}': { summary: 'Changes a client.', record: 'Client', run: updateClient },
} as const satisfies RouteTable;

/** A page of a list of clients: one statement. */
export async function listClients(
  { context, input, address }: Call,
  query: Parameters<typeof clientRange>[1],
): Promise<Answer> {
  const paging = readPaging(input);
  const list = clientRange(context, query, { size: paging.perPage, offset: paging.offset });
  const { clients, total } = await readWholeClients(context, list);
  return {
    data: clients.map((client) => presentClient(client, context)),
    meta: { pagination: paginate(paging, { total, count: clients.length, address }) },
  };
}

async function showClient({ context, id }: Call): Promise<Answer> {
  return await answerClient(context, id);
}

/** One client as an answer. @throws NOT_FOUND */
export async function answerClient(context: ViewerContext, id: number): Promise<Answer> {
  const whole = await readClient(context, id);
  return { data: presentClient(whole, context), etag: clientTag(whole) };
}

async function readClient(context: ViewerContext, id: number): Promise<WholeClient> {
  const only = { filter: { id: { eq: context.ids.encode(id) } } };
  const list: ClientList = clientRange(context, only, { size: 1, offset: 0 });
  const [client] = (await readWholeClients(context, list)).clients;
  if (!client) throw notFound('client', context.ids.encode(id), ['id']);
  return client;
}

async function createClient({ context, input }: Call): Promise<Answer> {
  return await storeClient(context, readClientInput(input, { isNew: true }));
}

async function updateClient({ context, input, id, headers }: Call): Promise<Answer> {
  return await storeClient(context, {
    ...readClientInput(input, { isNew: false }),
    match: { id: context.ids.encode(id) },
    mode: 'UPDATE_ONLY',
    exactId: true,
    expectedVersion: versionOf(headers['if-match']),
  });
}

async function storeClient(context: ViewerContext, input: UpsertInput): Promise<Answer> {
  const { result } = await upsertClient(context, input, {
    operation: 'upsertClient',
    arguments: { input },
    idempotencyKey: context.idempotencyKey,
  });
  return await answerClient(context, result.clientId);
}
