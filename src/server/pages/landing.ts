import { BASE_PATH } from '../../rest/http/dispatch.ts';
import { htmlDocument, TITLE } from './layout.ts';
import type { Page } from './send.ts';
import { STATIC_POLICY } from './send.ts';
import { topics } from './topics.ts';

const ABOUT =
  'One typed GraphQL API over the clients of Invoice Ninja, with its v1 REST routes on the same core.';

/**
 * Returns the page at `/` as JSON, for programs.
 * @param base base URL of the gateway: `https://clients.example`
 */
export function landingJson(base: string, explore: boolean): Page {
  const text = JSON.stringify({
    name: TITLE,
    about: ABOUT,
    graphql: `${base}/graphql`,
    ...(explore ? { graphiql: `${base}/graphql` } : {}),
    rest: `${base}${BASE_PATH}`,
    restDocs: `${base}${BASE_PATH}/docs`,
    openApi: `${base}${BASE_PATH}/openapi.json`,
    health: { live: `${base}/health/live`, ready: `${base}/health/ready` },
    docs: topics.map(({ file, title, about }) => ({ title, about, url: `${base}/docs/${file}` })),
  });
  return { type: 'application/json', text };
}

/** Returns the page at `/` as HTML. Its links include the path below which a proxy may serve the gateway. */
export function landingPage(base: string, explore: boolean): Page {
  const { pathname } = new URL(base);
  const below = (path: string) => `${pathname.replace(/\/$/, '')}${path}`;
  const graphiql = explore
    ? `<dt><a href="${below('/graphql')}">GraphiQL</a></dt><dd>try GraphQL in the browser, with examples</dd>`
    : '';
  const body = `<main>
<h1>${TITLE}</h1>
<p>${ABOUT}</p>
<p>Requests carry an API token in the header <code>X-API-TOKEN</code>. An operator of this gateway creates one with
<code>npm run token -- create</code>.</p>
<h2>Try it</h2>
<dl>
${graphiql}
<dt><a href="${below(`${BASE_PATH}/docs`)}">REST docs</a></dt><dd>every v1 route, to read and to try</dd>
</dl>
<h2>For programs</h2>
<dl>
<dt><code>POST ${below('/graphql')}</code></dt><dd>GraphQL</dd>
<dt><code>${below(BASE_PATH)}</code></dt><dd>REST, described by <a href="${below(`${BASE_PATH}/openapi.json`)}">openapi.json</a></dd>
<dt><a href="${below('/health/live')}">live</a>, <a href="${below('/health/ready')}">ready</a></dt><dd>health: of the process, and of its database too</dd>
</dl>
${topicList(below('/docs/'))}
</main>`;
  return { type: 'text/html', text: htmlDocument(TITLE, body), policy: STATIC_POLICY };
}

const topicList = (folder: string): string =>
  topics.length === 0
    ? ''
    : `<h2>Documentation</h2>
<dl>
${topics.map(({ file, title, about }) => `<dt><a href="${folder}${file}">${title}</a></dt><dd>${about}</dd>`).join('\n')}
</dl>`;
