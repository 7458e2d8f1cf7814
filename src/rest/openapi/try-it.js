// Runs in the browser: sends what the forms of the documentation page say, and shows what comes back.
const base = document.body.dataset.base;
const token = document.querySelector('#token');

// A link may bring the token. It is kept for this tab, and does not stay in the address.
const given = new URLSearchParams(location.hash.slice(1)).get('token');
if (given !== null) history.replaceState(null, '', location.pathname);
token.value = given ?? sessionStorage.getItem('token') ?? '';
const keep = () => sessionStorage.setItem('token', token.value);
token.addEventListener('input', keep);
keep();

/** An element with a class, around texts and other elements. */
function element(name, className, ...inside) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inside);
  return made;
}

/** The fields of a form that stand in a place of the request and are filled in. */
const filled = (form, place) =>
  [...form.querySelectorAll(`[data-in="${place}"]`)]
    .filter((field) => field.value !== '')
    .map((field) => [field.name, field.value]);

function addressOf(form) {
  const values = Object.fromEntries(filled(form, 'path'));
  const path = form.dataset.path.replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? encodeURIComponent(values[name]) : whole,
  );
  const query = new URLSearchParams(filled(form, 'query')).toString();
  return `${base}${path}${query && `?${query}`}`;
}

function requestOf(form) {
  const headers = new Headers([['X-API-TOKEN', token.value], ...filled(form, 'header')]);
  const { method } = form.dataset;
  const files = form.querySelector('input[type=file]');
  const body = form.querySelector('textarea');
  // What was asked for is shown, and not what the browser has kept of an earlier answer.
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

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The request of a form as a command. The token stays in the shell. */
function curlOf(form) {
  const { method } = form.dataset;
  const body = form.querySelector('textarea');
  const files = form.querySelector('input[type=file]');
  const names = files ? [...files.files].map(({ name }) => name) : [];
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${quoted(location.origin + addressOf(form))}`,
    '-H "X-API-TOKEN: $TOKEN"',
    ...filled(form, 'header').map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body ? ['-H "Content-Type: application/json"', `-d ${quoted(body.value)}`] : []),
    ...(files
      ? (names.length ? names : ['FILE']).map((name) => `-F ${quoted(`documents[]=@${name}`)}`)
      : []),
  ].join(' \\\n  ');
}

/** JSON as it was sent, with its slashes and letters as people write them. */
const readable = (json) =>
  json.replace(/\\(?:u([0-9a-f]{4})|.)/g, (sequence, code) => {
    if (sequence === '\\/') return '/';
    return code >= '0080' ? String.fromCharCode(Number.parseInt(code, 16)) : sequence;
  });

/** JSON with its keys, texts, numbers and words told apart. */
function coloured(json) {
  const shown = document.createElement('pre');
  // Of very long answers the colours take longer than the reading.
  if (json.length > 300_000) return element('pre', '', json);
  for (const [piece, key, text, number, word] of json.matchAll(
    /("(?:\\.|[^"\\])*"(?=\s*:))|("(?:\\.|[^"\\])*")|(-?\d[\d.eE+-]*)|(true|false|null)|[^"\d\-tfn]+|./g,
  )) {
    const kind = key ? 'key' : text ? 'text' : number ? 'number' : word ? 'word' : '';
    shown.append(kind ? element('span', kind, piece) : piece);
  }
  return shown;
}

const sizeOf = (bytes) => (bytes < 1000 ? `${bytes} bytes` : `${(bytes / 1000).toFixed(1)} kB`);

/** Says at the button what came back: its status, how long it took and how large it is. */
function tellStatus(told, response, started, size) {
  told.replaceChildren(
    element('b', response.ok ? 'good' : 'bad', `${response.status} ${response.statusText}`.trim()),
    element('span', '', `${Math.round(performance.now() - started)} ms`),
    element('span', '', sizeOf(size)),
  );
}

/** The headers of an answer, folded up. */
function headersOf(response) {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return element('details', 'more', element('summary', '', 'Headers'), element('pre', '', headers));
}

/** Shows something below the form, where whoever pressed the button sees it. */
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
  if (!response.headers.has('content-disposition')) return [element('pre', '', await blob.text())];
  const link = element('a', '', 'Save the bytes');
  link.href = URL.createObjectURL(blob);
  link.download =
    /filename="?([^";]+)/.exec(response.headers.get('content-disposition'))?.[1] ?? '';
  return [element('p', '', link)];
}

for (const form of document.querySelectorAll('form[data-method]')) {
  const output = form.querySelector('output');
  const told = form.querySelector('.status');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const started = performance.now();
    told.replaceChildren('Sending …');
    try {
      const response = await fetch(addressOf(form), requestOf(form));
      const blob = await response.blob();
      const body = await bodyOf(response, blob);
      tellStatus(told, response, started, blob.size);
      show(output, ...body, headersOf(response));
    } catch (error) {
      told.replaceChildren(element('b', 'bad', 'No answer'));
      show(output, element('pre', 'bad', String(error)));
    }
  });
  form.querySelector('.curl').addEventListener('click', () => {
    told.replaceChildren();
    show(output, element('pre', '', curlOf(form)));
  });
}
