import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { routes } from '../../../src/rest/routes/routes.ts';
import type { Api } from '../../support/api.ts';
import { chromiumPath } from '../../support/browser.ts';
import { gif } from '../../support/files.ts';
import { expect, test } from '../../support/v1/v1.ts';

test('the documentation page shows every route and loads no other files', async ({ v1 }) => {
  const { status, headers, text } = await v1.send('GET /docs', undefined, { 'x-api-token': '' });
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  const shown = [...text.matchAll(/data-path="([^"]+)" data-method="(\w+)"/g)];
  expect(shown.map(([, path, method]) => `${method} ${path}`).sort()).toEqual(
    Object.keys(routes).sort(),
  );
  expect(text.match(/(?:src|href)="(?!data:,|openapi\.json|#)[^"]*"/g)).toBeNull();
  expect(text).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)[a-z]/);
});

test('every link of the documentation page has its target', async ({ v1 }) => {
  const { text } = await v1.send('GET /docs');
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  expect(targets.length).toBeGreaterThan(Object.keys(routes).length);
});

describe.skipIf(!chromiumPath)('the documentation page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
    browser = await chromium.launch({ executablePath: chromiumPath, args });
  });
  afterAll(() => browser?.close());

  /** Opens the page in a browser of its own that reaches the gateway and nothing else. */
  async function open(api: Api, hash = `token=${api.token}`, width = 1400) {
    const viewport = { width, height: 844 };
    const page = await (await browser.newContext({ viewport })).newPage();
    page.setDefaultTimeout(10_000);
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.route('**/*', async (route) => {
      const url = route.request().url();
      if (url.startsWith(api.url)) return await route.continue();
      complaints.push(`asked for ${url}`);
      await route.abort();
    });
    await page.goto(`${api.url}/api/v1/docs#${hash}`);
    return { page, complaints };
  }

  /** Opens a route by its link. */
  async function choose(page: Page, operation: string) {
    await page.locator(`nav a[href="#${operation}"]`).click();
    return page.locator(`#${operation}`);
  }

  /** Sends what a route's form says, and gives what is shown of the answer. */
  async function send(operation: ReturnType<Page['locator']>) {
    await operation.getByRole('button', { name: 'Send' }).click();
    await operation.locator('.status b').waitFor();
    return {
      status: await operation.locator('.status b').textContent(),
      body: await operation.locator('output > pre').first().textContent(),
    };
  }

  test('takes the token from a link and removes it from the address', async ({ api, v1 }) => {
    await v1.has({ name: 'Zürich/Ash' });
    const { page, complaints } = await open(api);
    expect(page.url()).toBe(`${api.url}/api/v1/docs`);
    const list = await choose(page, 'getClients');
    await list.getByLabel('name', { exact: true }).fill('ash');
    const { status, body } = await send(list);
    expect(status).toBe('200 OK');
    expect(body).toContain('"name": "Zürich/Ash"');
    expect(await list.locator('output .key').first().textContent()).toBe('"data"');
    await page.reload();
    expect(await page.locator('#token').inputValue()).toBe(api.token);
    expect((await send(await choose(page, 'getClients'))).status).toBe('200 OK');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('sends the example of a body and shows refusals', async ({ api, v1 }) => {
    const { page, complaints } = await open(api);
    const create = await choose(page, 'postClients');
    expect((await send(create)).body).toContain('"display_name": "Ash & Sons"');
    expect(await v1.names('')).toEqual(['Ash & Sons']);
    await create.getByLabel('body').fill('{"country_id":"x"}');
    const { status, body } = await send(create);
    expect(status).toMatch(/^422/);
    expect(body).toContain('"country_id": [');
    await page.locator('#token').fill('unknown');
    expect((await send(create)).status).toMatch(/^403/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('uploads and downloads files, and sends the password', async ({ api, v1 }) => {
    const [client] = await v1.has({ name: 'Ash' });
    const { page, complaints } = await open(api);
    const upload = await choose(page, 'putClientsIdUpload');
    await upload.getByLabel('id', { exact: true }).fill(client.id);
    await upload.getByLabel('files').setInputFiles({
      name: 'a.gif',
      mimeType: 'image/gif',
      buffer: Buffer.from(gif(1, 1)),
    });
    expect((await send(upload)).body).toContain('"name": "a.gif"');
    const [{ id }] = (await v1.data(`GET /clients/${client.id}`)).documents;
    const download = await choose(page, 'getDocumentsIdDownload');
    await download.getByLabel('id', { exact: true }).fill(id);
    await download.getByRole('button', { name: 'Send' }).click();
    const link = download.getByRole('link', { name: 'Save the bytes' });
    expect(await link.getAttribute('download')).toBe('a.gif');
    const remove = await choose(page, 'deleteDocumentsId');
    await remove.getByLabel('id', { exact: true }).fill(id);
    await remove.getByLabel('X-API-PASSWORD').fill(api.password);
    expect((await send(remove)).body).toContain('"Success"');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('filters routes by words, and shows a request as a curl command', async ({ api }) => {
    const { page } = await open(api, 'putClientsId');
    const put = page.locator('#putClientsId');
    expect(await put.evaluate((details: HTMLDetailsElement) => details.open)).toBe(true);
    await put.getByLabel('id', { exact: true }).fill('VolejRejNm');
    await put.getByLabel('body').fill(`{"name":"O'Hara"}`);
    await put.getByRole('button', { name: 'Show as curl' }).click();
    expect(await put.locator('output').textContent()).toBe(
      `curl -X PUT '${api.url}/api/v1/clients/VolejRejNm' \\
  -H "X-API-TOKEN: $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"name":"O'\\''Hara"}'`,
    );
    await page.getByLabel('Find a route').fill('purge');
    expect(await page.locator('nav li:visible').allTextContents()).toEqual([
      'POST /clients/{id}/purge',
    ]);
    expect(await page.locator('nav h2:visible').allTextContents()).toEqual(['clients']);
    await page.getByLabel('Find a route').fill('zebra');
    expect(await page.locator('nav h2:visible').count()).toBe(0);
    expect(await page.getByText('No route has these words.').isVisible()).toBe(true);
    await page.getByLabel('Find a route').fill('');
    expect(await page.locator('nav section:visible').count()).toBeGreaterThan(3);
    expect(await page.getByText('No route has these words.').isVisible()).toBe(false);
    await page.context().close();
  });

  test.for([1400, 390])(
    'an answer comes into view, its status beside the button, at %i pixels',
    async (width, { api, v1 }) => {
      await v1.has({ name: 'Ash' });
      const { page } = await open(api, `token=${api.token}`, width);
      const list = await choose(page, 'getClients');
      await send(list);
      const isInView = (part: string) =>
        list.locator(part).evaluate((element) => {
          const { top, bottom } = element.getBoundingClientRect();
          return top >= 0 && bottom <= innerHeight;
        });
      for (const part of ['output .key >> nth=0', '.status', 'button.send']) {
        await expect.poll(() => isInView(part)).toBe(true);
      }
      await list.getByRole('button', { name: 'Show as curl' }).click();
      await expect.poll(() => isInView('output pre')).toBe(true);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      await page.context().close();
    },
  );
});
