import { APP_VERSION } from '../http/headers.ts';
import type { RawRoute, Route, RouteTable } from '../http/route.ts';
import { splitPattern } from '../http/router.ts';
import { type Examples, examplesAt } from './examples.ts';
import { type Content, type OpenApi, type Operation, type Parameter, ref } from './format.ts';
import { type QueryParams, queryParams } from './query-params.ts';
import { isTagged, responses, responsesOf, writes } from './responses.ts';
import { schemas } from './schemas.ts';

/** Media types of request bodies. */
const MEDIA_TYPES = ['application/json', 'application/x-www-form-urlencoded'] as const;

/** Tags of routes: the first segment of the path, or `OTHER`. */
const TAGS = ['clients', 'documents', 'client_gateway_tokens'] as const;
const OTHER = 'other';

/**
 * Returns the OpenAPI 3.1 document of the routes.
 * @param appUrl base of every URL, without a slash at the end
 */
export function openApiDocument(routes: RouteTable, basePath: string, appUrl: string): OpenApi {
  const examples = examplesAt(appUrl);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [pattern, route] of Object.entries(routes)) {
    const { method, path } = splitPattern(pattern);
    const operation = operationOf(pattern, route, examples);
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Clients',
      version: APP_VERSION,
      description:
        'Clients of a company with their contacts, documents and gateway tokens. Absent strings are empty, times are Unix seconds, ids are hashes. A POST may name another method in `_method`.',
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

function operationOf(pattern: string, route: Route | RawRoute, examples: Examples): Operation {
  const { method, path } = splitPattern(pattern);
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

/** Returns the id of an operation: `getClientsIdEdit` for `GET /clients/{id}/edit`. */
const operationId = (method: string, path: string): string =>
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
    description: 'Id, with or without the prefix of GraphQL.',
    schema: { type: 'string' },
  }));

const queryParameters = (named: QueryParams): Parameter[] =>
  Object.entries(named).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }));

function headerParameters(method: string, route: Route | RawRoute): Parameter[] {
  const headers = {
    ...(route.password
      ? { 'X-API-PASSWORD': 'Login password. `X-API-PASSWORD-BASE64` takes it in base64.' }
      : {}),
    ...(writes(method, route)
      ? { 'Idempotency-Key': 'Text of your choice. A repeated request with it is not run again.' }
      : {}),
    ...(route.conditional
      ? {
          'If-Match':
            '`ETag` of the client that you have read. With any other state the request is refused.',
        }
      : {}),
    ...(isTagged(method, route)
      ? {
          'If-None-Match':
            '`ETag` of the response that you have. The response is 304 if it is current.',
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
