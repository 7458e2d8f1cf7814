import type { IncomingMessage, ServerResponse } from 'node:http';
import { ASSETS, type GraphiQL, makeGraphiQL } from './graphiql.ts';
import { landingJson, landingPage } from './landing.ts';
import { prefersPage, sendPage } from './send.ts';
import { topics } from './topics.ts';

/** Answers a request if it is for a page. @returns false when it is not */
export type AnswerPage = (
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<boolean>;

/** Parts that the pages need. */
export interface PageSettings {
  /** True if GraphiQL is shown. */
  readonly explore: boolean;
  /** Gives the base address under which a caller reaches the gateway. */
  readonly baseOf: (request: IncomingMessage) => string;
}

/**
 * Returns what answers those who look around: `/` says what there is, `/docs/…` has the documentation, and `/graphql`
 * shows GraphiQL to whoever asks for a page. None of it reads the database or asks for a token.
 */
export function createPages({ explore, baseOf }: PageSettings): AnswerPage {
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
