import { randomUUID } from 'node:crypto';
import { raw, sql } from '../../src/db/sql.ts';
import { type Api, expect, test } from '../support/api.ts';
import type { ClientSeed } from '../support/factories.ts';
import { merge } from '../support/merging.ts';
import { storedFiles, upload } from '../support/upload.ts';

const PURGE = `mutation ($id: ID!, $version: Int, $key: String, $dryRun: Boolean) {
  purgeClient(id: $id, expectedVersion: $version, idempotencyKey: $key, dryRun: $dryRun) {
    receipt {
      clientId purgedAt purgedBy { name role }
      erased { clients contacts documents gatewayTokens ledgerEntries redirects answers }
    }
    replayed dryRun
    userErrors { code message path ... on ConflictError { currentVersion } }
  }
}`;

const purge = async (api: Api, variables: object) =>
  (await api.ask(PURGE, variables, { 'x-api-password': api.password })).purgeClient;

/** Returns a client whose every value contains `word`. */
const knownBy = (word: string): ClientSeed => ({
  name: word,
  number: word,
  idNumber: word,
  privateNotes: word,
  settings: { note: word },
  contacts: [
    { email: `${word}@example.com`, isPrimary: true },
    { email: `removed-${word}@example.com`, removedAt: new Date() },
  ],
  documents: [{ name: `${word}.pdf` }, { name: `${word}.png` }, { name: word }],
  gatewayTokens: [{ token: word }, { token: word, meta: { brand: word }, isDeleted: true }],
  ledger: [{ notes: word }, { notes: word }, { notes: word }, { notes: word }],
});

const erased = {
  clients: 1,
  contacts: 2,
  documents: 3,
  gatewayTokens: 2,
  ledgerEntries: 4,
  redirects: 0,
  answers: 0,
};

/** Finds the tables that contain a word. */
async function tablesThatSay({ db }: Api, word: string): Promise<string[]> {
  const tables = await db.query<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await db.query(
      sql`select from ${raw(`"${name}"`)} t where t::text ilike ${`%${word}%`} limit 1`,
    );
    if (rows.length > 0) found.push(name);
  }
  return found.sort();
}

const isThere = async (api: Api, id: string) =>
  (await api.ask('query ($id: ID!) { client(id: $id) { id } }', { id })).client !== null;

test('purges a client with all its records and returns a receipt', async ({ api }) => {
  const [id, other] = (await api.has(knownBy(randomUUID()), knownBy(randomUUID()))) as [
    string,
    string,
  ];
  const { receipt, userErrors, replayed } = await purge(api, { id });
  expect({ userErrors, replayed }).toEqual({ userErrors: [], replayed: false });
  expect(receipt).toEqual({
    clientId: id,
    purgedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    purgedBy: { name: 'Owner', role: 'OWNER' },
    erased,
  });
  expect(await isThere(api, id)).toBe(false);
  const again = await purge(api, { id: other });
  expect(again.receipt.erased).toEqual(erased);
});

test.for([
  ['active', {}],
  ['archived', { archivedAt: new Date() }],
  ['deleted', { archivedAt: new Date(), isDeleted: true }],
] as const)('an %s client can be purged, and only once', async ([, state], { api }) => {
  const [id] = (await api.has(state)) as [string];
  expect((await purge(api, { id })).receipt.clientId).toBe(id);
  const { receipt, userErrors } = await purge(api, { id });
  expect(receipt).toBeNull();
  expect(userErrors).toEqual([
    { code: 'NOT_FOUND', message: `No client has the id "${id}".`, path: ['id'] },
  ]);
});

