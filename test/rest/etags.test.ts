import { gif } from '../support/files.ts';
import { expect, test, V1 } from '../support/v1/v1.ts';

/** Creates a client with a document and a gateway token. Returns their ids. */
async function book(v1: V1) {
  const [client] = await v1.has({ name: 'Ash' });
  const file = new FormData();
  file.append('documents[]', new Blob([new Uint8Array(gif(1, 1))]), 'a.gif');
  const { documents } = await v1.data(`PUT /clients/${client.id}/upload`, file);
  const { body } = await v1.send('POST /client_gateway_tokens', {
    client_id: client.id,
    company_gateway_id: client.id,
    gateway_type_id: 1,
    meta: { type: 1 },
  });
  return { client: client.id, document: documents[0].id, token: body.data.id };
}

type Ids = Awaited<ReturnType<typeof book>>;

/** Routes with an ETag; true if every write to the book changes it. */
const tagged: [route: (ids: Ids) => string, ofBook: boolean][] = [
  [() => '/clients', true],
  [() => '/clients?name=ash&sort=name|desc&include=ledger', true],
  [() => '/clients?index=none', true],
  [({ client }) => `/clients/${client}`, false],
  [({ client }) => `/clients/${client}/edit`, false],
  [() => '/documents', true],
  [({ document }) => `/documents/${document}`, true],
  [({ document }) => `/documents/${document}/download`, false],
  [() => '/client_gateway_tokens', true],
  [({ token }) => `/client_gateway_tokens/${token}`, true],
];

