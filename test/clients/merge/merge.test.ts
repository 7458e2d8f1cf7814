import { type Api, expect, test } from '../../support/api.ts';
import type { ClientSeed } from '../../support/factories.ts';
import { merge, previewToken, refusals } from '../../support/merging.ts';

const CLIENT = `query ($id: ID!) {
  client(id: $id) {
    id name displayName number idNumber city version status balance paidToDate paymentBalance creditBalance
    contacts { id email isPrimary }
    documents { totalCount nodes { name } }
    gatewayTokens { token isDefault }
    ledger { totalCount nodes { kind amount balance } }
  }
}`;

const read = async (api: Api, id: string) => (await api.ask(CLIENT, { id })).client;

const emails = (client: { contacts: { email: string | null }[] }) =>
  client.contacts.map(({ email }) => email);

const contacts = (...list: (string | null)[]) =>
  list.map((email, i) => ({ email, isPrimary: i === 0 }));

/** Puts clients into the book; their ids. */
const clients = async (api: Api, ...seeds: ClientSeed[]) =>
  (await api.has(...seeds)) as [string, string, ...string[]];

test('moves the records of sources to the survivor, and redirects their ids', async ({ api }) => {
  const [ash, birch, cedar] = (await clients(
    api,
    { name: 'Ash', number: 'A-1', contacts: contacts('ash@x.org') },
    {
      name: 'Birch',
      contacts: contacts('birch@x.org'),
      documents: [{ name: 'b.pdf' }],
      gatewayTokens: [{ token: 'tok-b' }, { token: 'gone', isDeleted: true }],
    },
    { name: 'Cedar', contacts: contacts('cedar@x.org'), documents: [{ name: 'c.pdf' }] },
  )) as [string, string, string];
  const payload = await merge(api, { into: ash, from: [birch, cedar] });
  expect(payload).toMatchObject({
    userErrors: [],
    mergedIds: [birch, cedar],
    moved: { contacts: 2, documents: 2, gatewayTokens: 1, ledgerEntries: 0 },
    removedContacts: [],
    client: { id: ash, version: 2 },
  });
  const merged = await read(api, ash);
  expect(merged).toMatchObject({ name: 'Ash', number: 'A-1', status: 'ACTIVE', version: 2 });
  expect(emails(merged)).toEqual(['ash@x.org', 'birch@x.org', 'cedar@x.org']);
  expect(merged.documents.nodes.map(({ name }: { name: string }) => name)).toEqual([
    'b.pdf',
    'c.pdf',
  ]);
  expect(merged.gatewayTokens).toEqual([{ token: 'tok-b', isDefault: false }]);
  for (const id of [birch, cedar, `client_${birch}`]) expect(await read(api, id)).toEqual(merged);
});

test('an old id leads to the survivor wherever a client is read or matched', async ({ api }) => {
  const [ash, birch] = await clients(
    api,
    { name: 'Ash', contacts: contacts('ash@x.org') },
    { name: 'Birch', contacts: contacts('birch@x.org') },
  );
  await merge(api, { into: ash, from: [birch] });
  const read = await api.ask(
    `query ($id: ID!, $node: ID!) {
      client(id: $id) { id }
      clientBy(identifier: { id: $id }) { id }
      node(id: $node) { ... on Client { id } }
      nodes(ids: [$node, $id]) { ... on Client { id } }
      byContact: clientBy(identifier: { email: "birch@x.org" }) { id }
      search: clients(search: "birch@x.org") { nodes { id } }
      name: clients(search: "Birch") { nodes { id } }
    }`,
    { id: birch, node: `client_${birch}` },
  );
  const survivor = { id: ash };
  expect(read).toEqual({
    client: survivor,
    clientBy: survivor,
    node: survivor,
    nodes: [survivor, survivor],
    byContact: survivor,
    search: { nodes: [survivor] },
    name: { nodes: [survivor] },
  });
});

