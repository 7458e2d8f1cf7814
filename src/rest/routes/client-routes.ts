import { changeStatus } from '../../domain/clients/lifecycle.ts';
import { clientRange } from '../../domain/clients/list/list.ts';
import { mergeClients } from '../../domain/clients/merge/merge.ts';
import { purgeClient } from '../../domain/clients/purge.ts';
import type { UpsertInput } from '../../domain/clients/upsert/input.ts';
import { upsertClient } from '../../domain/clients/upsert/upsert.ts';
import { requireAdmin } from '../../domain/companies/roles.ts';
import { domainErrorsOf } from '../../domain/core/errors.ts';
import { documentWhere } from '../../domain/documents/list.ts';
import { boundVersion } from '../http/bound-version.ts';
import { badRequest } from '../http/errors.ts';
import type { Call, RouteResponse, RouteTable } from '../http/route.ts';
import { writeRequest } from '../http/write-request.ts';
import { readClientQuery } from '../v1/client-params.ts';
import { readDocumentSort } from '../v1/document-params.ts';
import { blankClient } from '../v1/present.ts';
import { runClientBulk } from './client-bulk.ts';
import { readClientInput } from './client-input.ts';
import {
  clientListResponse,
  clientResponse,
  returningFor,
  writtenClientResponse,
} from './client-responses.ts';
import { uploadToClient } from './client-upload.ts';
import { recordListResponse } from './record-responses.ts';

/** Routes of clients. */
export const clientRoutes = {
  'GET /clients': {
    summary: 'Lists clients.',
    graphql: '`clients`',
    response: 'clients',
    queryParams: 'clients',
    run: async (call) => {
      const query = readClientQuery(call.input, call.context.ids);
      return await clientListResponse(call, (range) => clientRange(call.context, query, range));
    },
  },
  'POST /clients': {
    summary: 'Creates a client.',
    graphql: '`upsertClient`',
    response: 'client',
    queryParams: 'client',
    requestBody: 'ClientInput',
    run: createClient,
  },
  'GET /clients/create': {
    summary: 'Shows a blank client; nothing is stored.',
    graphql: 'none: a new client needs no template',
    response: 'client',
    queryParams: 'record',
    run: async ({ context }) => ({ data: blankClient(context) }),
  },
  'POST /clients/bulk': {
    summary: 'Runs an action on many clients.',
    graphql: '`bulkClients`',
    response: 'clients',
    queryParams: 'namedClients',
    requestBody: 'ClientBulkInput',
    run: runClientBulk,
  },
  'GET /clients/{id}': {
    summary: 'Shows a client.',
    graphql: '`client`',
    response: 'client',
    queryParams: 'client',
    resource: 'Client',
    run: (call) => clientResponse(call, call.id),
  },
  'GET /clients/{id}/edit': {
    summary: 'Shows a client.',
    graphql: '`client`',
    response: 'client',
    queryParams: 'client',
    resource: 'Client',
    run: (call) => clientResponse(call, call.id),
  },
  'PUT /clients/{id}': {
    summary: 'Changes a client.',
    graphql: '`upsertClient` with `contactsMode: REPLACE`',
    response: 'client',
    queryParams: 'client',
    requestBody: 'ClientInput',
    conditional: true,
    resource: 'Client',
    run: updateClient,
  },
  'PATCH /clients/{id}': {
    summary: 'Changes a client.',
    graphql: '`upsertClient` with `contactsMode: REPLACE`',
    response: 'client',
    queryParams: 'client',
    requestBody: 'ClientInput',
    conditional: true,
    resource: 'Client',
    run: updateClient,
  },
  'DELETE /clients/{id}': {
    summary: 'Marks a client as deleted; it can be restored.',
    graphql: '`deleteClient`',
    response: 'client',
    queryParams: 'client',
    conditional: true,
    resource: 'Client',
    checkResourceFirst: true,
    run: deleteClient,
  },
  'PUT /clients/{id}/upload': {
    summary: 'Stores files with a client.',
    graphql: '`uploadClientDocuments`',
    response: 'client',
    queryParams: 'client',
    requestBody: 'Upload',
    conditional: true,
    resource: 'Client',
    checkResourceFirst: true,
    upload: true,
    run: uploadToClient,
  },
  'POST /clients/{id}/documents': {
    summary: 'Lists the documents of a client.',
    readOnly: true,
    graphql: '`client { documents }`',
    response: 'documents',
    queryParams: 'records',
    resource: 'Client',
    checkResourceFirst: true,
    run: listDocuments,
  },
  'POST /clients/{id}/purge': {
    summary: 'Erases a client for good.',
    graphql: '`purgeClient`',
    response: 'purged',
    queryParams: 'none',
    conditional: true,
    resource: 'Client',
    password: true,
    run: eraseClient,
  },
  'POST /clients/{id}/{other}/merge': {
    summary: 'Merges another client into this one.',
    graphql: '`mergeClients`',
    response: 'client',
    queryParams: 'client',
    resource: 'Client',
    checkResourceFirst: true,
    password: true,
    run: mergeIntoClient,
  },
  'POST /clients/{id}/updateTaxData': {
    summary: 'Shows a client. No tax data is looked up.',
    graphql: 'none: no tax data is looked up',
    readOnly: true,
    response: 'client',
    queryParams: 'client',
    resource: 'Client',
    checkResourceFirst: true,
    perMinute: 3,
    run: async (call) => {
      requireAdmin(call.context.viewer);
      return await clientResponse(call, call.id);
    },
  },
} as const satisfies RouteTable;