test('If-None-Match with the current tag gets 304 without a body', async ({ v1 }) => {
  const ids = await book(v1);
  const routes = tagged.map(([route]) => route(ids));
  const tags = [];
  for (const route of routes) {
    const { headers } = await v1.send(`GET ${route}`);
    const tag = headers.get('etag') as string;
    tags.push(tag);
    expect([route, tag]).toEqual([route, expect.stringMatching(/^(W\/)?"[\w-]+"$/)]);
    for (const known of [tag, tag.replace('W/', ''), `"x", ${tag}`, '*']) {
      for (const method of ['GET', 'HEAD']) {
        const again = await v1.send(`${method} ${route}`, undefined, { 'if-none-match': known });
        expect([route, known, again.status, again.text]).toEqual([route, known, 304, '']);
        expect(Object.fromEntries(again.headers)).toMatchObject({
          // Whoever has any state whatever is told of the plain one.
          etag: known === '*' ? tag.replace(/-(br|gzip|deflate)(?="$)/, '') : tag,
          'x-app-version': '5.10.17',
          'x-minimum-client-version': '5.0.16',
          'access-control-allow-origin': '*',
          'cache-control': 'no-cache, private',
        });
      }
    }
    const other = await v1.send(`GET ${route}`, undefined, { 'if-none-match': '"x", W/"y"' });
    expect([route, other.status]).toEqual([route, 200]);
  }
  await v1.has({ name: 'Birch' });
  for (const [i, [, ofBook]] of tagged.entries()) {
    const known = { 'if-none-match': tags[i] as string };
    const { status } = await v1.send(`GET ${routes[i]}`, undefined, known);
    expect([routes[i], status]).toEqual([routes[i], ofBook ? 200 : 304]);
  }
});

test('every write to a client changes its tag', async ({ v1 }) => {
  const { client, document, token } = await book(v1);
  const tagOf = async () => (await v1.send(`GET /clients/${client}`)).headers.get('etag');
  const writes: [route: string, body?: object, headers?: Record<string, string>][] = [
    [`PUT /clients/${client}`, { name: 'Birch' }],
    [`PUT /documents/${document}`, { is_default: true }],
    [`PUT /client_gateway_tokens/${token}`, { token: 'new' }],
    [`DELETE /client_gateway_tokens/${token}`],
    [`DELETE /documents/${document}`, {}, { 'x-api-password': v1.api.password }],
    [`DELETE /clients/${client}`],
  ];
  const tags = new Set([await tagOf()]);
  for (const [route, body, headers] of writes) {
    expect([route, (await v1.send(route, body, headers)).status]).toEqual([route, 200]);
    tags.add(await tagOf());
  }
  expect(tags.size).toBe(writes.length + 1);
});

test('a list has another tag for other parameters and other companies', async ({ v1, other }) => {
  await v1.has({ name: 'Ash' });
  await new V1(other).has({ name: 'Theirs' });
  const queries = ['', '?page=2', '?per_page=1', '?name=ash', '?include=ledger', '?sort=name|desc'];
  const tags = [];
  for (const query of queries)
    tags.push((await v1.send(`GET /clients${query}`)).headers.get('etag'));
  tags.push((await new V1(other).send('GET /clients')).headers.get('etag'));
  expect(new Set(tags).size).toBe(queries.length + 1);
});

test('a missing record is refused whatever its If-None-Match', async ({ v1 }) => {
  for (const route of ['/clients/nelXQAALge', '/documents/nelXQAALge', '/documents/x/download']) {
    const { status } = await v1.send(`GET ${route}`, undefined, { 'if-none-match': '*' });
    expect([route, status]).toEqual([route, 400]);
  }
  const unknown = { 'if-none-match': '*', 'x-api-token': 'unknown' };
  expect((await v1.send('GET /clients', undefined, unknown)).status).toBe(403);
});

test('a tag takes no extra statement, and a match saves the one of the list', async ({
  v1,
  api,
}) => {
  const ids = await book(v1);
  for (const [route] of tagged.filter(([, ofBook]) => ofBook)) {
    const read = (headers = {}) => v1.send(`GET ${route(ids)}`, undefined, headers);
    const { headers } = await read();
    const known = { 'if-none-match': headers.get('etag') as string };
    const ledger = route(ids).includes('ledger') ? 1 : 0;
    expect(await api.statements(() => read())).toBe(1 + ledger);
    expect(await api.statements(() => read(known))).toBe(1);
  }
});

test('responses to writes and templates have no tag', async ({ v1 }) => {
  const { client } = await book(v1);
  for (const [route, body] of [
    ['POST /clients/bulk', { action: 'restore', ids: [client] }],
    [`POST /clients/${client}/documents`, {}],
    ['GET /clients/create', undefined],
  ] as const) {
    const { status, headers } = await v1.send(route, body, { 'if-none-match': '*' });
    expect([route, status, headers.get('etag')]).toEqual([route, 200, null]);
  }
});

/** Writes that may be bound to the state of a client that was seen. */
const bound: [route: string, body?: object][] = [
  ['PUT /clients/{id}', { name: 'Birch' }],
  ['PATCH /clients/{id}', { name: 'Cedar' }],
  ['PUT /clients/{id}/upload'],
  ['DELETE /clients/{id}'],
  ['POST /clients/{id}/purge'],
];

test('If-Match with an old tag refuses a change with 412', async ({ v1 }) => {
  const { client } = await book(v1);
  const show = async () => {
    const { headers, text } = await v1.send(`GET /clients/${client}`);
    return { tag: headers.get('etag') as string, text };
  };
  for (const [pattern, body] of bound) {
    const route = pattern.replace('{id}', client);
    const file = new FormData();
    file.append('documents[]', new Blob([`${route}`]), 'a.txt');
    const sent = pattern.endsWith('upload') ? file : body;
    const before = await show();
    const send = (match: string) =>
      v1.send(route, sent, { 'if-match': match, 'x-api-password': v1.api.password });
    const weak = `W/${before.tag}`;
    for (const tag of ['"999"', weak, '"999", "998"', '"nonsense"', 'nonsense', '']) {
      const { status, body: refused } = await send(tag);
      expect([route, tag, status, Object.keys(refused)]).toEqual([route, tag, 412, ['message']]);
    }
    expect(await show()).toEqual(before);
    expect([route, (await send(`"999", ${before.tag}`)).status]).toEqual([route, 200]);
  }
  const [{ id }] = await v1.has({ name: 'Dogwood' });
  const { status } = await v1.send(`PUT /clients/${id}`, { name: 'Elm' }, { 'if-match': '*' });
  expect(status).toBe(200);
});