test.for([
  ['upsertClient', 'input: { match: { id: $id }, city: "Kiel" }'],
  ['archiveClient', 'id: $id'],
  ['restoreClient', 'id: $id'],
  ['deleteClient', 'id: $id'],
] as const)('%s finds the survivor by an old id', async ([mutation, args], { api }) => {
  const [ash, birch] = await clients(api, { name: 'Ash' }, { name: 'Birch' });
  await merge(api, { into: ash, from: [birch] });
  const answer = await api.ask(`mutation ($id: ID!) { ${mutation}(${args}) { client { id } } }`, {
    id: birch,
  });
  expect(answer[mutation]).toEqual({ client: { id: ash } });
});

test('bulk actions and ledger posts accept former ids', async ({ api }) => {
  const [ash, birch] = await clients(
    api,
    { name: 'Ash', balance: 1 },
    { name: 'Birch', balance: 2 },
  );
  await merge(api, { into: ash, from: [birch] });
  const answer = await api.ask(
    `mutation ($id: ID!) {
      postLedgerEntries(entries: [{ clientId: $id, kind: INVOICE, amount: "4" }]) {
        results { balance client { id balance } }
      }
      bulkClients(action: ARCHIVE, ids: [$id]) { results { client { id status } } }
    }`,
    { id: birch },
  );
  expect(answer).toEqual({
    postLedgerEntries: { results: [{ balance: '7', client: { id: ash, balance: '7' } }] },
    bulkClients: { results: [{ client: { id: ash, status: 'ARCHIVED' } }] },
  });
});

test('former ids are unknown once the survivor is purged', async ({ api }) => {
  const [ash, birch] = await clients(api, { name: 'Ash' }, { name: 'Birch' });
  await merge(api, { into: ash, from: [birch] });
  const { purgeClient } = await api.ask(
    'mutation ($id: ID!) { purgeClient(id: $id) { receipt { erased { redirects } } } }',
    { id: ash },
    { 'x-api-password': api.password },
  );
  expect(purgeClient.receipt.erased).toEqual({ redirects: 1 });
  expect([await read(api, ash), await read(api, birch)]).toEqual([null, null]);
});

test('former ids lead to the last survivor of a chain of merges', async ({ api }) => {
  const [ash, birch, cedar] = (await clients(
    api,
    { name: 'Ash' },
    { name: 'Birch' },
    { name: 'Cedar' },
  )) as [string, string, string];
  await merge(api, { into: birch, from: [ash] });
  await merge(api, { into: cedar, from: [birch] });
  for (const id of [ash, birch, cedar]) expect((await read(api, id)).id).toBe(cedar);
  const [dogwood] = await clients(api, { name: 'Dogwood' });
  const payload = await merge(api, { into: ash, from: [dogwood] });
  expect(payload).toMatchObject({ userErrors: [], client: { id: cedar } });
});

test.for([
  ['blank ones are dropped', ['a', 'b'], ['', 'c', 'd'], ['a', 'b', 'c', 'd']],
  [
    'a shared address is kept once',
    ['a', 'b', 'c', 'd'],
    ['x', 'b', 'y', 'z'],
    ['a', 'b', 'c', 'd', 'x', 'y', 'z'],
  ],
  ['case counts in an address', ['a'], ['A', 'a'], ['a', 'A']],
  ['a contact without an address is dropped', ['a'], [null, ' '], ['a']],
  ['a client without contacts takes over all', [], ['', 'c', 'c'], ['', 'c', 'c']],
] as const)('contacts: %s', async ([, own, coming, expected], { api }) => {
  const [into, from] = await clients(
    api,
    { name: 'Ash', contacts: contacts(...own) },
    { name: 'Birch', contacts: contacts(...coming) },
  );
  const payload = await merge(api, { into, from: [from] });
  const client = await read(api, into);
  expect(emails(client)).toEqual(expected);
  expect(client.contacts.map(({ isPrimary }: { isPrimary: boolean }) => isPrimary)).toEqual(
    expected.map((_, i) => i === 0),
  );
  expect(payload.moved.contacts).toBe(expected.length - own.length);
  expect(payload.removedContacts).toHaveLength(own.length + coming.length - expected.length);
});

