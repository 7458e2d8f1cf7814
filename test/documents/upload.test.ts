import { request } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { receiveUpload } from '../../src/domain/documents/receive-upload.ts';
import { type Answer, type Api, expect, test } from '../support/api.ts';
import { exe, pdf, png } from '../support/files.ts';
import { limits } from '../support/gateway.ts';
import { sha256, storedFiles, type TestFile, upload, uploadForm } from '../support/upload.ts';

const text = (name: string, bytes = `The file ${name}.`): TestFile => ({ name, bytes });

async function client(api: Api): Promise<string> {
  const [id] = await api.has({ name: 'Ash' });
  return id as string;
}

/** Reads a client's version and the names of its documents. */
async function documentsOf(api: Api, id: string) {
  const { client } = await api.ask(
    'query ($id: ID!) { client(id: $id) { version documents { nodes { name } } } }',
    { id },
  );
  return { version: client.version, names: client.documents.nodes.map((n: TestFile) => n.name) };
}

test('an uploaded file becomes a document of the client', async ({ api }) => {
  const clientId = await client(api);
  const bytes = png(300, 200);
  const payload = await upload(api, { clientId }, { name: 'Logo.png', bytes });
  const [{ document, ...result }] = payload.results;
  expect(payload).toMatchObject({ replayed: false, dryRun: false, userErrors: [] });
  expect(payload.client).toEqual({ id: clientId, version: 2, documents: { totalCount: 1 } });
  expect(result).toEqual({
    outcome: 'STORED',
    type: 'png',
    size: bytes.length,
    userErrors: [],
  });
  expect(document).toMatchObject({
    name: 'Logo.png',
    type: 'png',
    mimeType: 'image/png',
    size: bytes.length,
    width: 300,
    height: 200,
    sha256: sha256(bytes),
    isPublic: true,
    url: `${api.url}/api/v1/documents/${document.id}/download`,
  });
  expect(document.hash).toMatch(/^[A-Za-z0-9]{40}\.png$/);
  expect((await storedFiles(api)).map((name) => name.split('/').slice(1))).toEqual([
    ['documents', document.hash],
  ]);
});

test('an upload sends one statement per file before its bytes, and a fixed number per request', async ({
  api,
}) => {
  const clientId = await client(api);
  const files = Array.from({ length: 12 }, (_, i) => text(`${i}.txt`));
  await upload(api, { clientId }, text('first.txt'));
  const one = await api.statements(() => upload(api, { clientId }, text('one.txt')));
  const many = await api.statements(() => upload(api, { clientId }, ...files));
  expect(many - one).toBe(files.length - 1);
  expect((await documentsOf(api, clientId)).names).toEqual([
    'first.txt',
    'one.txt',
    ...files.map(({ name }) => name),
  ]);
});

test('documents can be hidden from the portal', async ({ api }) => {
  const clientId = await client(api);
  const { results } = await upload(api, { clientId, isPublic: false }, text('a.txt'));
  expect(results[0].document.isPublic).toBe(false);
});

test('the same bytes are stored once for each client', async ({ api }) => {
  const [ash, birch] = await api.has({ name: 'Ash' }, { name: 'Birch' });
  const first = await upload(api, { clientId: ash }, text('a.txt', 'same'), text('b.txt', 'same'));
  const [a, b] = first.results;
  expect([a.outcome, b.outcome]).toEqual(['STORED', 'RECOGNISED']);
  const again = await upload(api, { clientId: ash }, text('c.txt', 'same'));
  expect(again.results[0]).toMatchObject({ outcome: 'RECOGNISED', userErrors: [] });
  expect([b.document.id, again.results[0].document.id]).toEqual([a.document.id, a.document.id]);
  expect(again.client).toMatchObject({ version: 2, documents: { totalCount: 1 } });
  expect(await storedFiles(api)).toHaveLength(1);
  const elsewhere = await upload(api, { clientId: birch }, text('a.txt', 'same'));
  expect(elsewhere.results[0].outcome).toBe('STORED');
});

