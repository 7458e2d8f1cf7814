import { parse } from 'graphql';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { examples } from '../../src/graphql/explorer/examples.ts';
import { type Api, expect, test } from '../support/api.ts';
import { chromiumPath } from '../support/browser.ts';
import { gateway } from '../support/gateway.ts';
import { Stream } from '../support/stream.ts';

const names = examples.map(({ query }) => {
  const [definition] = parse(query).definitions;
  return definition?.kind === 'OperationDefinition' ? definition.name?.value : undefined;
});

/** The `Accept` header of browsers. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

const CREATE = 'mutation { upsertClient(input: { name: "Birch" }) { outcome } }';

test.for(examples.map((example, i) => [names[i], example] as const))(
  'the example %s gets a result',
  async ([, { query, variables }], { api }) => {
    await api.has({ name: 'Ash', contacts: [{}] });
    if (!query.includes('\nsubscription ')) return await api.ask(query, variables);
    const stream = await Stream.open(api, query, variables);
    await api.ask(CREATE);
    expect(await stream.next()).toMatchObject({ data: { clientChanges: { kind: 'CREATED' } } });
    stream.drop();
  },
);

test('every example has a unique name and begins with a comment', () => {
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain(undefined);
  for (const { query } of examples) {
    expect(query).toMatch(/^(# .+\n)*# .+\.\n(query|mutation|subscription) /);
    expect(Math.max(...query.split('\n').map(({ length }) => length))).toBeLessThan(64);
  }
});

/** Fetches the page as a browser does. */
const pageOf = (api: Api, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/graphql`, { headers: { accept: BROWSER, ...headers } });

test('a browser gets a small page that runs scripts of the gateway only', async ({ api }) => {
  const response = await pageOf(api);
  expect(response.status).toBe(200);
  const headers = Object.fromEntries(response.headers);
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(headers.vary).toContain('Accept');
  const page = await response.text();
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(page.length).toBeLessThan(10_000);
  expect(page).not.toMatch(/<script>|<style>|https?:/);
});

test('a browser with the page in its cache gets 304', async ({ api }) => {
  const etag = (await pageOf(api)).headers.get('etag') as string;
  const again = await pageOf(api, { 'if-none-match': etag });
  expect([again.status, await again.text()]).toEqual([304, '']);
  const changed = await pageOf(api, { 'if-none-match': 'W/"another"' });
  expect(changed.status).toBe(200);
});

test('HEAD returns the headers of the page without its body', async ({ api }) => {
  const head = await fetch(`${api.url}/graphql`, { method: 'HEAD', headers: { accept: BROWSER } });
  expect([head.status, head.headers.get('content-type')]).toEqual([
    200,
    'text/html; charset=utf-8',
  ]);
  expect(await head.text()).toBe('');
});

test('files of the page are sent compressed and cached forever', async ({ api }) => {
  const page = await (await pageOf(api)).text();
  const files = [...page.matchAll(/graphql\/assets\/[\w-]+-[0-9a-f]{12}\.(?:js|css)/g)].map(
    ([file]) => file,
  );
  expect(files.length).toBe(6);
  for (const file of files) {
    const encodings = ['br', 'gzip', 'identity', 'br;q=0, *;q=0.1'];
    const answers = await Promise.all(
      encodings.map((encoding) =>
        fetch(`${api.url}/${file}`, { headers: { 'accept-encoding': encoding } }),
      ),
    );
    expect(answers.map(({ headers }) => headers.get('content-encoding'))).toEqual([
      'br',
      'gzip',
      null,
      'gzip',
    ]);
    const [first, ...others] = await Promise.all(answers.map((answer) => answer.text()));
    for (const other of others) expect(other === first).toBe(true);
    expect(Object.fromEntries(answers[0]?.headers ?? [])).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': expect.stringMatching(/^text\/(javascript|css); charset=utf-8$/),
      'x-content-type-options': 'nosniff',
      vary: expect.stringMatching(/accept-encoding/i),
    });
  }
});

test('a file that the page does not load gets 404', async ({ api }) => {
  const response = await fetch(`${api.url}/graphql/assets/start-000000000000.js`);
  expect([response.status, await response.json()]).toEqual([
    404,
    { message: 'There is nothing at /graphql/assets/start-000000000000.js.' },
  ]);
});

test('a program gets no page', async ({ api }) => {
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

  /** Opens a tab. */
  async function choose(page: Page, name: string): Promise<void> {
    await tab(page, name).click();
    const open = page.locator('[aria-selected=true] .graphiql-tab-button');
    await expect.poll(() => open.textContent()).toBe(name);
  }

  /** Sends what the open tab asks for. */
  async function send(page: Page): Promise<void> {
    const asked = page.waitForRequest(
      (request) =>
        /\/graphql(\?|$)/.test(request.url()) &&
        !request.postData()?.includes('IntrospectionQuery'),
    );
    await page.getByRole('button', { name: /execute query/i }).click();
    await asked;
  }

  /** Waits for the response that the page shows. */
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

  test('the printed link opens it with the token and the examples', async ({ api }) => {
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

  test('every tab has the token and its variables', async ({ api }) => {
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

  const OPENED_THRICE = { timeout: 180_000 };
  test(
    'a new link replaces the token in tabs that the browser has kept',
    OPENED_THRICE,
    async ({ api }) => {
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
    },
  );

  test('every tab opens at the first click', async ({ api }) => {
    const { page } = await open(api);
    for (const name of [...names].reverse()) await choose(page, name as string);
    await page.context().close();
  });

  test('a returning browser loads the page only', async ({ api }) => {
    const page = await (await browser.newContext()).newPage();
    const loaded = () =>
      page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .filter(({ name }) => name.includes('/assets/'))
          .map((entry) => (entry as PerformanceResourceTiming).transferSize),
      );
    await page.goto(`${api.url}/graphql`);
    await tab(page, names[0] as string).waitFor();
    expect(Math.min(...(await loaded()))).toBeGreaterThan(0);
    await page.reload();
    await tab(page, names[0] as string).waitFor();
    expect(Math.max(...(await loaded()))).toBe(0);
    await page.context().close();
  });

  test('on a phone the response is below the editor, and the docs cover both', async ({ api }) => {
    await api.has({ name: 'Ash Ltd.' });
    const phone = browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true });
    const { page, complaints } = await open(api, api.token, phone);
    expect(await run(page)).toContain('"displayName": "Ash Ltd."');
    const boxOf = async (part: string) => {
      const box = await page.locator(part).boundingBox();
      return box ?? expect.fail(`there is no ${part}`);
    };
    const editors = await boxOf('.graphiql-editors');
    const answer = await boxOf('.graphiql-response');
    expect([editors.width, answer.width]).toEqual([390, 390]);
    expect(answer.y).toBeGreaterThanOrEqual(editors.y + editors.height);
    expect(answer.height).toBeGreaterThan(300);
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    const headers = page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden) .view-lines');
    await expect.poll(() => headers.textContent()).toContain('X-API-TOKEN');
    await page.getByRole('button', { name: /documentation explorer/i }).click();
    await page.getByText('Root Types').waitFor();
    await expect.poll(async () => (await boxOf('.graphiql-plugin')).x).toBe(0);
    expect((await boxOf('.graphiql-plugin')).width).toBe(390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
