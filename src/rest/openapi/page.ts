import { readFileSync } from 'node:fs';
import type { OpenApi, Operation, Response } from './format.ts';
import { escaped, pretty, prose } from './html.ts';
import { recordDetails, typeOf } from './page-records.ts';
import { pageStyle } from './style.ts';

/** Script of the page. */
const script = ['browse.js', 'try-it.js']
  .map((name) => readFileSync(new URL(`./${name}`, import.meta.url), 'utf8'))
  .join('\n');

/** An operation with its method and path. */
interface PathOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/**
 * Returns a page that shows an OpenAPI document and can send requests. It is one file: Swagger UI and Redoc would load
 * megabytes of scripts, which the content security policy of the page forbids.
 * @param nonce nonce of the content security policy for the script and the style
 */
export function documentationPage(document: OpenApi, nonce: string): string {
  const { info, tags, components, servers } = document;
  const shown = (operation: PathOperation) => details(operation, components.responses);
  const groups = tags.map(({ name }) => [name, operationsOf(document, name)] as const);
  const records = Object.entries(components.schemas).map(([name, schema]) =>
    recordDetails(name, schema),
  );
  const base = new URL(servers[0]?.url ?? '').pathname;
  const title = `${escaped(info.title)} API`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${pageStyle}</style>
</head>
<body data-base="${escaped(base)}">
<header>
<h1>${title} <small>${escaped(info.version)}</small></h1>
<a href="openapi.json">openapi.json</a>
<label><code>X-API-TOKEN</code> <input id="token" autocomplete="off" spellcheck="false" placeholder="the token of your company"></label>
</header>
<div class="columns">
<nav aria-label="Routes">
<input id="find" type="search" placeholder="Find a route" aria-label="Find a route">
<p id="none" role="status" hidden>No route has these words.</p>
${groups.map(([name, operations]) => index(name, operations)).join('')}
</nav>
<main>
<p>${prose(info.description)}</p>
${groups.map(([name, operations]) => `<section>${heading(name)}${operations.map(shown).join('')}</section>`).join('')}
<section>${heading('records')}${records.join('')}</section>
</main>
</div>
<script nonce="${nonce}" type="module">${script}</script>
</body>
</html>
`;
}

const operationsOf = ({ paths }: OpenApi, tag: string): PathOperation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) => ({ path, method, operation })),
  );

const heading = (name: string): string => `<h2>${escaped(name.replaceAll('_', ' '))}</h2>`;

const badge = (method: string): string =>
  `<span class="method ${method}">${method.toUpperCase()}</span>`;

/** Returns a path in HTML, with a possible line break after each slash. */
const pathOf = (path: string): string =>
  `<span class="path">${escaped(path).replaceAll(/(?<=.)\//g, '/<wbr>')}</span>`;

const index = (name: string, operations: readonly PathOperation[]): string => `
<section>${heading(name)}<ul>${operations
  .map(
    ({ method, path, operation }) =>
      `<li><a href="#${operation.operationId}" title="${escaped(operation.summary)}">${badge(method)} ${pathOf(path)}</a></li>`,
  )
  .join('')}</ul></section>`;

function details({ method, path, operation }: PathOperation, shared: Responses): string {
  return `<details class="operation" id="${operation.operationId}">
<summary>${badge(method)} ${pathOf(path)} <span class="says">${prose(operation.summary)}</span></summary>
<div class="inside">
<p>${prose(operation.description)}</p>
<form data-path="${escaped(path)}" data-method="${method.toUpperCase()}">
${parameterTable(operation, 'path')}${bodyField(operation)}${parameterTable(operation, 'query')}${parameterTable(operation, 'header')}
<p class="acts"><button class="send">Send</button> <button type="button" class="curl">Show as curl</button> <span class="status" role="status"></span></p>
<output></output>
</form>
${answerOf(operation, shared)}
</div>
</details>`;
}

const titles = { path: 'Path', query: 'Query', header: 'Headers' } as const;

function parameterTable({ parameters }: Operation, place: keyof typeof titles): string {
  const rows = parameters.filter((parameter) => parameter.in === place);
  if (rows.length === 0) return '';
  return `<h3>${titles[place]}</h3><table>${rows
    .map(({ name, required, description }) => {
      const input = `<input name="${escaped(name)}" data-in="${place}" aria-label="${escaped(name)}" autocomplete="off" spellcheck="false"${required ? ' required' : ''}>`;
      const mark = required ? '<span class="needed" title="needed"> *</span>' : '';
      return `<tr><td><code>${escaped(name)}</code>${mark}</td><td class="given">${input}</td><td>${prose(description)}</td></tr>`;
    })
    .join('')}</table>`;
}

function bodyField({ requestBody }: Operation): string {
  if (!requestBody) return '';
  const [content] = Object.values(requestBody.content);
  const json = requestBody.content['application/json'];
  const field = json
    ? `<textarea aria-label="body" spellcheck="false">${pretty(json.example)}</textarea>`
    : '<p><input type="file" aria-label="files" multiple></p>';
  return `<h3>Body: ${typeOf(content?.schema ?? {})}</h3>${field}`;
}

/** Shared responses, by status. */
type Responses = Readonly<Record<string, Response>>;

function answerOf({ responses }: Operation, shared: Responses): string {
  const answer = responses[200]?.content?.['application/json'];
  const example = answer?.example === undefined ? '' : `<pre>${pretty(answer.example)}</pre>`;
  const statuses = Object.entries(responses).map(
    ([status, { description }]) =>
      `<li><code>${status}</code> ${prose(description ?? shared[status]?.description ?? '')}</li>`,
  );
  return `<details class="more"><summary>Responses</summary>
<ul class="statuses">${statuses.join('')}</ul>${example}</details>`;
}
