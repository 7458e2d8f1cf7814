/** Name of the product. */
export const TITLE = 'Clients gateway';

/** Icon of the pages, as a data URL. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#0b5cad"/><circle cx="8" cy="6" r="2.5" fill="#fff"/><path d="M3 13a5 4 0 0 1 10 0z" fill="#fff"/></svg>',
)}`;

/** Style of the pages, for light and dark mode. */
const layoutStyle = `
  :root { color-scheme: light dark; --paper: #fff; --sheet: #f4f5f7; --ink: #1d2127; --soft: #5d6670; --line: #dfe2e6; --link: #0b5cad; }
  @media (prefers-color-scheme: dark) {
    :root { --paper: #16191d; --sheet: #1e2227; --ink: #e4e7eb; --soft: #9aa4af; --line: #343a42; --link: #6cb2ff; }
  }
  * { box-sizing: border-box; }
  body { margin: 0 auto; max-width: 54rem; padding: 1rem 1.25rem 4rem; font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); overflow-wrap: break-word; }
  a { color: var(--link); }
  :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
  h1 { margin: 1.5rem 0 .5rem; font-size: 1.75rem; line-height: 1.2; }
  h2 { margin: 2rem 0 .5rem; font-size: 1.2rem; }
  h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
  code, pre { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; font-size: .875em; }
  :not(pre) > code { padding: .1em .3em; border-radius: 4px; background: var(--sheet); }
  pre { padding: .75rem 1rem; overflow-x: auto; border-radius: 6px; background: var(--sheet); line-height: 1.45; }
  pre code { font-size: inherit; }
  table { display: block; overflow-x: auto; border-collapse: collapse; }
  th, td { padding: .35rem .75rem .35rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: baseline; }
  thead th { border-top: 0; color: var(--soft); font-weight: 600; }
  dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .4rem 1.25rem; margin: 0; }
  dd { margin: 0; color: var(--soft); }
  .path { color: var(--soft); }
  @media (max-width: 30rem) { dl { display: block; } dd { margin-bottom: .6rem; } }
`;

/** Returns a complete HTML document that loads no other files. @param body HTML of the body */
export const htmlDocument = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style>${layoutStyle}</style>
</head>
<body>
${body}
</body>
</html>
`;
