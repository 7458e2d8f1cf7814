import { deleteDocument } from '../../domain/documents/delete.ts';
import { documentWhere } from '../../domain/documents/list.ts';
import { updateDocument } from '../../domain/documents/update.ts';
import { recordWithId } from '../../projection/record-pages.ts';
import { serveByHash, serveDownload } from '../http/download.ts';
import { withEtag } from '../http/etags.ts';
import type { Call, RouteResponse, RouteTable } from '../http/route.ts';
import { writeRequest } from '../http/write-request.ts';
import { readDocumentQuery, readDocumentSort } from '../v1/document-params.ts';
import { presentDocument } from '../v1/present.ts';
import { readValues } from '../v1/values.ts';
import { runDocumentBulk } from './document-bulk.ts';
import { readRecord, recordListResponse } from './record-responses.ts';
import { serveZip } from './zip.ts';

/** Routes of documents. */
export const documentRoutes = {
  'GET /documents': {
    summary: 'Lists documents.',
    graphql: '`clients { nodes { documents } }`',
    response: 'documents',
    queryParams: 'documents',
    run: async (call) => {
      const query = readDocumentQuery(call.input, call.context.ids);
      const keys = readDocumentSort(call.input);
      return await recordListResponse(
        call,
        'Document',
        query && { where: documentWhere(query), keys },
      );
    },
  },
  'POST /documents': {
    summary: 'Does nothing. Documents are stored with a client.',
    graphql: 'none',
    readOnly: true,
    response: 'nothing',
    queryParams: 'none',
    run: async () => ({ body: undefined }),
  },
  'GET /documents/create': {
    summary: 'Does nothing.',
    graphql: 'none',
    response: 'nothing',
    queryParams: 'none',
    run: async () => ({ body: undefined }),
  },
  'POST /documents/bulk': {
    summary: 'Runs an action on many documents.',
    graphql: '`deleteDocument` for each',
    response: 'documentsDone',
    queryParams: 'records',
    requestBody: 'DocumentBulkInput',
    run: runDocumentBulk,
  },
  'GET /documents/{id}': {
    summary: 'Shows a document.',
    graphql: '`node`',
    response: 'document',
    queryParams: 'record',
    resource: 'Document',
    run: showDocument,
  },
  'GET /documents/{id}/edit': {
    summary: 'Shows a document.',
    graphql: '`node`',
    response: 'document',
    queryParams: 'record',
    resource: 'Document',
    run: showDocument,
  },
  'PUT /documents/{id}': {
    summary: 'Changes a document.',
    graphql: '`updateDocument`',
    response: 'document',
    queryParams: 'record',
    requestBody: 'DocumentInput',
    resource: 'Document',
    run: changeDocument,
  },
  'DELETE /documents/{id}': {
    summary: 'Deletes a document for good.',
    graphql: '`deleteDocument`, which asks for no password',
    response: 'message',
    queryParams: 'none',
    resource: 'Document',
    password: true,
    run: removeDocument,
  },
  'GET /documents/{id}/download': {
    summary: 'Downloads the bytes of a document, or a range of them.',
    graphql: '`Document.url` is this address',
    response: 'bytes',
    queryParams: 'none',
    resource: 'Document',
    respond: ({ context, id }, exchange) => serveDownload(context, id, exchange),
  },
  'GET /documents/download/{secret}': {
    summary:
      'Downloads the zip of the bulk action `download`. The link expires after a quarter of an hour.',
    graphql: 'none: each document has its `url`',
    response: 'zip',
    queryParams: 'none',
    public: true,
    respond: ({ context, params }, exchange) => serveZip(context, params.secret ?? '', exchange),
  },
} as const satisfies RouteTable;

/** Routes of documents outside the base path. */
export const publicDocumentRoutes = {
  'GET /documents/{hash}': {
    summary: 'Downloads the bytes of a document by its hash, or a range of them.',
    graphql: '`Document.url` has the same bytes',
    response: 'bytes',
    queryParams: 'none',
    public: true,
    respond: ({ context, params }, exchange) => serveByHash(context, params.hash ?? '', exchange),
  },
} as const satisfies RouteTable;

async function showDocument(call: Call): Promise<RouteResponse> {
  return await withEtag(call, recordWithId(call.id).where, async () => {
    const { row, state } = await readRecord(call, 'Document', call.id);
    return { response: { data: presentDocument(row, call.context) }, state };
  });
}

async function changeDocument(call: Call): Promise<RouteResponse> {
  const target = { id: call.context.ids.encode(call.id) };
  const values = readValues('document', call.input);
  const request = writeRequest(call, 'updateDocument', { ...target, values });
  await updateDocument(call.context, { ...target, values }, request);
  return await showDocument(call);
}

async function removeDocument(call: Call): Promise<RouteResponse> {
  const target = { id: call.context.ids.encode(call.id) };
  await deleteDocument(call.context, target, writeRequest(call, 'deleteDocument', target));
  return { body: { message: 'Success' } };
}
