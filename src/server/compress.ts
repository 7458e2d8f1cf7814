import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants } from 'node:zlib';
import compression from 'compression';
import { encodedTag } from '../http/conditions.ts';

/** Minimum size of a compressed response, in bytes. Smaller ones fit into a packet or two. */
const THRESHOLD_BYTES = 2048;

/** Quality of Brotli for responses. Higher ones take longer and gain little on JSON. */
const RESPONSE_BROTLI_QUALITY = 4;

/** Level of gzip for responses. */
const GZIP_LEVEL = 5;

/** Matches media types to compress. Files are sent as stored, and events one by one. */
const COMPRESSIBLE = /^(application\/([a-z-]+\+)?json|text\/html|text\/javascript|text\/css)\b/;

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

const compress = compression({
  threshold: THRESHOLD_BYTES,
  level: GZIP_LEVEL,
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: RESPONSE_BROTLI_QUALITY } },
  filter: (_request, response) =>
    COMPRESSIBLE.test(String(response.getHeader('content-type') ?? '')) &&
    !response.hasHeader('content-disposition'),
}) as unknown as Middleware;

/** Compresses large responses (br, gzip, deflate) to requests that accept it. */
export function compressResponse(request: IncomingMessage, response: ServerResponse): void {
  if (/\b(br|gzip|deflate)\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    tagEncodedResponses(response);
    compress(request, response, () => {});
  }
}

/**
 * Adds the content coding to strong ETags of compressed responses, since their bytes differ from the uncompressed ones.
 * Must run before `compression` replaces `writeHead`.
 */
function tagEncodedResponses(response: ServerResponse): void {
  const writeHead = response.writeHead as (...args: unknown[]) => ServerResponse;
  response.writeHead = (...args: unknown[]) => {
    // `compression` has set its headers by now.
    const etag = response.getHeader('etag');
    const coding = response.getHeader('content-encoding');
    if (typeof etag === 'string' && typeof coding === 'string') {
      response.setHeader('etag', encodedTag(etag, coding));
    }
    return writeHead.apply(response, args);
  };
}
