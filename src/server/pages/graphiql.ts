import { existsSync, readFileSync } from 'node:fs';
import type { GraphiQLOptions } from 'graphql-yoga';
import { examples } from '../../graphql/explorer/examples.ts';
import { Assets } from './assets.ts';
import { graphiqlStyle } from './graphiql-style.ts';
import { ICON, TITLE } from './layout.ts';
import type { Page } from './send.ts';

/** Path of the files that GraphiQL loads, relative to its page. */
export const ASSETS = 'graphql/assets/';

/** Content security policy of the page: scripts and requests of this server only. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  // The editor adds styles at run time.
  "style-src 'self' 'unsafe-inline'",
  'img-src data:',
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page of GraphiQL with the files that it loads. */
export interface GraphiQL {
  readonly page: Page;
  readonly assets: Assets;
}

const options: GraphiQLOptions = {
  title: `<a href="./">${TITLE}</a>`,
  defaultTabs: examples.map(({ query, variables }) => ({
    query,
    variables: variables ? JSON.stringify(variables, null, 2) : null,
  })),
  schemaDescription: true,
  inputValueDeprecation: true,
};

/**
 * Loads the library, from the copy in `dist` that the build makes. Its package holds the library twice, so production does
 * not install it.
 */
async function loadLibrary(): Promise<typeof import('@graphql-yoga/render-graphiql/graphiql')> {
  const copy = new URL('./graphiql-library.js', import.meta.url);
  return existsSync(copy)
    ? await import(copy.href)
    : await import('@graphql-yoga/render-graphiql/graphiql');
}

/** Creates the page. Its ten megabytes of files are read at the first request. */
export async function makeGraphiQL(): Promise<GraphiQL> {
  const parts = await loadLibrary();
  const assets = new Assets();
  const script = (name: string, text: string) => ASSETS + assets.add(name, 'js', text);
  const start = readFileSync(new URL('./graphiql-start.js', import.meta.url), 'utf8');
  const settings = {
    options,
    workers: {
      editorWorkerService: script('editor-worker', parts.editorWorkerService),
      json: script('json-worker', parts.jsonWorker),
      graphql: script('graphql-worker', parts.graphqlWorker),
    },
  };
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>GraphiQL · ${TITLE}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="${ASSETS}${assets.add('graphiql', 'css', withExternalFonts(parts.css, assets) + graphiqlStyle)}">
</head>
<body>
<noscript>GraphiQL needs JavaScript.</noscript>
<div id="root"></div>
<script type="application/json" id="settings">${JSON.stringify(settings).replaceAll('<', '\\u003c')}</script>
<script defer src="${script('graphiql', parts.js)}"></script>
<script type="module" src="${script('start', start)}"></script>
</body>
</html>
`;
  return { page: { type: 'text/html', text, policy: POLICY }, assets };
}

/** Moves the fonts of a style sheet to files, so that a browser loads only those that it uses. */
const withExternalFonts = (css: string, assets: Assets): string =>
  css.replace(
    /url\(data:font\/(ttf|woff2?);base64,([^)]+)\)/g,
    (_, extension: 'ttf' | 'woff' | 'woff2', base64: string) =>
      `url(${assets.add('font', extension, Buffer.from(base64, 'base64'))})`,
  );
