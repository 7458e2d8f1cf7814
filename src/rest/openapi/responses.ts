import type { Method, RawRoute, Route } from '../http/route.ts';
import type { Examples } from './examples.ts';
import { type Content, type Response, ref, type Schema } from './format.ts';
import { responseBodies } from './schemas.ts';

const json = (schema: Schema, example?: unknown): Content => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});

/** What is answered besides 200, by status; without a schema there is no body. */
const others: Readonly<Record<number, readonly [description: string, schema?: string]>> = {
  206: ['A range of the bytes.'],
  304: ['The caller has it already.'],
  400: ['There is no such record, its state forbids it, or the body cannot be read.', 'Message'],
  401: ['The record is of another company, or the right is missing.', 'Message'],
  403: ['There is no token, or it is unknown.', 'Refusal'],
  404: ['The bytes are not in the store, or the address has ended.', 'Message'],
  409: ['The idempotency key was used for another request.', 'Message'],
  412: [
    'The password is missing or wrong, or the state is not the one that the conditions name.',
    'NotConfirmed',
  ],
  413: ['A body without files has at most ten megabytes.', 'Message'],
  415: ['The body is in a charset or a content coding that is not read.', 'Message'],
  416: ['There are no such bytes.', 'Message'],
  422: ['Something in the input is wrong.', 'Invalid'],
  429: ['Too many requests in a minute.', 'Message'],
  500: ['Something went wrong here; the message has the request id.', 'Refusal'],
  503: ['The database is out of reach at the moment.', 'Message'],
};

/** The responses that operations refer to, by status. */
export const responses: Readonly<Record<string, Response>> = Object.fromEntries(
  Object.entries(others).map(([status, [description, schema]]) => [
    status,
    { description, ...(schema ? { content: json(ref(schema)) } : {}) },
  ]),
);

/** Whether a route changes anything. */
export const writes = (method: Method, { readOnly }: Route | RawRoute): boolean =>
  method !== 'GET' && !readOnly;

const LISTS: ReadonlySet<string> = new Set(['clients', 'documents', 'gatewayTokens']);

/** Whether an answer has a tag by which it need not be sent again: a record, or a list of them. */
export const isTagged = (method: Method, { resource, response }: Route | RawRoute): boolean =>
  method === 'GET' && (resource !== undefined || LISTS.has(response));

/** What a route answers, by status. */
export const responsesOf = (
  method: Method,
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

function statusesOf(method: Method, route: Route | RawRoute): number[] {
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
