import { request } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Api, expect, test } from '../support/api.ts';
import { storedFiles, uploadForm } from '../support/upload.ts';

const JSON_TYPE = 'application/json';
const MB = 1024 * 1024;

/** Requests that create a client, in each API. */
const apis = [
  [
    'GraphQL',
    '/graphql',
    (name: string) => ({
      query: 'mutation ($name: String) { upsertClient(input: { name: $name }) { outcome } }',
      variables: { name },
    }),
  ],
  ['REST', '/api/v1/clients', (name: string) => ({ name })],
] as const;

async function post(
  api: Api,
  path: string,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
) {
  const response = await api.fetch(path, {
    method: 'POST',
    headers: { 'content-type': JSON_TYPE, ...headers },
    body: body as BodyInit,
  });
  const answer = JSON.parse(await response.text());
  return {
    status: response.status,
    message: (answer.message ?? answer.errors?.[0].message) as string | undefined,
    code: answer.errors?.[0]?.extensions?.code,
    acceptEncoding: response.headers.get('accept-encoding'),
  };
}

const codings = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['identity, gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['identity', Buffer.from],
] as const;

test.for(
  apis.flatMap((each) => codings.map((coding) => [each[0], coding[0], each, coding] as const)),
)(
  '%s reads a body encoded as %s, and refuses unknown codings',
  async ([, , [, path, ask], [coding, encode]], { api }) => {
    for (const name of ['Äsh', 'Birch', 'x'.repeat(400)]) {
      const body = new Uint8Array(encode(Buffer.from(JSON.stringify(ask(name)))));
      expect(await post(api, path, body, { 'content-encoding': coding })).toMatchObject({
        status: 200,
      });
    }
    expect(await api.names()).toEqual(expect.arrayContaining(['Äsh', 'Birch']));
  },
);

