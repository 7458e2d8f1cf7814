import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Api } from '../support/api.ts';
import { expect, test } from '../support/v1/v1.ts';

/** Sends bytes as they are, piece by piece, and gives all that comes back until the connection is closed. */
async function talk(api: Api, ...pieces: string[]): Promise<string> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  const closed = once(socket, 'close');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  for (const piece of pieces) {
    socket.write(piece);
    if (pieces.length > 1) await wait(20);
  }
  await closed;
  return Buffer.concat(chunks).toString();
}

/** Returns the lines of a request with the company's token. */
const request = (api: Api, line: string, headers: string[] = [], body = '') =>
  [
    `${line} HTTP/1.1`,
    'Host: gateway.example',
    `X-API-TOKEN: ${api.token}`,
    ...headers,
    '',
    body,
  ].join('\r\n');

const JSON_BODY = (text: string) => [
  'Content-Type: application/json',
  `Content-Length: ${text.length}`,
];
const CLOSE = 'Connection: close';

const statuses = (answers: string) =>
  [...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

/** Returns the body of the last response. */
const lastBody = (answers: string) => JSON.parse(answers.slice(answers.lastIndexOf('\r\n\r\n')));

test.for([
  '/api/v1/clients',
  '//api/v1/clients',
  '/api//v1///clients//',
  'http://gateway.example/api/v1/clients',
  'HTTP://gateway.example:80//api/v1/clients',
  '/api/v1/%63lients',
])('the list of clients is at %s', async (target, { api, v1 }) => {
  const [client] = await v1.has({ name: 'Ash' }, { name: 'Birch' });
  const answer = await talk(
    api,
    request(api, `GET ${target}?name=a//sh&name=ash&per_page=1`, [CLOSE]),
  );
  const { data } = lastBody(answer);
  expect(data.map(({ id }: { id: string }) => id)).toEqual([client.id]);
});

test('paging links work below a base URL with a slash at its end', async ({ api, v1 }) => {
  await v1.has({ name: 'Ash' }, { name: 'Birch' });
  const { meta } = lastBody(
    await talk(api, request(api, 'GET //api/v1/clients?per_page=1', [CLOSE])),
  );
  expect(meta.pagination.links.next).toBe(
    'http://gateway.example/api/v1/clients?per_page=1&page=2',
  );
});

test.for([
  [['X-Forwarded-Proto: https'], 'https://gateway.example'],
  [['X-Forwarded-Proto: https,http', 'X-Forwarded-Host: shop.example'], 'https://shop.example'],
  [['X-Forwarded-Proto: javascript'], 'http://gateway.example'],
] as const)(
  'paging links have the address of the proxy: %j',
  async ([headers, base], { api, v1 }) => {
    await v1.has({ name: 'Ash' }, { name: 'Birch' });
    const asked = request(api, 'GET /api/v1/clients?per_page=1', [...headers, CLOSE]);
    const { data, meta } = lastBody(await talk(api, asked));
    expect(meta.pagination.links.next).toBe(`${base}/api/v1/clients?per_page=1&page=2`);
    expect(data[0].contacts[0].link).toMatch(new RegExp(`^${base}/client/`));
  },
);

test('a path without a route gets a 404 of v1', async ({ v1 }) => {
  for (const path of ['', '/', '/CLIENTS', '/clients%2F']) {
    const { status, body, headers } = await v1.send(`GET ${path}`);
    expect([path, status, body]).toEqual([path, 404, { message: expect.any(String) }]);
    expect(headers.get('x-app-version')).toBe('5.10.17');
  }
});

test('pipelined requests are answered in their order', async ({ api }) => {
  const json = '{"name":"Ash"}';
  const answers = await talk(
    api,
    request(api, 'POST /api/v1/clients', JSON_BODY(json), json) +
      request(api, 'POST /api/v1/nothing', JSON_BODY(json), json) +
      request(api, 'GET /api/v1/clients?name=ash') +
      request(api, 'GET /api/v1/clients/x', [CLOSE]),
  );
  expect(statuses(answers)).toEqual([200, 404, 200, 400]);
});

test('an idle connection stays open for more than a minute', async ({ v1 }) => {
  const { headers } = await v1.send('GET /clients');
  const seconds = /timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1];
  expect(Number(seconds)).toBeGreaterThan(60);
});

test('a chunked body and one with Expect: 100-continue are read', async ({ api, v1 }) => {
  const chunked = ['Content-Type: application/json', 'Transfer-Encoding: chunked', CLOSE];
  const pieces = ['5\r\n{"nam\r\n', '9\r\ne":"Ash"}\r\n', '0\r\n\r\n'];
  expect(
    statuses(await talk(api, request(api, 'POST /api/v1/clients', chunked), ...pieces)),
  ).toEqual([200]);
  const json = '{"name":"Birch"}';
  const expecting = [...JSON_BODY(json), 'Expect: 100-continue', CLOSE];
  const answers = await talk(api, request(api, 'POST /api/v1/clients', expecting), json);
  expect(statuses(answers)).toEqual([100, 200]);
  expect(await v1.names('sort=name|asc')).toEqual(['Ash', 'Birch']);
});

test('HEAD gets headers without a body, for refusals too', async ({ api }) => {
  for (const [path, status] of [
    ['/clients', 200],
    ['/clients/x', 400],
    ['/nothing', 404],
  ] as const) {
    const answer = await talk(api, request(api, `HEAD /api/v1${path}`, [CLOSE]));
    expect([statuses(answer), answer.slice(answer.indexOf('\r\n\r\n'))]).toEqual([
      [status],
      '\r\n\r\n',
    ]);
  }
});

test.for([
  ['an address that is not encoded', 'GET /api/v1/clients?name=Zürich', 400, /percent-encoded/],
  ['an address without end', `GET /api/v1/clients?name=${'x'.repeat(20_000)}`, 431, /kilobytes/],
  ['something else', 'Hello', 400, /HTTP/],
] as const)('%s is refused in JSON', async ([, line, status, message], { api }) => {
  const answer = await talk(api, request(api, line));
  expect(statuses(answer)).toEqual([status]);
  expect(lastBody(answer)).toEqual({ message: expect.stringMatching(message) });
});

test('a body with a malformed chunk is refused and stores nothing', async ({ api, v1 }) => {
  const chunked = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];
  const answer = await talk(api, request(api, 'POST /api/v1/clients', chunked), 'nonsense\r\n');
  expect(statuses(answer)).toEqual([400]);
  expect(await v1.data('GET /clients')).toEqual([]);
});
