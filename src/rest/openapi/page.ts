import { readFileSync } from 'node:fs';
import type { OpenApi, Operation } from './format.ts';

const script = readFileSync(new URL('./try-it.js', import.meta.url), 'utf8');

const style = `
  body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222; background: #fff; }
  header { position: sticky; top: 0; background: inherit; border-bottom: 1px solid #ddd; padding: .5rem 0; }
  #token { width: 24rem; }
  details { border: 1px solid #ddd; border-radius: 6px; margin: .5rem 0; padding: .5rem 1rem; }
  summary { cursor: pointer; }
  code, pre, textarea, output { font: 13px/1.4 ui-monospace, monospace; }
  pre, output { display: block; white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f6f6; padding: .5rem; max-height: 24rem; overflow: auto; }
  output:empty { display: none; }
  textarea { width: 100%; min-height: 10rem; box-sizing: border-box; }
  table { border-collapse: collapse; width: 100%; }
  td { border-top: 1px solid #eee; padding: .25rem .5rem .25rem 0; vertical-align: top; }
  .method { display: inline-block; min-width: 4.5rem; font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    body { color: #ddd; background: #181818; }
    pre, output { background: #242424; }
    header, details, td { border-color: #444; }
  }
`;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

/** Text in which backquotes mark code. */
const prose = (text: string): string => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const pretty = (value: unknown): string => escaped(JSON.stringify(value, null, 2));

/**
 * The page that shows an OpenAPI document to people and sends requests for them. It loads nothing: neither from other
 * hosts nor from ours.
 * @param nonce by which the browser knows the page's own script and style
 */
export function documentationPage(document: OpenApi, nonce: string): string {
  const { info, tags, paths, servers } = document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const base = new URL(servers[0]?.url ?? '').pathname;
  const sections = tags.map(({ name }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    const shown = own.map(({ path, method, operation }) => details(base, path, method, operation));
    return `<h2>${escaped(name)}</h2>${shown.join('')}`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)} API</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${style}</style>
</head>
<body>
<h1>${escaped(info.title)} API ${escaped(info.version)}</h1>
<p>${prose(info.description)}</p>
<p>The same as a document for programs: <a href="openapi.json">openapi.json</a>.</p>
<header><label>X-API-TOKEN <input id="token" autocomplete="off" spellcheck="false"></label></header>
<main>${sections.join('')}</main>
<script nonce="${nonce}" type="module">${script}</script>
</body>
</html>
`;
}

function details(base: string, path: string, method: string, operation: Operation): string {
  const name = method.toUpperCase();
  const answer = operation.responses[200]?.content?.['application/json']?.example;
  return `<details id="${escaped(operation.operationId)}">
<summary><span class="method">${name}</span> <code>${escaped(path)}</code> ${prose(operation.summary)}</summary>
<p>${prose(operation.description)}</p>
<form data-base="${escaped(base)}" data-path="${escaped(path)}" data-method="${name}">
<table>${operation.parameters.map(parameterRow).join('')}</table>
${bodyField(operation)}
<p><button>Send</button></p>
<output></output>
</form>
${answer === undefined ? '' : `<p>Answers</p><pre>${pretty(answer)}</pre>`}
</details>`;
}

const parameterRow = ({
  name,
  in: place,
  description,
  required,
}: Operation['parameters'][number]) =>
  `<tr><td><code>${escaped(name)}</code></td>
<td><input name="${escaped(name)}" data-in="${place}" aria-label="${escaped(name)}"${required ? ' required' : ''}></td>
<td>${prose(description)}</td></tr>`;

function bodyField({ requestBody }: Operation): string {
  if (!requestBody) return '';
  const json = requestBody.content['application/json'];
  return json
    ? `<textarea aria-label="body" spellcheck="false">${pretty(json.example)}</textarea>`
    : '<input type="file" aria-label="files" multiple>';
}
