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
  'X-CLIENT-VERSION',
  'X-HTTP-Method-Override',
  'Authorization',
  'Content-Type',
  'Content-Disposition',
  'Accept',
  'Origin',
  'Range',
  'If-Match',
  'If-None-Match',
  'Idempotency-Key',
].join(', ');

/** The headers of every answer, refusals too. Any origin may ask: what counts is the token, and no cookie is read. */
export const commonHeaders: Readonly<Record<string, string>> = {
  ...VERSIONS,
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE, OPTIONS',
  'Access-Control-Allow-Headers': ALLOWED,
  'Access-Control-Expose-Headers': 'X-APP-VERSION,X-MINIMUM-CLIENT-VERSION,Content-Disposition',
  'Cache-Control': 'no-cache, private',
};
