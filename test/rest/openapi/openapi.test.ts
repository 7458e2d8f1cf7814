import { Ajv2020 } from 'ajv/dist/2020.js';
import { sql } from '../../../src/db/sql.ts';
import type { OpenApi, Operation } from '../../../src/rest/openapi/format.ts';
import { routes } from '../../../src/rest/routes/routes.ts';
import { gif } from '../../support/files.ts';
import { expect, test, V1, type V1Answer } from '../../support/v1/v1.ts';

const document = async (v1: V1): Promise<OpenApi> => (await v1.send('GET /openapi.json')).body;

/** Checks answers against the document. */
class Contract {
  readonly document: OpenApi;
  readonly #ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  /** The routes that answered as they should. */
  readonly tried = new Set<string>();
  /** The statuses with which any answered. */
  readonly statuses = new Set<string>();

  constructor(document: OpenApi) {
    this.document = document;
    this.#ajv.addFormat('binary', true).addKeyword('components');
    this.#ajv.addSchema({ $id: 'api', components: document.components });
  }

  /** Returns the violations of a schema by a value. */
  faults(schema: object, value: unknown): unknown[] {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/'));
    const validate = this.#ajv.compile(absolute);
    return validate(value) ? [] : (validate.errors ?? []);
  }

  /** Makes sure that an answer to a route is one that the document knows. */
  check(pattern: string, { status, body, headers }: V1Answer): void {
    const [method = '', path = ''] = pattern.split(' ');
    const operation = this.document.paths[path]?.[method.toLowerCase()] as Operation;
    const named = operation.responses[status];
    expect({ pattern, status, known: Object.keys(operation.responses) }).toMatchObject({
      pattern,
      known: expect.arrayContaining([String(status)]),
    });
    const response = named?.$ref
      ? (this.document.components.responses?.[status] as typeof named)
      : named;
    const schema = response?.content?.['application/json']?.schema;
    if (schema) {
      expect({ pattern, type: headers.get('content-type') }).toEqual({
        pattern,
        type: 'application/json',
      });
      expect({ pattern, status, faults: this.faults(schema, body) }).toEqual({
        pattern,
        status,
        faults: [],
      });
    }
    if (status === 200) this.tried.add(pattern);
    this.statuses.add(String(status));
  }
}

test('the OpenAPI document describes every route and needs no token', async ({ v1 }) => {
  const { status, body } = await v1.send('GET /openapi.json', undefined, { 'x-api-token': '' });
  expect([status, body.openapi]).toEqual([200, '3.1.0']);
  const described = Object.entries(body.paths as OpenApi['paths']).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(Object.keys(routes).sort());
  const operations = Object.values(body.paths as OpenApi['paths']).flatMap(Object.values);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  expect(body.servers).toEqual([{ url: `${v1.api.url}/api/v1` }]);
});

test('every reference in the OpenAPI document has its target', async ({ v1 }) => {
  const { body, text } = await v1.send('GET /openapi.json');
  for (const [, ref = ''] of text.matchAll(/"\$ref": "#\/([^"]+)"/g)) {
    const found = ref.split('/').reduce((at, key) => at?.[key], body);
    expect([ref, typeof found]).toEqual([ref, 'object']);
  }
});

test('the examples match the schemas', async ({ v1 }) => {
  const contract = new Contract(await document(v1));
  for (const [path, methods] of Object.entries(contract.document.paths)) {
    for (const [method, { requestBody, responses }] of Object.entries(methods)) {
      for (const content of [requestBody?.content, responses[200]?.content]) {
        const { schema, example } = content?.['application/json'] ?? {};
        const faults = schema && example ? contract.faults(schema, example) : [];
        expect([method, path, faults]).toEqual([method, path, []]);
      }
    }
  }
});

test('the examples of requests are accepted', async ({ v1 }) => {
  const { paths } = await document(v1);
  const example = (path: string, method: string) =>
    paths[path]?.[method]?.requestBody?.content['application/json']?.example as object;
  const client = await v1.data('POST /clients', example('/clients', 'post'));
  expect(client).toMatchObject({ name: 'Ash & Sons', display_name: 'Ash & Sons' });
  await v1.data(`PUT /clients/${client.id}`, example('/clients/{id}', 'put'));
  const token = example('/client_gateway_tokens', 'post');
  await v1.data('POST /client_gateway_tokens', { ...token, client_id: client.id });
});

function files(): FormData {
  const data = new FormData();
  for (const width of [1, 2, 3]) {
    data.append('documents[]', new Blob([new Uint8Array(gif(width, 1))]), `${width}.gif`);
  }
  return data;
}

