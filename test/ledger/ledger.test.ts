import { sql } from '../../src/db/sql.ts';
import { type Api, expect, test } from '../support/api.ts';

const POST = `mutation Post($entries: [LedgerEntryInput!]!, $policy: BatchPolicy, $key: String, $dryRun: Boolean) {
  postLedgerEntries(entries: $entries, policy: $policy, idempotencyKey: $key, dryRun: $dryRun) {
    results {
      entry { id kind amount balance number notes date }
      balance
      client { id balance paidToDate creditBalance version }
      userErrors { code message path }
    }
    replayed
    userErrors { code message path }
  }
}`;

const invoice = (
  clientId: string | undefined,
  amount: string | number = 10,
  more: object = {},
) => ({
  clientId,
  kind: 'INVOICE',
  amount,
  ...more,
});

const post = async (api: Api, entries: readonly object[], more: object = {}) =>
  (await api.ask(POST, { entries, ...more })).postLedgerEntries;

const refusals = (results: { userErrors: { code: string; path: string[] }[] }[]) =>
  results.map(({ userErrors }) => userErrors.map(({ code, path }) => `${code} ${path.join('.')}`));

test.for([
  ['an invoice', 'INVOICE', '10.5', ['10.5', '0', '0']],
  ['an invoice that is taken back', 'INVOICE', '-10.5', ['-10.5', '0', '0']],
  ['a payment', 'PAYMENT', '10', ['-10', '10', '0']],
  ['a payment that is returned', 'PAYMENT', '-10', ['10', '-10', '0']],
  ['credit', 'CREDIT', '7', ['0', '0', '7']],
  ['credit that is used', 'CREDIT', '-7', ['0', '0', '-7']],
  ['an adjustment', 'ADJUSTMENT', '0.000001', ['0.000001', '0', '0']],
] as const)('%s moves the amounts of the client', async ([, kind, amount, amounts], { api }) => {
  const [clientId] = await api.has({ name: 'Ash' });
  const { results } = await post(api, [{ clientId, kind, amount }]);
  const { client, entry } = results[0];
  expect([client.balance, client.paidToDate, client.creditBalance]).toEqual(amounts);
  expect(entry).toMatchObject({ kind, amount, balance: amounts[0] });
});

test('each entry has the balance after it, and the ledger lists the newest first', async ({
  api,
}) => {
  const [ash, birch] = await api.has({ name: 'Ash' }, { name: 'Birch' });
  const { results } = await post(api, [
    invoice(ash, '0.1', { number: ' 2026-1 ', notes: 'Advice', date: '2026-01-31' }),
    invoice(birch, '100'),
    invoice(`client_${ash}`, '0.2'),
    { clientId: ash, kind: 'PAYMENT', amount: '0.3', number: '' },
  ]);
  expect(results.map(({ balance }: { balance: string }) => balance)).toEqual([
    '0.1',
    '100',
    '0.3',
    '0',
  ]);
  expect(results[0].entry).toMatchObject({
    number: '2026-1',
    notes: 'Advice',
    date: '2026-01-31T00:00:00.000Z',
  });
  const { client } = await api.ask(
    'query ($id: ID!) { client(id: $id) { ledger { totalCount nodes { kind amount balance number } } } }',
    { id: ash },
  );
  expect(client.ledger).toEqual({
    totalCount: 3,
    nodes: [
      { kind: 'PAYMENT', amount: '0.3', balance: '0', number: null },
      { kind: 'INVOICE', amount: '0.2', balance: '0.3', number: null },
      { kind: 'INVOICE', amount: '0.1', balance: '0.1', number: '2026-1' },
    ],
  });
});

test("a request increases each client's version once, however many entries it has", async ({
  api,
}) => {
  const [ash, birch] = await api.has({ name: 'Ash' }, { name: 'Birch' });
  const { results } = await post(api, [
    invoice(ash),
    invoice(birch, '5'),
    invoice(birch, '-5'),
    { clientId: ash, kind: 'PAYMENT', amount: '4' },
  ]);
  expect(results.map(({ client }: { client: { version: number } }) => client.version)).toEqual([
    2, 2, 2, 2,
  ]);
  const changes = await api.db.query(sql`
    select sequence::integer, kind, version, fields from changes where company_id = ${api.companyId} order by client_id`);
  expect(changes).toEqual([
    { sequence: 1, kind: 'UPDATED', version: 2, fields: ['balance', 'paidToDate', 'ledger'] },
    { sequence: 2, kind: 'UPDATED', version: 2, fields: ['ledger'] },
  ]);
});

