import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { BASE_PATH } from '../http/dispatch.ts';
import { commonHeaders } from '../http/headers.ts';
import type { RouteTable } from '../http/route.ts';
import { openApiDocument } from '../openapi/document.ts';
import { documentationPage } from '../openapi/page.ts';

/** The routes that tell anybody about the routes. @param all gives every route, these among them */
export const aboutRoutes = (all: () => RouteTable) =>
  ({
    'GET /openapi.json': {
      summary: 'Describes every route, as OpenAPI 3.1.',
      graphql: 'introspection',
      response: 'openApi',
      queryParams: 'none',
      public: true,
      respond: async ({ context }, _request, response) => {
        const document = openApiDocument(all(), BASE_PATH, context.appUrl);
        sendText(response, 'application/json', JSON.stringify(document, null, 2));
      },
    },
    'GET /docs': {
      summary: 'Describes every route, for people, and lets them try it.',
      graphql: 'GraphiQL at `/graphql`',
      response: 'page',
      queryParams: 'none',
      public: true,
      respond: async ({ context }, _request, response) => {
        const nonce = randomUUID();
        const page = documentationPage(openApiDocument(all(), BASE_PATH, context.appUrl), nonce);
        sendText(response, 'text/html; charset=utf-8', page, {
          'Content-Security-Policy': `default-src 'none'; connect-src 'self'; img-src data:; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
        });
      },
    },
  }) as const satisfies RouteTable;

function sendText(
  response: ServerResponse,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(200, {
    ...commonHeaders,
    ...headers,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
