import type { IncomingMessage, ServerResponse } from 'node:http';

/** Allowed origins: `*` for all, or a list of origins as browsers send them. */
export type CorsOrigins = '*' | readonly string[];

/** Request headers that pages may send: those of both APIs, of common GraphQL clients and of tracing. */
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

/** Response headers that pages may read. Those of v1 come first. */
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

/** Methods in v1's response. PATCH is added only for a request that asks for it. */
const METHODS = 'GET, POST, PUT, DELETE, OPTIONS';

/** Time for which browsers cache a preflight response, in seconds. */
const MAX_AGE_SECONDS = 7200;

/** Maximum of header names that are read from a preflight request. */
const MAX_REQUESTED_HEADERS = 50;

/** Matches the name of a header. `*` alone does not match. */
const HEADER_NAME = /^[a-z0-9][a-z0-9!#$%&'*+.^_`|~-]{0,99}$/;

/** Sets the CORS headers of a response. @param options verbose adds those of preflight responses */
export type SetCorsHeaders = (
  request: IncomingMessage,
  response: ServerResponse,
  options: { readonly verbose: boolean },
) => void;

/** Returns the headers that let a page of an origin read a response. Other origins get `Vary` alone. */
export function readingHeaders(
  origins: CorsOrigins,
  origin: string | undefined,
): Readonly<Record<string, string>> {
  const isOpen = origins === '*';
  const allowed = isOpen ? '*' : origins.find((listed) => listed === origin);
  return {
    ...(allowed === undefined
      ? {}
      : {
          'Access-Control-Allow-Origin': allowed,
          'Access-Control-Expose-Headers': EXPOSED_HEADERS,
        }),
    // Caches must keep responses apart by these headers even where they have no effect.
    Vary: isOpen ? 'Accept-Encoding' : 'Accept-Encoding, Origin',
  };
}

/**
 * Creates the function that sets the CORS headers. Credentials are never allowed: the token is in a header, and no cookie
 * is read. With a list of origins, pages of other origins get no CORS headers.
 */
export function createCors(origins: CorsOrigins): SetCorsHeaders {
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

/** Returns the headers that a page may send: the known ones and those it requests, since unknown ones are ignored. */
function allowedHeaders({ headers }: IncomingMessage): string {
  const asked = headers['access-control-request-headers'];
  if (asked === undefined) return REQUEST_HEADERS;
  const known = REQUEST_HEADERS.toLowerCase().split(', ');
  const others = asked
    .split(',', MAX_REQUESTED_HEADERS)
    .map((name) => name.trim().toLowerCase())
    .filter((name) => HEADER_NAME.test(name) && !known.includes(name));
  return [REQUEST_HEADERS, ...others].join(', ');
}

/** Sends the response to `OPTIONS`, for any path and without a token, as v1 does. */
export function sendOptions(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=UTF-8', 'Content-Length': 2 });
  response.end('OK');
}
