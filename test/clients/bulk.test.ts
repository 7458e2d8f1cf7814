import { sql } from '../../src/db/sql.ts';
import { type Api, expect, test } from '../support/api.ts';
import type { ClientSeed } from '../support/factories.ts';

const BULK = `mutation (
  $action: BulkAction!, $ids: [ID!], $filter: ClientFilter, $search: String, $status: [ClientStatus!],
  $count: Int, $values: BulkValuesInput, $policy: BatchPolicy, $key: String, $dryRun: Boolean
) {
  bulkClients(
    action: $action, ids: $ids, filter: $filter, search: $search, status: $status, expectedCount: $count,
    values: $values, policy: $policy, idempotencyKey: $key, dryRun: $dryRun
  ) {
    count changed unchanged refused replayed
    results { id outcome client { name status version } diff { path after } userErrors { code message path } }
    userErrors { code message path ... on CountMismatchError { expectedCount foundCount } }
  }
}`;

interface Result {
  id: string;
  outcome: string | null;
  client: { name: string; status: string; version: number } | null;
  userErrors: { code: string; path: string[] }[];
}

const bulk = async (api: Api, variables: object) =>
  (await api.ask(BULK, { policy: 'REJECT_ALL', ...variables })).bulkClients;

const brief = (results: readonly Result[]) =>
  results.map(({ client, outcome, userErrors }) => [
    client?.name ?? null,
    outcome ?? userErrors.map(({ code }) => code).join(),
  ]);

/** A condition that all clients fulfil. */
const ANY = { version: { gt: 0 } };

const archived: ClientSeed = { archivedAt: new Date('2020-01-01') };
const deleted: ClientSeed = { ...archived, isDeleted: true };

const book = (api: Api) =>
  api.has({ name: 'Ash' }, { name: 'Birch', ...archived }, { name: 'Cedar', ...deleted });

test.for([
  ['ARCHIVE', ['CHANGED', 'UNCHANGED', 'UNCHANGED'], ['ARCHIVED', 'ARCHIVED', 'DELETED']],
  ['RESTORE', ['UNCHANGED', 'CHANGED', 'CHANGED'], ['ACTIVE', 'ACTIVE', 'ACTIVE']],
  ['DELETE', ['CHANGED', 'CHANGED', 'UNCHANGED'], ['DELETED', 'DELETED', 'DELETED']],
] as const)('%s of clients in every state', async ([action, outcomes, states], { api }) => {
  const ids = await book(api);
  const done = await bulk(api, { action, ids });
  expect(done).toMatchObject({ count: 3, refused: 0, userErrors: [] });
  expect(done.changed).toBe(outcomes.filter((outcome) => outcome === 'CHANGED').length);
  expect(done.results.map(({ id }: Result) => id)).toEqual(ids);
  expect(done.results.map(({ outcome }: Result) => outcome)).toEqual(outcomes);
  expect(done.results.map(({ client }: Result) => client?.status)).toEqual(states);
  const again = await bulk(api, { action, ids });
  expect(again).toMatchObject({ changed: 0, unchanged: 3 });
});

test('returns results in the order of the ids and changes a repeated client once', async ({
  api,
}) => {
  const [ash, birch] = (await api.has({ name: 'Ash' }, { name: 'Birch' })) as [string, string];
  const again = api.ids.encodeGlobal('Client', api.ids.decode('Client', birch));
  const done = await bulk(api, { action: 'ARCHIVE', ids: [birch, ash, again], count: 2 });
  expect(brief(done.results)).toEqual([
    ['Birch', 'CHANGED'],
    ['Ash', 'CHANGED'],
    ['Birch', 'UNCHANGED'],
  ]);
  expect(done.results[2].id).toBe(again);
  expect(done.results.map(({ client }: Result) => client?.version)).toEqual([2, 2, 2]);
  const { clientChanges } = await api.ask('{ clientChanges { nodes { clientId kind } } }');
  expect(clientChanges.nodes).toEqual([
    { clientId: birch, kind: 'ARCHIVED' },
    { clientId: ash, kind: 'ARCHIVED' },
  ]);
});

test.for([
  ['REJECT_ALL', 'SKIPPED', ['Ash']],
  ['REJECT_FAILED', 'CHANGED', []],
] as const)(
  'with %s a good one among bad ones is %s',
  async ([policy, outcome, left], { api, other }) => {
    const [own] = await api.has({ name: 'Ash' });
    const [foreign] = await other.has({ name: 'Foreign' });
    const ids = [own, foreign, 'nonsense', 'contact_VolejRejNm', api.ids.encode(2_147_483_647)];
    const done = await bulk(api, { action: 'ARCHIVE', ids, policy });
    expect(brief(done.results).map(([, what]) => what)).toEqual([
      outcome,
      'NOT_FOUND',
      'INVALID_ID',
      'WRONG_ID_TYPE',
      'NOT_FOUND',
    ]);
    expect(done.results[2].userErrors[0].path).toEqual(['ids', '2']);
    expect(await api.names()).toEqual(left);
    expect(await other.names()).toEqual(['Foreign']);
  },
);

