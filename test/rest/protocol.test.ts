import { expect, test } from '../support/v1/v1.ts';

const NO_METHOD = { message: 'Method not supported for this route' };
const NO_CLIENT = { message: 'No query results for model [App\\Models\\Client].' };

const refusals: [route: string, status: number, body: object][] = [
  // unknown paths and methods
  ['GET /nothing', 404, { message: 'There is nothing at /api/v1/nothing.' }],
  ['POST /nothing', 404, NO_METHOD],
  ['DELETE /clients', 404, NO_METHOD],
  ['PUT /clients', 404, NO_METHOD],
  ['POST /clients/VolejRejNm', 404, NO_METHOD],
  ['PATCH /clients/VolejRejNm/purge', 404, NO_METHOD],
  // ids that name nobody
  ['GET /clients/nelXQAALge', 400, NO_CLIENT],
  ['GET /clients/WjnegYbwZ1', 400, NO_CLIENT],
  ['GET /clients/nonsense', 400, NO_CLIENT],
  ['GET /clients/bulk', 400, NO_CLIENT],
  ['GET /clients/0yelYfoaER', 400, NO_CLIENT],
  ['GET /clients/%E0%A4%A', 400, NO_CLIENT],
  ['GET /clients/volejrejnm', 400, NO_CLIENT],
  ['GET /clients/contact_VolejRejNm', 400, NO_CLIENT],
  ['GET /clients/391', 400, { message: 'No query results for model [App\\Models\\Client] 391.' }],
  ['GET /documents/7', 400, { message: 'No query results for model [App\\Models\\Document] 7.' }],
  [
    'GET /client_gateway_tokens/0',
    400,
    { message: 'No query results for model [App\\Models\\ClientGatewayToken] 0.' },
  ],
  ['GET /clients/nelXQAALge/edit', 400, NO_CLIENT],
  ['PUT /clients/nelXQAALge', 400, NO_CLIENT],
  ['PATCH /clients/nelXQAALge', 400, NO_CLIENT],
];

test('an unknown path, method or record is refused with the status and text of v1', async ({
  v1,
}) => {
  for (const [route, status, body] of refusals) {
    const answer = await v1.send(route);
    expect({ route, status: answer.status, body: answer.body }).toEqual({ route, status, body });
  }
});

/** Routes with a slash at their end, and the status with which they are answered. */
const slashes: [route: string, body: unknown, status: number][] = [
  ['GET /clients/create/', undefined, 200],
  ['GET /clients/{id}/edit/', undefined, 200],
  ['PUT /clients/{id}/', {}, 200],
  ['PUT /clients/{id}/upload/', {}, 200],
  ['POST /clients/{id}/documents/', {}, 200],
  ['POST /clients/bulk/', {}, 422],
  ['POST /clients/{id}/purge/', {}, 412],
  ['GET /documents/', undefined, 200],
  ['GET /client_gateway_tokens/', undefined, 200],
  ['GET /documents/nelXQAALge/download/', undefined, 400],
];

test('a path with a trailing slash leads to the same route', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  for (const [route, body, status] of slashes) {
    const answer = await v1.send(route.replace('{id}', client.id), body);
    expect([route, answer.status]).toEqual([route, status]);
  }
  expect(await v1.data('GET /clients/')).toEqual([client]);
  expect(await v1.data(`GET /clients/${client.id}/`)).toEqual(client);
  expect(await v1.data('GET /clients/?name=ash')).toEqual([client]);
});

test('GET /clients/{id}/edit returns the client', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  expect(await v1.data(`GET /clients/${client.id}/edit`)).toEqual(client);
  expect(await v1.data(`GET /clients/client_${client.id}`)).toEqual(client);
});

test.for([
  ['none', ''],
  ['a short one', 'x'],
  ['an unknown one', 'y'.repeat(64)],
  ['an endless one', 'z'.repeat(5000)],
])(
  'a request with an invalid token gets 403 and nothing else: %s',
  async ([, token = ''], { v1 }) => {
    const headers = { 'x-api-token': token };
    const invalid = { status: 403, body: { message: 'Invalid token', errors: {} } };
    for (const [route, body] of [
      ['GET /clients'],
      ['GET /clients/VolejRejNm'],
      ['POST /clients', { name: 'Ash' }],
      ['POST /clients', '{"name":'],
      ['PUT /clients/nonsense', {}],
      ['POST /clients/VolejRejNm', { _method: 'PUT' }],
    ] as const) {
      const { status, body: answer } = await v1.send(route, body, headers);
      expect({ route, status, body: answer }).toEqual({ route, ...invalid });
    }
    expect((await v1.send('GET /nothing', undefined, headers)).status).toBe(404);
    expect((await v1.send('DELETE /clients', undefined, headers)).status).toBe(404);
    expect(await v1.data('GET /clients')).toEqual([]);
  },
);

test('a token in Authorization: Bearer is accepted', async ({ v1, api }) => {
  const headers = { 'x-api-token': '', authorization: `Bearer ${api.token}` };
  expect((await v1.send('GET /clients', undefined, headers)).status).toBe(200);
});

