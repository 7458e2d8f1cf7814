import { type Api, expect } from '../support/api.ts';
import { importRecords } from '../support/books/import.ts';
import { upload } from '../support/upload.ts';
import { test } from '../support/v1/v1.ts';
import { v1Client, v1Document } from '../support/v1/v1-record.ts';

const tree = '\u{1f332}';

/** Names as they are uploaded, and as documents store them. */
const names: [given: string, kept: string][] = [
  ['a/b\\c.txt', 'c.txt'],
  ['/etc/passwd', 'passwd'],
  [`${'x'.repeat(300)}.txt`, `${'x'.repeat(187)}.txt`],
  [`${tree.repeat(191)}`, tree.repeat(191)],
  [`${tree.repeat(192)}`, tree.repeat(191)],
  [`${tree.repeat(300)}.txt`, `${tree.repeat(187)}.txt`],
  [`cafe\u0301.txt`, 'café.txt'],
  ['\u00a0 a b.txt\u200b ', 'a b.txt'],
];

const rename = async (api: Api, id: string, name: string) => {
  const query = `mutation ($id: ID!, $name: String) {
    updateDocument(id: $id, input: { name: $name }) { document { name } userErrors { code path } }
  }`;
  return (await api.ask(query, { id, name })).updateDocument;
};

/** Creates a client with a document, and returns the document's id. */
async function withDocument(api: Api): Promise<string> {
  const [clientId] = await api.has({ name: 'Ash' });
  const { results } = await upload(api, { clientId }, { name: 'first.txt', bytes: 'some text' });
  return results[0].document.id;
}

test('a document gets the same name from every source', async ({ api, v1 }) => {
  const id = await withDocument(api);
  const [clientId] = await api.has({ name: 'Birch' });
  const files = names.map(([name], i) => ({ name, bytes: `text ${i}` }));
  const { results } = await upload(api, { clientId }, ...files);
  const uploaded = results.map((item: { document: { name: string } }) => item.document.name);
  expect(uploaded).toEqual(names.map(([, kept]) => kept));
  for (const [given, kept] of names) {
    const renamed = await rename(api, id, given);
    expect([given, renamed]).toEqual([given, { document: { name: kept }, userErrors: [] }]);
    await v1.data(`PUT /documents/${id}`, { name: 'between.txt' });
    const shown = await v1.data(`PUT /documents/${id}`, { name: given });
    expect([given, shown.name]).toEqual([given, kept]);
  }
});

test('an imported document gets the same name as an uploaded one', async ({ api }) => {
  const documents = names
    .filter(([given]) => [...given].length <= 500)
    .map(([given], i) => v1Document({ name: given, hash: `${i}`.repeat(40) }));
  await importRecords(api, v1Client({ documents }));
  const { clients } = await api.ask(
    '{ clients { nodes { documents(first: 50) { nodes { name } } } } }',
  );
  expect(clients.nodes[0].documents.nodes.map(({ name }: { name: string }) => name)).toEqual(
    names.map(([, kept]) => kept),
  );
});

test.for(['', ' ', '...', 'dir/', 'a\u0007.txt', 'a\u009f.txt', 'x\ud83c.txt'])(
  'no document is called %j',
  async (name, { api, v1 }) => {
    const id = await withDocument(api);
    const { userErrors } = await rename(api, id, name);
    expect(userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['input', 'name'] }]);
    const { status, body } = await v1.send(`PUT /documents/${id}`, { name });
    // An empty text says nothing over v1.
    if (name.trim() === '') expect([status, body.data.name]).toEqual([200, 'first.txt']);
    else expect([status, Object.keys(body.errors)]).toEqual([422, ['name']]);
    expect((await v1.data(`GET /documents/${id}`)).name).toBe('first.txt');
  },
);
