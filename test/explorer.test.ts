import { parse } from 'graphql';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { examples } from '../src/graphql/examples.ts';
import { type Api, expect, test } from './support/api.ts';
import { chromiumPath } from './support/browser.ts';
import { gateway } from './support/gateway.ts';
import { Stream } from './support/stream.ts';

const names = examples.map(({ query }) => {
  const [definition] = parse(query).definitions;
  return definition?.kind === 'OperationDefinition' ? definition.name?.value : undefined;
});

const CREATE = 'mutation { upsertClient(input: { name: "Birch" }) { outcome } }';

test.for(examples.map((example, i) => [names[i], example] as const))(
  'the example %s is answered',
  async ([, { query, variables }], { api }) => {
    await api.has({ name: 'Ash', contacts: [{}] });
    if (!query.includes('\nsubscription ')) return await api.ask(query, variables);
    const stream = await Stream.open(api, query, variables);
    await api.ask(CREATE);
    expect(await stream.next()).toMatchObject({ data: { clientChanges: { kind: 'CREATED' } } });
    stream.drop();
  },
);

test('every example has a name and a sentence of its own', () => {
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain(undefined);
  for (const { query } of examples) {
    expect(query).toMatch(/^(# .+\n)*# .+\.\n(query|mutation|subscription) /);
    expect(Math.max(...query.split('\n').map(({ length }) => length))).toBeLessThan(64);
  }
});

test('browsers get a page that loads nothing and runs nothing but itself', async ({ api }) => {
  const response = await fetch(`${api.url}/graphql`, { headers: { accept: 'text/html' } });
  expect(response.status).toBe(200);
  const headers = Object.fromEntries(response.headers);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'sha256-/);
  const page = await response.text();
  expect(page).toMatch(/^<!doctype html>/i);
});

test('programs get no page', async ({ api }) => {
  const response = await fetch(`${api.url}/graphql`, { headers: { accept: '*/*' } });
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
});

describe.skipIf(!chromiumPath)('GraphiQL in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());

  /** Opens the link that the start prints, in a browser of its own that reaches the gateway and nothing else. */
  async function open(api: Api, token = api.token, context = browser.newContext()) {
    const page = await (await context).newPage();
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.route('**/*', async (route) => {
      const url = route.request().url();
      if (url.startsWith(api.url)) return await route.continue();
      complaints.push(`asked for ${url}`);
      await route.abort();
    });
    await page.goto(`${api.url}/graphql#token=${token}`);
    return { page, complaints };
  }

  const tab = (page: Page, name: string) =>
    page.locator('.graphiql-tab-button', { hasText: new RegExp(`^${name}$`) });

  /** Opens a tab. Those of a new page move to their places first, and miss clicks meanwhile. */
  const choose = (page: Page, name: string) =>
    expect
      .poll(async () => {
        await tab(page, name).click();
        return await page.locator('[aria-selected=true] .graphiql-tab-button').textContent();
      })
      .toBe(name);

  /** Sends what the open tab asks for. A tab that was just chosen may not be ready for the first click. */
  async function send(page: Page): Promise<void> {
    const isAsked = (request: Request) =>
      request.url().includes('/graphql') && !request.postData()?.includes('IntrospectionQuery');
    await expect
      .poll(async () => {
        const asked = page.waitForRequest(isAsked, { timeout: 2000 }).catch(() => null);
        await page.getByRole('button', { name: /execute query/i }).click();
        return (await asked) !== null;
      })
      .toBe(true);
  }

  /** The answer that the page shows, as soon as it shows one. */
  async function answer(page: Page): Promise<string> {
    const shown = page.locator('.graphiql-response .view-lines');
    await expect.poll(() => shown.textContent()).toMatch(/"(data|errors)"/);
    return ((await shown.textContent()) ?? '').replaceAll('\u00a0', ' ');
  }

  /** Runs what the open tab asks for and gives the answer that the page shows. */
  async function run(page: Page): Promise<string> {
    await send(page);
    return await answer(page);
  }

  test('the printed link opens it with the token and the examples filled in', async ({ api }) => {
    await api.has({ name: 'Ash Ltd.', contacts: [{ email: 'ada@ash.example' }] });
    const { page, complaints } = await open(api);
    for (const name of names) await tab(page, name as string).waitFor();
    const headers = page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden) .view-lines');
    await expect.poll(() => headers.textContent()).toContain('X-API-TOKEN');
    expect(page.url()).toBe(`${api.url}/graphql`);
    const shown = await run(page);
    expect(shown).toContain('"totalCount": 1');
    expect(shown).toContain('"displayName": "Ash Ltd."');
    expect(shown).toContain('"email": "ada@ash.example"');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('every tab has the token, and its variables', async ({ api }) => {
    await api.has({ name: 'Ash', balance: 5000 }, { name: 'Birch', balance: 10 });
    const { page, complaints } = await open(api);
    await choose(page, 'Debtors');
    const shown = await run(page);
    expect(shown).toContain('"displayName": "Ash"');
    expect(shown).not.toContain('Birch');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a subscription shows changes as they are made', async ({ api }) => {
    const { page, complaints } = await open(api);
    await choose(page, 'Follow');
    const { streams } = await gateway();
    const before = streams();
    await send(page);
    await expect.poll(streams).toBe(before + 1);
    await api.ask(CREATE);
    expect(await answer(page)).toContain('"displayName": "Birch"');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('another link brings its token into the tabs that the browser has kept', async ({ api }) => {
    await api.has({ name: 'Ash' });
    const { page: first } = await open(api, 'an-old-token');
    expect(await run(first)).toContain('UNAUTHENTICATED');
    const { page, complaints } = await open(api, api.token, Promise.resolve(first.context()));
    expect(await run(page)).toContain('"displayName": "Ash"');
    await page.reload();
    expect(await run(page)).toContain('"displayName": "Ash"');
    expect(await page.getByRole('tab').count()).toBe(names.length);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
