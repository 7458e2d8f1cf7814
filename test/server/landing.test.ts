import { readdirSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { startGateway } from '../../src/server/gateway.ts';
import { gateway, ownGateway, testConfig } from '../support/gateway.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

const ask = async (path: string, accept: string, init: RequestInit = {}) =>
  fetch(`${(await gateway()).url}${path}`, { ...init, headers: { accept } });

const linksOf = (page: string) => [...page.matchAll(/<a href="([^"]+)"/g)].map(([, to = '']) => to);

test('a browser gets an overview page at /', async () => {
  const response = await ask('/', BROWSER);
  const headers = Object.fromEntries(response.headers);
  expect(response.status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    vary: expect.stringContaining('Accept'),
  });
  expect(headers['content-security-policy']).toMatch(/^default-src 'none';/);
  expect(headers['content-security-policy']).not.toContain('script-src');
  const page = await response.text();
  expect(page).toContain('<html lang="en">');
  expect(page).toContain('<title>Clients gateway</title>');
  expect(page).not.toMatch(/<script|src=|url\(|https?:\/\/(?!www\.w3\.org)/);
  expect(linksOf(page)).toEqual(
    expect.arrayContaining(['/graphql', '/api/v1/docs', '/health/ready', '/docs/reading.md']),
  );
});

test('every link of the pages has its target', async () => {
  const { url } = await gateway();
  const seen = new Set<string>();
  const follow = async (address: URL): Promise<void> => {
    address.hash = '';
    if (seen.has(address.href)) return;
    seen.add(address.href);
    const response = await fetch(address, { headers: { accept: BROWSER } });
    expect([address.pathname, response.status]).toEqual([address.pathname, 200]);
    const page = await response.text();
    if (address.pathname !== '/' && !address.pathname.startsWith('/docs/')) return;
    for (const link of linksOf(page)) {
      const next = new URL(link, address);
      if (next.origin === address.origin) await follow(next);
    }
  };
  await follow(new URL(url));
  expect([...seen].filter((address) => address.includes('/docs/')).length).toBe(10);
});

test.for(['*/*', 'application/json', 'application/json, text/html;q=0.5', ''])(
  'a program that accepts "%s" gets the overview as JSON',
  async (accept) => {
    const { url } = await gateway();
    const response = await ask('/', accept);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.json()).toMatchObject({
      name: 'Clients gateway',
      graphql: `${url}/graphql`,
      graphiql: `${url}/graphql`,
      rest: `${url}/api/v1`,
      restDocs: `${url}/api/v1/docs`,
      openApi: `${url}/api/v1/openapi.json`,
      health: { live: `${url}/health/live`, ready: `${url}/health/ready` },
      docs: expect.arrayContaining([
        { title: 'Files', about: 'upload and download documents', url: `${url}/docs/files.md` },
      ]),
    });
  },
);

test('every page of the documentation is a topic, except those about the code', async () => {
  const { docs } = await (await ask('/', '*/*')).json();
  const files = docs.map(({ url }: { url: string }) => url.split('/').at(-1));
  expect([...files, 'architecture.md', 'decisions.md', 'glossary.md', 'speed.md'].sort()).toEqual(
    readdirSync('docs').sort(),
  );
});

test('a topic is HTML for browsers and Markdown for programs', async () => {
  const page = await ask('/docs/lifecycle.md', BROWSER);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
  const html = await page.text();
  expect(html).toContain('<h2 id="erase-a-client-for-good">Erase a client for good</h2>');
  expect(html).toContain('<title>Lifecycle · Clients gateway</title>');
  const text = await ask('/docs/lifecycle.md', '*/*');
  expect(text.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
  expect(await text.text()).toMatch(/^# Archive, delete, restore, purge\n/);
});

test('a page answers HEAD, and 304 for its current tag', async () => {
  for (const path of ['/', '/docs/files.md']) {
    const got = await ask(path, BROWSER);
    const head = await ask(path, BROWSER, { method: 'HEAD' });
    expect([head.status, head.headers.get('etag')]).toEqual([200, got.headers.get('etag')]);
    expect(await head.text()).toBe('');
    const etag = got.headers.get('etag') as string;
    const { url } = await gateway();
    const again = await fetch(`${url}${path}`, {
      headers: { accept: BROWSER, 'if-none-match': etag },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
  }
});

test.for([
  ['GET', '/docs'],
  ['GET', '/docs/architecture.md'],
  ['GET', '/docs/..%2fpackage.json'],
  ['GET', '/favicon.ico'],
  ['POST', '/'],
])('there is still nothing at %s %s', async ([method = '', path = '']) => {
  const response = await ask(path, BROWSER, { method });
  expect([response.status, await response.json()]).toEqual([
    404,
    { message: `There is nothing at ${path}.` },
  ]);
});

test('links of the overview include the path of a proxy', async () => {
  const own = await ownGateway({ APP_URL: 'https://clients.example/book/' });
  try {
    const page = await (await fetch(own.url, { headers: { accept: BROWSER } })).text();
    expect(linksOf(page)).toContain('/book/graphql');
    expect(linksOf(page)).toContain('/book/docs/files.md');
    const { graphql, docs } = await (await fetch(own.url)).json();
    expect(graphql).toBe('https://clients.example/book/graphql');
    expect(docs[0].url).toBe('https://clients.example/book/docs/reading.md');
  } finally {
    await own.close();
  }
});

test('the overview is sent for an invalid Host', async () => {
  const { url } = await gateway();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { host: 'a:b:c', accept: BROWSER } }, resolve).on('error', reject);
  });
  response.resume();
  expect(response.statusCode).toBe(200);
});

test('the overview in production has no link to GraphiQL', async () => {
  const own = await startGateway(await testConfig({ NODE_ENV: 'production' }), () => {});
  try {
    const page = await (await fetch(own.url, { headers: { accept: BROWSER } })).text();
    expect(page).toContain('REST docs');
    expect(page).not.toContain('GraphiQL');
    expect(await (await fetch(own.url)).json()).not.toHaveProperty('graphiql');
    const asset = await fetch(`${own.url}/graphql/assets/start.js`);
    expect(asset.status).toBe(404);
  } finally {
    await own.close();
  }
});