test('keeps one of two contacts of sources with the same address', async ({ api }) => {
  const [into, ...from] = await clients(
    api,
    { name: 'Ash', contacts: contacts('a@x.org') },
    { name: 'Birch', contacts: contacts('b@x.org') },
    { name: 'Cedar', contacts: contacts('b@x.org', 'c@x.org') },
  );
  await merge(api, { into, from });
  expect(emails(await read(api, into))).toEqual(['a@x.org', 'b@x.org', 'c@x.org']);
});

test('a survivor without a name has the name of its own primary contact', async ({ api }) => {
  const [into, from] = await clients(
    api,
    { contacts: contacts('own@x.org') },
    { contacts: contacts('other@x.org') },
  );
  await merge(api, { into, from: [from] });
  expect((await read(api, into)).displayName).toBe('own@x.org');
});

test('amounts and ledger are added exactly, with the balance beside each entry', async ({
  api,
}) => {
  const [into, from] = await clients(
    api,
    {
      name: 'Ash',
      balance: '60.1',
      paidToDate: '40',
      creditBalance: '5',
      paymentBalance: '1',
      ledger: [
        { kind: 'INVOICE', amount: '100.1', balance: '100.1' },
        { kind: 'PAYMENT', amount: '40', balance: '60.1' },
        { kind: 'CREDIT', amount: '5', balance: '60.1' },
      ],
    },
    {
      name: 'Birch',
      balance: '12345678901234.123456',
      paidToDate: '0.000001',
      creditBalance: '2.5',
      paymentBalance: '2',
      ledger: [
        { kind: 'INVOICE', amount: '12345678901234.123457', balance: '12345678901234.123457' },
        { kind: 'PAYMENT', amount: '0.000001', balance: '12345678901234.123456' },
        { kind: 'CREDIT', amount: '2.5', balance: '12345678901234.123456' },
      ],
    },
  );
  const { diff } = await merge(api, { into, from: [from] });
  const client = await read(api, into);
  expect(client).toMatchObject({
    balance: '12345678901294.223456',
    paidToDate: '40.000001',
    creditBalance: '7.5',
    paymentBalance: '3',
  });
  expect(client.ledger.nodes).toEqual([
    { kind: 'CREDIT', amount: '2.5', balance: '12345678901294.223456' },
    { kind: 'PAYMENT', amount: '0.000001', balance: '12345678901294.223456' },
    { kind: 'INVOICE', amount: '12345678901234.123457', balance: '12345678901294.223457' },
    { kind: 'CREDIT', amount: '5', balance: '60.1' },
    { kind: 'PAYMENT', amount: '40', balance: '60.1' },
    { kind: 'INVOICE', amount: '100.1', balance: '100.1' },
  ]);
  expect(diff).toContainEqual({ path: ['creditBalance'], before: '5', after: '7.5' });
});

test.for([
  ['its own', [true], [true], [true, false]],
  ['the first that comes along, where it has none', [false], [true, true], [true, false, false]],
] as const)('the default gateway token is %s', async ([, own, coming, expected], { api }) => {
  const tokens = (name: string, defaults: readonly boolean[]) =>
    defaults.map((isDefault, i) => ({ token: `${name}${i}`, isDefault }));
  const [into, from] = await clients(
    api,
    { name: 'Ash', gatewayTokens: tokens('ash', own) },
    { name: 'Birch', gatewayTokens: tokens('birch', coming) },
  );
  await merge(api, { into, from: [from] });
  const { gatewayTokens } = await read(api, into);
  expect(gatewayTokens.map(({ isDefault }: { isDefault: boolean }) => isDefault)).toEqual(expected);
});

