// Runs in the browser: opens GraphiQL with the token of the link and the tabs that were open last time.
const { options, workers } = JSON.parse(document.querySelector('#settings').textContent);

/** Where the editor finds its workers. */
globalThis.MonacoEnvironment = { getWorkerUrl: (_module, label) => workers[label] };

/**
 * Puts the token of a link that ends with `#token=…` into the headers of every tab, those that the browser has kept
 * from last time, too, and takes it out of the address. The token stays in the browser. GraphiQL is told which of the
 * kept tabs was open: it opens another one else, whenever the page is loaded.
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
    // On a phone there is no room for headers that nobody needs to fill in.
    defaultEditorToolsVisibility:
      token && matchMedia('(max-width: 45rem)').matches ? false : 'headers',
    initialHeaders: open ? (open.headers ?? '') : headers,
    ...(open && { query: open.query ?? '', variables: open.variables ?? '' }),
  };
}

// The editor measures letters when it opens, and would take those of another font for its own.
const fonts = ['Fira Code', 'Roboto', 'codicon'];
await Promise.allSettled(fonts.map((font) => document.fonts.load(`1em "${font}"`)));

globalThis.YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), withToken());
