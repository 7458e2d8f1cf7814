// Runs in the browser: sends what the forms of the documentation page say, and shows what comes back.
const token = document.querySelector('#token');
const given = new URLSearchParams(location.hash.slice(1)).get('token');
token.value = given ?? sessionStorage.getItem('token') ?? '';
token.addEventListener('input', () => sessionStorage.setItem('token', token.value));

/** The fields of a form that stand in a place of the request and are filled in. */
const filled = (form, place) =>
  [...form.querySelectorAll(`[data-in="${place}"]`)]
    .filter((field) => field.value !== '')
    .map((field) => [field.name, field.value]);

function addressOf(form) {
  const values = Object.fromEntries(filled(form, 'path'));
  const path = form.dataset.path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(values[name] ?? `{${name}}`),
  );
  const query = new URLSearchParams(filled(form, 'query')).toString();
  return `${form.dataset.base}${path}${query && `?${query}`}`;
}

function requestOf(form) {
  const headers = new Headers([['X-API-TOKEN', token.value], ...filled(form, 'header')]);
  const files = form.querySelector('input[type=file]');
  const body = form.querySelector('textarea');
  if (files) {
    const data = new FormData();
    for (const file of files.files) data.append('documents[]', file);
    return { method: form.dataset.method, headers, body: data };
  }
  if (body) headers.set('Content-Type', 'application/json');
  return { method: form.dataset.method, headers, ...(body ? { body: body.value } : {}) };
}

for (const form of document.querySelectorAll('form[data-method]')) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const output = form.querySelector('output');
    try {
      const response = await fetch(addressOf(form), requestOf(form));
      output.textContent = `${response.status}\n${await response.text()}`;
    } catch (error) {
      output.textContent = String(error);
    }
  });
}