const tooLarge = 'x'.repeat(limits.fileBytes + 1);

test.for([
  ['larger than a file may be', text('a.txt', tooLarge), 'FILE_TOO_LARGE'],
  ['empty', text('a.txt', ''), 'FILE_TYPE_REFUSED'],
  ['of a type that is not stored', { name: 'a.png', bytes: exe }, 'FILE_TYPE_REFUSED'],
  ['named as a program', text('a.PHP'), 'FILE_TYPE_REFUSED'],
] as const)('a file that is %s is refused by itself', async ([, bad, code], { api }) => {
  const clientId = await client(api);
  const { results, userErrors } = await upload(
    api,
    { clientId },
    text('1.txt'),
    bad,
    text('2.txt'),
  );
  expect(userErrors).toEqual([]);
  expect(results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'STORED',
    null,
    'STORED',
  ]);
  expect(results[1]).toMatchObject({
    document: null,
    type: null,
    size: null,
    userErrors: [{ code, path: ['files', '1'] }],
  });
  expect(await storedFiles(api)).toHaveLength(2);
});

test('with REJECT_ALL one refused file refuses all', async ({ api }) => {
  const clientId = await client(api);
  const files = [text('a.txt'), text('b.txt', ''), text('c.txt')];
  const { results } = await upload(api, { clientId, policy: 'REJECT_ALL' }, ...files);
  expect(results.map((result: { userErrors: { code: string }[] }) => result.userErrors)).toEqual([
    [expect.objectContaining({ code: 'SKIPPED', path: ['files', '0'] })],
    [expect.objectContaining({ code: 'FILE_TYPE_REFUSED', path: ['files', '1'] })],
    [expect.objectContaining({ code: 'SKIPPED', path: ['files', '2'] })],
  ]);
  expect(await documentsOf(api, clientId)).toEqual({ version: 1, names: [] });
  expect(await storedFiles(api)).toEqual([]);
});

test('the files of a request are limited in number and in bytes together', async ({ api }) => {
  const clientId = await client(api);
  const many = Array.from({ length: limits.files + 2 }, (_, i) => text(`${i}.txt`));
  const { results } = await upload(api, { clientId }, ...many);
  expect(results.slice(limits.files)).toMatchObject([
    { outcome: null, userErrors: [{ code: 'TOO_MANY', path: ['files', '20'] }] },
    { outcome: null, userErrors: [{ code: 'TOO_MANY', path: ['files', '21'] }] },
  ]);
  const large = ['a', 'b', 'c', 'd'].map((letter) => text(letter, letter.repeat(900_000)));
  const { results: bytes } = await upload(api, { clientId }, ...large);
  expect(bytes.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'STORED',
    'STORED',
    'STORED',
    null,
  ]);
  expect(bytes[3].userErrors).toMatchObject([{ code: 'FILE_TOO_LARGE', path: ['files', '3'] }]);
});

test('the limit of bytes applies to files in their order, even if the first one is slow', async () => {
  const requestBytes = 100;
  const state = {
    destination: null,
    limits: { ...limits, requestBytes, time: 1000 },
    bytesLeft: requestBytes,
    turn: Promise.resolve(),
  };
  const slow = new PassThrough();
  slow.write('s'.repeat(40));
  const { results } = await receiveUpload(state, async (onFile) => {
    onFile(0, { name: 'slow.txt', open: () => slow });
    onFile(1, { name: 'fast.txt', open: () => Readable.from([Buffer.alloc(60, 'f')]) });
    // The fast one has all the time that it needs to be read first.
    await pause(20);
    slow.end('s'.repeat(40));
    return {};
  });
  expect(results).toMatchObject([
    { name: 'slow.txt', file: { size: 80 } },
    { name: 'fast.txt', refused: { code: 'FILE_TOO_LARGE', inputPath: ['files', 1] } },
  ]);
});