test('the survivor takes the values that are chosen, and keeps all others', async ({ api }) => {
  const [into, from] = await clients(
    api,
    { name: 'Ash', number: 'A-1', idNumber: 'ID-1', city: 'Kiel', contacts: contacts('a@x.org') },
    { name: 'Birch', number: 'B-1', idNumber: 'ID-2', phone: '123', contacts: contacts('b@x.org') },
  );
  const payload = await merge(api, {
    into,
    from: [from],
    choose: [
      { field: 'NAME', from },
      { field: 'NUMBER', from: `client_${from}` },
      { field: 'CITY', from },
      { field: 'ID_NUMBER', from: into },
    ],
  });
  expect(payload.diff).toEqual([
    { path: ['name'], before: 'Ash', after: 'Birch' },
    { path: ['city'], before: 'Kiel', after: null },
    { path: ['number'], before: 'A-1', after: 'B-1' },
  ]);
  expect(await read(api, into)).toMatchObject({
    name: 'Birch',
    displayName: 'Birch',
    number: 'B-1',
    idNumber: 'ID-1',
    city: null,
  });
  expect(await api.names({ search: 'birch' })).toEqual(['Birch']);
  expect(await api.names({ search: 'ash' })).toEqual([]);
});

test('numbers and id numbers of merged clients are free again', async ({ api }) => {
  const [into, from] = await clients(
    api,
    { name: 'Ash' },
    { name: 'Birch', number: 'B-1', idNumber: 'ID-2' },
  );
  await merge(api, { into, from: [from] });
  const { upsertClient } = await api.ask(
    'mutation { upsertClient(input: { number: "b-1", idNumber: "id-2" }) { outcome userErrors { code } } }',
  );
  expect(upsertClient).toEqual({ outcome: 'CREATED', userErrors: [] });
});

test.for([
  ['archived', { archivedAt: new Date(0) }, 'ARCHIVED'],
  ['deleted', { archivedAt: new Date(0), isDeleted: true }, 'DELETED'],
] as const)(
  '%s clients can be merged, on either side, and the survivor stays so',
  async ([, state, status], { api }) => {
    const [into, from] = await clients(api, { name: 'Ash', ...state }, { name: 'Birch', ...state });
    const payload = await merge(api, { into, from: [from] });
    expect(payload.userErrors).toEqual([]);
    expect(await read(api, from)).toMatchObject({ id: into, status });
  },
);

test('records one change for each merged client and one for the survivor', async ({ api }) => {
  const [into, ...from] = await clients(
    api,
    { name: 'Ash' },
    { name: 'Birch', version: 4, documents: [{}] },
    { name: 'Cedar' },
  );
  await merge(api, { into, from });
  const { clientChanges } = await api.ask(
    '{ clientChanges { nodes { clientId kind version fields mergedInto client { id } } } }',
  );
  const gone = { kind: 'MERGED', fields: [], mergedInto: into, client: null };
  expect(clientChanges.nodes).toEqual([
    { ...gone, clientId: from[0], version: 5 },
    { ...gone, clientId: from[1], version: 2 },
    {
      clientId: into,
      kind: 'UPDATED',
      version: 2,
      fields: ['documents'],
      mergedInto: null,
      client: { id: into },
    },
  ]);
});

test('refuses to merge the same clients again', async ({ api }) => {
  const [into, from] = await clients(api, { name: 'Ash' }, { name: 'Birch' });
  const token = await previewToken(api, { into, from: [from] });
  expect((await merge(api, { into, from: [from] })).userErrors).toEqual([]);
  const again = await merge(api, { into, from: [from] }, { previewToken: token });
  expect(again.userErrors).toMatchObject([
    { code: 'NOT_FOUND', message: `The client "${from}" was merged into "${into}" already.` },
  ]);
});

