import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Negotiator from 'negotiator';
import { evaluate } from '../../http/conditions.ts';

/** A page in one of its media types. */
export interface Page {
  readonly type: `text/${string}` | 'application/json';
  readonly text: string;
  /** Content security policy of the page. */
  readonly policy?: string;
}

/** Content security policy of a page without scripts and other files. */
export const STATIC_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of pages and of the files that they load. */
export const BROWSER_HEADERS = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Returns whether a request prefers HTML to another type, as browsers do. A request that accepts anything does not. */
export const prefersPage = (request: IncomingMessage, other: string): boolean =>
  new Negotiator(request).mediaType([other, 'text/html']) === 'text/html';

/** Sends a page, or 304 or 412 if the conditions of the request say so. */
export function sendPage(
  request: IncomingMessage,
  response: ServerResponse,
  { type, text, policy }: Page,
): void {
  const etag = `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 16)}"`;
  response.appendHeader('vary', 'Accept');
  const headers = {
    ...BROWSER_HEADERS,
    ...(policy === undefined ? {} : { 'content-security-policy': policy }),
    // Caches must revalidate: another release has another page at the same address.
    'cache-control': 'no-cache',
    etag,
  };
  const verdict = evaluate(request, { etag });
  if (verdict !== 'proceed') {
    response.writeHead(verdict === 'failed' ? 412 : 304, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
