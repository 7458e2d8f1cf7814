import {
  type PartList,
  type PartRows,
  partOfNumber,
  partsOfNumbers,
  readParts,
} from '../domain/client/part-lists.ts';
import { updateDocument } from '../domain/documents/change.ts';
import { deleteDocument, deleteDocuments } from '../domain/documents/delete.ts';
import { documentWhere } from '../domain/documents/list.ts';
import { type InputPath, notFound } from '../domain/errors.ts';
import type { IdCodec } from '../domain/ids.ts';
import { readDocumentQuery, readDocumentSort } from './document-params.ts';
import { serveDownload } from './download.ts';
import { invalid } from './errors.ts';
import { type Input, text } from './input.ts';
import { paginate, readPaging } from './paging.ts';
import { presentDocument } from './present.ts';
import type { Answer, Call, RouteTable } from './route.ts';
import { tagged } from './tags.ts';
import { readValues } from './values.ts';
import { writeRequest } from './write-request.ts';

/** The routes of documents. */
export const documentRoutes = {
  'GET /documents': {
    summary: 'Lists documents.',
    twin: '`clients { nodes { documents } }`',
    answers: 'documents',
    query: 'documents',
    run: async (call) => {
      const query = readDocumentQuery(call.input, call.context.ids);
      return await answerDocuments(call, query && { where: documentWhere(query) });
    },
  },
  'POST /documents': {
    summary: 'Does nothing: documents are stored with a client.',
    twin: 'none',
    readOnly: true,
    answers: 'nothing',
    query: 'none',
    run: async () => ({ body: undefined }),
  },
  'GET /documents/create': {
    summary: 'Does nothing.',
    twin: 'none',
    answers: 'nothing',
    query: 'none',
    run: async () => ({ body: undefined }),
  },
  'POST /documents/bulk': {
    summary: 'Does the same with many documents.',
    twin: '`deleteDocument`, for each',
    answers: 'documents',
    query: 'records',
    body: 'DocumentBulkInput',
    run: bulkOfDocuments,
  },
  'GET /documents/{id}': {
    summary: 'Shows a document.',
    twin: '`node`',
    answers: 'document',
    query: 'record',
    record: 'Document',
    run: showDocument,
  },
  'GET /documents/{id}/edit': {
    summary: 'Shows a document.',
    twin: '`node`',
    answers: 'document',
    query: 'record',
    record: 'Document',
    run: showDocument,
  },
  'PUT /documents/{id}': {
    summary: 'Changes a document.',
    twin: '`updateDocument`',
    answers: 'document',
    query: 'record',
    body: 'DocumentInput',
    record: 'Document',
    run: change,
  },
  'DELETE /documents/{id}': {
    summary: 'Deletes a document and its bytes for good.',
    twin: '`deleteDocument`, which asks for no password',
    answers: 'message',
    query: 'none',
    record: 'Document',
    password: true,
    run: remove,
  },
  'GET /documents/{id}/download': {
    summary: 'The bytes of a document, all or a range of them.',
    twin: '`Document.url` leads here',
    answers: 'bytes',
    query: 'none',
    record: 'Document',
    serve: ({ context, id }, request, response) => serveDownload(request, response, context, id),
  },
} as const satisfies RouteTable;

/**
 * A page of a list of documents as an answer: one statement.
 * @param list null for one that has none
 */
export async function answerDocuments(call: Call, list: PartList | null): Promise<Answer> {
  const { context, input, address } = call;
  const paging = readPaging(input);
  const range = { size: paging.perPage, offset: paging.offset };
  const page = ({ rows, total }: Pick<PartRows, 'rows' | 'total'>): Answer => ({
    data: rows.map((row) => presentDocument(row, context)),
    meta: { pagination: paginate(paging, { total, count: rows.length, address }) },
  });
  if (list === null) return page({ rows: [], total: 0 });
  return await tagged(call, list.where, async () => {
    const sorted = { ...list, keys: readDocumentSort(input) };
    const found = await readParts(context, 'Document', sorted, range);
    return { answer: page(found), state: found.state };
  });
}

async function showDocument(call: Call): Promise<Answer> {
  const { context, id } = call;
  const one = partOfNumber(id);
  return await tagged(call, one.where, async () => {
    const { rows, state } = await readParts(context, 'Document', one, { size: 1, offset: 0 });
    const [row] = rows;
    if (!row) throw notFound('document', context.ids.encode(id), ID);
    return { answer: { data: presentDocument(row, context) }, state };
  });
}

const ID: InputPath = ['id'];

async function change(call: Call): Promise<Answer> {
  const target = { id: call.context.ids.encode(call.id) };
  const values = readValues('document', call.input);
  const request = writeRequest(call, 'updateDocument', { ...target, values });
  await updateDocument(call.context, target, values, request);
  return await showDocument(call);
}

async function remove(call: Call): Promise<Answer> {
  const target = { id: call.context.ids.encode(call.id) };
  await deleteDocument(call.context, target, writeRequest(call, 'deleteDocument', target));
  return { body: { message: 'Success' } };
}

/** Deletes many documents; ids that name none are passed over. Documents have no states to archive and restore. */
async function bulkOfDocuments(call: Call): Promise<Answer> {
  const { context, input } = call;
  const action = text(input, 'action') ?? '';
  const numbers = readNumbers(input, context.ids);
  if (action === 'delete') {
    const request = writeRequest(call, 'deleteDocuments', numbers);
    await deleteDocuments(context, numbers, request);
  } else if (action !== 'archive' && action !== 'restore') {
    const reason =
      action === 'download'
        ? 'Nothing is mailed here: download each document by itself.'
        : 'The selected action is invalid.';
    throw invalid({ action: [reason] });
  }
  return await answerDocuments(call, partsOfNumbers(numbers));
}

function readNumbers({ ids }: Input, codec: IdCodec): number[] {
  if (!Array.isArray(ids) || ids.length === 0) {
    throw invalid({ ids: ['The ids field is required.'] });
  }
  return ids.flatMap((id) => {
    try {
      return [codec.decode('Document', String(id))];
    } catch {
      return [];
    }
  });
}
