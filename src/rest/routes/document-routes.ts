import type { ViewerContext } from '../../domain/core/context.ts';
import { type InputPath, notFound } from '../../domain/core/errors.ts';
import type { IdCodec } from '../../domain/core/ids.ts';
import { deleteDocument, deleteDocuments } from '../../domain/documents/delete.ts';
import { documentWhere } from '../../domain/documents/list.ts';
import { updateDocument } from '../../domain/documents/update.ts';
import { createZipLink, LINK_TTL_MINUTES } from '../../domain/documents/zip-link.ts';
import {
  type RecordList,
  type RecordPage,
  readRecordPage,
  recordsWithIds,
  recordWithId,
} from '../../projection/record-pages.ts';
import { BASE_PATH } from '../http/dispatch.ts';
import { serveByHash, serveDownload } from '../http/download.ts';
import { brokenRulesRefusal, choiceRule } from '../http/errors.ts';
import { withEtag } from '../http/etags.ts';
import type { Input } from '../http/input.ts';
import type { Call, RouteResponse, RouteTable } from '../http/route.ts';
import { writeRequest } from '../http/write-request.ts';
import { readDocumentQuery, readDocumentSort } from '../v1/document-params.ts';
import { paginate, readPaging } from '../v1/paging.ts';
import { presentDocument } from '../v1/present.ts';
import { readValues } from '../v1/values.ts';
import { serveZip } from './zip.ts';

/** The routes of documents. */
export const documentRoutes = {
  'GET /documents': {
    summary: 'Lists documents.',
    graphql: '`clients { nodes { documents } }`',
    response: 'documents',
    queryParams: 'documents',
    run: async (call) => {
      const query = readDocumentQuery(call.input, call.context.ids);
      return await documentListResponse(call, query && { where: documentWhere(query) });
    },
  },
  'POST /documents': {
    summary: 'Does nothing: documents are stored with a client.',
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
    summary: 'Does the same with many documents.',
    graphql: '`deleteDocument`, for each',
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
    run: change,
  },
  'DELETE /documents/{id}': {
    summary: 'Deletes a document for good.',
    graphql: '`deleteDocument`, which asks for no password',
    response: 'message',
    queryParams: 'none',
    resource: 'Document',
    password: true,
    run: remove,
  },
  'GET /documents/{id}/download': {
    summary: 'The bytes of a document, all or a range of them.',
    graphql: '`Document.url` leads here',
    response: 'bytes',
    queryParams: 'none',
    resource: 'Document',
    respond: ({ context, id }, request, response) => serveDownload(request, response, context, id),
  },
  'GET /documents/download/{secret}': {
    summary: 'The zip that the bulk action `download` has named, for a quarter of an hour.',
    graphql: 'none: each document has its `url`',
    response: 'zip',
    queryParams: 'none',
    public: true,
    respond: ({ context, params }, request, response) =>
      serveZip(request, response, context, params.secret ?? ''),
  },
} as const satisfies RouteTable;

/** The routes of documents outside the base path. */
export const publicDocumentRoutes = {
  'GET /documents/{hash}': {
    summary: 'The bytes of a document by its hash, all or a range of them.',
    graphql: '`Document.url` leads to the same bytes',
    response: 'bytes',
    queryParams: 'none',
    public: true,
    respond: ({ context, params }, request, response) =>
      serveByHash(request, response, context, params.hash ?? ''),
  },
} as const satisfies RouteTable;

/**
 * A page of a list of documents as an answer: one statement.
 * @param list null for one that has none
 */
export async function documentListResponse(
  call: Call,
  list: RecordList | null,
): Promise<RouteResponse> {
  const { context, input, url } = call;
  const paging = readPaging(input);
  const range = { size: paging.perPage, offset: paging.offset };
  const page = ({ rows, total }: Pick<RecordPage, 'rows' | 'total'>): RouteResponse => ({
    data: rows.map((row) => presentDocument(row, context)),
    meta: { pagination: paginate(paging, { total, count: rows.length, url }) },
  });
  if (list === null) return page({ rows: [], total: 0 });
  return await withEtag(call, list.where, async () => {
    const sorted = { ...list, keys: readDocumentSort(input) };
    const found = await readRecordPage(context, 'Document', sorted, range);
    return { answer: page(found), state: found.state };
  });
}

async function showDocument(call: Call): Promise<RouteResponse> {
  const { context, id } = call;
  const one = recordWithId(id);
  return await withEtag(call, one.where, async () => {
    const { rows, state } = await readRecordPage(context, 'Document', one, { size: 1, offset: 0 });
    const [row] = rows;
    if (!row) throw notFound('document', context.ids.encode(id), ID);
    return { answer: { data: presentDocument(row, context) }, state };
  });
}

const ID: InputPath = ['id'];

async function change(call: Call): Promise<RouteResponse> {
  const target = { id: call.context.ids.encode(call.id) };
  const values = readValues('document', call.input);
  const request = writeRequest(call, 'updateDocument', { ...target, values });
  await updateDocument(call.context, { ...target, values }, request);
  return await showDocument(call);
}

async function remove(call: Call): Promise<RouteResponse> {
  const target = { id: call.context.ids.encode(call.id) };
  await deleteDocument(call.context, target, writeRequest(call, 'deleteDocument', target));
  return { body: { message: 'Success' } };
}

/**
 * Deletes many documents, or names an address from which all are downloaded; ids that name none are passed over.
 * Documents have no states to archive and restore.
 */
async function runDocumentBulk(call: Call): Promise<RouteResponse> {
  const { context, input } = call;
  const action = readAction(input);
  const numbers = readNumbers(input.ids as readonly unknown[], context.ids);
  if (action === 'delete') {
    const request = writeRequest(call, 'deleteDocuments', numbers);
    await deleteDocuments(context, numbers, request);
  }
  if (action === 'download') return { body: await zipOf(context, numbers) };
  return await documentListResponse(call, recordsWithIds(numbers));
}

/** v1 mails a zip and says so; here the answer says where it is. */
async function zipOf(context: ViewerContext, numbers: readonly number[]) {
  const secret = await createZipLink(context, numbers);
  return {
    message: `The zip can be downloaded from the url for ${LINK_TTL_MINUTES} minutes.`,
    url: `${context.appUrl}${BASE_PATH}/documents/download/${secret}`,
  };
}

/** Actions on many documents. */
export const documentActions = ['delete', 'download', 'archive', 'restore'] as const;

/** The action of a request. @throws 422 with everything that is wrong with it and with its ids */
function readAction(input: Input): (typeof documentActions)[number] {
  const { ids } = input;
  const action = documentActions.find((known) => known === input.action);
  const hasIds = Array.isArray(ids) && ids.length > 0;
  if (action !== undefined && hasIds) return action;
  const isAbsent = ids === undefined || ids === null || Array.isArray(ids);
  throw brokenRulesRefusal({
    ...(action === undefined ? { action: choiceRule(input, 'action') } : {}),
    ...(hasIds ? {} : { ids: isAbsent ? 'required' : 'array' }),
  });
}

function readNumbers(ids: readonly unknown[], codec: IdCodec): number[] {
  return ids.flatMap((id) => {
    try {
      return [codec.decode('Document', String(id))];
    } catch {
      return [];
    }
  });
}
