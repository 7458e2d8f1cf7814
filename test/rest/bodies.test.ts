import { request } from 'node:http';
import type { Api } from '../support/api.ts';
import { expect, test } from '../support/v1/v1.ts';

const NAMED = { name: 'Ash', city: 'Bern', contacts: [{ email: 'ash@example.com', phone: '44' }] };

const form = (pairs: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(pairs)) data.append(name, value);
  return data;
};

const PAIRS = {
  name: ' Ash ',
  city: 'Bern',
  'contacts[0][email]': 'ash@example.com',
  'contacts[0][phone]': '44',
};

const bodies: [what: string, query: string, body: unknown, headers?: Record<string, string>][] = [
  ['JSON', '', NAMED],
  [
    'JSON with a charset',
    '',
    JSON.stringify(NAMED),
    { 'content-type': 'application/json; charset=utf-8' },
  ],
  [
    'JSON with a byte order mark',
    '',
    `\ufeff${JSON.stringify(NAMED)}`,
    { 'content-type': 'text/json' },
  ],
  ['JSON of a vendor', '', JSON.stringify(NAMED), { 'content-type': 'application/vnd.api+json' }],
  ['a form', '', new URLSearchParams(PAIRS)],
  ['a multipart form', '', form(PAIRS)],
  ['the query', `?${new URLSearchParams(PAIRS)}`, undefined],
  ['the query and an empty body', `?${new URLSearchParams(PAIRS)}`, {}],
  [
    'both, of which the body wins',
    '?name=Query&city=Bern',
    { name: 'Ash', contacts: NAMED.contacts },
  ],
];

test.for(bodies)('POST creates a client from %s', async ([, query, body, headers], { v1 }) => {
  const client = await v1.data(`POST /clients${query}`, body, headers);
  expect(client).toMatchObject({ ...NAMED, is_deleted: false, balance: 0 });
  expect(client.contacts).toHaveLength(1);
});

test.for(bodies)('PUT changes a client by %s', async ([, query, body, headers], { v1 }) => {
  const [client] = await v1.has({ name: 'Old' });
  const changed = await v1.data(`PUT /clients/${client.id}${query}`, body, headers);
  expect(changed).toMatchObject(NAMED);
});

test('1 and 0 in a form are true and false', async ({ v1 }) => {
  const sent = {
    is_tax_exempt: '1',
    has_valid_vat_number: '0',
    'contacts[0][send_email]': '0',
    'contacts[0][is_primary]': '0',
    'contacts[1][send_email]': '1',
    'contacts[1][is_primary]': '1',
    'contacts[1][first_name]': 'Second',
    'settings[currency_id]': '3',
    'settings[send_reminders]': '1',
  };
  const client = await v1.data('POST /clients', new URLSearchParams(sent));
  expect(client).toMatchObject({
    is_tax_exempt: true,
    has_valid_vat_number: false,
    settings: { currency_id: '3', send_reminders: true },
    contacts: [
      { first_name: 'Second', is_primary: true, send_email: true },
      { first_name: '', is_primary: false, send_email: false },
    ],
  });
});

test('texts are trimmed at any depth, and empty texts become null', async ({ v1 }) => {
  const client = await v1.data('POST /clients', {
    name: '  Ash\t',
    website: '   ',
    contacts: [{ first_name: ' Ada ', email: ' ada@example.com ' }],
    settings: { invoice_terms: '  soon ' },
  });
  expect(client).toMatchObject({
    name: 'Ash',
    website: '',
    contacts: [{ first_name: 'Ada', email: 'ada@example.com' }],
    settings: { invoice_terms: 'soon' },
  });
});

const empty: [what: string, body: unknown, headers: Record<string, string>][] = [
  ['an empty object', '{}', { 'content-type': 'application/json' }],
  ['an empty list', '[]', { 'content-type': 'application/json' }],
  ['a JSON content type and no body', undefined, { 'content-type': 'application/json' }],
  ['blanks', '  \n', { 'content-type': 'application/json' }],
  ['an empty object without a type', '{}', { 'content-type': 'text/plain' }],
  ['nothing', undefined, {}],
];

