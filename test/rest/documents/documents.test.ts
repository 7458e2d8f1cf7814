import { request } from 'node:http';
import { exe, gif, pdf, png } from '../../support/files.ts';
import { storedFiles } from '../../support/upload.ts';
import { expect, test, V1 } from '../../support/v1/v1.ts';

const PNG = png(3, 2);

/** Creates a form with files and values in this order. */
function form(...parts: [field: string, value: string | Buffer, name?: string][]): FormData {
  const data = new FormData();
  for (const [field, value, name] of parts) {
    if (typeof value === 'string' && name === undefined) data.append(field, value);
    else data.append(field, new Blob([new Uint8Array(Buffer.from(value as Buffer))]), name);
  }
  return data;
}

const confirmed = (v1: V1) => ({ 'x-api-password': v1.api.password });

const upload = (v1: V1, { id }: { id: string }, body: FormData) =>
  v1.send(`PUT /clients/${id}/upload`, body);

/** Creates a client with a picture and a text. */
async function withFiles(v1: V1) {
  const [client] = await v1.has({ name: 'Ash' });
  const { body } = await upload(
    v1,
    client,
    form(['documents[]', PNG, 'dir/logo.png'], ['documents[]', Buffer.from('hello'), 'notes.csv']),
  );
  return body.data;
}

test('an upload stores files and returns the client with them', async ({ v1, api }) => {
  const client = await withFiles(v1);
  const [picture, text] = client.documents;
  expect(picture).toEqual({
    id: expect.stringMatching(/^[A-Za-z0-9]{10,}$/),
    user_id: client.user_id,
    assigned_user_id: '',
    project_id: '',
    vendor_id: '',
    url: `${api.url}/api/v1/documents/${picture.id}/download`,
    preview: '',
    name: 'logo.png',
    type: 'png',
    disk: 'public',
    hash: expect.stringMatching(/^[A-Za-z0-9]{40}\.png$/),
    size: PNG.length,
    width: 3,
    height: 2,
    is_default: false,
    updated_at: expect.any(Number),
    archived_at: 0,
    created_at: expect.any(Number),
    is_deleted: false,
    is_public: true,
    link: `/clients/${client.id}`,
  });
  expect(Object.keys(picture).join(' ')).toBe(
    'id user_id assigned_user_id project_id vendor_id url preview name type disk hash size width height is_default updated_at archived_at created_at is_deleted is_public link',
  );
  expect(text).toMatchObject({ name: 'notes.csv', type: 'txt', size: 5, width: 0, height: 0 });
  expect(await v1.data(`GET /clients/${client.id}`)).toEqual(client);
});

const PUT = { 'x-http-method-override': 'PUT' };

const uploads: [
  what: string,
  route: string,
  parts: Parameters<typeof form>,
  headers: Record<string, string>,
][] = [
  ['PUT', 'PUT', [['documents[]', PNG, 'a.png']], {}],
  [
    'POST with _method first',
    'POST',
    [
      ['_method', 'PUT'],
      ['documents[]', PNG, 'a.png'],
    ],
    {},
  ],
  [
    'POST with _method last',
    'POST',
    [
      ['documents[]', PNG, 'a.png'],
      ['_method', 'put'],
    ],
    {},
  ],
  ['POST with the header', 'POST', [['documents[]', PNG, 'a.png']], PUT],
  ['numbered brackets', 'PUT', [['documents[0]', PNG, 'a.png']], {}],
  ['named brackets', 'PUT', [['documents[logo]', PNG, 'a.png']], {}],
];

