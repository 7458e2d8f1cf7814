import type { IncomingMessage, ServerResponse } from 'node:http';
import { evaluate, tagOfKnown } from '../../http/conditions.ts';
import { statics } from '../routes/statics.ts';
import { preconditionFailed } from './errors.ts';
import { commonHeaders } from './headers.ts';
import { type Input, parseBoolean, textParam } from './input.ts';
import { writeJson } from './json.ts';
import type { RouteResponse } from './route.ts';

/** An answer on its way out. */
export interface OutgoingResponse {
  readonly status: number;
  readonly body: unknown;
  readonly etag?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Puts an answer into v1's envelope, as its parameters have it: `index` is another name for `data`, or `none` for no
 * envelope at all: a bare list, or a bare record with its keys in order. `include_static` adds the fixed tables.
 */
export function inEnvelope(answer: RouteResponse, input: Input): OutgoingResponse {
  if ('body' in answer) return { status: 200, ...answer };
  const { data, meta, etag } = answer;
  const index = textParam(input, 'index') ?? 'data';
  const more = parseBoolean(input.include_static) ? { static: statics } : {};
  const body = index === 'none' ? bare(data) : { [index]: data, ...(meta && { meta }), ...more };
  return { status: 200, body, ...(etag === undefined ? {} : { etag }) };
}

const bare = (data: object): unknown =>
  Array.isArray(data)
    ? data
    : Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Whether a request only reads. */
export const isRead = ({ method }: IncomingMessage): boolean =>
  method === 'GET' || method === 'HEAD';

/** Sends an answer as JSON, or nothing for `undefined`; 304 when the caller has it already. */
export function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, etag, headers: more }: OutgoingResponse,
): void {
  const headers = { ...commonHeaders, ...more, ...(etag === undefined ? {} : { ETag: etag }) };
  // Conditions are for what is there: a refusal is sent whatever they say.
  const verdict = status === 200 && isRead(request) ? evaluate(request, { etag }) : 'proceed';
  if (verdict === 'failed') {
    sendResponse(request, response, preconditionFailed());
    return;
  }
  // What has no tag nobody can have already.
  if (verdict === 'not modified' && etag !== undefined) {
    const known = tagOfKnown(request.headers['if-none-match'], etag);
    response.writeHead(304, { ...headers, ETag: known }).end();
    return;
  }
  // All of it is ASCII: as one text it goes out together with the head.
  const text = body === undefined ? '' : writeJson(body);
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': text.length,
  });
  response.end(text, 'latin1');
}
