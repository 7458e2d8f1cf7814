/** Additions to the style of GraphiQL, mainly a layout for phones: editors above the response, docs over both. */
export const graphiqlStyle = `
  body { margin: 0; }
  /* Each tab comes to its place by a transform, which upstream gives back to the tab that has the focus: pressed with
     the mouse it jumped away, and the click was lost. */
  .graphiql-tab { transform: none !important; }
  .graphiql-logo { flex: none; white-space: nowrap; }
  .graphiql-logo a { color: inherit; text-decoration: none; }
  .graphiql-container { height: 100dvh; width: 100%; }
  @media (max-width: 45rem) {
    .graphiql-container:has(> .graphiql-sidebar) { flex-direction: column-reverse; }
    .graphiql-container .graphiql-sidebar { flex-direction: row; width: auto; padding: 4px 8px; border-top: 1px solid hsla(var(--color-neutral), var(--alpha-background-heavy)); }
    .graphiql-sidebar > button[style] { margin: 0 0 0 auto !important; }
    .graphiql-container .graphiql-main { position: relative; min-height: 0; }
    .graphiql-container .graphiql-plugin { position: absolute; inset: 0; z-index: 5; min-width: 0 !important; border: 0; background: hsl(var(--color-base)); }
    .graphiql-plugin[style*="opacity: 0"] { visibility: hidden; }
    .graphiql-horizontal-drag-bar, .graphiql-logo { display: none; }
    .graphiql-container .graphiql-sessions { margin: 0; border-radius: 0; }
    .graphiql-container #graphiql-session { flex-direction: column; min-height: 0; padding: 0; }
    .graphiql-container :is(.graphiql-editors, .graphiql-response) { flex: 1 !important; min-height: 0; border-radius: 0; }
    .graphiql-container .graphiql-query-editor { padding: 8px 8px 8px 4px; }
    .graphiql-dialog-section { flex-wrap: wrap; gap: 8px; }
    .graphiql-container .graphiql-editor-tool { padding: 8px 4px; }
  }
`;