test.for(uploads)('an upload by %s', async ([, method, parts, headers], { v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const shown = await v1.data(`${method} /clients/${client.id}/upload`, form(...parts), headers);
  expect(shown.documents).toMatchObject([{ name: 'a.png', type: 'png' }]);
});

const nothing: [what: string, body: FormData | undefined][] = [
  ['no body', undefined],
  ['an empty form', form(['x', 'y'])],
  ['a text in place of a file', form(['documents[]', 'abc'])],
  ['a field in which no file was chosen', form(['documents[]', Buffer.alloc(0), ''])],
  ['a single file without brackets', form(['documents', PNG, 'a.png'])],
  ['a file of another name', form(['file', PNG, 'a.png'])],
];

test.for(nothing)('an upload of %s stores nothing', async ([, body], { v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  expect(await v1.data(`PUT /clients/${client.id}/upload`, body)).toEqual(client);
});

test('a POST to upload without _method=PUT is refused', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const { status, body } = await v1.send(
    `POST /clients/${client.id}/upload`,
    form(['documents[]', PNG, 'a.png'], ['is_public', '1']),
  );
  expect([status, body]).toEqual([404, { message: 'Method not supported for this route' }]);
  expect(await v1.data(`GET /clients/${client.id}`)).toEqual(client);
  expect(await storedFiles(v1.api)).toEqual([]);
});

const words: [said: string, isPublic: boolean][] = [
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
  ['yes', true],
  ['no', false],
  ['on', true],
  ['off', false],
];

test('is_public is accepted before and after the files', async ({ v1 }) => {
  for (const [said, isPublic] of words) {
    const [client] = await v1.has({});
    const file = ['documents[]', PNG, 'a.png'] as const;
    const { body } = await upload(v1, client, form([...file], ['is_public', said]));
    expect([said, body.data.documents[0].is_public]).toEqual([said, isPublic]);
    const [second] = await v1.has({});
    const { body: before } = await upload(v1, second, form(['is_public', said], [...file]));
    expect([said, before.data.documents[0].is_public]).toEqual([said, isPublic]);
  }
  const [client] = await v1.has({});
  const junk = await upload(
    v1,
    client,
    form(['documents[]', PNG, 'a.png'], ['is_public', 'perhaps']),
  );
  expect([junk.status, Object.keys(junk.body.errors)]).toEqual([422, ['is_public']]);
  expect(await v1.data(`GET /clients/${client.id}`)).toEqual(client);
});

const bad: [what: string, bytes: Buffer, name: string][] = [
  ['an empty file', Buffer.alloc(0), 'a.txt'],
  ['a program', Buffer.from('<?php'), 'a.php'],
  ['an executable', exe, 'a.exe'],
  ['JSON', Buffer.from('{"a":1}'), 'a.json'],
  ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'a.svg'],
];

test('one refused file refuses the whole upload', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  for (const [what, bytes, name] of bad) {
    const body = form(['documents[]', PNG, 'a.png'], ['documents[]', bytes, name]);
    const answer = await upload(v1, client, body);
    const keys = Object.keys(answer.body.errors ?? {});
    expect([what, answer.status, keys]).toEqual([what, 422, ['documents.1']]);
  }
  expect(await v1.data(`GET /clients/${client.id}`)).toEqual(client);
});

test('the type of a file is detected from its bytes', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const { body } = await upload(
    v1,
    client,
    form(['documents[]', Buffer.from('just text'), 'a.png'], ['documents[]', pdf, 'b.txt']),
  );
  const types = body.data.documents.map(({ type }: { type: string }) => type);
  expect(types).toEqual(['txt', 'pdf']);
});

test('an upload to an unknown client is refused, whatever its size', async ({ v1 }) => {
  const large = Buffer.alloc(900_000, 'x');
  for (const id of ['nelXQAALge', 'nonsense']) {
    const { status } = await upload(v1, { id }, form(['documents[]', large, 'a.txt']));
    expect([id, status]).toEqual([id, 400]);
  }
  const [client] = await v1.has({});
  expect((await upload(v1, client, form(['documents[]', large, 'a.txt']))).status).toBe(200);
});

test('an interrupted upload stores nothing', async ({ v1, api }) => {
  const [client] = await v1.has({ name: 'Ash' });
  await new Promise<void>((resolve) => {
    const boundary = 'b0undary';
    const sent = request(`${api.url}/api/v1/clients/${client.id}/upload`, {
      method: 'PUT',
      headers: {
        'x-api-token': api.token,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': 1_000_000,
      },
    });
    sent.on('error', () => {}).on('close', () => resolve());
    sent.write(
      `--${boundary}\r\ncontent-disposition: form-data; name="documents[]"; filename="a.txt"\r\n\r\nsome text`,
    );
    setTimeout(() => sent.destroy(), 100);
  });
  expect(await v1.data(`GET /clients/${client.id}`)).toEqual(client);
});

