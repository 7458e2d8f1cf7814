// Runs in the browser: sends the requests of the forms on the documentation page, and shows the responses.
const base = document.body.dataset.base;
const tokenField = document.querySelector('#token');

// A link may contain the token. It is stored for this tab, and removed from the address.
const linkToken = new URLSearchParams(location.hash.slice(1)).get('token');
if (linkToken !== null) history.replaceState(null, '', location.pathname);
tokenField.value = linkToken ?? sessionStorage.getItem('token') ?? '';
const storeToken = () => sessionStorage.setItem('token', tokenField.value);
tokenField.addEventListener('input', storeToken);
storeToken();

/** Creates an element with a class and children. */
function createElement(name, className, ...children) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Returns the filled fields of a form for a part of the request: path, query or header. */
const filled = (form, place) =>
  [...form.querySelectorAll(`[data-in="${place}"]`)]
    .filter((field) => field.value !== '')
    .map((field) => [field.name, field.value]);

function requestUrl(form) {
  const values = Object.fromEntries(filled(form, 'path'));
  const path = form.dataset.path.replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? encodeURIComponent(values[name]) : whole,
  );
  const query = new URLSearchParams(filled(form, 'query')).toString();
  return `${base}${path}${query && `?${query}`}`;
}

function requestOf(form) {
  const headers = new Headers([['X-API-TOKEN', tokenField.value], ...filled(form, 'header')]);
  const { method } = form.dataset;
  const files = form.querySelector('input[type=file]');
  const body = form.querySelector('textarea');
  // Shows the response to this request, not one from the cache of the browser.
  const request = { method, headers, cache: 'no-store' };
  if (files) {
    const data = new FormData();
    for (const file of files.files) data.append('documents[]', file);
    return { ...request, body: data };
  }
  if (!body) return request;
  headers.set('Content-Type', 'application/json');
  return { ...request, body: body.value };
}

const shellQuoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Returns the request of a form as a curl command. The token is a variable of the shell. */
function curlOf(form) {
  const { method } = form.dataset;
  const body = form.querySelector('textarea');
  const files = form.querySelector('input[type=file]');
  const names = files ? [...files.files].map(({ name }) => name) : [];
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${shellQuoted(location.origin + requestUrl(form))}`,
    '-H "X-API-TOKEN: $TOKEN"',
    ...filled(form, 'header').map(([name, value]) => `-H ${shellQuoted(`${name}: ${value}`)}`),
    ...(body ? ['-H "Content-Type: application/json"', `-d ${shellQuoted(body.value)}`] : []),
    ...(files
      ? (names.length ? names : ['FILE']).map((name) => `-F ${shellQuoted(`documents[]=@${name}`)}`)
      : []),
  ].join(' \\\n  ');
}

/** Unescapes slashes and letters in JSON. */
const readable = (json) =>
  json.replace(/\\(?:u([0-9a-f]{4})|.)/g, (sequence, code) => {
    if (sequence === '\\/') return '/';
    return code >= '0080' ? String.fromCharCode(Number.parseInt(code, 16)) : sequence;
  });

/** Returns JSON with colours for keys, texts, numbers and words. */
function coloured(json) {
  const shown = document.createElement('pre');
  // Colouring a very long response takes too long.
  if (json.length > 300_000) return createElement('pre', '', json);
  for (const [part, key, text, number, word] of json.matchAll(
    /("(?:\\.|[^"\\])*"(?=\s*:))|("(?:\\.|[^"\\])*")|(-?\d[\d.eE+-]*)|(true|false|null)|[^"\d\-tfn]+|./g,
  )) {
    const kind = key ? 'key' : text ? 'text' : number ? 'number' : word ? 'word' : '';
    shown.append(kind ? createElement('span', kind, part) : part);
  }
  return shown;
}

const sizeText = (bytes) => (bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`);

/** Returns the status of a response, its duration and its size. */
function statusLine(response, started, size) {
  const status = `${response.status} ${response.statusText}`.trim();
  return [
    createElement('b', response.ok ? 'good' : 'bad', status),
    createElement('span', '', `${Math.round(performance.now() - started)} ms`),
    createElement('span', '', sizeText(size)),
  ];
}

/** Returns the headers of a response as a collapsed section. */
function headerDetails(response) {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  const summary = createElement('summary', '', 'Headers');
  return createElement('details', 'more', summary, createElement('pre', '', headers));
}

/** Shows elements below a form, and scrolls to them. */
function show(output, ...parts) {
  output.replaceChildren(...parts);
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  output.scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
}

async function bodyOf(response, blob) {
  const type = response.headers.get('content-type') ?? '';
  if (blob.size === 0) return [];
  if (type.startsWith('application/json')) {
    return [coloured(readable(await blob.text()))];
  }
  if (!response.headers.has('content-disposition')) {
    return [createElement('pre', '', await blob.text())];
  }
  const link = createElement('a', '', 'Save the bytes');
  link.href = URL.createObjectURL(blob);
  link.download =
    /filename="?([^";]+)/.exec(response.headers.get('content-disposition'))?.[1] ?? '';
  return [createElement('p', '', link)];
}

for (const form of document.querySelectorAll('form[data-method]')) {
  const output = form.querySelector('output');
  const status = form.querySelector('.status');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const started = performance.now();
    status.replaceChildren('Sending …');
    try {
      const response = await fetch(requestUrl(form), requestOf(form));
      const blob = await response.blob();
      const body = await bodyOf(response, blob);
      status.replaceChildren(...statusLine(response, started, blob.size));
      show(output, ...body, headerDetails(response));
    } catch (error) {
      status.replaceChildren(createElement('b', 'bad', 'No response'));
      show(output, createElement('pre', 'bad', String(error)));
    }
  });
  form.querySelector('.curl').addEventListener('click', () => {
    status.replaceChildren();
    show(output, createElement('pre', '', curlOf(form)));
  });
}
