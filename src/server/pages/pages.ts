import type { IncomingMessage, ServerResponse } from 'node:http';
import { ASSETS, type GraphiQL, makeGraphiQL } from './graphiql.ts';
import { prefersPage, sendPage } from './send.ts';

/** Answers a request if it is for a page. @returns false when it is not */
export type AnswerPage = (
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<boolean>;

/**
 * Returns what shows GraphiQL to whoever asks for `/graphql` as for a page, which is what browsers do, and sends what
 * that page loads.
 */
export function createPages(explore: boolean): AnswerPage {
  let graphiql: Promise<GraphiQL> | undefined;
  return async (path, request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    if (explore && path === '/graphql' && prefersPage(request, 'application/json')) {
      graphiql ??= makeGraphiQL();
      sendPage(request, response, (await graphiql).page);
      return true;
    }
    if (explore && path.startsWith(`/${ASSETS}`)) {
      graphiql ??= makeGraphiQL();
      return await (await graphiql).assets.send(path.slice(ASSETS.length + 1), request, response);
    }
    return false;
  };
}