test('documents are listed, read and changed', async ({ v1 }) => {
  const client = await withFiles(v1);
  const [picture, text] = client.documents;
  const { body } = await v1.send('GET /documents?per_page=1');
  expect(body.data).toEqual([picture]);
  expect(body.meta.pagination).toMatchObject({ total: 2, total_pages: 2 });
  expect(await v1.data(`GET /documents/${text.id}`)).toEqual(text);
  expect(await v1.data(`GET /documents/${text.id}/edit`)).toEqual(text);
  const changed = await v1.data(`PUT /documents/${text.id}`, {
    name: 'renamed.txt',
    is_public: 'no',
    is_default: 1,
    size: 99,
    type: 'exe',
  });
  expect(changed).toEqual({
    ...text,
    name: 'renamed.txt',
    is_public: false,
    is_default: true,
    updated_at: expect.any(Number),
  });
  expect(await v1.data(`PUT /documents/${text.id}`, changed)).toEqual(changed);
  const named = await v1.data(`PUT /documents/${text.id}`, { name: `dir/${'x'.repeat(300)}.txt` });
  expect(named.name).toBe(`${'x'.repeat(187)}.txt`);
  const junk = await v1.send(`PUT /documents/${text.id}`, { is_public: 'perhaps' });
  expect([junk.status, Object.keys(junk.body.errors)]).toEqual([422, ['is_public']]);
  const name = await v1.send(`PUT /documents/${text.id}`, { name: ['x'] });
  expect([name.status, Object.keys(name.body.errors)]).toEqual([422, ['name']]);
});

const filters: [query: string, names: string[]][] = [
  ['', ['logo.png', 'notes.csv', 'terms.pdf', 'old.gif']],
  ['filter=LOGO', ['logo.png']],
  ['filter=%25', []],
  ['filter=logo%00', []],
  [`filter=${'logo'.repeat(100)}`, []],
  ['type=image', ['logo.png', 'old.gif']],
  ['type=pdf', ['terms.pdf']],
  ['type=other', ['notes.csv']],
  ['type=private', ['terms.pdf']],
  ['type=public', ['logo.png', 'notes.csv', 'old.gif']],
  ['type=public,image', ['logo.png', 'old.gif']],
  ['type=pdf,image', []],
  ['type=nonsense', ['logo.png', 'notes.csv', 'terms.pdf', 'old.gif']],
  ['company_documents=true', []],
  ['client_id=nonsense', []],
  ['client_id=nelXQAALge', []],
  ['created_at=2000-01-01', ['logo.png', 'notes.csv', 'terms.pdf', 'old.gif']],
  ['updated_at=99999999999', []],
  ['sort=name|desc', ['terms.pdf', 'old.gif', 'notes.csv', 'logo.png']],
  ['sort=size|ASC', ['notes.csv', 'old.gif', 'logo.png', 'terms.pdf']],
  ['sort=nonsense|asc', ['logo.png', 'notes.csv', 'terms.pdf', 'old.gif']],
  ['status=archived', ['logo.png', 'notes.csv', 'terms.pdf', 'old.gif']],
];

test('lists of documents are filtered and sorted', async ({ v1 }) => {
  const first = await withFiles(v1);
  const [second, third] = await v1.has({ name: 'Birch' }, { name: 'Cedar' });
  const terms = form(
    ['documents[]', Buffer.concat([pdf, Buffer.alloc(500, ' ')]), 'terms.pdf'],
    ['is_public', '0'],
  );
  await upload(v1, second, terms);
  await upload(v1, third, form(['documents[]', gif(1, 1), 'old.gif']));
  await v1.send('POST /clients/bulk', { action: 'archive', ids: [third.id] });
  const names = async (query: string) =>
    (await v1.data(`GET /documents?${query}`)).map(({ name }: { name: string }) => name);
  const found = [];
  for (const [query] of filters) found.push([query, await names(query)]);
  expect(found).toEqual(filters);
  expect(await names(`client_id=${first.id}`)).toEqual(['logo.png', 'notes.csv']);
  expect(await names(`client_id=${third.id}`)).toEqual([]);
  expect(await v1.data(`POST /clients/${first.id}/documents`)).toEqual(first.documents);
  expect(await v1.data(`POST /clients/${third.id}/documents`)).toEqual([]);
  expect((await v1.send(`GET /clients/${first.id}/documents`)).status).toBe(404);
});

