import type { IncomingMessage, ServerResponse } from 'node:http';

/** The origins whose pages may ask and read: `*` for all, or a list of them as browsers write them. */
export type CorsOrigins = '*' | readonly string[];

/** Request headers that pages may send: those of both APIs, and those of the usual GraphQL clients and of tracing. */
const REQUEST_HEADERS = [
  'X-API-TOKEN',
  'X-API-SECRET',
  'X-API-PASSWORD',
  'X-API-PASSWORD-BASE64',
  'X-API-OAUTH-PASSWORD',
  'X-Requested-With',
  'X-API-COMPANY-KEY',
  'X-CLIENT-PLATFORM',
  'X-CLIENT-VERSION',
  'X-React',
  'X-HTTP-Method-Override',
  'Authorization',
  'Content-Type',
  'Content-Encoding',
  'Content-Disposition',
  'Accept',
  'Accept-Language',
  'Cache-Control',
  'DNT',
  'Keep-Alive',
  'Origin',
  'Pragma',
  'Range',
  'If-Range',
  'If-Match',
  'If-None-Match',
  'If-Modified-Since',
  'If-Unmodified-Since',
  'Idempotency-Key',
  'Last-Event-ID',
  'User-Agent',
  'X-CSRF-TOKEN',
  'X-XSRF-TOKEN',
  'X-Request-Id',
  'traceparent',
  'tracestate',
  'baggage',
  'GraphQL-Preflight',
  'GraphQL-Require-Preflight',
  'Apollo-Require-Preflight',
  'X-Apollo-Operation-Name',
  'X-Apollo-Operation-Id',
  'apollographql-client-name',
  'apollographql-client-version',
  'X-GraphQL-Event-Stream-Token',
].join(', ');

/** Answer headers that pages may read; v1's own list comes first. */
const EXPOSED_HEADERS = [
  'X-APP-VERSION',
  'X-MINIMUM-CLIENT-VERSION',
  'Content-Disposition',
  'X-API-VERSION',
  'X-Request-Id',
  'ETag',
  'Retry-After',
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'Accept-Encoding',
  'Accept-Ranges',
  'Content-Encoding',
  'Content-Length',
  'Content-Range',
  'Date',
].join(',');

/** The methods of v1's own list, which lacks PATCH. */
const METHODS = 'GET, POST, PUT, DELETE, OPTIONS';

/** Time in which a browser need not ask again, in seconds. */
const MAX_AGE_SECONDS = 7200;

/** Most names of headers that a preflight may ask for. */
const MAX_ASKED_HEADERS = 50;

/** The name of a header. The lone `*` of a wildcard is none. */
const HEADER_NAME = /^[a-z0-9][a-z0-9!#$%&'*+.^_`|~-]{0,99}$/;

/** Puts the CORS headers on the answer to a request. */
export type AllowOrigin = (
  request: IncomingMessage,
  response: ServerResponse,
  options: { readonly verbose: boolean },
) => void;

/** Returns the headers by which a page of an origin may read an answer; without the first of them, it may not. */
export function readingHeaders(
  origins: CorsOrigins,
  origin: string | undefined,
): Readonly<Record<string, string>> {
  const isOpen = origins === '*';
  const isAllowed = isOpen || (origin !== undefined && origins.includes(origin));
  const allowed = {
    'Access-Control-Allow-Origin': isOpen ? '*' : (origin as string),
    'Access-Control-Expose-Headers': EXPOSED_HEADERS,
  };
  return {
    ...(isAllowed ? allowed : {}),
    // Both differ between callers, also where nothing is allowed or compressed: caches keep the answers apart.
    Vary: isOpen ? 'Accept-Encoding' : 'Accept-Encoding, Origin',
  };
}

/**
 * Makes what tells browsers which pages of other origins may ask and read. Credentials are never allowed: the token
 * travels in a header that a page has to know, and no cookie is read. With a list, other origins get no leave.
 */
export function createCors(origins: CorsOrigins): AllowOrigin {
  return (request, response, { verbose }) => {
    const headers = readingHeaders(origins, request.headers.origin);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (!verbose || !('Access-Control-Allow-Origin' in headers)) return;
    const isPatch = request.headers['access-control-request-method'] === 'PATCH';
    response.setHeader('Access-Control-Allow-Methods', isPatch ? `${METHODS}, PATCH` : METHODS);
    response.setHeader('Access-Control-Allow-Headers', allowedHeaders(request));
    if (request.method !== 'OPTIONS') return;
    response.setHeader('Access-Control-Max-Age', String(MAX_AGE_SECONDS));
  };
}

/** Returns the headers that a page may send: the known ones and what it asks for, since others mean nothing here. */
function allowedHeaders({ headers }: IncomingMessage): string {
  const asked = headers['access-control-request-headers'];
  if (asked === undefined) return REQUEST_HEADERS;
  const known = REQUEST_HEADERS.toLowerCase().split(', ');
  const others = asked
    .split(',', MAX_ASKED_HEADERS)
    .map((name) => name.trim().toLowerCase())
    .filter((name) => HEADER_NAME.test(name) && !known.includes(name));
  return [REQUEST_HEADERS, ...others].join(', ');
}

/** Answers `OPTIONS`, whatever the path and without a token, as v1 does. */
export function answerOptions(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=UTF-8', 'Content-Length': 2 });
  response.end('OK');
}