test.for([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\Report.txt', 'Report.txt'],
  ['..', 'document'],
  ['a/', 'document'],
  ['  spaced  .txt ', 'spaced  .txt'],
  ['Übersicht – 概要.txt', 'Übersicht – 概要.txt'],
  ['invoice\u202Etxt.exe', 'invoicetxt.exe'],
  [`${'n'.repeat(300)}.txt`, `${'n'.repeat(187)}.txt`],
] as const)('a file called %j is listed as %j', async ([name, listed], { api }) => {
  const clientId = await client(api);
  const { results } = await upload(api, { clientId }, { name, bytes: pdf });
  expect(results[0].document).toMatchObject({ name: listed, type: 'pdf' });
});

test('an unknown client, or one of another company, gets no files', async ({ api, other }) => {
  const theirs = await client(other);
  for (const [clientId, code] of [
    [theirs, 'NOT_FOUND'],
    [api.ids.encode(2_000_000_000), 'NOT_FOUND'],
    ['contact_VolejRejNm', 'WRONG_ID_TYPE'],
    ['?', 'INVALID_ID'],
  ]) {
    const payload = await upload(api, { clientId }, text('a.txt'));
    expect(payload).toMatchObject({ client: null, results: null });
    expect(payload.userErrors).toMatchObject([{ code, path: ['clientId'] }]);
  }
  expect(await documentsOf(other, theirs)).toEqual({ version: 1, names: [] });
  expect(await storedFiles(api)).toEqual([]);
});

test('a client in any state gets files', async ({ api }) => {
  const states = [{ archivedAt: new Date() }, { archivedAt: new Date(), isDeleted: true }];
  for (const clientId of await api.has(...states)) {
    const { results } = await upload(api, { clientId }, text('a.txt'));
    expect(results[0].outcome).toBe('STORED');
  }
});

test('an outdated version of the client is a conflict', async ({ api }) => {
  const clientId = await client(api);
  const { userErrors } = await upload(api, { clientId, expectedVersion: 7 }, text('a.txt'));
  expect(userErrors).toMatchObject([
    { __typename: 'ConflictError', code: 'CONFLICT', path: ['expectedVersion'] },
  ]);
  expect(await storedFiles(api)).toEqual([]);
  const { client: changed } = await upload(api, { clientId, expectedVersion: 1 }, text('a.txt'));
  expect(changed.version).toBe(2);
});

test('a dry run returns the result and stores nothing', async ({ api }) => {
  const clientId = await client(api);
  const files = [{ name: 'a.bin', bytes: png(1, 1) }, text('b.txt', '')];
  const payload = await upload(api, { clientId, dryRun: true }, ...files);
  expect(payload.dryRun).toBe(true);
  expect(payload.results).toMatchObject([
    { outcome: 'STORED', type: 'png', size: png(1, 1).length, document: null },
    { outcome: null, userErrors: [{ code: 'FILE_TYPE_REFUSED' }] },
  ]);
  expect(await documentsOf(api, clientId)).toEqual({ version: 1, names: [] });
  expect(await storedFiles(api)).toEqual([]);
});

test('a repeated upload with the same key is replayed', async ({ api }) => {
  const clientId = await client(api);
  const variables = { clientId, idempotencyKey: 'k', expectedVersion: 1 };
  const first = await upload(api, variables, text('a.txt'));
  const again = await upload(api, variables, text('a.txt'));
  expect(again).toEqual({ ...first, replayed: true });
  const different = await upload(api, variables, text('a.txt', 'Other bytes.'));
  expect(different.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }]);
  expect(await documentsOf(api, clientId)).toEqual({ version: 2, names: ['a.txt'] });
  expect(await storedFiles(api)).toHaveLength(1);
});

