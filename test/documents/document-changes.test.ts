import { sql } from '../../src/db/sql.ts';
import { type Api, expect, test } from '../support/api.ts';
import { storedFiles, upload } from '../support/upload.ts';

const UPDATE = `mutation ($id: ID!, $input: UpdateDocumentInput!, $expectedVersion: Int, $dryRun: Boolean, $idempotencyKey: String) {
  updateDocument(id: $id, input: $input, expectedVersion: $expectedVersion, dryRun: $dryRun, idempotencyKey: $idempotencyKey) {
    replayed document { name isPublic isDefault } client { version } userErrors { code path }
  }
}`;

const DELETE = `mutation ($id: ID!, $expectedVersion: Int, $dryRun: Boolean, $idempotencyKey: String) {
  deleteDocument(id: $id, expectedVersion: $expectedVersion, dryRun: $dryRun, idempotencyKey: $idempotencyKey) {
    replayed deletedId client { version documents { totalCount } } userErrors { code path }
  }
}`;

/** Uploads a document to a new client, whose version is then 2, and returns the document's id. */
async function stored(api: Api): Promise<string> {
  const [clientId] = await api.has({ name: 'Ash' });
  const { results } = await upload(api, { clientId }, { name: 'a.txt', bytes: 'Hello.' });
  return results[0].document.id;
}

const update = async (api: Api, variables: object) =>
  (await api.ask(UPDATE, variables)).updateDocument;
const remove = async (api: Api, variables: object) =>
  (await api.ask(DELETE, variables)).deleteDocument;

test('name and flags of a document can be changed', async ({ api }) => {
  const id = await stored(api);
  const input = { name: ' Übersicht.txt ', isPublic: false, isDefault: true };
  expect(await update(api, { id: `document_${id}`, input })).toEqual({
    replayed: false,
    document: { name: 'Übersicht.txt', isPublic: false, isDefault: true },
    client: { version: 3 },
    userErrors: [],
  });
  expect(await update(api, { id, input: { isPublic: true, name: null } })).toMatchObject({
    document: { name: 'Übersicht.txt', isPublic: true, isDefault: true },
    client: { version: 4 },
  });
});

test('writing the same values changes nothing', async ({ api }) => {
  const id = await stored(api);
  for (const input of [{}, { name: 'a.txt', isPublic: true }]) {
    expect((await update(api, { id, input })).client).toEqual({ version: 2 });
  }
});

test.for(['', '  ', '..', 'a/', 'a\u0000b', 'a.php', 'a/b.php'] as const)(
  'a document cannot be called %j',
  async (name, { api }) => {
    const id = await stored(api);
    expect(await update(api, { id, input: { name, isPublic: false } })).toMatchObject({
      document: null,
      userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'name'] }],
    });
    expect((await update(api, { id, input: {} })).document).toMatchObject({
      name: 'a.txt',
      isPublic: true,
    });
  },
);

test('deleting a document removes its row and its bytes', async ({ api }) => {
  const id = await stored(api);
  expect(await remove(api, { id })).toEqual({
    replayed: false,
    deletedId: id,
    client: { version: 3, documents: { totalCount: 0 } },
    userErrors: [],
  });
  expect(await storedFiles(api)).toEqual([]);
  expect((await api.fetch(`/api/v1/documents/${id}/download`)).status).toBe(400);
  expect((await remove(api, { id })).userErrors).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
});

test('a repeated deletion with the same key is replayed', async ({ api }) => {
  const id = await stored(api);
  const first = await remove(api, { id, idempotencyKey: 'k', expectedVersion: 2 });
  expect(first).toMatchObject({ replayed: false, deletedId: id });
  const again = await remove(api, { id, idempotencyKey: 'k', expectedVersion: 2 });
  expect(again).toEqual({ ...first, replayed: true });
});

test('a dry run of a change or a deletion changes nothing', async ({ api }) => {
  const id = await stored(api);
  const changed = await update(api, { id, input: { name: 'b.txt' }, dryRun: true });
  expect(changed).toMatchObject({ document: { name: 'a.txt' }, client: { version: 2 } });
  const deleted = await remove(api, { id, dryRun: true });
  expect(deleted).toMatchObject({ deletedId: id, client: { documents: { totalCount: 1 } } });
  expect(await (await api.fetch(`/api/v1/documents/${id}/download`)).text()).toBe('Hello.');
});

test.for([
  ['changed', (api: Api, variables: object) => update(api, { ...variables, input: { name: 'b' } })],
  ['deleted', remove],
] as const)(
  'a document is %s only by those who may, and know it',
  async ([, write], { api, other }) => {
    const id = await stored(api);
    const refused = async (by: Api, variables: object) => (await write(by, variables)).userErrors;
    expect(await refused(other, { id })).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
    expect(await refused(api, { id: 'client_VolejRejNm' })).toEqual([
      { code: 'WRONG_ID_TYPE', path: ['id'] },
    ]);
    expect(await refused(api, { id, expectedVersion: 1 })).toEqual([
      { code: 'CONFLICT', path: ['expectedVersion'] },
    ]);
    expect(await storedFiles(api)).toHaveLength(1);
    expect((await update(api, { id, input: {} })).document.name).toBe('a.txt');
  },
);

test('changes of documents appear in the changes of the client', async ({ api }) => {
  const id = await stored(api);
  await update(api, { id, input: { isPublic: false } });
  await remove(api, { id });
  const rows = await api.db.query(sql`
    select kind, version, fields from changes where company_id = ${api.companyId} order by sequence`);
  expect(rows).toEqual(
    [2, 3, 4].map((version) => ({ kind: 'UPDATED', version, fields: ['documents'] })),
  );
});