test('a filter selects the same clients as the list: active ones by default', async ({ api }) => {
  await book(api);
  const filter = { name: { in: ['Ash', 'Birch', 'Cedar'] } };
  const active = await bulk(api, { action: 'DELETE', filter, count: 1, dryRun: true });
  expect(brief(active.results)).toEqual([['Ash', 'CHANGED']]);
  const every = await bulk(api, { action: 'DELETE', filter, status: null, count: 3 });
  expect(brief(every.results)).toEqual([
    ['Ash', 'CHANGED'],
    ['Birch', 'CHANGED'],
    ['Cedar', 'UNCHANGED'],
  ]);
  const found = await bulk(api, {
    action: 'RESTORE',
    search: 'birch',
    status: ['DELETED'],
    count: 1,
  });
  expect(brief(found.results)).toEqual([['Birch', 'CHANGED']]);
  expect(await api.names()).toEqual(['Birch']);
});

test('a filter never reaches into another company', async ({ api, other }) => {
  await other.has({ name: 'Foreign' });
  const done = await bulk(api, { action: 'DELETE', filter: ANY, count: 0 });
  expect(done).toMatchObject({ count: 0, results: [], userErrors: [] });
  expect(await other.names()).toEqual(['Foreign']);
});

test.for([
  ['more clients than expected', { filter: ANY, count: 1 }, 1, 2],
  ['fewer clients than expected', { filter: { name: { eq: 'Ash' } }, count: 2 }, 2, 1],
] as const)('a filter that finds %s does nothing', async ([, choice, expected, found], { api }) => {
  await api.has({ name: 'Ash' }, { name: 'Birch' });
  const done = await bulk(api, { action: 'ARCHIVE', ...choice });
  expect(done).toMatchObject({ count: null, results: null });
  expect(done.userErrors).toMatchObject([
    { code: 'COUNT_MISMATCH', path: ['expectedCount'], expectedCount: expected, foundCount: found },
  ]);
  expect(await api.names()).toEqual(['Ash', 'Birch']);
});

test.for([
  ['both ids and a filter', { ids: [], filter: {}, count: 0 }, 'ids'],
  ['a filter without a number', { filter: ANY }, 'expectedCount'],
  ['a filter with a bad id', { filter: { id: { eq: 'x' } }, count: 0 }, 'filter.id.eq'],
  ['values for a step', { ids: [], values: { publicNotes: 'x' } }, 'values'],
  ['an update without values', { ids: [], action: 'UPDATE' }, 'values'],
  [
    'an unknown country',
    { ids: [], action: 'UPDATE', values: { countryId: '9999' } },
    'values.countryId',
  ],
] as const)('%s is refused as a whole', async ([, variables, path], { api }) => {
  const done = await bulk(api, { action: 'ARCHIVE', ...variables });
  expect(done).toMatchObject({ count: null, changed: null, results: null });
  expect(done.userErrors.map((error: { path: string[] }) => error.path.join('.'))).toEqual([path]);
});

test('neither ids nor a filter is refused as a whole', async ({ api }) => {
  const { bulkClients } = await api.ask(
    'mutation { bulkClients(action: ARCHIVE, policy: REJECT_ALL) { count userErrors { path } } }',
  );
  expect(bulkClients).toEqual({ count: null, userErrors: [{ path: ['ids'] }] });
});

test('too many ids are refused as a whole', async ({ api }) => {
  const [id] = await api.has({});
  const ids = Array.from({ length: 10_001 }, () => id);
  const done = await bulk(api, { action: 'ARCHIVE', ids });
  expect(done.userErrors).toMatchObject([{ code: 'TOO_MANY', path: ['ids'] }]);
});

test('sets values on many clients, which are then found by them', async ({ api }) => {
  const contacts = [{ email: 'a@example.com', isPrimary: true }];
  const ids = await api.has(
    { name: 'Ash', contacts },
    { name: 'Birch', contacts, ...archived, customValue1: 'gold' },
  );
  const done = await bulk(api, {
    action: 'UPDATE',
    ids,
    values: { customValue1: 'gold', countryId: '276', sizeId: null },
  });
  expect(done).toMatchObject({ changed: 2, refused: 0 });
  expect(done.results[0].diff).toEqual([
    { path: ['countryId'], after: '276' },
    { path: ['customValue1'], after: 'gold' },
  ]);
  expect(done.results[1].client).toMatchObject({ status: 'ARCHIVED', version: 2 });
  expect(await api.names({ search: 'gold', status: null })).toEqual(['Ash', 'Birch']);
  const values = { customValue1: 'gold' };
  expect(await bulk(api, { action: 'UPDATE', ids, values })).toMatchObject({ unchanged: 2 });
});

