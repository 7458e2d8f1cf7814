import { requestError } from './errors.ts';
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
    if (request.method === 'GET' && requestParser) {
      setRequestParser(async (given) => {
        try {
          return await requestParser(given);
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          throw requestError('BAD_REQUEST', '"variables" and "extensions" are JSON objects.', 400);
        }
      });
    }
  },
});

function isRead(request: Request): boolean {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  return type !== undefined && READ.includes(type);
}
