import { requestError } from '../kit/errors.ts';
import { requireExactVariables } from './exact-variables.ts';
import type { GatewayPlugin } from './gateway-plugin.ts';

/**
 * Passes on the parsed JSON body, and refuses bodies that a form of any site can send, against forged requests: browsers
 * send a preflight before JSON from another site. For multipart requests, which `readMultipart` reads, a header makes
 * them. Adds GraphQL errors where Yoga has none. Must be last among the plugins that read bodies.
 */
export const requireJson = (): GatewayPlugin => ({
  onRequestParse: ({ request, requestParser, serverContext, setRequestParser }) => {
    const { posted, multipart } = serverContext;
    if (posted) {
      if ('refusal' in posted) throw posted.refusal;
      setRequestParser(() => posted.params);
    } else if (request.method === 'POST' && !multipart) {
      throw requestError(
        'UNSUPPORTED_MEDIA_TYPE',
        'Send the request as JSON, with the header Content-Type: application/json.',
        415,
      );
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