test('every response has the version headers and those of CORS', async ({ v1 }) => {
  const expected = {
    'x-app-version': '5.10.17',
    'x-minimum-client-version': '5.0.16',
    'x-api-version': '5.0.16',
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
    'access-control-expose-headers': expect.stringMatching(
      /^X-APP-VERSION,X-MINIMUM-CLIENT-VERSION,Content-Disposition,/,
    ),
    'cache-control': 'no-cache, private',
  };
  for (const [route, headers] of [
    ['GET /clients', {}],
    ['GET /clients', { 'x-api-token': 'unknown' }],
    ['GET /nothing', {}],
    ['POST /clients/bulk', {}],
    ['OPTIONS /anything', {}],
  ] as const) {
    const answer = await v1.send(route, undefined, headers);
    expect({ route, ...Object.fromEntries(answer.headers) }).toMatchObject({ route, ...expected });
    expect(answer.headers.get('access-control-allow-headers')).toMatch(
      /X-API-TOKEN.*X-API-PASSWORD/,
    );
  }
});

test('OPTIONS is answered without a token', async ({ v1 }) => {
  const { status, text } = await v1.send('OPTIONS /clients/x', undefined, { 'x-api-token': '' });
  expect({ status, text }).toEqual({ status: 200, text: 'OK' });
});

test('HEAD gets the headers of GET without a body', async ({ v1 }) => {
  const { status, text, headers } = await v1.send('HEAD /clients');
  expect({ status, text }).toEqual({ status: 200, text: '' });
  expect(Number(headers.get('content-length'))).toBeGreaterThan(100);
});

test('refusals are JSON whatever the header Accept says', async ({ v1 }) => {
  for (const accept of ['text/html', '*/*', 'application/xml']) {
    const { body } = await v1.send('GET /clients/nonsense', undefined, { accept });
    expect(body).toEqual(NO_CLIENT);
  }
});

const overrides: [string, unknown, Record<string, string>][] = [
  ['', { _method: 'PUT' }, {}],
  ['', { _method: 'put' }, {}],
  ['', { _method: 'PATCH' }, {}],
  ['', new URLSearchParams({ _method: 'PUT' }), {}],
  ['?_method=PUT', undefined, {}],
  ['?_method=Put', {}, {}],
  ['', {}, { 'x-http-method-override': 'PUT' }],
];

test('a POST with _method or X-HTTP-Method-Override runs the route of that method', async ({
  v1,
}) => {
  const [client] = await v1.has({ name: 'Ash' });
  for (const [query, body, headers] of overrides) {
    expect(await v1.data(`POST /clients/${client.id}${query}`, body, headers)).toEqual(client);
  }
  const multipart = new FormData();
  multipart.set('name', 'Birch');
  multipart.set('_method', 'PUT');
  expect(await v1.data(`POST /clients/${client.id}`, multipart)).toMatchObject({ name: 'Birch' });
});

test('a POST with _method=DELETE deletes', async ({ v1 }) => {
  for (const [query, body, headers] of [
    ['', { _method: 'DELETE' }, {}],
    ['?_method=delete', undefined, {}],
    ['', undefined, { 'x-http-method-override': 'DELETE' }],
  ] as const) {
    const [client] = await v1.has({ name: 'Ash' });
    const deleted = await v1.data(`POST /clients/${client.id}${query}`, body, headers);
    expect(deleted.is_deleted).toBe(true);
  }
});

test('headers of v1 without a meaning here are ignored', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const headers = {
    'x-api-secret': 'anything',
    'x-requested-with': 'XMLHttpRequest',
    'x-api-oauth-password': 'anything',
    'x-client-version': '0.0.1',
  };
  expect(await v1.data(`GET /clients/${client.id}`, undefined, headers)).toEqual(client);
});

test('a GET ignores _method, and a POST with an unknown method is refused', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const override = { 'x-http-method-override': 'DELETE' };
  const shown = await v1.data(`GET /clients/${client.id}?_method=DELETE`, undefined, override);
  expect(shown).toEqual(client);
  expect((await v1.send(`POST /clients/${client.id}`, { _method: 'FOO' })).status).toBe(404);
});

test('a record of another company is refused with 401 and not changed', async ({ v1, other }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const unauthorized = { message: 'This action is unauthorized.' };
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['GET', '/edit', undefined],
    ['PUT', '', { name: 'Mine' }],
    ['PUT', '', { classification: 'pirate' }],
    ['PATCH', '', { name: 'Mine' }],
  ] as const) {
    const response = await other.fetch(`/api/v1/clients/${client.id}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    });
    expect([method, response.status, await response.json()]).toEqual([method, 401, unauthorized]);
  }
  expect(await v1.data(`GET /clients/${client.id}`)).toEqual(client);
});

test('responses have the indentation and the escapes of PHP', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'A/B "Zürich" 東京 \u{1f332}' });
  const { text } = await v1.send(`GET /clients/${client.id}`);
  expect(text.split('\n').slice(0, 3)).toEqual([
    '{',
    '    "data": {',
    `        "id": "${client.id}",`,
  ]);
  expect(text).toContain(String.raw`"name": "A\/B \"Z\u00fcrich\" \u6771\u4eac \ud83c\udf32"`);
  expect(text).toContain('"settings": {\n            "');
  expect(text).toContain('"tax_info": {},');
  expect(text).toContain('"balance": 0,');
});

test('a repeated request with one idempotency key runs once', async ({ v1 }) => {
  const key = { 'idempotency-key': 'k1' };
  const [one, two] = [
    await v1.data('POST /clients', { name: 'Ash' }, key),
    await v1.data('POST /clients', { name: 'Ash' }, key),
  ];
  expect(two).toEqual(one);
  expect(await v1.names('')).toEqual(['Ash']);
  expect((await v1.send('POST /clients', { name: 'Birch' }, key)).status).toBe(409);
});
