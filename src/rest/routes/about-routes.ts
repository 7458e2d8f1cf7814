import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { BASE_PATH } from '../http/dispatch.ts';
import { commonHeaders } from '../http/headers.ts';
import type { RouteTable } from '../http/route.ts';
import { openApiDocument } from '../openapi/document.ts';
import { documentationPage } from '../openapi/page.ts';

/** Returns the routes that document the API. @param all returns every route, these included */
export const aboutRoutes = (all: () => RouteTable) =>
  ({
    'GET /openapi.json': {
      summary: 'Describes every route, as OpenAPI 3.1.',
      graphql: 'introspection',
      response: 'openApi',
      queryParams: 'none',
      public: true,
      respond: async ({ context }, { response }) => {
        const document = openApiDocument(all(), BASE_PATH, context.appUrl);
        sendText(response, { type: 'application/json', text: JSON.stringify(document, null, 2) });
      },
    },
    'GET /docs': {
      summary: 'Shows the documentation as a page from which requests can be sent.',
      graphql: 'GraphiQL at `/graphql`',
      response: 'page',
      queryParams: 'none',
      public: true,
      respond: async ({ context }, { response }) => {
        const nonce = randomUUID();
        const page = documentationPage(openApiDocument(all(), BASE_PATH, context.appUrl), nonce);
        sendText(response, {
          type: 'text/html; charset=utf-8',
          text: page,
          headers: {
            'Content-Security-Policy': `default-src 'none'; connect-src 'self'; img-src data:; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
          },
        });
      },
    },
  }) as const satisfies RouteTable;

/** A text with its media type. */
interface TextResponse {
  readonly type: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function sendText(response: ServerResponse, { type, text, headers }: TextResponse): void {
  response.writeHead(200, {
    ...commonHeaders,
    ...headers,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