test('responses of every route match the OpenAPI document', async ({ v1, api }) => {
  const contract = new Contract(await document(v1));
  const confirmed = { 'x-api-password': api.password };
  const ask = async (pattern: string, path: string, body?: unknown, headers = {}) => {
    const answer = await v1.send(`${pattern.split(' ')[0]} ${path}`, body, headers);
    contract.check(pattern, answer);
    expect([pattern, answer.status]).toEqual([pattern, 200]);
    const tag = answer.headers.get('etag');
    if (tag !== null && pattern.startsWith('GET')) {
      const again = await v1.send(`GET ${path}`, undefined, { 'if-none-match': tag });
      contract.check(pattern, again);
      expect([pattern, again.status]).toEqual([pattern, 304]);
    }
    return answer.body;
  };
  const made = await ask('POST /clients', '/clients', {
    name: 'Ash',
    contacts: [{ email: 'a@x.example', password: 'Passw0rd' }, {}],
    settings: { currency_id: '3' },
  });
  const { id } = made.data;
  const [other, third] = await v1.has({ name: 'Birch' }, {});
  await ask('GET /clients/create', '/clients/create');
  await ask('PUT /clients/{id}/upload', `/clients/${id}/upload`, files());
  const token = { client_id: id, company_gateway_id: id, gateway_type_id: 1, meta: { type: 1 } };
  const stored = await ask('POST /client_gateway_tokens', '/client_gateway_tokens', token);
  await api.ask(
    `mutation { postLedgerEntries(entries: [{ clientId: "${id}", kind: INVOICE, amount: "1.5" }]) { userErrors { message } } }`,
  );
  const list = '/clients?per_page=1&page=2&include=ledger,activities,system_logs';
  await ask('GET /clients', list);
  await ask('GET /clients', '/clients');
  await ask('GET /clients', '/clients?name=nobody');
  await ask('GET /clients', `/clients?with=${id}&filter_details=true&include_static=true&lang=de`);
  const shown = await ask('GET /clients/{id}', `/clients/${id}`);
  await ask('GET /clients/{id}/edit', `/clients/${id}/edit`);
  await ask('PUT /clients/{id}', `/clients/${id}`, { city: 'Bern' });
  await ask('PATCH /clients/{id}', `/clients/${id}`, { city: 'Basel' });
  await ask('POST /clients/bulk', '/clients/bulk', { action: 'archive', ids: [id] });
  await ask('POST /clients/bulk', '/clients/bulk', { action: 'restore', ids: [id] });
  await ask('POST /clients/{id}/documents', `/clients/${id}/documents`);
  const [first, second, last] = shown.data.documents as { id: string }[];
  await ask('GET /documents', '/documents?per_page=2');
  await ask('POST /documents', '/documents');
  await ask('GET /documents/create', '/documents/create');
  await ask('GET /documents/{id}', `/documents/${first?.id}`);
  await ask('GET /documents/{id}/edit', `/documents/${first?.id}/edit`);
  await ask('GET /documents/{id}/download', `/documents/${first?.id}/download`);
  for (const [range, status] of [
    ['bytes=0-3', 206],
    ['bytes=99999-', 416],
  ] as const) {
    const part = await v1.send(`GET /documents/${first?.id}/download`, undefined, { range });
    contract.check('GET /documents/{id}/download', part);
    expect([range, part.status]).toEqual([range, status]);
  }
  await ask('PUT /documents/{id}', `/documents/${first?.id}`, { name: 'b.gif' });
  await ask('DELETE /documents/{id}', `/documents/${first?.id}`, {}, confirmed);
  await ask('POST /documents/bulk', '/documents/bulk', { action: 'archive', ids: [last?.id] });
  const download = { action: 'download', ids: [last?.id] };
  const { url } = await ask('POST /documents/bulk', '/documents/bulk', download);
  await ask('GET /documents/download/{secret}', new URL(url).pathname.slice('/api/v1'.length));
  await ask('POST /documents/bulk', '/documents/bulk', { action: 'delete', ids: [second?.id] });
  const tokens = '/client_gateway_tokens';
  await ask('GET /client_gateway_tokens', tokens);
  await ask('GET /client_gateway_tokens/create', `${tokens}/create`);
  await ask('GET /client_gateway_tokens/{id}', `${tokens}/${stored.data.id}`);
  await ask('GET /client_gateway_tokens/{id}/edit', `${tokens}/${stored.data.id}/edit`);
  await ask('PUT /client_gateway_tokens/{id}', `${tokens}/${stored.data.id}`, { token: 'u' });
  await ask('DELETE /client_gateway_tokens/{id}', `${tokens}/${stored.data.id}`);
  const merge = 'POST /clients/{id}/{other}/merge';
  await ask(merge, `/clients/${id}/${other.id}/merge`, {}, confirmed);
  await ask('POST /clients/{id}/purge', `/clients/${third.id}/purge`, {}, confirmed);
  await ask('DELETE /clients/{id}', `/clients/${id}`);
  await ask('POST /clients/{id}/updateTaxData', `/clients/${id}/updateTaxData`);
  await ask('POST /reactivate_email/{bounce_id}', '/reactivate_email/1');
  await ask('GET /ping', '/ping');
  await ask('GET /statics', '/statics');
  await ask('GET /openapi.json', '/openapi.json');
  await ask('GET /docs', '/docs');
  expect([...contract.tried].sort()).toEqual(Object.keys(routes).sort());
});

