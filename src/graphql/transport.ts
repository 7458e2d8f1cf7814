import { requestError } from './errors.ts';
import { requireExactBody, requireExactVariables } from './exact-variables.ts';
import type { GatewayPlugin } from './gateway-plugin.ts';

/** Bodies that are read. Browsers ask before they send the first from another site; for the second a header makes them. */
const READ = ['application/json', 'multipart/form-data'];

/**
 * Refuses bodies that a form of any site can send, and answers with GraphQL errors where Yoga answers with none.
 * Put it last among the plugins that read bodies.
 */
export const readOnlyJson = (): GatewayPlugin => ({
  onRequestParse: ({ request, requestParser, setRequestParser }) => {
    if (request.method === 'POST' && (!requestParser || !isRead(request))) {
      throw requestError(
        'UNSUPPORTED_MEDIA_TYPE',
        'Send the request as JSON, with the header Content-Type: application/json.',
        415,
      );
    }
    if (request.method === 'POST' && requestParser && isJson(request)) {
      setRequestParser((given) => requestParser(exactly(given)));
    }
    if (request.method === 'GET' && requestParser) {
      setRequestParser(async (given) => {
        try {
          const params = await requestParser(given);
          requireExactVariables(new URL(given.url).searchParams.get('variables') ?? '');
          return params;
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          throw requestError('BAD_REQUEST', '"variables" and "extensions" are JSON objects.', 400);
        }
      });
    }
  },
});

const typeOf = (request: Request): string =>
  request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? '';

const isRead = (request: Request): boolean => READ.includes(typeOf(request));

const isJson = (request: Request): boolean => typeOf(request) === 'application/json';

/** A request whose JSON is refused when parsing it changes a number. */
const exactly = (request: Request): Request =>
  new Proxy(request, {
    get: (target, name) => {
      if (name === 'json') return () => parseExactly(target);
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

async function parseExactly(request: Request): Promise<unknown> {
  const text = await request.text();
  const parsed: unknown = JSON.parse(text);
  requireExactBody(text);
  return parsed;
}
