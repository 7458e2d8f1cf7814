import { sql } from '../../src/db/sql.ts';
import { type Api, expect, test } from '../support/api.ts';
import { importFiles, importFolder, importRecords, writeFiles } from '../support/books/import.ts';
import { merge } from '../support/merging.ts';
import { v1Client, v1Contact, v1Document, v1GatewayToken } from '../support/v1/v1-record.ts';

const all = (api: Api, selection: string) =>
  api
    .ask(`{ clients(status: [ACTIVE, ARCHIVED, DELETED]) { nodes { ${selection} } } }`)
    .then(({ clients }) => clients.nodes);

const ash = () => v1Client({ name: 'Ash' });

const purge = async (api: Api, id: string): Promise<void> => {
  const { purgeClient } = await api.ask(
    'mutation ($id: ID!) { purgeClient(id: $id) { userErrors { message } } }',
    { id },
    { 'x-api-password': api.password },
  );
  expect(purgeClient.userErrors).toEqual([]);
};

test('a second import changes nothing', async ({ api }) => {
  const record = v1Client({
    balance: 3.5,
    contacts: [v1Contact(), v1Contact({ email: 'a@x.example' })],
    documents: [v1Document()],
    gateway_tokens: [v1GatewayToken()],
  });
  expect((await importRecords(api, record)).counts).toMatchObject({ imported: 1 });
  const before = await all(api, 'version updatedAt contacts { id }');
  expect((await importRecords(api, record, record)).counts).toMatchObject({
    imported: 0,
    unchanged: 2,
    kept: 0,
  });
  expect(await all(api, 'version updatedAt contacts { id }')).toEqual(before);
});

test('a document larger than its record states is unchanged', async ({ api }) => {
  const documents = [v1Document({ hash: 'long.txt', size: 5 })];
  const folder = await writeFiles({
    'clients.json': JSON.stringify([v1Client({ documents })]),
    'documents/long.txt': 'longer than that',
  });
  await importFolder(api, folder);
  expect((await importFolder(api, folder)).counts).toMatchObject({ unchanged: 1, kept: 0 });
});

test.for([
  ['another name', { name: 'Ash Ltd' }],
  ['another balance', { balance: 1 }],
  ['a contact more', { contacts: [v1Contact()] }],
  ['a document more', { documents: [v1Document()] }],
  ['a gateway token more', { gateway_tokens: [v1GatewayToken()] }],
] as const)(
  'a client of which the file has %s is kept as it is here',
  async ([, values], { api }) => {
    const record = ash();
    await importRecords(api, record);
    const { notes } = await importRecords(api, { ...record, ...values });
    const reason = `The client "${record.id}" is not the same here.`;
    expect(notes).toEqual([{ is: 'kept', file: 'clients.json', index: 0, reason }]);
    expect(await all(api, 'name balance contacts { id }')).toEqual([
      { name: 'Ash', balance: '0', contacts: [] },
    ]);
  },
);

test('a merged client is not imported again', async ({ api }) => {
  const survivor = ash();
  const gone = v1Client({ contacts: [v1Contact()] });
  await importRecords(api, survivor, gone);
  await merge(api, { into: survivor.id, from: [gone.id] });
  const { notes } = await importRecords(api, gone);
  const reason = `The client "${gone.id}" was merged into "${survivor.id}".`;
  expect(notes).toEqual([{ is: 'kept', file: 'clients.json', index: 0, reason }]);
  const { client } = await api.ask('query ($id: ID!) { client(id: $id) { id } }', { id: gone.id });
  expect(client).toEqual({ id: survivor.id });
});

test('a purged client is not imported again, nor the bytes of its documents', async ({ api }) => {
  const gone = v1Client({
    contacts: [v1Contact({ email: 'gone@x.example' })],
    documents: [v1Document({ hash: 'gone.txt' })],
  });
  const files = { 'clients.json': JSON.stringify([gone, ash()]), 'documents/gone.txt': 'bytes' };
  await importFiles(api, files);
  await purge(api, gone.id);
  const { counts, notes, stored } = await importFiles(api, files);
  const reason = `The client "${gone.id}" was purged here.`;
  expect(notes).toEqual([{ is: 'purged', file: 'clients.json', index: 0, reason }]);
  expect(counts).toMatchObject({ imported: 0, unchanged: 1, kept: 0, purged: 1, bad: 0 });
  expect(await stored()).toEqual([]);
  expect(await all(api, 'name')).toEqual([{ name: 'Ash' }]);
  const [left] = await api.db.query(sql`
    select count(*)::integer as contacts from contacts where company_id = ${api.companyId}`);
  expect(left).toEqual({ contacts: 0 });
});

