import { APP_VERSION } from '../headers.ts';
import type { Method, RawRoute, Route, RouteTable } from '../route.ts';
import { examplesAt } from './examples.ts';
import { type Parameters, parameters } from './parameters.ts';
import { answers, type Schema, schemas } from './schemas.ts';

type Examples = ReturnType<typeof examplesAt>;

/** How bodies may be sent. */
const MEDIA_TYPES = ['application/json', 'application/x-www-form-urlencoded'] as const;

/** The groups of routes: those that a path starts with, and all others. */
const TAGS = ['clients', 'documents', 'client_gateway_tokens'] as const;
const OTHER = 'other';

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

/** What a refusal looks like, by status. */
const refusals: Readonly<Record<number, readonly [schema: string, description: string]>> = {
  400: ['Message', 'There is no such record, its state forbids it, or the body cannot be read.'],
  401: ['Message', 'The record is of another company, or the right is missing.'],
  403: ['Refusal', 'There is no token, or it is unknown.'],
  404: ['Message', 'There is no such path or method.'],
  409: ['Message', 'The idempotency key was used for another request.'],
  412: ['NotConfirmed', 'The password is missing or wrong, or the client has changed.'],
  413: ['Message', 'A body without files has at most ten megabytes.'],
  415: ['Message', 'The body is compressed.'],
  422: ['Invalid', 'Something in the input is wrong.'],
  429: ['Message', 'Too many requests in a minute.'],
  500: ['Refusal', 'Something went wrong here; the message has the request id.'],
};

/** A parameter of an operation. */
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: true;
  readonly description: string;
  readonly schema: Schema;
}

/** Examples and schemas by media type. */
type Content = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;

interface Response {
  readonly description?: string;
  readonly content?: Content;
  readonly $ref?: string;
}

/** What one route is, in OpenAPI's words. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security?: readonly object[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<number, Response>>;
}

/** An OpenAPI document, as far as we write one. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly object[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * The OpenAPI 3.1 document of the routes.
 * @param appUrl start of every address, without a slash at the end
 */
export function openApiDocument(routes: RouteTable, basePath: string, appUrl: string): OpenApi {
  const examples = examplesAt(appUrl);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [pattern, route] of Object.entries(routes)) {
    const [method, path] = pattern.split(' ') as [Method, string];
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: operation(method, path, route, examples),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Clients',
      version: APP_VERSION,
      description:
        'The clients of a company with their contacts, documents and gateway tokens. Strings are empty where there is nothing, moments are unix seconds, ids are hashes. Any POST may name another method as `_method`.',
    },
    servers: [{ url: `${appUrl}${basePath}` }],
    security: [{ token: [] }, { bearer: [] }],
    tags: [...TAGS, OTHER].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      responses: Object.fromEntries(
        Object.entries(refusals).map(([status, [schema, description]]) => [
          status,
          { description, content: json(ref(schema)) },
        ]),
      ),
      securitySchemes: {
        token: { type: 'apiKey', in: 'header', name: 'X-API-TOKEN' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

const json = (schema: Schema, example?: unknown) => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});

function operation(
  method: Method,
  path: string,
  route: Route | RawRoute,
  examples: Examples,
): Operation {
  const [start] = path.slice(1).split('/');
  const writes = method !== 'GET' && !route.readOnly;
  return {
    operationId: operationId(method, path),
    tags: [TAGS.find((tag) => tag === start) ?? OTHER],
    summary: route.summary,
    description: `In GraphQL: ${route.twin}.`,
    ...('open' in route && route.open ? { security: [] } : {}),
    parameters: [
      ...pathParameters(path),
      ...queryParameters(parameters[route.query]),
      ...headerParameters(route, writes),
    ],
    ...(route.body ? { requestBody: requestBody(route.body, examples) } : {}),
    responses: {
      200: answered(route, examples),
      ...Object.fromEntries(
        statusesOf(route, writes).map((status) => [
          status,
          { $ref: `#/components/responses/${status}` },
        ]),
      ),
    },
  };
}

/** `GET /clients/{id}/edit` is `getClientsIdEdit`. */
const operationId = (method: Method, path: string): string =>
  method.toLowerCase() +
  path
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const pathParameters = (path: string): Parameter[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: 'The id, in either form.',
    schema: { type: 'string' },
  }));

const queryParameters = (named: Parameters): Parameter[] =>
  Object.entries(named).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }));

function headerParameters(route: Route | RawRoute, writes: boolean): Parameter[] {
  const headers = {
    ...(route.password
      ? { 'X-API-PASSWORD': 'The login password. `X-API-PASSWORD-BASE64` carries it in base64.' }
      : {}),
    ...(writes
      ? { 'Idempotency-Key': 'A text of your choice, under which the request is done only once.' }
      : {}),
    ...(route.answers === 'client' && writes && route.record
      ? {
          'If-Match':
            'The `ETag` of the client that you have seen; with another one nothing is done.',
        }
      : {}),
  };
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  }));
}

function requestBody(name: string, { bodies }: Examples): { content: Content } {
  if (name === 'Upload') return { content: { 'multipart/form-data': { schema: ref(name) } } };
  const content = MEDIA_TYPES.map((type) => [type, { schema: ref(name), example: bodies[name] }]);
  return { content: Object.fromEntries(content) };
}

function answered(route: Route | RawRoute, { answers: examples }: Examples): Response {
  const { description, schema } = answers[route.answers];
  if (schema !== null) return { description, content: json(schema, examples[route.answers]) };
  if (route.answers === 'bytes')
    return { description, content: { 'application/octet-stream': {} } };
  if (route.answers === 'page') return { description, content: { 'text/html': {} } };
  return { description };
}

function statusesOf(route: Route | RawRoute, writes: boolean): number[] {
  if ('open' in route && route.open) return [];
  return [
    400,
    ...(route.record || route.answers.startsWith('gatewayToken') ? [401] : []),
    403,
    ...(route.answers === 'bytes' ? [404] : []),
    ...(writes ? [409] : []),
    ...(route.password || (writes && route.record === 'Client') ? [412] : []),
    413,
    415,
    422,
    ...(route.perMinute === undefined ? [] : [429]),
    500,
  ];
}
