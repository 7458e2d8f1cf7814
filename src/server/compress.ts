import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants } from 'node:zlib';
import compression from 'compression';
import { encodedTag } from '../http/conditions.ts';

/** Bytes from which on an answer is compressed; smaller ones fit into a packet or two as they are. */
const THRESHOLD = 2048;

/** How thoroughly: what takes longer gains little on JSON. */
const BROTLI_QUALITY = 4;
const GZIP_LEVEL = 5;

/** What is compressed: JSON, pages and the like. Files are sent as they are stored, and events one by one. */
const COMPRESSED = /^(application\/([a-z-]+\+)?json|text\/html|text\/javascript|text\/css)\b/;

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const compress = compression({
  threshold: THRESHOLD,
  level: GZIP_LEVEL,
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
  filter: (_request, response) =>
    COMPRESSED.test(String(response.getHeader('content-type') ?? '')) &&
    !response.hasHeader('content-disposition'),
}) as unknown as Middleware;

/** Has large answers compressed (br, gzip, deflate) for callers who say that they can read it; nothing for others. */
export function compressResponse(request: IncomingMessage, response: ServerResponse): void {
  if (/\b(br|gzip|deflate)\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    tagEncodedResponses(response);
    compress(request, response, () => {});
  }
}

/** Gives a strong tag of an answer that is compressed a name of its own. To be called before the answer is wrapped. */
function tagEncodedResponses(response: ServerResponse): void {
  const writeHead = response.writeHead as (...args: unknown[]) => ServerResponse;
  response.writeHead = (...args: unknown[]) => {
    // By now all headers are set, those of the compression, too.
    const etag = response.getHeader('etag');
    const coding = response.getHeader('content-encoding');
    if (typeof etag === 'string' && typeof coding === 'string') {
      response.setHeader('etag', encodedTag(etag, coding));
    }
    return writeHead.apply(response, args);
  };
}