test('DELETE removes a document for good and needs the password', async ({ v1 }) => {
  const client = await withFiles(v1);
  const [{ id, url }] = client.documents;
  const route = `DELETE /documents/${id}`;
  const refused = await v1.send(route);
  expect([refused.status, refused.body]).toEqual([
    412,
    { message: 'Invalid Password', errors: {} },
  ]);
  expect((await v1.send('DELETE /documents/nonsense')).status).toBe(412);
  const member = new V1(await v1.api.colleague('member'));
  const done = await member.send(route, {}, confirmed(v1));
  expect([done.status, done.body]).toEqual([200, { message: 'Success' }]);
  const gone = { message: 'No query results for model [App\\Models\\Document].' };
  for (const path of [`GET /documents/${id}`, `GET /documents/${id}/download`, route]) {
    const answer = await v1.send(path, undefined, confirmed(v1));
    expect([path, answer.status, answer.body]).toEqual([path, 400, gone]);
  }
  expect((await fetch(url)).status).toBe(403);
  expect((await v1.data(`GET /clients/${client.id}`)).documents).toHaveLength(1);
});

test('a download has the stored bytes and headers that make browsers save it', async ({ v1 }) => {
  const [picture] = (await withFiles(v1)).documents;
  for (const query of ['', '?inline=true']) {
    const response = await v1.api.fetch(`/api/v1/documents/${picture.id}/download${query}`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename=logo.png');
    expect(response.headers.get('content-type')).toBe('image/png');
  }
});

test('the documents of a client are paged', async ({ v1 }) => {
  const client = await withFiles(v1);
  const { body } = await v1.send(`POST /clients/${client.id}/documents?per_page=1&page=2`);
  expect(body.data).toEqual([client.documents[1]]);
  expect(body.meta.pagination).toMatchObject({ total: 2, count: 1, total_pages: 2 });
});

test('the bulk action delete removes documents without a password', async ({ v1 }) => {
  const client = await withFiles(v1);
  const ids = client.documents.map(({ id }: { id: string }) => id);
  const bulk = (action: unknown, ids?: unknown) => v1.send('POST /documents/bulk', { action, ids });
  for (const action of ['archive', 'restore']) {
    expect((await bulk(action, ids)).body.data).toEqual(client.documents);
  }
  for (const [action, named, key] of [
    ['explode', ids, 'action'],
    ['delete', [], 'ids'],
    ['delete', undefined, 'ids'],
  ] as const) {
    const { status, body } = await bulk(action, named);
    expect([action, status, Object.keys(body.errors)]).toEqual([action, 422, [key]]);
  }
  const { body } = await bulk('delete', [...ids, 'nonsense', 'nelXQAALge', 7]);
  expect(body.data).toEqual([]);
  expect((await v1.data(`GET /clients/${client.id}`)).documents).toEqual([]);
});

test('POST /documents and GET /documents/create respond with nothing', async ({ v1 }) => {
  for (const route of ['POST /documents', 'GET /documents/create']) {
    const { status, text } = await v1.send(route);
    expect([route, status, text]).toEqual([route, 200, '']);
  }
});

test('documents of an archived or deleted client can be read', async ({ v1 }) => {
  const client = await withFiles(v1);
  await v1.data(`DELETE /clients/${client.id}`);
  const [picture] = client.documents;
  expect(await v1.data(`GET /documents/${picture.id}`)).toEqual(picture);
  const { status, headers } = await v1.send(`GET /documents/${picture.id}/download`);
  expect([status, headers.get('content-type')]).toEqual([200, 'image/png']);
});

test('documents of another company are refused with 401', async ({ v1, other }) => {
  const client = await withFiles(v1);
  const [picture] = client.documents;
  const stranger = new V1(other);
  const unauthorized = { message: 'This action is unauthorized.' };
  for (const [route, body] of [
    [`GET /documents/${picture.id}`],
    [`GET /documents/${picture.id}/edit`],
    [`GET /documents/${picture.id}/download`],
    [`PUT /documents/${picture.id}`, { name: 'mine' }],
    [`PUT /documents/${picture.id}`, { is_public: 'perhaps' }],
    [`DELETE /documents/${picture.id}`],
  ] as const) {
    const answer = await stranger.send(route, body, confirmed(stranger));
    expect([route, answer.status, answer.body]).toEqual([route, 401, unauthorized]);
  }
  await stranger.send('POST /documents/bulk', { action: 'delete', ids: [picture.id] });
  expect(await stranger.data('GET /documents')).toEqual([]);
  expect(await v1.data('GET /documents')).toEqual(client.documents);
});
