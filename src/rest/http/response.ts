import type { IncomingMessage, ServerResponse } from 'node:http';
import { evaluate, tagOfKnown } from '../../http/conditions.ts';
import { statics } from '../routes/statics.ts';
import { preconditionFailed } from './errors.ts';
import { commonHeaders } from './headers.ts';
import { type Input, parseBoolean, textParam } from './input.ts';
import { writeJson } from './json.ts';
import type { RouteResponse } from './route.ts';

/** A response that is ready to be sent. */
export interface OutgoingResponse {
  readonly status: number;
  /** Value to write as JSON; undefined for an empty body. */
  readonly body: unknown;
  readonly etag?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Wraps a response in v1's envelope. The parameter `index` renames its member `data`; `index=none` leaves the envelope
 * out and sorts the keys of a record. `include_static` adds the fixed tables.
 */
export function inEnvelope(response: RouteResponse, input: Input): OutgoingResponse {
  if ('body' in response) return { status: 200, ...response };
  const { data, meta, etag } = response;
  const index = textParam(input, 'index') ?? 'data';
  const more = parseBoolean(input.include_static) ? { static: statics } : {};
  const body = index === 'none' ? bare(data) : { [index]: data, ...(meta && { meta }), ...more };
  return { status: 200, body, ...(etag === undefined ? {} : { etag }) };
}

const bare = (data: object): unknown =>
  Array.isArray(data)
    ? data
    : Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Returns whether the method of a request is GET or HEAD. */
export const isRead = ({ method }: IncomingMessage): boolean =>
  method === 'GET' || method === 'HEAD';

/** Sends a response as JSON, or 304 or 412 if the conditions of the request say so. */
export function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, etag, headers: more }: OutgoingResponse,
): void {
  const headers = { ...commonHeaders, ...more, ...(etag === undefined ? {} : { ETag: etag }) };
  // Conditions apply to an existing resource only, not to a refusal.
  const verdict = status === 200 && isRead(request) ? evaluate(request, { etag }) : 'proceed';
  if (verdict === 'failed') {
    sendResponse(request, response, preconditionFailed());
    return;
  }
  // A response without a tag is never cached by the caller.
  if (verdict === 'not modified' && etag !== undefined) {
    const known = tagOfKnown(request.headers['if-none-match'], etag);
    response.writeHead(304, { ...headers, ETag: known }).end();
    return;
  }
  // `writeJson` escapes everything beyond ASCII: a Latin-1 string goes out in one packet with the head.
  const text = body === undefined ? '' : writeJson(body);
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': text.length,
  });
  response.end(text, 'latin1');
}