test.for(apis)('%s refuses a corrupt encoded body with 400', async ([api_, path, ask], { api }) => {
  const zipped = gzipSync(JSON.stringify(ask('Ash')));
  const long = gzipSync(JSON.stringify(ask('x'.repeat(11 * MB))));
  const bomb = gzipSync(Buffer.alloc(200 * MB, ' '));
  const isGraphQL = api_ === 'GraphQL';
  for (const [what, coding, body, status, code] of [
    ['truncated', 'gzip', zipped.subarray(0, -5), 400, 'BAD_REQUEST'],
    [
      'corrupt',
      'gzip',
      Buffer.from(zipped.map((byte, i) => (i > 12 && i < 30 ? byte ^ 0x55 : byte))),
      400,
      'BAD_REQUEST',
    ],
    ['plain', 'gzip', Buffer.from(JSON.stringify(ask('Ash'))), 400, 'BAD_REQUEST'],
    ['plain', 'br', Buffer.from(JSON.stringify(ask('Ash'))), 400, 'BAD_REQUEST'],
    ['too long', 'gzip', long, 413, 'REQUEST_ENTITY_TOO_LARGE'],
    ['a bomb', 'gzip', bomb, 413, 'REQUEST_ENTITY_TOO_LARGE'],
    ['unknown', 'compress', zipped, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['encoded twice', 'gzip, gzip', gzipSync(zipped), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ] as const) {
    const answer = await post(api, path, new Uint8Array(body), { 'content-encoding': coding });
    expect([what, answer]).toEqual([
      what,
      {
        status,
        message: expect.stringMatching(/^\S.+\.$/),
        code: isGraphQL ? code : undefined,
        acceptEncoding: status === 415 ? 'gzip, deflate, br' : null,
      },
    ]);
  }
  expect(await api.names()).toEqual([]);
});

test.for(apis)('%s refuses a too large body before its end', async ([, path], { api }) => {
  const status = await new Promise((resolve, reject) => {
    const headers = { 'x-api-token': api.token, 'content-type': JSON_TYPE };
    const sent = request(`${api.url}${path}`, { method: 'POST', headers }, ({ statusCode }) => {
      resolve(statusCode);
      sent
        .off('error', reject)
        .on('error', () => {})
        .destroy();
    });
    sent.on('error', reject).write(' '.repeat(11 * MB));
  });
  expect(status).toBe(413);
});

test.for(apis)('%s reads JSON with a byte order mark', async ([, path, ask], { api }) => {
  for (const name of ['Ash', 'Birch', 'Cedar']) {
    const body = `\ufeff${JSON.stringify(ask(name))}`;
    expect((await post(api, path, body)).status).toBe(200);
    const zipped = new Uint8Array(gzipSync(body));
    expect((await post(api, path, zipped, { 'content-encoding': 'gzip' })).status).toBe(200);
  }
  expect(new Set(await api.names())).toEqual(new Set(['Ash', 'Birch', 'Cedar']));
});

test.for(apis)(
  '%s reads UTF-8 and ASCII, and refuses other charsets with 415',
  async ([, path, ask], { api }) => {
    const ascii = JSON.stringify(ask('Ash'));
    const other = JSON.stringify(ask('Äsh'));
    for (const [charset, body, status] of [
      ['utf-8', Buffer.from(other), 200],
      ['"UTF-8"', Buffer.from(other), 200],
      ['utf8', Buffer.from(other), 200],
      ['us-ascii', Buffer.from(ascii), 200],
      ['iso-8859-1', Buffer.from(ascii), 200],
      ['iso-8859-1', Buffer.from(other, 'latin1'), 415],
      ['utf-16', Buffer.from(`\ufeff${ascii}`, 'utf16le'), 415],
      ['utf-16le', Buffer.from(ascii, 'utf16le'), 415],
      ['utf-32', Buffer.from(ascii), 415],
      ['nonsense', Buffer.from(ascii), 415],
      ['utf-8', Buffer.from(other, 'latin1'), 400],
    ] as const) {
      const type = { 'content-type': `application/json; charset=${charset}` };
      const answer = await post(api, path, new Uint8Array(body), type);
      expect([charset, answer.status]).toEqual([charset, status]);
    }
    expect(new Set(await api.names())).toEqual(new Set(['Ash', 'Äsh']));
  },
);

/** Returns the bytes of a form, and its media type. */
async function bytesOf(form: FormData): Promise<[Uint8Array, string]> {
  const encoded = new Response(form);
  return [
    new Uint8Array(await encoded.arrayBuffer()),
    encoded.headers.get('content-type') as string,
  ];
}

test('uploads can be compressed, and their JSON can have byte order marks', async ({ api }) => {
  const [clientId] = await api.has({ name: 'Ash' });
  const form = uploadForm({ clientId }, [{ name: 'a.txt', bytes: 'Hello. '.repeat(1000) }]);
  const marked = new FormData();
  for (const [name, value] of form)
    marked.append(name, typeof value === 'string' ? `\ufeff${value}` : value);
  const v1 = new FormData();
  v1.append('_method', 'PUT');
  v1.append('documents[]', new Blob(['Other. '.repeat(1000)]), 'b.txt');
  for (const [path, sent] of [
    ['/graphql', marked],
    [`/api/v1/clients/${clientId}/upload`, v1],
  ] as const) {
    const [bytes, type] = await bytesOf(sent);
    const headers = { 'content-type': type, 'content-encoding': 'gzip' };
    expect([path, await post(api, path, new Uint8Array(gzipSync(bytes)), headers)]).toMatchObject([
      path,
      { status: 200 },
    ]);
    const broken = new Uint8Array(gzipSync(bytes).subarray(0, -9));
    const response = await api.fetch(path, { method: 'POST', headers, body: broken });
    expect(await response.text()).toMatch(
      /before (it was complete|the file had come)|not complete/,
    );
  }
  expect(await storedFiles(api)).toHaveLength(2);
});

test('the JSON of an upload can be sent as files', async ({ api }) => {
  const [clientId] = await api.has({ name: 'Ash' });
  const form = uploadForm({ clientId }, [{ name: 'a.txt', bytes: 'Hello.' }]);
  const sent = new FormData();
  for (const [name, value] of form) {
    sent.append(name, typeof value === 'string' ? new Blob([value], { type: JSON_TYPE }) : value);
  }
  const response = await api.fetch('/graphql', { method: 'POST', body: sent });
  expect((await response.json()).errors).toBeUndefined();
  expect(await storedFiles(api)).toHaveLength(1);
});
