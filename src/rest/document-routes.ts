import { serveDownload } from './download.ts';
import type { RouteTable } from './route.ts';

/** The routes of documents. */
export const documentRoutes: RouteTable = {
  'GET /documents/{id}/download': {
    summary: 'The bytes of a document, all or a range of them.',
    record: 'Document',
    serve: ({ context, id }, request, response) => serveDownload(request, response, context, id),
  },
};