test('a client purged with its survivor is not imported again', async ({ api }) => {
  const [survivor, gone] = [ash(), v1Client()];
  await importRecords(api, survivor, gone);
  await merge(api, { into: survivor.id, from: [gone.id] });
  await purge(api, survivor.id);
  const { notes } = await importRecords(api, survivor, gone);
  expect(notes.map(({ is, reason }) => [is, reason])).toEqual([
    ['purged', `The client "${survivor.id}" was purged here.`],
    ['purged', `The client "${gone.id}" was purged here.`],
  ]);
});

test('a client purged by one company can be imported by another', async ({ api, other }) => {
  const record = ash();
  await importRecords(other, record);
  await purge(other, record.id);
  expect((await importRecords(api, record)).counts).toMatchObject({ imported: 1, purged: 0 });
});

test('two concurrent imports of one folder import each client once, with its bytes', async ({
  api,
}) => {
  const records = Array.from({ length: 40 }, (_, nth) =>
    v1Client({ contacts: [v1Contact()], documents: [v1Document({ hash: `at-once-${nth}.txt` })] }),
  );
  const texts = records.map((_, nth) => [`documents/at-once-${nth}.txt`, 'x'.repeat(100_000)]);
  const folder = await writeFiles({
    'clients.json': JSON.stringify(records),
    ...Object.fromEntries(texts),
  });
  const [one, two] = await Promise.all([importFolder(api, folder), importFolder(api, folder)]);
  expect([...one.notes, ...two.notes]).toEqual([]);
  expect(one.counts.imported + two.counts.imported).toBe(40);
  expect(one.counts.unchanged + two.counts.unchanged).toBe(40);
  expect(await one.stored()).toEqual(
    records.map((_, nth) => `company/documents/at-once-${nth}.txt`).sort(),
  );
  const [sums] = await api.db.query(sql`
    select count(distinct sha256)::integer as sums, min(size) as size from documents where company_id = ${api.companyId}`);
  expect(sums).toEqual({ sums: 1, size: 100_000 });
});

test('a client created here with the id of a record is kept', async ({ api }) => {
  const [id] = await api.has({ name: 'Made here' });
  const { notes, counts } = await importRecords(api, v1Client({ id, name: 'Ash' }), ash());
  const reason = `The client id "${id}" is taken by another record of the company.`;
  expect(notes).toEqual([{ is: 'bad', file: 'clients.json', index: 0, reason }]);
  expect(counts).toMatchObject({ imported: 1, bad: 1, foreign: 1 });
  expect((await all(api, 'name')).map(({ name }: { name: string }) => name).sort()).toEqual([
    'Ash',
    'Made here',
  ]);
});

// While an import runs, no other process can write to the embedded database.
test.runIf(process.env.DATABASE_URL)(
  'clients that are made while a book is imported take no ids of it',
  async ({ api, other }) => {
    const [counter] = await api.db.query<{ next: number }>(
      sql`select last_value::integer + 1000 as next from clients_id_seq`,
    );
    const records = Array.from({ length: 1200 }, (_, nth) =>
      v1Client({ id: api.ids.encode((counter?.next ?? 0) + nth) }),
    );
    const folder = await writeFiles({ 'clients.json': JSON.stringify(records) });
    const made: Promise<string>[] = [];
    const make = async (): Promise<string> => {
      const { upsertClient } = await other.ask(
        'mutation { upsertClient(input: { name: "New" }) { client { id } } }',
      );
      return upsertClient.client.id;
    };
    const { counts, notes } = await importFolder(api, folder, () => made.push(make()));
    expect(notes).toEqual([]);
    expect(counts.imported).toBe(1200);
    const ids = new Set(records.map(({ id }) => id));
    expect((await Promise.all(made)).filter((id) => ids.has(id))).toEqual([]);
    expect(made.length).toBeGreaterThan(1);
  },
);
