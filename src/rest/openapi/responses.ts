import type { RawRoute, Route } from '../http/route.ts';
import type { Examples } from './examples.ts';
import { type Content, type Response, ref, type Schema } from './format.ts';
import { responseBodies } from './response-bodies.ts';

const json = (schema: Schema, example?: unknown): Content => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});

/** Responses other than 200, by status. One without a schema has no body. */
const others: Readonly<Record<number, readonly [description: string, schema?: string]>> = {
  206: ['The requested range of the bytes.'],
  304: ['The response that the caller has is current.'],
  400: ['No such record, its state forbids the request, or the body is unreadable.', 'Message'],
  401: [
    'The record belongs to another company, or the role of the user does not suffice.',
    'Message',
  ],
  403: ['The token is missing or invalid.', 'Refusal'],
  404: ['The bytes are not in the store, or the link has expired.', 'Message'],
  409: ['The idempotency key was used for another request.', 'Message'],
  412: [
    'The password is missing or wrong, or a condition such as `If-Match` does not hold.',
    'NotConfirmed',
  ],
  413: ['A body without files has at most ten megabytes.', 'Message'],
  415: ['The charset or the content coding of the body is not supported.', 'Message'],
  416: ['The range is outside the bytes.', 'Message'],
  422: ['Values of the input are invalid.', 'Invalid'],
  429: ['Too many requests in a minute.', 'Message'],
  500: ['A defect of the server. The message has the request id.', 'Refusal'],
  503: ['The database cannot be reached.', 'Message'],
};

/** Responses that operations refer to, by status. */
export const responses: Readonly<Record<string, Response>> = Object.fromEntries(
  Object.entries(others).map(([status, [description, schema]]) => [
    status,
    { description, ...(schema ? { content: json(ref(schema)) } : {}) },
  ]),
);

/** Returns whether a route writes. */
export const writes = (method: string, { readOnly }: Route | RawRoute): boolean =>
  method !== 'GET' && !readOnly;

const LISTS: ReadonlySet<string> = new Set(['clients', 'documents', 'gatewayTokens']);

/** Returns whether the response of a route has an ETag: it is a record, or a list of records. */
export const isTagged = (method: string, { resource, response }: Route | RawRoute): boolean =>
  method === 'GET' && (resource !== undefined || LISTS.has(response));

/** Returns the responses of a route, by status. */
export const responsesOf = (
  method: string,
  route: Route | RawRoute,
  examples: Examples,
): Readonly<Record<number, Response>> => ({
  200: answered(route, examples),
  ...Object.fromEntries(
    statusesOf(method, route).map((status) => [
      status,
      { $ref: `#/components/responses/${status}` },
    ]),
  ),
});

function answered(route: Route | RawRoute, { responseBodies: examples }: Examples): Response {
  const { description, schema } = responseBodies[route.response];
  if (schema !== null) return { description, content: json(schema, examples[route.response]) };
  if (route.response === 'bytes')
    return { description, content: { 'application/octet-stream': {} } };
  if (route.response === 'zip') return { description, content: { 'application/zip': {} } };
  if (route.response === 'page') return { description, content: { 'text/html': {} } };
  return { description };
}

function statusesOf(method: string, route: Route | RawRoute): number[] {
  if ('public' in route && route.public) return route.response === 'zip' ? [404, 500] : [500];
  const { response, password, perMinute, resource } = route;
  const optional: [status: number, when: boolean][] = [
    [206, response === 'bytes'],
    [304, isTagged(method, route)],
    [401, resource !== undefined || response.startsWith('gatewayToken')],
    [404, response === 'bytes'],
    [409, writes(method, route)],
    [412, password === true || writes(method, route)],
    [416, response === 'bytes'],
    [429, perMinute !== undefined],
  ];
  const always = [400, 403, 413, 415, 422, 500, 503];
  return [...always, ...optional.flatMap(([status, when]) => (when ? [status] : []))].sort();
}