test('posts a thousand entries with a constant number of statements', async ({ api }) => {
  const ids = await api.has(...Array.from({ length: 50 }, (_, i) => ({ name: `Client ${i}` })));
  const entries = Array.from({ length: 1000 }, (_, i) => invoice(ids[i % 50], '0.01'));
  let results: { client: { balance: string } }[] = [];
  await post(api, [], {});
  const sent = await api.statements(async () => {
    results = (await post(api, entries)).results;
  });
  expect(results).toHaveLength(1000);
  expect(new Set(results.map(({ client }) => client.balance))).toEqual(new Set(['0.2']));
  // begin, lock, accounts, entries, clients, changes, commit; and two to read what is selected.
  expect(sent).toBe(9);
});

const LARGEST = '99999999999999.999999';

test.for([
  ['nothing', { amount: '0.000' }, 'INVALID_INPUT entries.1.amount'],
  ['an id that is none', { clientId: '!' }, 'INVALID_ID entries.1.clientId'],
  ['the id of a contact', { clientId: 'contact_VolejRejNm' }, 'WRONG_ID_TYPE entries.1.clientId'],
  ['an unknown client', { clientId: 'gl9avmeG1v' }, 'NOT_FOUND entries.1.clientId'],
  ['a number that is too long', { number: 'x'.repeat(501) }, 'INVALID_INPUT entries.1.number'],
  ['a NUL character', { notes: 'a\0b' }, 'INVALID_INPUT entries.1.notes'],
  ['more than a balance holds', { amount: LARGEST }, 'INVALID_INPUT entries.1.amount'],
] as const)(
  '%s is refused, and by the policy the rest with it or not',
  async ([, wrong, refusal], { api }) => {
    const [id] = await api.has({ name: 'Ash' });
    const entries = [invoice(id), invoice(id, '1', wrong), invoice(id, '2')];
    const all = await post(api, entries);
    expect(refusals(all.results)).toEqual([
      ['SKIPPED entries.0'],
      [refusal],
      ['SKIPPED entries.2'],
    ]);
    expect(all.results.map(({ entry }: { entry: unknown }) => entry)).toEqual([null, null, null]);
    const failed = await post(api, entries, { policy: 'REJECT_FAILED' });
    expect(refusals(failed.results)).toEqual([[], [refusal], []]);
    expect(failed.results.map(({ balance }: { balance: unknown }) => balance)).toEqual([
      '10',
      null,
      '12',
    ]);
  },
);

test('reports all errors of an entry at once', async ({ api }) => {
  const wrong = invoice('!', '1', { number: 'x'.repeat(501), notes: 'a\0b' });
  const { results } = await post(api, [wrong]);
  expect(refusals(results)).toEqual([
    [
      'INVALID_INPUT entries.0.number',
      'INVALID_INPUT entries.0.notes',
      'INVALID_ID entries.0.clientId',
    ],
  ]);
});

test('refuses entries for a deleted client and for one of another company', async ({
  api,
  other,
}) => {
  const [deleted] = await api.has({ name: 'Ash', isDeleted: true });
  const [foreign] = await other.has({ name: 'Birch' });
  const { results } = await post(api, [invoice(deleted), invoice(foreign)]);
  expect(refusals(results)).toEqual([
    ['CLIENT_DELETED entries.0.clientId'],
    ['NOT_FOUND entries.1.clientId'],
  ]);
});

test('an entry for a merged client reaches its survivor', async ({ api }) => {
  const [survivor] = await api.has({ name: 'Ash' });
  const merged = 2_000_000_000 + api.companyId;
  await api.db.query(sql`
    insert into client_redirects (from_id, company_id, to_id)
    values (${merged}, ${api.companyId}, ${api.ids.decode('Client', survivor as string)})`);
  const { results } = await post(api, [
    invoice(api.ids.encode(merged)),
    invoice(survivor, '1'),
    invoice(api.ids.encode(merged), '2'),
  ]);
  expect(results.map((one: { balance: string; client: { id: string } }) => one.balance)).toEqual([
    '10',
    '11',
    '13',
  ]);
  expect(results[0].client).toMatchObject({ id: survivor, balance: '13', version: 2 });
});