test('no table contains anything of a purged client, stored results included', async ({ api }) => {
  const word = randomUUID();
  const upsert = `mutation ($input: UpsertClientInput!, $key: String) {
    upsertClient(input: $input, idempotencyKey: $key) { client { id } userErrors { message } }
  }`;
  const input = { name: word, contacts: [{ email: `${word}@example.com` }] };
  const { upsertClient: made } = await api.ask(upsert, { input, key: 'create' });
  const { id } = made.client;
  const change = { match: { id }, privateNotes: word, contacts: [{ firstName: word }] };
  await api.ask(upsert, { input: change, key: 'change' });
  await api.ask(upsert, { input: { name: 'Someone else' }, key: 'else' });
  expect(await tablesThatSay(api, word)).toEqual(['clients', 'contacts', 'idempotency_keys']);
  const { receipt } = await purge(api, { id, key: 'purge' });
  expect(receipt.erased).toMatchObject({ contacts: 2, answers: 2 });
  expect(await tablesThatSay(api, word)).toEqual([]);
  // A late repetition does not bring the client back.
  const { upsertClient: late } = await api.ask(
    upsert.replace('{ message }', '{ code message path }'),
    { input, key: 'create' },
  );
  expect(late.userErrors).toEqual([
    {
      code: 'NOT_FOUND',
      message: 'The answer under the idempotency key "create" was erased when a client was purged.',
      path: ['idempotencyKey'],
    },
  ]);
  const repeated = { input: { name: 'Someone else' }, key: 'else' };
  expect((await api.ask(upsert, repeated)).upsertClient.client).not.toBeNull();
});