async function createClient(call: Call): Promise<RouteResponse> {
  return await storeClient(call, readClientInput(call.input, { isNew: true }));
}

async function updateClient(call: Call): Promise<RouteResponse> {
  return await storeClient(call, {
    ...readClientInput(call.input, { isNew: false }),
    match: { id: call.context.ids.encode(call.id) },
    mode: 'UPDATE_ONLY',
    exactId: true,
    expectedVersion: await boundVersion(call),
  });
}

async function storeClient(call: Call, input: UpsertInput): Promise<RouteResponse> {
  const request = { ...writeRequest(call, 'upsertClient', input), returning: returningFor(call) };
  const { result, returned } = await upsertClient(call.context, input, request);
  return await writtenClientResponse(call, result.clientId, returned);
}

async function deleteClient(call: Call): Promise<RouteResponse> {
  const target = await targetOf(call);
  await changeStatus(call.context, 'DELETE', target, writeRequest(call, 'deleteClient', target));
  return await clientResponse(call, call.id);
}

/** Purges a client. The message is in both places in which callers of v1 look for it. */
async function eraseClient(call: Call): Promise<RouteResponse> {
  const target = await targetOf(call);
  await purgeClient(call.context, target, writeRequest(call, 'purgeClient', target));
  return { body: { data: { message: 'Success' }, message: 'Success' } };
}

async function mergeIntoClient(call: Call): Promise<RouteResponse> {
  const { context, params, id } = call;
  const input = { into: context.ids.encode(id), from: [params.other ?? ''], previewToken: null };
  try {
    await mergeClients(context, input, writeRequest(call, 'mergeClients', input));
  } catch (error) {
    const ofOther = domainErrorsOf(error)?.find(({ inputPath }) => inputPath[0] === 'from');
    if (!ofOther) throw error;
    const isUnknown = ofOther.code !== 'INVALID_INPUT';
    throw badRequest(isUnknown ? 'Client not found' : ofOther.message);
  }
  return await clientResponse(call, id);
}

async function listDocuments(call: Call): Promise<RouteResponse> {
  const where = documentWhere({ activeClientId: call.id });
  const keys = readDocumentSort(call.input);
  return await recordListResponse(call, 'Document', { where, keys });
}

const targetOf = async (call: Call) => ({
  id: call.context.ids.encode(call.id),
  exactId: true,
  expectedVersion: await boundVersion(call),
});