test.for(empty)('%s creates a blank client', async ([, body, headers], { v1 }) => {
  const client = await v1.data('POST /clients', body, headers);
  expect(client).toMatchObject({ name: '', number: '0001' });
});

const unreadable: [what: string, body: string | Uint8Array, type: string][] = [
  [
    'JSON that is not UTF-8',
    new Uint8Array(Buffer.from('{"name":"M\xfcller"}', 'latin1')),
    'application/json',
  ],
  [
    'JSON in UTF-16',
    new Uint8Array(Buffer.from('\ufeff{"name":"Ash"}', 'utf16le')),
    'application/json',
  ],
  ['brackets without end', '['.repeat(9_000_000), 'application/json'],
  ['broken JSON', '{"name":', 'application/json'],
  ['JSON text', '"Ash"', 'application/json'],
  ['JSON null', 'null', 'application/json'],
  ['a JSON number', '7', 'application/json'],
  ['a JSON list', '[{"name":"Ash"}]', 'application/json'],
  ['JSON without its type', '{"name":"Ash"}', 'text/plain'],
  ['JSON said to be a form', '{"name":"Ash"}', 'application/x-www-form-urlencoded'],
  ['another type', '<name>Ash</name>', 'text/xml'],
  ['a form without a boundary', 'name=Ash', 'multipart/form-data'],
  [
    'a form that breaks off',
    '--b\r\ncontent-disposition: form-data; name="name"\r\n\r\nAsh',
    'multipart/form-data; boundary=b',
  ],
  [
    'JSON nested without end',
    `{"settings":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    'application/json',
  ],
];

test.for(unreadable)(
  '%s is refused with 400 and stores nothing',
  async ([, body, type], { v1 }) => {
    const { status, body: answer } = await v1.send('POST /clients', body, { 'content-type': type });
    expect({ status, answer }).toEqual({ status: 400, answer: { message: expect.any(String) } });
    expect(await v1.data('GET /clients')).toEqual([]);
  },
);

test('a body beyond ten megabytes is refused with 413', async ({ v1 }) => {
  const { status } = await v1.send('POST /clients', { public_notes: 'x'.repeat(10 * 1024 * 1024) });
  expect(status).toBe(413);
});

/** Sends a body with any method; fetch allows none with GET. */
function sendRaw(api: Api, method: string, path: string, body: string): Promise<[number, string]> {
  const headers = {
    'x-api-token': api.token,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${api.url}/api/v1${path}`, { method, headers }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve([response.statusCode as number, text]));
    });
    sent.on('error', reject).end(body);
  });
}

test.for(['application/json', 'multipart/form-data; boundary=b'])(
  'a caller who disconnects in the middle of %s causes no defect',
  async (type, { api, v1 }) => {
    const [client] = await v1.has({ name: 'Ash' });
    for (const path of ['/clients', `/clients/${client.id}/upload`, '/clients/nonsense/upload']) {
      const headers = { 'x-api-token': api.token, 'content-type': type, 'content-length': 1000 };
      const sent = request(`${api.url}/api/v1${path}`, { method: 'POST', headers });
      sent.on('error', () => {});
      const part =
        '--b\r\ncontent-disposition: form-data; name="documents[]"; filename="a.txt"\r\n\r\nabc';
      sent.write(type === 'application/json' ? '{"name":' : part, () => sent.destroy());
      await new Promise((resolve) => sent.on('close', resolve));
    }
    expect(await v1.data('GET /clients')).toEqual([client]);
  },
);

test('GET and DELETE ignore a body of {}', async ({ api, v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const [status, text] = await sendRaw(api, 'GET', `/clients/${client.id}`, '{}');
  expect([status, JSON.parse(text).data]).toEqual([200, client]);
});

test('a GET accepts parameters in its body', async ({ api, v1 }) => {
  await v1.has({ name: 'Ash' }, { name: 'Birch' });
  const [, text] = await sendRaw(api, 'GET', '/clients', '{"name":"birch"}');
  expect(JSON.parse(text).data).toHaveLength(1);
});
