import { sql } from '../../src/db/sql.ts';
import { type Api, expect, test } from '../support/api.ts';
import { png } from '../support/files.ts';
import { sha256, type TestFile, upload } from '../support/upload.ts';

/** Uploads a file to a new client and gives the address of its bytes. */
async function stored(api: Api, bytes: TestFile['bytes'], name = 'a.txt'): Promise<string> {
  const [clientId] = await api.has({ name: 'Ash' });
  const { results } = await upload(api, { clientId }, { name, bytes });
  return new URL(results[0].document.url).pathname;
}

const get = (api: Api, path: string, headers: Record<string, string> = {}) =>
  api.fetch(path, { headers });

test('a downloaded document has the uploaded bytes', async ({ api }) => {
  const bytes = png(5, 5);
  const response = await get(api, await stored(api, bytes, 'Logo.png'));
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(bytes.length),
    'content-disposition': 'attachment; filename=Logo.png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'accept-ranges': 'bytes',
    'cache-control': 'no-cache, private',
    etag: `"${sha256(bytes)}"`,
  });
  expect(bytes.equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
});

test('a large document is downloaded completely', async ({ api }) => {
  const text = 'All of this text comes back. '.repeat(30_000);
  const response = await get(api, await stored(api, text));
  expect((await response.text()) === text).toBe(true);
});

const NOT_IN = '{\n    "message": "The range is not in the 10 bytes of the document."\n}';

test.for([
  ['bytes=0-0', 206, '0', 'bytes 0-0/10'],
  ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=-3', 206, '789', 'bytes 7-9/10'],
  ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
  ['bytes=99999999999999999999-', 416, NOT_IN, 'bytes */10'],
  ['bytes=10-', 416, NOT_IN, 'bytes */10'],
  ['bytes=-0', 416, NOT_IN, 'bytes */10'],
  ['bytes=0-1,5-6', 200, '0123456789', null],
  ['bytes=4-2', 200, '0123456789', null],
  ['bytes=-', 200, '0123456789', null],
  ['lines=0-1', 200, '0123456789', null],
] as const)(
  'the range %s is answered with %d',
  async ([range, status, text, contentRange], { api }) => {
    const response = await get(api, await stored(api, '0123456789'), { range });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(response.headers.get('content-length')).toBe(String(text.length));
    expect(await response.text()).toBe(text);
    expect(response.headers.get('accept-ranges')).toBe('bytes');
    expect(response.headers.get('x-app-version')).toBe('5.10.17');
    if (status !== 416) return;
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('content-disposition')).toBeNull();
  },
);

test('a download is continued only if the bytes are unchanged', async ({ api }) => {
  const path = await stored(api, '0123456789');
  const range = 'bytes=5-';
  const same = await get(api, path, { range, 'if-range': `"${sha256('0123456789')}"` });
  expect([same.status, await same.text()]).toEqual([206, '56789']);
  const other = await get(api, path, { range, 'if-range': '"another"' });
  expect([other.status, await other.text()]).toEqual([200, '0123456789']);
});

test('bytes that the caller has are not sent again', async ({ api }) => {
  const path = await stored(api, 'Hello.');
  const response = await get(api, path, { 'if-none-match': `W/"x", "${sha256('Hello.')}"` });
  expect([response.status, await response.text()]).toEqual([304, '']);
});

test('HEAD returns everything except the bytes', async ({ api }) => {
  const path = await stored(api, '0123456789');
  const head = async (headers: Record<string, string>) => {
    const response = await api.fetch(path, { method: 'HEAD', headers });
    return [response.status, response.headers.get('content-length'), await response.text()];
  };
  expect(await head({})).toEqual([200, '10', '']);
  // There are no ranges of what HEAD tells.
  expect(await head({ range: 'bytes=2-4' })).toEqual([200, '10', '']);
});

test.for([
  [
    'Übersicht 概要.txt',
    `attachment; filename="?bersicht ??.txt"; filename*=UTF-8''%C3%9Cbersicht%20%E6%A6%82%E8%A6%81.txt`,
  ],
  ['say "hi".txt', 'attachment; filename="say \\"hi\\".txt"'],
  ['a;b=c.txt', 'attachment; filename="a;b=c.txt"'],
  ['100%25.txt', `attachment; filename=100%25.txt; filename*=UTF-8''100%2525.txt`],
  ['../../a\r\nSet-Cookie: b\u0000.txt', 'attachment; filename="aSet-Cookie: b.txt"'],
  ['C:\\a\\b.txt', 'attachment; filename=b.txt'],
] as const)(
  'a document called %j keeps its name and nothing else',
  async ([name, disposition], { api }) => {
    const path = await stored(api, 'Hello.');
    // As an importer may have brought it.
    await api.db.query(sql`
    update documents set name = ${name.replace('\0', '')} where company_id = ${api.companyId}`);
    const response = await get(api, path);
    expect(response.headers.get('content-disposition')).toBe(disposition);
    expect(response.headers.get('set-cookie')).toBeNull();
  },
);

test.for([
  ['application/xml', 'application/octet-stream'],
  ['text/html', 'application/octet-stream'],
  ['image/svg+xml', 'application/octet-stream'],
  ['application/javascript', 'application/octet-stream'],
  ['text/plain\r\nx: y', 'application/octet-stream'],
  ['application/pdf', 'application/pdf'],
] as const)('content of the type %j is sent as %s', async ([type, sent], { api }) => {
  const path = await stored(api, '<?xml version="1.0"?><a/>');
  await api.db.query(
    sql`update documents set mime_type = ${type} where company_id = ${api.companyId}`,
  );
  expect((await get(api, path)).headers.get('content-type')).toBe(sent);
});

test('a failed download returns its reason', async ({ api, other }) => {
  const path = await stored(api, 'Hello.');
  const [clientId] = await api.has({ documents: [{ name: 'lost.txt', hash: 'lost.txt' }] });
  const { client } = await api.ask(
    'query ($id: ID!) { client(id: $id) { documents { nodes { url } } } }',
    { id: clientId },
  );
  const unknown = `/api/v1/documents/${api.ids.encode(2_000_000_000)}/download`;
  const lost = new URL(client.documents.nodes[0].url).pathname;
  for (const [by, address, headers, status, message] of [
    [api, path, { 'x-api-token': 'nobody' }, 403, 'Invalid token'],
    [other, path, {}, 401, 'This action is unauthorized.'],
    [api, unknown, {}, 400, 'No query results for model [App\\Models\\Document].'],
    [
      api,
      '/api/v1/documents/0/download',
      {},
      400,
      'No query results for model [App\\Models\\Document] 0.',
    ],
    [api, lost, {}, 404, 'There are no bytes of the document "lost.txt".'],
  ] as const) {
    const response = await get(by, address, headers);
    expect([response.status, await response.json()]).toMatchObject([status, { message }]);
    expect(response.headers.get('content-disposition')).toBeNull();
  }
});

test('an aborted download does not affect other requests', async ({ api }) => {
  const path = await stored(api, 'x'.repeat(900_000));
  const controller = new AbortController();
  const response = await api.fetch(path, { signal: controller.signal });
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  controller.abort();
  await expect(reader.read()).rejects.toThrow('aborted');
  expect((await get(api, path)).status).toBe(200);
});