test('refuses a merge with the token of an outdated preview', async ({ api }) => {
  const [into, from, third] = (await clients(
    api,
    { name: 'Ash' },
    { name: 'Birch' },
    { name: 'Cedar' },
  )) as [string, string, string];
  const token = await previewToken(api, { into, from: [from] });
  const with3 = await merge(api, { into, from: [from, third] }, { previewToken: token });
  expect(refusals(with3)).toEqual(['STALE_PREVIEW previewToken']);
  await api.ask(
    'mutation ($id: ID!) { upsertClient(input: { match: { id: $id }, city: "Kiel" }) { outcome } }',
    { id: from },
  );
  const stale = await merge(api, { into, from: [from] }, { previewToken: token });
  expect(refusals(stale)).toEqual(['STALE_PREVIEW previewToken']);
  expect(stale.client).toBeNull();
  expect(await api.names()).toEqual(['Ash', 'Birch', 'Cedar']);
  expect(refusals(await merge(api, { into, from: [from] }))).toEqual([]);
});

test('a dry run returns the result of a merge and changes nothing', async ({ api }) => {
  const [into, from] = await clients(
    api,
    { name: 'Ash', balance: 1, contacts: contacts('a@x.org') },
    { name: 'Birch', balance: 2, documents: [{}], contacts: contacts('b@x.org', '') },
  );
  const before = [await read(api, into), await read(api, from)];
  const payload = await merge(api, { into, from: [from] }, { dryRun: true });
  expect(payload).toMatchObject({
    dryRun: true,
    mergedIds: [from],
    moved: { contacts: 1, documents: 1 },
    removedContacts: [{ email: '' }],
    diff: [{ path: ['balance'], before: '1', after: '3' }],
    userErrors: [],
  });
  expect([await read(api, into), await read(api, from)]).toEqual(before);
});

test('a merge repeated under its key is replayed', async ({ api }) => {
  const [into, from] = await clients(
    api,
    { name: 'Ash', balance: 1 },
    { name: 'Birch', balance: 2 },
  );
  const once = {
    idempotencyKey: 'm1',
    previewToken: await previewToken(api, { into, from: [from] }),
  };
  const first = await merge(api, { into, from: [from] }, once);
  const second = await merge(api, { into, from: [from] }, once);
  expect(second).toEqual({ ...first, replayed: true });
  expect((await read(api, into)).balance).toBe('3');
  const other = await merge(api, { into: from, from: [into] }, once);
  expect(refusals(other)).toEqual(['IDEMPOTENCY_MISMATCH idempotencyKey']);
});

test('of twenty equal concurrent merges one succeeds', async ({ api }) => {
  const [into, from] = await clients(
    api,
    { name: 'Ash', balance: 1 },
    { name: 'Birch', balance: 2 },
  );
  const token = await previewToken(api, { into, from: [from] });
  const all = await Promise.all(
    Array.from({ length: 20 }, () => merge(api, { into, from: [from] }, { previewToken: token })),
  );
  const outcomes = all.map((payload) => refusals(payload)[0] ?? 'done').sort();
  expect(outcomes).toEqual([...Array(19).fill('NOT_FOUND from.0'), 'done']);
  expect(await read(api, into)).toMatchObject({ balance: '3', version: 2 });
});

test('a merge takes the same number of statements, whatever moves', async ({ api }) => {
  const many = <Row>(row: Row) => Array.from({ length: 20 }, () => row);
  const [into, ...from] = await clients(
    api,
    { name: 'Ash' },
    ...many({
      name: 'Birch',
      documents: many({}),
      ledger: many({}),
      contacts: many({ email: 'b' }),
    }).slice(0, 10),
  );
  const token = await previewToken(api, { into, from });
  const sent = await api.statements(() => merge(api, { into, from }, { previewToken: token }));
  expect(sent).toBeLessThanOrEqual(20);
});
