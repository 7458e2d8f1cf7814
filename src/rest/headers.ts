import type { IncomingHttpHeaders } from 'node:http';

/** The version of the original whose API this is. */
export const APP_VERSION = '5.10.17';

/** What is said of versions. Callers older than the minimum refuse to go on by themselves. */
const VERSIONS = {
  'X-App-Version': APP_VERSION,
  'X-Minimum-Client-Version': '5.0.16',
  'X-Api-Version': '5.0.16',
} as const;

/** Names of headers that a browser may send from another origin. */
const ALLOWED = [
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
  'Content-Disposition',
  'Accept',
  'Accept-Language',
  'Cache-Control',
  'DNT',
  'If-Modified-Since',
  'Keep-Alive',
  'Origin',
  'Pragma',
  'Range',
  'If-Match',
  'If-None-Match',
  'Idempotency-Key',
  'User-Agent',
  'X-CSRF-TOKEN',
  'X-XSRF-TOKEN',
].join(', ');

const METHODS = 'GET, POST, PUT, DELETE, OPTIONS';

/** The headers of every answer, refusals too. Any origin may ask: what counts is the token, and no cookie is read. */
export const commonHeaders: Readonly<Record<string, string>> = {
  ...VERSIONS,
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': METHODS,
  'Access-Control-Allow-Headers': ALLOWED,
  'Access-Control-Expose-Headers': 'X-APP-VERSION,X-MINIMUM-CLIENT-VERSION,Content-Disposition',
  'Cache-Control': 'no-cache, private',
};

/**
 * The headers of the answer to a browser that asks before it sends a request from another origin. It may send what
 * headers it likes, since none but those that are known here mean anything, and need not ask again for two hours. v1's
 * list of methods lacks PATCH, which is added for those who ask.
 */
export function preflightHeaders(asked: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const names = (asked['access-control-request-headers'] ?? '').split(',', 50);
  const known = ALLOWED.toLowerCase().split(', ');
  const others = names
    .map((name) => name.trim().toLowerCase())
    .filter((name) => /^[a-z0-9_-]{1,100}$/.test(name) && !known.includes(name));
  return {
    ...commonHeaders,
    'Access-Control-Allow-Headers': [ALLOWED, ...others].join(', '),
    ...(asked['access-control-request-method'] === 'PATCH'
      ? { 'Access-Control-Allow-Methods': `${METHODS}, PATCH` }
      : {}),
    'Access-Control-Max-Age': '7200',
  };
}