test('sets and clears the group of many clients', async ({ api }) => {
  const ids = await api.has({ name: 'Ash' }, { name: 'Birch' });
  const groupSettingsId = api.ids.encode(7);
  await bulk(api, { action: 'UPDATE', ids, values: { groupSettingsId } });
  expect(await api.names({ filter: { groupSettingsId: { eq: groupSettingsId } } })).toEqual([
    'Ash',
    'Birch',
  ]);
  await bulk(api, { action: 'UPDATE', ids: [ids[0]], values: { groupSettingsId: null } });
  expect(await api.names({ filter: { groupSettingsId: { isNull: true } } })).toEqual(['Ash']);
});

test('refuses bulk values for a deleted client', async ({ api }) => {
  const ids = await book(api);
  const values = { publicNotes: 'x' };
  const done = await bulk(api, { action: 'UPDATE', ids, values, policy: 'REJECT_FAILED' });
  expect(brief(done.results)).toEqual([
    ['Ash', 'CHANGED'],
    ['Birch', 'CHANGED'],
    [null, 'CLIENT_DELETED'],
  ]);
  expect(done.results[2].userErrors[0].path).toEqual(['ids', '2']);
});

test('a dry run returns the number of clients and changes nothing', async ({ api }) => {
  await api.has({ name: 'Ash' }, { name: 'Birch' });
  const done = await bulk(api, { action: 'ARCHIVE', filter: ANY, dryRun: true });
  expect(done).toMatchObject({ count: 2, changed: 2, userErrors: [] });
  expect(done.results[0].diff.map(({ path }: { path: string[] }) => path.join())).toEqual([
    'archivedAt',
  ]);
  expect(await api.names()).toEqual(['Ash', 'Birch']);
});

test('replays a request repeated under its key', async ({ api }) => {
  await api.has({ name: 'Ash' }, { name: 'Birch' });
  const request = { action: 'ARCHIVE', filter: ANY, count: 2, key: 'k' };
  const first = await bulk(api, request);
  const second = await bulk(api, request);
  expect(second).toEqual({ ...first, replayed: true });
  const { userErrors } = await bulk(api, { ...request, count: 3 });
  expect(userErrors[0].code).toBe('IDEMPOTENCY_MISMATCH');
});

test('of twenty concurrent requests one changes the clients', async ({ api }) => {
  const ids = await api.has({ name: 'Ash' }, { name: 'Birch' }, { name: 'Cedar' });
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      bulk(api, { action: 'ARCHIVE', ids: i % 2 ? ids : ids.toReversed() }),
    ),
  );
  expect(all.map(({ changed }) => changed).sort()).toEqual([...Array(19).fill(0), 3]);
});

const LEAN = `mutation ($action: BulkAction!, $count: Int!, $values: BulkValuesInput) {
  bulkClients(action: $action, filter: { version: { gt: 0 } }, expectedCount: $count, values: $values) {
    changed results { id outcome client { status } } userErrors { message }
  }
}`;

test('archives ten thousand clients by a filter with a constant number of statements', async ({
  api,
}) => {
  const count = 10_000;
  await api.has({ name: 'Original' });
  await api.db.query(sql`
    insert into clients (company_id, user_id, number, client_hash, display_name)
    select company_id, user_id, 'N' || n, client_hash || n, 'Client ' || n
    from clients, generate_series(2, ${count}) as n where company_id = ${api.companyId}`);
  expect(await api.names({ first: 1 })).toEqual(['Original']);
  let done: { changed: number; results: Result[]; userErrors: object[] } | undefined;
  const sent = await api.statements(async () => {
    done = (await api.ask(LEAN, { action: 'ARCHIVE', count })).bulkClients;
  });
  expect(done).toMatchObject({ changed: count, userErrors: [] });
  expect(done?.results.every(({ client }) => client?.status === 'ARCHIVED')).toBe(true);
  // begin, lock, find, change, note, commit; the clients of the answer
  expect(sent).toBe(7);
});

test('sets values on a thousand clients with a constant number of statements', async ({ api }) => {
  const count = 1000;
  await api.has(...Array.from({ length: count }, (_, i) => ({ name: `Client ${i}` })));
  const values = { publicNotes: 'x' };
  const sent = await api.statements(() => api.ask(LEAN, { action: 'UPDATE', count, values }));
  expect(sent).toBeLessThanOrEqual(12);
});
