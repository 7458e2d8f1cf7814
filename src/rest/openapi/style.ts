/** Style of the documentation page, for light and dark mode. */
export const pageStyle = `
  :root {
    color-scheme: light dark;
    --paper: #fff; --sheet: #f7f7f8; --ink: #1d2127; --soft: #5d6670; --line: #dfe2e6; --link: #0b5cad;
    --get: #0b6bcb; --post: #1a7f37; --put: #9a5b00; --patch: #7a4ccf; --delete: #c0262d;
    --good: #1a7f37; --bad: #c0262d; --text: #0a6640; --number: #8a4b00; --word: #7a2ea0;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --paper: #16191d; --sheet: #1e2227; --ink: #e4e7eb; --soft: #9aa4af; --line: #343a42; --link: #6cb2ff;
      --get: #6cb2ff; --post: #56d27d; --put: #e0a84a; --patch: #b79bff; --delete: #ff8080;
      --good: #56d27d; --bad: #ff8080; --text: #8fd6a8; --number: #e6b673; --word: #d0a4f0;
    }
  }
  * { box-sizing: border-box; }
  html { scroll-padding-top: 4.5rem; }
  body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
  a { color: var(--link); }
  h1 { font-size: 1.15rem; margin: 0; white-space: nowrap; }
  h1 small { color: var(--soft); font-weight: 400; }
  h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; text-transform: capitalize; }
  h3 { font-size: .8rem; margin: 1.25rem 0 .4rem; color: var(--soft); text-transform: uppercase; letter-spacing: .04em; }
  h3 a { text-transform: none; letter-spacing: 0; }
  input, textarea, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 5px; padding: .3rem .5rem; }
  code, pre, textarea, .path, .method, .given input { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; font-size: 13px; }
  :focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
  button { cursor: pointer; }
  button.send { background: var(--link); border-color: var(--link); color: var(--paper); font-weight: 600; padding: .35rem 1.25rem; }
  body > header { position: sticky; top: 0; z-index: 1; display: flex; gap: 1rem; align-items: center; padding: .6rem 1.25rem; background: var(--paper); border-bottom: 1px solid var(--line); }
  header label { flex: 1; display: flex; gap: .5rem; align-items: center; max-width: 34rem; margin-left: auto; }
  header input { flex: 1; min-width: 6rem; }
  .columns { display: grid; grid-template-columns: 20rem minmax(0, 1fr); }
  nav { position: sticky; top: 3.4rem; height: calc(100vh - 3.4rem); overflow: auto; padding: 1rem 1.25rem 2rem; border-right: 1px solid var(--line); }
  nav input { width: 100%; }
  #none { color: var(--soft); }
  nav h2 { font-size: .8rem; margin: 1.1rem 0 .2rem; color: var(--soft); }
  nav ul { list-style: none; margin: 0; padding: 0; }
  nav a { display: flex; gap: .4rem; padding: .12rem .3rem; border-radius: 4px; color: inherit; text-decoration: none; }
  nav .path { font-size: 12px; line-height: 20px; }
  nav a:hover, nav a[aria-current] { background: var(--sheet); }
  nav .method { flex: none; width: 3.2rem; font-size: 11px; line-height: 20px; }
  main { padding: 0 2rem 6rem; max-width: 62rem; }
  main > p:first-child { margin-top: 1.5rem; }
  .method { font-weight: 700; }
  .get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); } .patch { color: var(--patch); } .delete { color: var(--delete); }
  details.operation, details.record { border: 1px solid var(--line); border-radius: 7px; margin: .45rem 0; }
  details[open].operation { border-color: var(--soft); }
  summary { cursor: pointer; }
  .operation > summary, .record > summary { display: flex; gap: .75rem; align-items: baseline; padding: .5rem .9rem; list-style: none; }
  .operation > summary::-webkit-details-marker, .record > summary::-webkit-details-marker { display: none; }
  .operation > summary:hover, .record > summary:hover { background: var(--sheet); border-radius: 7px; }
  .operation > summary .method { width: 3.6rem; flex: none; }
  .operation > summary .path { width: 19rem; flex: none; font-weight: 600; }
  .operation > summary .says { color: var(--soft); }
  .inside { padding: 0 .9rem 1rem; border-top: 1px solid var(--line); }
  table { border-collapse: collapse; width: 100%; }
  td { border-top: 1px solid var(--line); padding: .25rem .75rem .25rem 0; vertical-align: baseline; }
  tr:first-child td { border-top: 0; }
  td:first-child { width: 11rem; overflow-wrap: anywhere; }
  td.given { width: 14rem; } td.given input { width: 100%; padding: .1rem .4rem; }
  td.kind { width: 12rem; color: var(--soft); }
  .needed { color: var(--bad); }
  textarea { display: block; width: 100%; min-height: 16rem; line-height: 1.5; resize: vertical; background: var(--sheet); }
  pre { margin: 0; padding: .7rem .8rem; max-height: 30rem; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--sheet); border-radius: 5px; }
  .acts { position: sticky; bottom: 0; display: flex; flex-wrap: wrap; gap: .5rem .75rem; margin: .5rem 0 0; padding: .5rem 0; background: var(--paper); }
  #token:not(:focus), input[name="X-API-PASSWORD"]:not(:focus) { -webkit-text-security: disc; }
  /* Scrolls to below the heading and the buttons. */
  output { display: block; margin-top: .75rem; scroll-margin-top: 3.5rem; } output:empty { display: none; }
  .status { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: center; color: var(--soft); }
  .status b.good { color: var(--good); } .status b.bad { color: var(--bad); }
  .text { color: var(--text); } .number { color: var(--number); } .word { color: var(--word); } .key { color: var(--link); }
  .more { margin-top: 1rem; } .more > summary { color: var(--soft); }
  .statuses { margin: .25rem 0; padding: 0; list-style: none; color: var(--soft); }
  .statuses code { display: inline-block; width: 2.5rem; color: var(--ink); }
  @media (max-width: 52rem) {
    .columns { display: block; }
    nav { position: static; height: auto; max-height: 16rem; border-right: 0; border-bottom: 1px solid var(--line); }
    main { padding: 0 1rem 4rem; }
    html { scroll-padding-top: .5rem; } output { scroll-margin-top: 6rem; }
    body > header { position: static; flex-wrap: wrap; } header label { flex-basis: 100%; max-width: none; }
    .operation > summary { flex-wrap: wrap; gap: .2rem .6rem; } .operation > summary .path { width: auto; } .operation > summary .says { flex-basis: 100%; }
    td, td:first-child, td.given, td.kind { display: block; width: auto; border: 0; padding: .1rem 0; } tr { display: block; border-top: 1px solid var(--line); padding: .3rem 0; }
  }
`;
