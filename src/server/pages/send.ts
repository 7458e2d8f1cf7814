import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Negotiator from 'negotiator';
import { evaluate } from '../../http/conditions.ts';

/** A text for whoever asks for it, in the form that they prefer. */
export interface Page {
  readonly type: `text/${string}` | 'application/json';
  readonly text: string;
  /** Content security policy of the page. */
  readonly policy?: string;
}

/** The policy of a page without scripts: it shows itself, and loads nothing. */
export const STATIC_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of all that a browser shows, or loads for it. */
export const BROWSER_HEADERS = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Returns whether a caller would rather have a page than the other type. Browsers would; programs that take anything would not. */
export const prefersPage = (request: IncomingMessage, other: string): boolean =>
  new Negotiator(request).mediaType([other, 'text/html']) === 'text/html';

/** Sends a page, 304 to a browser that has it already, or 412 to whoever asks for another state of it. */
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
    // It may be kept, but is asked for each time: another release shows another page at the same address.
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
