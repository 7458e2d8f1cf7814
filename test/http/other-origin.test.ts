import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Gateway } from '../../src/server/gateway.ts';
import { type Api, expect, newCompany, test } from '../support/api.ts';
import { chromiumPath } from '../support/browser.ts';
import { ownGateway } from '../support/gateway.ts';

/** Options of the page's `fetch`. */
interface Sent {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

describe.skipIf(!chromiumPath)('a page of another origin in Chromium', () => {
  let browser: Browser;
  let site: Server;
  let origin: string;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    site = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>App</title>');
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  async function open(): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(origin);
    return page;
  }

  /** Sends a request from the page. @returns what the page may read of the answer; `blocked` when nothing */
  const send = (page: Page, { url, token }: Api, { path, ...init }: Sent) =>
    page.evaluate(
      async ([address, sent]) => {
        try {
          const response = await fetch(address, sent);
          return {
            status: response.status,
            body: await response.text(),
            headers: Object.fromEntries(response.headers),
          };
        } catch {
          return 'blocked' as const;
        }
      },
      [`${url}${path}`, { ...init, headers: { 'x-api-token': token, ...init.headers } }] as const,
    );

  const graphql = (query: string, headers: Record<string, string> = {}): Sent => ({
    path: '/graphql',
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });

  test('queries and mutates over GraphQL', async ({ api }) => {
    const page = await open();
    const made = await send(
      page,
      api,
      graphql('mutation { upsertClient(input: { name: "Ash" }) { client { name } } }', {
        'idempotency-key': 'k1',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'apollo-require-preflight': 'true',
      }),
    );
    expect(made).toMatchObject({ status: 200, body: expect.stringContaining('"name":"Ash"') });
    const read = await send(page, api, graphql('{ clients { totalCount } }'));
    expect(read).toMatchObject({
      body: '{"data":{"clients":{"totalCount":1}}}',
      headers: { 'x-request-id': expect.any(String) },
    });
    await page.close();
  });

  test('uses v1 with ETags and the password', async ({ api }) => {
    const [id] = await api.has({ name: 'Ash' });
    const page = await open();
    const read = await send(page, api, { path: `/api/v1/clients/${id}` });
    expect(read).toMatchObject({
      status: 200,
      headers: { etag: expect.any(String), 'x-app-version': '5.10.17' },
    });
    const { etag } = (read as Exclude<typeof read, 'blocked'>).headers;
    const headers = { 'content-type': 'application/json', 'if-match': etag as string };
    const change = {
      path: `/api/v1/clients/${id}`,
      method: 'PATCH',
      headers,
      body: '{"name":"Birch"}',
    };
    expect(await send(page, api, change)).toMatchObject({ status: 200 });
    const purge = {
      path: `/api/v1/clients/${id}/purge`,
      method: 'POST',
      headers: { 'x-api-password': 'wrong' },
    };
    expect(await send(page, api, purge)).toMatchObject({ status: 412 });
    await page.close();
  });

  test('uploads a file and downloads it', async ({ api }) => {
    const [id] = await api.has({ name: 'Ash' });
    const page = await open();
    const answer = await page.evaluate(
      async ({ url, token, clientId }) => {
        const form = new FormData();
        const query = `mutation ($files: [Upload!]!) { uploadClientDocuments(clientId: "${clientId}", files: $files) { results { document { url } } } }`;
        form.set('operations', JSON.stringify({ query, variables: { files: [null] } }));
        form.set('map', '{"0":["variables.files.0"]}');
        form.set('0', new Blob(['Hello.']), 'Übersicht.txt');
        const headers = { 'x-api-token': token };
        const sent = await fetch(`${url}/graphql`, { method: 'POST', headers, body: form });
        const [{ document }] = (await sent.json()).data.uploadClientDocuments.results;
        const got = await fetch(document.url, { headers });
        return [await got.text(), got.headers.get('content-disposition'), got.headers.get('etag')];
      },
      { url: api.url, token: api.token, clientId: id as string },
    );
    expect(answer).toEqual([
      'Hello.',
      expect.stringContaining('%C3%9Cbersicht.txt'),
      expect.any(String),
    ]);
    await page.close();
  });

  test('subscribes to changes', async ({ api }) => {
    const page = await open();
    const first = page.evaluate(
      async ({ url, token }) => {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: {
            'x-api-token': token,
            'content-type': 'application/json',
            accept: 'text/event-stream',
          },
          body: JSON.stringify({ query: 'subscription { clientChanges { kind } }' }),
        });
        document.title = 'open';
        let text = '';
        const reader = (response.body as ReadableStream<Uint8Array>).getReader();
        while (!text.includes('event: next'))
          text += new TextDecoder().decode((await reader.read()).value);
        await reader.cancel();
        return text;
      },
      { url: api.url, token: api.token },
    );
    await expect.poll(() => page.title()).toBe('open');
    await api.ask('mutation { upsertClient(input: { name: "Ash" }) { outcome } }');
    expect(await first).toContain('"kind":"CREATED"');
    await page.close();
  });

  test('is blocked if its origin is not listed', async () => {
    const list = (await Promise.all(
      ['https://app.example', origin].map((allowed) => ownGateway({ CORS_ORIGINS: allowed })),
    )) as [Gateway, Gateway];
    const page = await open();
    const answers = [];
    for (const gateway of list) {
      const api = await newCompany(gateway);
      const sent = [
        graphql('mutation { upsertClient(input: { name: "Ash" }) { outcome } }'),
        { path: '/api/v1/clients' },
        { path: '/health/live' },
      ];
      for (const each of sent) answers.push(await send(page, api, each));
      const count = await api.ask('{ clients { totalCount } }');
      answers.push(count.clients.totalCount);
      await gateway.close();
    }
    const read = { status: 200 };
    expect(answers).toMatchObject(['blocked', 'blocked', 'blocked', 0, read, read, read, 1]);
    await page.close();
  }, 180_000);
});
