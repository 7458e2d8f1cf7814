import { get, type IncomingMessage } from 'node:http';
import { sql } from '../../src/db/sql.ts';
import { evaluate, readTags } from '../../src/http/conditions.ts';
import { type Api, expect, test } from '../support/api.ts';
import { upload } from '../support/upload.ts';
import { V1 } from '../support/v1/v1.ts';

const SUNDAY = 'Sun, 06 Nov 1994 08:49:37 GMT';

const lists: [list: string, tags: string | [isWeak: boolean, opaque: string][]][] = [
  ['*', '*'],
  [' * ', '*'],
  ['"a"', [[false, 'a']]],
  ['W/"a"', [[true, 'a']]],
  ['w/"a"', []],
  [
    '"a", W/"b" ,"c"',
    [
      [false, 'a'],
      [true, 'b'],
      [false, 'c'],
    ],
  ],
  [
    '"a,b", "c"',
    [
      [false, 'a,b'],
      [false, 'c'],
    ],
  ],
  [', "a",, ', [[false, 'a']]],
  ['""', [[false, '']]],
  [
    '"a-br", "b-gzip", "c-deflate"',
    [
      [false, 'a'],
      [false, 'b'],
      [false, 'c'],
    ],
  ],
  ['a', []],
  ['"a" b', []],
  ['"a', []],
  ['"a"b"', []],
  ['"a b"', []],
  ['*, "a"', []],
  ['', []],
];

test.for(lists)('the list of tags %s is parsed', ([list, expected]) => {
  const tags = readTags(list);
  expect(tags === '*' ? tags : tags.map(({ isWeak, opaque }) => [isWeak, opaque])).toEqual(
    expected,
  );
});

const before = 'Sun, 06 Nov 1994 08:49:36 GMT';
const verdicts: [method: string, headers: Record<string, string>, verdict: string][] = [
  ['GET', {}, 'proceed'],
  ['GET', { 'if-match': '"a"' }, 'proceed'],
  ['GET', { 'if-match': 'W/"a"' }, 'failed'],
  ['GET', { 'if-match': '"b"', 'if-none-match': '"a"' }, 'failed'],
  ['GET', { 'if-match': '"a"', 'if-none-match': '"a"' }, 'not modified'],
  ['GET', { 'if-match': '"a"', 'if-unmodified-since': before }, 'proceed'],
  ['GET', { 'if-unmodified-since': before }, 'failed'],
  ['GET', { 'if-unmodified-since': SUNDAY }, 'proceed'],
  ['PUT', { 'if-unmodified-since': before }, 'failed'],
  ['GET', { 'if-none-match': 'W/"a"' }, 'not modified'],
  ['HEAD', { 'if-none-match': '*' }, 'not modified'],
  ['PUT', { 'if-none-match': '*' }, 'failed'],
  ['PUT', { 'if-none-match': '"b"' }, 'proceed'],
  ['GET', { 'if-none-match': '"b"', 'if-modified-since': SUNDAY }, 'proceed'],
  ['GET', { 'if-modified-since': SUNDAY }, 'not modified'],
  ['GET', { 'if-modified-since': 'Sunday, 06-Nov-94 08:49:37 GMT' }, 'not modified'],
  ['GET', { 'if-modified-since': 'Sun Nov  6 08:49:37 1994' }, 'not modified'],
  ['GET', { 'if-modified-since': before }, 'proceed'],
  ['GET', { 'if-modified-since': '1994-11-06T08:49:37Z' }, 'proceed'],
  ['GET', { 'if-modified-since': 'tomorrow' }, 'proceed'],
  ['PUT', { 'if-modified-since': SUNDAY }, 'proceed'],
];

test.for(verdicts)('%s with %j: %s', ([method, headers, verdict]) => {
  // Milliseconds, which HTTP does not tell, make nothing newer.
  const lastModified = new Date(Date.parse(SUNDAY) + 500);
  expect(evaluate({ method, headers }, { etag: '"a"', lastModified })).toBe(verdict);
});

/** Stores a document on that Sunday. Returns its path and its tag. */
async function stored(api: Api): Promise<{ path: string; tag: string }> {
  const [clientId] = await api.has({ name: 'Ash' });
  const { results } = await upload(api, { clientId }, { name: 'a.txt', bytes: '0123456789' });
  await api.db.query(
    sql`update documents set created_at = ${new Date(SUNDAY)} where company_id = ${api.companyId}`,
  );
  const { url, sha256 } = results[0].document;
  return { path: new URL(url).pathname, tag: `"${sha256}"` };
}

