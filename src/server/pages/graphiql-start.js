// Runs in the browser: opens GraphiQL with the token of the link and the stored tabs.
const { options, workers } = JSON.parse(document.querySelector('#settings').textContent);

/** Tells the editor the URLs of its workers. */
globalThis.MonacoEnvironment = { getWorkerUrl: (_module, label) => workers[label] };

/**
 * Returns the options of GraphiQL with the token of a link that ends in `#token=…`. It is set in the headers of all tabs,
 * stored ones included, and removed from the address. The options name the active tab: without that, GraphiQL opens
 * another one at every load.
 */
function withToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    localStorage.setItem('token', given);
    history.replaceState(null, '', location.pathname + location.search);
  }
  const token = localStorage.getItem('token') ?? '';
  const headers = JSON.stringify({ 'X-API-TOKEN': token }, null, 2);
  const filled = (tabs) => tabs.map((tab) => ({ ...tab, headers }));
  const kept = JSON.parse(localStorage.getItem('graphiql:tabState') ?? 'null');
  if (kept && given) {
    kept.tabs = filled(kept.tabs);
    localStorage.setItem('graphiql:tabState', JSON.stringify(kept));
  }
  const query = new URLSearchParams(location.search).get('query');
  const open = kept?.tabs.find((tab, i) =>
    query ? tab.query === query : i === kept.activeTabIndex,
  );
  return {
    ...options,
    defaultHeaders: headers,
    defaultTabs: filled(options.defaultTabs),
    // A phone has no room for headers that are filled in already.
    defaultEditorToolsVisibility:
      token && matchMedia('(max-width: 45rem)').matches ? false : 'headers',
    initialHeaders: open ? (open.headers ?? '') : headers,
    ...(open && { query: open.query ?? '', variables: open.variables ?? '' }),
  };
}

// The editor measures its font when it opens, so the font must be loaded by then.
const fonts = ['Fira Code', 'Roboto', 'codicon'];
await Promise.allSettled(fonts.map((font) => document.fonts.load(`1em "${font}"`)));

globalThis.YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), withToken());