test('refusals of every route match the OpenAPI document', async ({ v1, api, other }) => {
  const contract = new Contract(await document(v1));
  const [{ id }] = await new V1(other).has({ name: 'Theirs' });
  const sent: Record<string, string>[] = [
    {},
    { 'x-api-password': api.password },
    { 'x-api-token': 'unknown' },
  ];
  for (const [pattern, route] of Object.entries(routes)) {
    const [method, path = ''] = pattern.split(' ');
    for (const named of ['nonsense', 'nelXQAALge', '7', id]) {
      const address = path.replace('{id}', named).replace('{other}', named);
      for (const headers of sent) {
        const body = method === 'GET' ? undefined : { contacts: 'x', action: 'x', meta: 'x' };
        const answer = await v1.send(`${method} ${address}`, body, headers);
        if (answer.status === 404) expect(answer.body).toEqual({ message: expect.any(String) });
        else contract.check(pattern, answer);
        const isFound = 'public' in route && route.public && !path.includes('{');
        if (isFound) expect(answer.status).toBe(200);
      }
      if (!path.includes('{')) break;
    }
  }
  expect(await new V1(other).names('')).toEqual(['Theirs']);
});

/** Requests that are refused with the remaining statuses. */
const rare: [
  status: number,
  pattern: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
][] = [
  [304, 'GET /clients/{id}', '/clients/{id}', undefined, { 'if-none-match': '*' }],
  [409, 'POST /clients', '/clients', { name: 'Other' }, { 'idempotency-key': 'used' }],
  [412, 'PUT /clients/{id}', '/clients/{id}', {}, { 'if-match': '"999"' }],
  [413, 'PUT /clients/{id}', '/clients/{id}', { name: 'x'.repeat(11_000_000) }, {}],
  [415, 'POST /clients/bulk', '/clients/bulk', {}, { 'content-encoding': 'compress' }],
  [
    416,
    'GET /documents/{id}/download',
    '/documents/{document}/download',
    undefined,
    { range: 'bytes=999-' },
  ],
  [
    206,
    'GET /documents/{id}/download',
    '/documents/{document}/download',
    undefined,
    { range: 'bytes=0-0' },
  ],
  [429, 'POST /clients/{id}/updateTaxData', '/clients/{id}/updateTaxData', {}, {}],
  [404, 'GET /documents/{id}/download', '/documents/{document}/download', undefined, {}],
];

test('every documented status occurs', async ({ v1, api }) => {
  const contract = new Contract(await document(v1));
  const { id } = await v1.data('POST /clients', { name: 'Ash' }, { 'idempotency-key': 'used' });
  const { documents } = await v1.data(`PUT /clients/${id}/upload`, files());
  for (let left = 3; left > 0; left -= 1) await v1.data(`POST /clients/${id}/updateTaxData`);
  for (const [status, pattern, path, body, headers] of rare) {
    if (status === 404) {
      await api.db.query(sql`
        update documents set hash = 'gone-' || hash where company_id = ${api.companyId}`);
    }
    const address = path.replace('{id}', id).replace('{document}', documents[0].id);
    const answer = await v1.send(`${pattern.split(' ')[0]} ${address}`, body, headers);
    expect([pattern, answer.status]).toEqual([pattern, status]);
    contract.check(pattern, answer);
  }
  // Wrong ids, tokens and values have a test of their own, an outage too, and nothing else is to go wrong here.
  const elsewhere = ['400', '401', '403', '422', '500', '503'];
  const described = Object.keys(contract.document.components.responses);
  expect([...contract.statuses, ...elsewhere].sort()).toEqual(described.sort());
});
