import { file, form, TOKEN } from '../support/v1/both-apis.ts';
import { expect, test } from '../support/v1/v1.ts';

const bindings: readonly Record<string, string>[] = [
  { 'if-match': '"1"' },
  { 'if-match': 'W/"1"' },
  { 'if-match': '"1", "2"' },
];

test('a conditional write to a list is refused with 412 and changes nothing', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const { documents } = await v1.data(`PUT /clients/${client.id}/upload`, form(file));
  const before = await v1.data(`GET /clients/${client.id}`);
  const writes: readonly [route: string, body: object][] = [
    ['POST /clients', { name: 'Birch' }],
    ['POST /clients/bulk', { action: 'archive', ids: [client.id] }],
    ['POST /documents/bulk', { action: 'delete', ids: [documents[0].id] }],
    ['POST /client_gateway_tokens', { ...TOKEN, client_id: client.id }],
  ];
  for (const [route, body] of writes) {
    for (const headers of bindings) {
      const answer = await v1.send(route, body, headers);
      expect([route, headers, answer.status, answer.body]).toEqual([
        route,
        headers,
        412,
        { message: 'This cannot be bound to a state: send it without conditions.' },
      ]);
    }
  }
  expect(await v1.data('GET /clients')).toEqual([before]);
  for (const [route, body] of writes) {
    const fitting = { 'if-match': '*', 'if-none-match': '"1"' };
    expect([route, (await v1.send(route, body, fitting)).status]).toEqual([route, 200]);
  }
});

test('POST with If-None-Match: * creates a client', async ({ v1 }) => {
  const { status } = await v1.send('POST /clients', { name: 'Ash' }, { 'if-none-match': '*' });
  expect([status, await v1.names('')]).toEqual([200, ['Ash']]);
});

test('a response without an ETag matches If-Match: * only', async ({ v1 }) => {
  for (const route of ['GET /ping', 'GET /clients/create', 'GET /statics']) {
    for (const [headers, status] of [
      [{ 'if-match': '*' }, 200],
      [{ 'if-match': '"1"' }, 412],
      [{ 'if-none-match': '"1"' }, 200],
      [{ 'if-none-match': '*' }, 200],
    ] as const) {
      expect([route, headers, (await v1.send(route, undefined, headers)).status]).toEqual([
        route,
        headers,
        status,
      ]);
    }
  }
  const { status } = await v1.send('GET /clients/nelXQAALge', undefined, { 'if-match': '"1"' });
  expect(status).toBe(400);
});

test('a page is refused with 412 for an If-Match with another tag', async ({ api }) => {
  for (const path of ['/', '/docs/rest.md']) {
    const { status, headers } = await api.fetch(path);
    expect([path, status]).toEqual([path, 200]);
    for (const [match, expected] of [
      ['*', 200],
      ['"x"', 412],
      [headers.get('etag') as string, 412],
    ] as const) {
      const answer = await api.fetch(path, { headers: { 'if-match': match } });
      expect([path, match, answer.status]).toEqual([path, match, expected]);
    }
  }
});
