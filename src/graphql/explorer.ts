import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { GraphiQLOptions } from 'graphql-yoga';
import { examples } from './examples.ts';
import type { AnswerGraphQL } from './plain-posts.ts';

/**
 * Puts the token of a link that ends with `#token=…` into the headers of every tab, those that the browser has kept
 * from last time, too, and takes it out of the address. The token stays in the browser. GraphiQL is told which of the
 * kept tabs was open: it opens another one else, whenever the page is loaded.
 */
const FILL_IN_TOKEN = `
function withToken(options) {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    localStorage.setItem('token', given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  const headers = JSON.stringify({ 'X-API-TOKEN': localStorage.getItem('token') ?? '' }, null, 2);
  const filled = (tabs) => tabs.map((tab) => ({ ...tab, headers }));
  const kept = JSON.parse(localStorage.getItem('graphiql:tabState') ?? 'null');
  if (kept && given) {
    kept.tabs = filled(kept.tabs);
    localStorage.setItem('graphiql:tabState', JSON.stringify(kept));
  }
  const query = new URLSearchParams(location.search).get('query');
  const open = kept?.tabs.find((tab, i) => query ? tab.query === query : i === kept.activeTabIndex);
  return {
    ...options,
    defaultHeaders: headers,
    defaultTabs: filled(options.defaultTabs),
    initialHeaders: open ? open.headers ?? '' : headers,
    ...(open && { query: open.query ?? '', variables: open.variables ?? '' }),
  };
}`;

/** The page of GraphiQL, whole: it loads nothing from anywhere else. */
function renderPage(): string {
  const options: GraphiQLOptions = {
    title: 'Clients gateway',
    defaultTabs: examples.map(({ query, variables }) => ({
      query,
      variables: variables ? JSON.stringify(variables, null, 2) : null,
    })),
    defaultEditorToolsVisibility: 'headers',
    schemaDescription: true,
    inputValueDeprecation: true,
  };
  const inline = JSON.stringify(options);
  return renderGraphiQL(options)
    .trimStart()
    .replace('<head>', () => `<head><script>${FILL_IN_TOKEN}</script>`)
    .replace(inline, () => `withToken(${inline})`);
}

/** What the page may do: run its own scripts and no others, and speak to this server alone. */
function policyOf(page: string): string {
  const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script = '']) => {
    const hash = createHash('sha256').update(script).digest('base64');
    return `'sha256-${hash}'`;
  });
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')} blob:`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

interface Page {
  readonly zipped: Buffer;
  readonly policy: string;
}

/** Shows GraphiQL to whoever asks for `/graphql` as for a page, which is what browsers do, and leaves the rest to `next`. */
export function answerExplorers(next: AnswerGraphQL): AnswerGraphQL {
  let page: Promise<Page> | undefined;
  const makePage = async (): Promise<Page> => {
    const text = renderPage();
    return { zipped: await promisify(gzip)(text), policy: policyOf(text) };
  };
  return async (request, response, context) => {
    if (!asksForPage(request)) return await next(request, response, context);
    page ??= makePage();
    sendPage(response, await page);
  };
}

const asksForPage = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.accept?.includes('text/html') === true;

function sendPage(response: ServerResponse, { zipped, policy }: Page): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    // Every browser takes it, and it is a quarter of the bytes.
    'content-encoding': 'gzip',
    'content-length': zipped.length,
    'content-security-policy': policy,
    'cache-control': 'no-cache',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(zipped);
}