test('twenty concurrent uploads all succeed', async ({ api }) => {
  const clientId = await client(api);
  const twenty = Array.from({ length: 20 }, (_, i) => text(`${i}.txt`, `${i}`.repeat(100_000)));
  const payloads = await Promise.all(twenty.map((file) => upload(api, { clientId }, file)));
  expect(payloads.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  const { version, names } = await documentsOf(api, clientId);
  expect(version).toBe(21);
  expect(names.sort()).toEqual(twenty.map(({ name }) => name).sort());
  expect(await storedFiles(api)).toHaveLength(20);
});

test('twenty concurrent uploads with one key create one document', async ({ api }) => {
  const clientId = await client(api);
  const variables = { clientId, idempotencyKey: 'k' };
  const twenty = Array.from({ length: 20 }, () => upload(api, variables, text('a.txt')));
  const payloads = await Promise.all(twenty);
  expect(payloads.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(new Set(payloads.map(({ results }) => results[0].document.id)).size).toBe(1);
  expect(await documentsOf(api, clientId)).toEqual({ version: 2, names: ['a.txt'] });
  expect(await storedFiles(api)).toHaveLength(1);
});

/** Sends the start of an upload and closes the connection. */
async function breakOff(api: Api, body: FormData, share: number): Promise<void> {
  const whole = new Response(body);
  const bytes = Buffer.from(await whole.arrayBuffer());
  const sending = request(`${api.url}/graphql`, {
    method: 'POST',
    headers: {
      'x-api-token': api.token,
      'content-type': whole.headers.get('content-type') as string,
      'content-length': bytes.length,
    },
  });
  const gone = new Promise((resolve) => sending.once('error', resolve));
  sending.write(bytes.subarray(0, Math.floor(bytes.length * share)), () => {
    setTimeout(() => sending.destroy(new Error('Gone.')), 50);
  });
  await gone;
}

test.for([0.05, 0.5, 0.9])(
  'an upload that breaks off after %d of it leaves nothing',
  async (share, { api }) => {
    const clientId = await client(api);
    const files = [text('a.txt', 'a'.repeat(400_000)), text('b.txt', 'b'.repeat(400_000))];
    await breakOff(api, uploadForm({ clientId }, files), share);
    await expect.poll(() => storedFiles(api)).toEqual([]);
    expect(await documentsOf(api, clientId)).toEqual({ version: 1, names: [] });
  },
);

/** Sends a form with the given parts. */
async function sendForm(
  api: Api,
  parts: readonly (readonly [string, string | Blob])[],
  headers = {},
) {
  const body = new FormData();
  for (const [name, value] of parts) body.append(name, value as Blob);
  const response = await api.fetch('/graphql', { method: 'POST', body, headers });
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
}

/** Returns the parts of a form that uploads two files. */
const formOf = (clientId: string, map: object, ...names: string[]) =>
  [
    ['operations', uploadForm({ clientId }, [text('a'), text('b')]).get('operations') as string],
    ['map', JSON.stringify(map)],
    ...names.map((name) => [name, new Blob([`The part ${name}.`])] as const),
  ] as const;

test('the parts of a request may be in any order', async ({ api }) => {
  const clientId = await client(api);
  const map = { second: ['variables.files.1'], first: ['variables.files.0'] };
  const answer = await sendForm(api, formOf(clientId, map, 'second', 'unused', 'first'));
  const { results } = answer.data.uploadClientDocuments;
  expect(results.map(({ size }: { size: number }) => size)).toEqual([
    'The part first.'.length,
    'The part second.'.length,
  ]);
});

test('the files of a refused mutation do not block those of the next', async ({ api }) => {
  const clientId = await client(api);
  const variables = {
    nobody: api.ids.encode(2_000_000_000),
    ...{ clientId, theirs: [null], ours: [null] },
  };
  const query = `mutation ($nobody: ID!, $clientId: ID!, $theirs: [Upload!]!, $ours: [Upload!]!) {
    first: uploadClientDocuments(clientId: $nobody, files: $theirs) { userErrors { code } }
    second: uploadClientDocuments(clientId: $clientId, files: $ours) { results { outcome } }
  }`;
  // More than fits into all the buffers on its way.
  const large = new Blob(['x'.repeat(900_000)]);
  const { data } = await sendForm(api, [
    ['operations', JSON.stringify({ query, variables })],
    ['map', JSON.stringify({ a: ['variables.theirs.0'], b: ['variables.ours.0'] })],
    ['a', large],
    ['b', large],
  ]);
  expect(data).toEqual({
    first: { userErrors: [{ code: 'NOT_FOUND' }] },
    second: { results: [{ outcome: 'STORED' }] },
  });
});

test('a missing part refuses the whole upload', async ({ api }) => {
  const clientId = await client(api);
  const map = { a: ['variables.files.0'], b: ['variables.files.1'] };
  const answer = await sendForm(api, formOf(clientId, map, 'a'));
  const refusal = { code: 'UPLOAD_BROKEN', path: ['files', '1'] };
  expect(answer).toMatchObject({
    data: { uploadClientDocuments: { results: null, userErrors: [refusal] } },
  });
  expect(await storedFiles(api)).toEqual([]);
});

test.for([
  ['without a map', [['operations', '{"query":"{ __typename }"}']]],
  [
    'with the map first',
    [
      ['map', '{}'],
      ['operations', '{"query":"{ __typename }"}'],
    ],
  ],
  [
    'with a map that leads nowhere',
    [
      ['operations', '{"query":"{ __typename }"}'],
      ['map', '{"0":["a.b.c"]}'],
    ],
  ],
  [
    'with a map into the prototype',
    [
      ['operations', '{"query":"{ __typename }"}'],
      ['map', '{"0":["__proto__.x"]}'],
    ],
  ],
  [
    'whose operation is not JSON',
    [
      ['operations', '{'],
      ['map', '{}'],
    ],
  ],
  ['with nothing in it', []],
] as const)('a multipart request %s is refused as a whole', async ([, parts], { api }) => {
  const { status, errors } = await sendForm(api, parts);
  expect({ status, errors }).toMatchObject({
    status: 400,
    errors: [{ extensions: { code: 'BAD_REQUEST' } }],
  });
});

test('a malformed form does not end the process', async ({ api }) => {
  const type = { 'content-type': 'multipart/form-data; boundary=b' };
  for (const body of ['--b\r\nno header\r\n\r\nx\r\n--b--\r\n', '--b\r\n\u0000: x', '--b', 'x']) {
    const response = await api.fetch('/graphql', { method: 'POST', headers: type, body });
    expect([body, response.status]).toEqual([body, 400]);
  }
  expect(await api.ask('{ __typename }')).toEqual({ __typename: 'Query' });
});

test('a request with a too large Content-Length is refused before its files are sent', async ({
  api,
}) => {
  const { port } = new URL(api.url);
  const length = limits.requestBytes + 11 * 1024 * 1024;
  const headers = {
    'x-api-token': api.token,
    'content-type': 'multipart/form-data; boundary=x',
    'content-length': length,
  };
  const status = await new Promise((resolve, reject) => {
    const sending = request({ port, path: '/graphql', method: 'POST', headers });
    sending.once('error', reject).once('response', (response) => {
      resolve(response.statusCode);
      sending
        .off('error', reject)
        .on('error', () => {})
        .destroy();
    });
    sending.flushHeaders();
  });
  expect(status).toBe(413);
});

test('a form of another site cannot upload', async ({ api }) => {
  const clientId = await client(api);
  const body = uploadForm({ clientId }, [text('a.txt')]);
  const anonymous = (headers: Record<string, string>) =>
    fetch(`${api.url}/graphql`, { method: 'POST', body, headers });
  const simple = await anonymous({});
  expect([simple.status, await simple.json()]).toMatchObject([
    400,
    { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
  ]);
  const asked = await anonymous({ 'graphql-preflight': '1' });
  expect([asked.status, await asked.json()]).toMatchObject([
    401,
    { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
  ]);
  expect(await documentsOf(api, clientId)).toEqual({ version: 1, names: [] });
});

test('a file cannot be sent as text', async ({ api }) => {
  const { extensions } = await api.refused(
    'mutation ($files: [Upload!]!) { uploadClientDocuments(clientId: "VolejRejNm", files: $files) { replayed } }',
    { files: ['a'] },
  );
  expect(extensions).toMatchObject({ code: 'INVALID_INPUT', inputPath: ['files', 0] });
});
