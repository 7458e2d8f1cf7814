import type { IncomingMessage, ServerResponse } from 'node:http';
import { ASSETS, type GraphiQL, makeGraphiQL } from './graphiql.ts';
import { landingJson, landingPage } from './landing.ts';
import { prefersPage, sendPage } from './send.ts';
import { topics } from './topics.ts';

/** Sends a page if a request is for one. @returns false if it is not */
export type SendPage = (
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<boolean>;

/** Settings of the pages. */
export interface PageSettings {
  /** Shows GraphiQL. */
  readonly explore: boolean;
  /** Returns the base URL under which a caller reaches the gateway. */
  readonly baseOf: (request: IncomingMessage) => string;
}

/**
 * Creates the pages: an overview at `/`, the documentation below `/docs/`, and GraphiQL at `/graphql` for requests that
 * prefer HTML. They need no token and do not read the database.
 */
export function createPages({ explore, baseOf }: PageSettings): SendPage {
  let graphiql: Promise<GraphiQL> | undefined;
  const withGraphiQL = () => {
    graphiql ??= makeGraphiQL();
    return graphiql;
  };
  return async (path, request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    if (path === '/') {
      const landing = prefersPage(request, 'application/json') ? landingPage : landingJson;
      sendPage(request, response, landing(baseOf(request), explore));
      return true;
    }
    const topic = topics.find(({ file }) => path === `/docs/${file}`);
    if (topic) {
      const { docsPage, docsText } = await import('./docs.ts');
      const shown = prefersPage(request, 'text/markdown') ? docsPage : docsText;
      sendPage(request, response, shown(topic));
      return true;
    }
    if (explore && path === '/graphql' && prefersPage(request, 'application/json')) {
      sendPage(request, response, (await withGraphiQL()).page);
      return true;
    }
    if (explore && path.startsWith(`/${ASSETS}`)) {
      const { assets } = await withGraphiQL();
      return await assets.send(path.slice(ASSETS.length + 1), request, response);
    }
    return false;
  };
}