test('a download gets 200, 304 or 412 by the conditions of the request', async ({ api }) => {
  const { path, tag } = await stored(api);
  const range = { range: 'bytes=5-' };
  for (const [headers, status, text] of [
    [{}, 200, '0123456789'],
    [{ 'if-match': `"x", ${tag}` }, 200, '0123456789'],
    [{ 'if-match': `W/${tag}` }, 412, null],
    [{ 'if-none-match': `W/${tag}` }, 304, ''],
    [{ 'if-none-match': '"x"', 'if-modified-since': SUNDAY }, 200, '0123456789'],
    [{ 'if-modified-since': SUNDAY }, 304, ''],
    [{ 'if-unmodified-since': before }, 412, null],
    [{ ...range, 'if-range': tag }, 206, '56789'],
    [{ ...range, 'if-range': `W/${tag}` }, 200, '0123456789'],
    [{ ...range, 'if-range': '*' }, 200, '0123456789'],
    [{ ...range, 'if-range': SUNDAY }, 206, '56789'],
    [{ ...range, 'if-range': before }, 200, '0123456789'],
    [{ range: 'BYTES=5-' }, 206, '56789'],
  ] as const) {
    const response = await api.fetch(path, { headers });
    const body = await response.text();
    expect([headers, response.status, text === null ? null : body]).toEqual([
      headers,
      status,
      text,
    ]);
    if (status === 412)
      expect(JSON.parse(body)).toEqual({ message: expect.stringContaining('conditions') });
    else expect(response.headers.get('etag')).toBe(tag);
    if (status !== 304) continue;
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'last-modified': SUNDAY,
      'cache-control': 'no-cache, private',
      vary: expect.stringContaining('Accept-Encoding'),
      date: expect.any(String),
    });
    expect(response.headers.get('content-type')).toBeNull();
  }
});

/** Sends a GET and returns the encoded response, which `fetch` would decode. */
async function raw({ url, token }: Api, path: string, headers: Record<string, string>) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}${path}`, { headers: { 'x-api-token': token, ...headers } }, resolve).on(
      'error',
      reject,
    );
  });
  response.resume();
  const { etag, vary, 'content-encoding': coding } = response.headers;
  return { status: response.statusCode, etag, coding, vary };
}

test('the tag of a compressed client works in If-None-Match and If-Match', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash', contacts: [{}, {}] });
  const path = `/api/v1/clients/${id}`;
  const plain = await raw(api, path, {});
  expect(plain).toMatchObject({
    status: 200,
    etag: '"1"',
    coding: undefined,
    vary: 'Accept-Encoding',
  });
  for (const coding of ['br', 'gzip', 'deflate']) {
    const accept = { 'accept-encoding': coding };
    const etag = `"1-${coding}"`;
    expect(await raw(api, path, accept)).toMatchObject({ status: 200, etag, coding });
    for (const known of [etag, `"x", ${etag}`, 'W/"1"', '"1"']) {
      const again = await raw(api, path, { ...accept, 'if-none-match': known });
      expect([known, again.status, again.vary]).toEqual([known, 304, 'Accept-Encoding']);
      expect(again.etag).toBe(known.includes(coding) ? etag : '"1"');
    }
  }
  const v1 = new V1(api);
  const { status } = await v1.send(
    `PUT /clients/${id}`,
    { name: 'Birch' },
    { 'if-match': '"1-br"' },
  );
  expect(status).toBe(200);
  const list = await raw(api, '/api/v1/clients', { 'accept-encoding': 'gzip' });
  expect(list).toMatchObject({ coding: 'gzip', etag: expect.stringMatching(/^W\/"[^"]+"$/) });
});

test('a write with If-None-Match of the current state is refused with 412', async ({ api }) => {
  const v1 = new V1(api);
  const [client] = await v1.has({ name: 'Ash' });
  const change = (headers: Record<string, string>) =>
    v1.send(`PUT /clients/${client.id}`, { name: 'Birch' }, headers);
  const excluding: Record<string, string>[] = [
    { 'if-none-match': '*' },
    { 'if-none-match': '"1"' },
    { 'if-none-match': 'W/"1", "7"' },
    { 'if-match': '"1"', 'if-none-match': '"1"' },
  ];
  for (const headers of excluding) {
    const { status, body } = await change(headers);
    expect([headers, status, Object.keys(body)]).toEqual([headers, 412, ['message']]);
  }
  expect(await api.names()).toEqual(['Ash']);
  expect((await change({ 'if-match': '"1", "2"', 'if-none-match': '"7"' })).status).toBe(200);
  const missing = await v1.send('PUT /clients/nelXQAALge', {}, { 'if-none-match': '*' });
  expect(missing.status).toBe(400);
});

test('a write with a weak tag in If-Match is refused with 412', async ({ api }) => {
  const v1 = new V1(api);
  const { path } = await stored(api);
  const document = path.split('/')[4];
  const route = `PUT /documents/${document}`;
  const { headers } = await v1.send(`GET /documents/${document}`);
  const tag = headers.get('etag') as string;
  const bound: Record<string, string>[] = [
    { 'if-match': tag },
    { 'if-match': '"1"' },
    { 'if-none-match': '*' },
  ];
  for (const conditions of bound) {
    const { status, body } = await v1.send(route, { name: 'b.txt' }, conditions);
    expect([conditions, status, Object.keys(body)]).toEqual([conditions, 412, ['message']]);
  }
  expect((await v1.data(`GET /documents/${document}`)).name).toBe('a.txt');
  expect((await v1.send(route, { name: 'b.txt' }, { 'if-match': '*' })).status).toBe(200);
  const missing = await v1.send('PUT /documents/nelXQAALge', {}, { 'if-match': tag });
  expect(missing.status).toBe(400);
});
