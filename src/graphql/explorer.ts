import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { GraphiQLOptions } from 'graphql-yoga';
import { examples } from './examples.ts';

/** Fills the token of a link that ends with `#token=…` into the headers of every tab. It stays in the browser. */
const FILL_IN_TOKEN = `
function withToken(options) {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? sessionStorage.getItem('token') ?? '';
  if (token) sessionStorage.setItem('token', token);
  const headers = JSON.stringify({ 'X-API-TOKEN': token }, null, 2);
  const tabs = options.defaultTabs.map((tab) => ({ ...tab, headers }));
  return { ...options, headers, defaultHeaders: headers, defaultTabs: tabs };
}`;

/** The page of GraphiQL, whole: it loads nothing from anywhere else. */
export function renderExplorer(options: GraphiQLOptions): string {
  const ours: GraphiQLOptions = {
    ...options,
    title: 'Clients gateway',
    defaultTabs: examples.map(({ query, variables }) => ({
      query,
      variables: variables ? JSON.stringify(variables, null, 2) : null,
    })),
    defaultEditorToolsVisibility: 'headers',
  };
  const inline = JSON.stringify(ours);
  return renderGraphiQL(ours)
    .replace('<head>', `<head><script>${FILL_IN_TOKEN}</script>`)
    .replace(inline, () => `withToken(${inline})`);
}
