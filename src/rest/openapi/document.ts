import { APP_VERSION } from '../http/headers.ts';
import type { Method, RawRoute, Route, RouteTable } from '../http/route.ts';
import { type Examples, examplesAt } from './examples.ts';
import { type Content, type OpenApi, type Operation, type Parameter, ref } from './format.ts';
import { type QueryParams, queryParams } from './query-params.ts';
import { isTagged, responses, responsesOf, writes } from './responses.ts';
import { schemas } from './schemas.ts';

/** How bodies may be sent. */
const MEDIA_TYPES = ['application/json', 'application/x-www-form-urlencoded'] as const;

/** The groups of routes: those that a path starts with, and all others. */
const TAGS = ['clients', 'documents', 'client_gateway_tokens'] as const;
const OTHER = 'other';

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
      responses,
      securitySchemes: {
        token: { type: 'apiKey', in: 'header', name: 'X-API-TOKEN' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation(
  method: Method,
  path: string,
  route: Route | RawRoute,
  examples: Examples,
): Operation {
  const [start] = path.slice(1).split('/');
  return {
    operationId: operationId(method, path),
    tags: [TAGS.find((tag) => tag === start) ?? OTHER],
    summary: route.summary,
    description: `In GraphQL: ${route.graphql}.`,
    ...('public' in route && route.public ? { security: [] } : {}),
    parameters: [
      ...pathParameters(path),
      ...queryParameters(queryParams[route.queryParams]),
      ...headerParameters(method, route),
    ],
    ...(route.requestBody ? { requestBody: requestBody(route.requestBody, examples) } : {}),
    responses: responsesOf(method, route, examples),
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

const queryParameters = (named: QueryParams): Parameter[] =>
  Object.entries(named).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }));

function headerParameters(method: Method, route: Route | RawRoute): Parameter[] {
  const headers = {
    ...(route.password
      ? { 'X-API-PASSWORD': 'The login password. `X-API-PASSWORD-BASE64` carries it in base64.' }
      : {}),
    ...(writes(method, route)
      ? { 'Idempotency-Key': 'A text of your choice, under which the request is done only once.' }
      : {}),
    ...(route.conditional
      ? {
          'If-Match':
            'The `ETag` of the client that you have seen; with another one nothing is done.',
        }
      : {}),
    ...(isTagged(method, route)
      ? { 'If-None-Match': 'The `ETag` of the answer that you have; 304 if it is still the same.' }
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