test('erases stored errors that quote a purged client, of any request', async ({ api }) => {
  const word = randomUUID();
  const many = `mutation ($inputs: [UpsertClientInput!]!, $key: String) {
    upsertClients(inputs: $inputs, policy: REJECT_FAILED, idempotencyKey: $key) {
      results { outcome userErrors { code message } }
      userErrors { code }
    }
  }`;
  const [id] = (await api.has({ name: 'Ash' })) as [string];
  // Neither item says that it is about the client, but the address in the second one's refusal is its own.
  const inputs = [{ name: 'Someone else' }, { contacts: [{ email: `${word}@` }] }];
  await api.ask(many, { inputs, key: 'many' });
  await upload(
    api,
    { clientId: id, idempotencyKey: 'upload' },
    { name: `${word}.json`, bytes: '{}' },
  );
  await api.ask(many, { inputs: [{ name: 'Another one' }], key: 'else' });
  expect(await tablesThatSay(api, word)).toEqual(['idempotency_keys']);
  expect((await purge(api, { id })).receipt.erased).toMatchObject({ answers: 2 });
  expect(await tablesThatSay(api, word)).toEqual([]);
  const late = (await api.ask(many, { inputs, key: 'many' })).upsertClients;
  expect(late.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
  const other = (await api.ask(many, { inputs: [{ name: 'Another one' }], key: 'else' }))
    .upsertClients;
  expect(other.results).toMatchObject([{ outcome: 'CREATED' }]);
});

test('a purge leaves only its change', async ({ api }) => {
  const [id] = (await api.has(knownBy(randomUUID()))) as [string];
  await purge(api, { id });
  const { clientChanges } = await api.ask(
    '{ clientChanges { nodes { clientId kind version fields client { id } actor { name } } } }',
  );
  expect(clientChanges.nodes).toEqual([
    {
      clientId: id,
      kind: 'PURGED',
      version: 2,
      fields: [],
      client: null,
      actor: { name: 'Owner' },
    },
  ]);
});

test('removes the files of a purged client and keeps files that others use', async ({ api }) => {
  const [id, other] = (await api.has({}, {})) as [string, string];
  await upload(api, { clientId: other }, { name: 'a.txt', bytes: 'kept' });
  const kept = await storedFiles(api);
  const files = [
    { name: 'b.txt', bytes: 'gone' },
    { name: 'c.txt', bytes: 'gone too' },
  ];
  await upload(api, { clientId: id }, ...files);
  expect(await storedFiles(api)).toHaveLength(3);
  await purge(api, { id, dryRun: true });
  expect(await storedFiles(api)).toHaveLength(3);
  const { receipt } = await purge(api, { id });
  expect(receipt.erased.documents).toBe(2);
  expect(await storedFiles(api)).toEqual(kept);
});

test('the number and id number of a purged client are free again', async ({ api }) => {
  const [id] = await api.has({ number: 'A-1', idNumber: 'X' });
  await purge(api, { id });
  const { upsertClient } = await api.ask(
    'mutation { upsertClient(input: { number: "a-1", idNumber: "x" }) { client { number } userErrors { code } } }',
  );
  expect(upsertClient).toEqual({ client: { number: 'a-1' }, userErrors: [] });
});

test('refuses a purge without the right password, whether the id exists or not', async ({
  api,
}) => {
  const [id] = (await api.has({})) as [string];
  const { purgeClient: missing } = await api.ask(PURGE, { id: 'nonsense' });
  expect(missing.userErrors).toMatchObject([{ code: 'PASSWORD_REQUIRED' }]);
  const { purgeClient: wrong } = await api.ask(PURGE, { id }, { 'x-api-password': 'wrong' });
  expect(wrong.userErrors).toMatchObject([{ code: 'PASSWORD_INVALID' }]);
  expect(await isThere(api, id)).toBe(true);
});

test.for([
  ['no id', () => 'nonsense', 'INVALID_ID'],
  ['the id of a document', (api: Api) => api.ids.encodeGlobal('Document', 1), 'WRONG_ID_TYPE'],
  ['the id of nobody', (api: Api) => api.ids.encode(2_147_483_647), 'NOT_FOUND'],
] as const)('%s is refused', async ([, id, code], { api }) => {
  const { receipt, userErrors } = await purge(api, { id: id(api) });
  expect(receipt).toBeNull();
  expect(userErrors).toMatchObject([{ code, path: ['id'] }]);
});

test('refuses to purge a client of another company', async ({ api, other }) => {
  const [id] = (await api.has(knownBy(randomUUID()))) as [string];
  expect((await purge(other, { id })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  expect((await purge(api, { id })).receipt.erased).toEqual(erased);
});

test('refuses to purge a client at another version', async ({ api }) => {
  const [id] = (await api.has({ version: 3 })) as [string];
  expect((await purge(api, { id, version: 2 })).userErrors).toMatchObject([
    { code: 'CONFLICT', path: ['expectedVersion'], currentVersion: 3 },
  ]);
  expect((await purge(api, { id, version: 3 })).userErrors).toEqual([]);
});

test('the id of a merged client purges nothing, and goes when its survivor is purged', async ({
  api,
}) => {
  const word = randomUUID();
  const [into, from] = (await api.has({ name: 'Ash' }, knownBy(word))) as [string, string];
  expect((await merge(api, { into, from: [from] }, { idempotencyKey: 'k' })).userErrors).toEqual(
    [],
  );
  expect((await purge(api, { id: from })).userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  expect(await isThere(api, from)).toBe(true);
  expect((await purge(api, { id: into })).receipt.erased).toMatchObject({
    documents: 3,
    redirects: 1,
    answers: 1,
  });
  expect(await isThere(api, from)).toBe(false);
  expect(await tablesThatSay(api, word)).toEqual([]);
});

test('a dry run gives the receipt and erases nothing', async ({ api }) => {
  const [id] = (await api.has(knownBy(randomUUID()))) as [string];
  const { receipt, dryRun } = await purge(api, { id, dryRun: true });
  expect({ dryRun, ...receipt.erased }).toEqual({ dryRun: true, ...erased });
  expect(await isThere(api, id)).toBe(true);
  expect((await purge(api, { id })).receipt.erased).toEqual(erased);
});

test('replays the receipt of a purge repeated under its key', async ({ api }) => {
  const [id, another] = (await api.has({}, {})) as [string, string];
  const { receipt } = await purge(api, { id, key: 'k' });
  expect(await purge(api, { id, key: 'k' })).toMatchObject({ receipt, replayed: true });
  expect((await purge(api, { id: another, key: 'k' })).userErrors).toMatchObject([
    { code: 'IDEMPOTENCY_MISMATCH' },
  ]);
  const { purgeClient } = await api.ask(PURGE, { id, key: 'k' });
  expect(purgeClient.userErrors).toMatchObject([{ code: 'PASSWORD_REQUIRED' }]);
});

test('of twenty concurrent requests one purges the client', async ({ api }) => {
  const [id] = await api.has({});
  const all = await Promise.all(Array.from({ length: 20 }, () => purge(api, { id })));
  expect(all.filter(({ receipt }) => receipt !== null)).toHaveLength(1);
  expect(all.filter(({ userErrors }) => userErrors[0]?.code === 'NOT_FOUND')).toHaveLength(19);
});