test('more than a thousand entries are refused', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash' });
  const { results, userErrors } = await post(api, Array(1001).fill(invoice(id)));
  expect(results).toBeNull();
  expect(userErrors).toMatchObject([{ code: 'TOO_MANY', path: ['entries'] }]);
});

test('a dry run returns the balances and posts nothing', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash' });
  const { results } = await post(api, [invoice(id, '10'), invoice(id, '5')], { dryRun: true });
  expect(results).toMatchObject([
    { entry: null, balance: '10', client: { balance: '0', version: 1 } },
    { entry: null, balance: '15', client: { balance: '0', version: 1 } },
  ]);
});

test('posts a request repeated under its key once', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash' });
  const all = await Promise.all(
    Array.from({ length: 20 }, () => post(api, [invoice(id)], { key: 'once' })),
  );
  expect(all.filter(({ replayed }) => replayed)).toHaveLength(19);
  expect(new Set(all.map(({ results }) => results[0].entry.id)).size).toBe(1);
  expect(all[0].results[0].client.balance).toBe('10');
  const again = await post(api, [invoice(id, '11')], { key: 'once' });
  expect(again.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_MISMATCH' }]);
});

test('summaries leave out the amounts of deleted clients', async ({ api }) => {
  const settings = { currency_id: '3' };
  const [, gone] = await api.has(...['Ash', 'Birch', 'Cedar'].map((name) => ({ name, settings })));
  const clients = await api.ask('{ clients { nodes { id } } }');
  await post(
    api,
    clients.clients.nodes.map(({ id }: { id: string }) => invoice(id, '1.5')),
  );
  const number = api.ids.decode('Client', gone as string);
  await api.db.query(sql`update clients set is_deleted = true where id = ${number}`);
  for (const status of [['ACTIVE'], ['ACTIVE', 'ARCHIVED', 'DELETED'], null]) {
    const found = await api.ask(
      'query ($status: [ClientStatus!]) { clients(status: $status) { summary { count balance } } }',
      { status },
    );
    expect(found.clients.summary).toEqual([{ count: 2, balance: '3' }]);
  }
});

test('concurrent posts leave amounts that are the sums of the entries', async ({ api }) => {
  const ids = await api.has({ name: 'Ash' }, { name: 'Birch' }, { name: 'Cedar' });
  const kinds = ['INVOICE', 'PAYMENT', 'CREDIT', 'ADJUSTMENT'];
  const request = (i: number) =>
    Array.from({ length: 7 }, (_, j) => ({
      clientId: ids[(i + j) % 3],
      kind: kinds[(i * 3 + j) % 4],
      amount: `${j % 2 ? '-' : ''}${i}.${String(j + 1).padStart(6, '0')}`,
    }));
  await Promise.all(Array.from({ length: 40 }, (_, i) => post(api, request(i))));
  const differing = await api.db.query(sql`
    select c.id from clients c cross join lateral (
      select sum(case kind when 'PAYMENT' then -amount when 'CREDIT' then 0 else amount end) as balance,
        coalesce(sum(amount) filter (where kind = 'PAYMENT'), 0) as paid,
        coalesce(sum(amount) filter (where kind = 'CREDIT'), 0) as credit, count(*) as entries
      from ledger_entries e where e.client_id = c.id
    ) ledger
    where c.company_id = ${api.companyId}
      and (c.balance, c.paid_to_date, c.credit_balance) is distinct from (ledger.balance, ledger.paid, ledger.credit)`);
  expect(differing).toEqual([]);
  const running = await api.db.query(sql`
    select id from (select id, balance, sum(case kind when 'PAYMENT' then -amount when 'CREDIT' then 0 else amount end)
      over (partition by client_id order by id) as sum from ledger_entries where company_id = ${api.companyId}) e
    where balance <> sum`);
  expect(running).toEqual([]);
  const { clients } = await api.ask('{ clients { nodes { version ledger { totalCount } } } }');
  const counts = clients.nodes.map(
    ({ ledger }: { ledger: { totalCount: number } }) => ledger.totalCount,
  );
  expect(counts.reduce((sum: number, count: number) => sum + count)).toBe(280);
  expect(clients.nodes.map(({ version }: { version: number }) => version)).toEqual([41, 41, 41]);
});
