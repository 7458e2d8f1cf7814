import { type Api, expect, test } from '../support/api.ts';
import type { ClientSeed } from '../support/factories.ts';
import { merge } from '../support/merging.ts';

const LONG_AGO = new Date('2020-01-02T03:04:05.678Z');

const inState: Record<string, ClientSeed> = {
  ACTIVE: { name: 'Ash' },
  ARCHIVED: { name: 'Ash', archivedAt: LONG_AGO },
  DELETED: { name: 'Ash', archivedAt: LONG_AGO, isDeleted: true },
};

type Action = 'archive' | 'restore' | 'delete';

const mutation = (
  action: Action,
) => `mutation ($id: ID!, $version: Int, $key: String, $dryRun: Boolean) {
  done: ${action}Client(id: $id, expectedVersion: $version, idempotencyKey: $key, dryRun: $dryRun) {
    outcome replayed dryRun
    client { id status version isDeleted archivedAt updatedAt }
    diff { path before after }
    userErrors { code message path ... on ConflictError { currentVersion changedFields current { name } } }
  }
}`;

/** Creates a client in a state. */
async function given(api: Api, state: string) {
  const [id] = await api.has({ ...inState[state], updatedAt: LONG_AGO });
  return { id: id as string, before: await shown(api, id as string) };
}

const shown = async (api: Api, id: string) =>
  (
    await api.ask(
      'query ($id: ID!) { client(id: $id) { id status version isDeleted archivedAt updatedAt } }',
      { id },
    )
  ).client;

test.for([
  ['archive', 'ACTIVE', 'ARCHIVED', ['archivedAt']],
  ['archive', 'ARCHIVED', 'ARCHIVED', []],
  ['archive', 'DELETED', 'DELETED', []],
  ['restore', 'ACTIVE', 'ACTIVE', []],
  ['restore', 'ARCHIVED', 'ACTIVE', ['archivedAt']],
  ['restore', 'DELETED', 'ACTIVE', ['isDeleted', 'archivedAt']],
  ['delete', 'ACTIVE', 'DELETED', ['isDeleted', 'archivedAt']],
  ['delete', 'ARCHIVED', 'DELETED', ['isDeleted', 'archivedAt']],
  ['delete', 'DELETED', 'DELETED', []],
] as const)('%s leads from %s to %s', async ([action, state, to, changed], { api }) => {
  const { id, before } = await given(api, state);
  const { done } = await api.ask(mutation(action), { id });
  expect(done).toMatchObject({ userErrors: [], replayed: false, dryRun: false });
  expect(done.diff.map(({ path }: { path: string[] }) => path.join())).toEqual(changed);
  if (to === state) {
    expect(done).toMatchObject({ outcome: 'UNCHANGED', client: before });
  } else {
    expect(done).toMatchObject({ outcome: 'CHANGED', client: { status: to, version: 2 } });
    expect(done.client.updatedAt).not.toBe(before.updatedAt);
    expect(done.client.archivedAt).toBe(to === 'ACTIVE' ? null : done.client.updatedAt);
    expect(done.diff).toContainEqual({
      path: ['archivedAt'],
      before: before.archivedAt,
      after: done.client.archivedAt,
    });
  }
  const again = await api.ask(mutation(action), { id });
  expect(again.done).toMatchObject({ outcome: 'UNCHANGED', diff: [], client: done.client });
});

test('a deleted client is found only among the deleted and counts in no sum', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash', balance: 5 }, { name: 'Birch', balance: 2 });
  await api.ask(mutation('delete'), { id });
  expect(await api.names()).toEqual(['Birch']);
  expect(await api.names({ status: ['DELETED'] })).toEqual(['Ash']);
  const { clients } = await api.ask('{ clients(status: null) { summary { count balance } } }');
  expect(clients.summary).toEqual([{ count: 1, balance: '2' }]);
});

test('contacts, documents and money stay with a deleted client', async ({ api }) => {
  const [id] = await api.has({
    contacts: [{ email: 'a@example.com' }],
    documents: [{ name: 'a.pdf' }],
    ledger: [{ amount: 3, balance: 3 }],
    balance: 3,
  });
  await api.ask(mutation('delete'), { id });
  const { client } = await api.ask(
    'query ($id: ID!) { client(id: $id) { balance contacts { email } documents { totalCount } ledger { totalCount } } }',
    { id },
  );
  expect(client).toEqual({
    balance: '3',
    contacts: [{ email: 'a@example.com' }],
    documents: { totalCount: 1 },
    ledger: { totalCount: 1 },
  });
});

for (const action of ['archive', 'restore', 'delete'] as const) {
  test.for([
    ['an unknown id', () => 'VolejRejNm0', 'INVALID_ID'],
    ['the id of nobody', (api: Api) => api.ids.encode(2_147_483_647), 'NOT_FOUND'],
    ['the id of a contact', (api: Api) => api.ids.encodeGlobal('Contact', 1), 'WRONG_ID_TYPE'],
  ] as const)(`${action} refuses %s`, async ([, id, code], { api }) => {
    const { done } = await api.ask(mutation(action), { id: id(api) });
    expect(done).toMatchObject({ outcome: null, client: null, diff: null });
    expect(done.userErrors).toMatchObject([{ code, path: ['id'] }]);
  });

  test(`${action} refuses a client of another company`, async ({ api, other }) => {
    const from = action === 'restore' ? 'DELETED' : 'ACTIVE';
    const { id, before } = await given(api, from);
    const { done } = await other.ask(mutation(action), { id });
    expect(done.userErrors).toEqual([
      { code: 'NOT_FOUND', message: `No client has the id "${id}".`, path: ['id'] },
    ]);
    expect(await shown(api, id)).toEqual(before);
  });
}

test('refuses an outdated expected version with CONFLICT and the current version', async ({
  api,
}) => {
  const { id } = await given(api, 'ACTIVE');
  await api.ask(mutation('archive'), { id, version: 1 });
  const { done } = await api.ask(mutation('delete'), { id, version: 1 });
  expect(done.userErrors).toEqual([
    {
      code: 'CONFLICT',
      message: 'The client is at version 2, not at version 1.',
      path: ['expectedVersion'],
      currentVersion: 2,
      changedFields: ['archivedAt'],
      current: { name: 'Ash' },
    },
  ]);
  expect((await shown(api, id)).status).toBe('ARCHIVED');
  const { done: seen } = await api.ask(mutation('delete'), { id, version: 2 });
  expect(seen.client).toMatchObject({ status: 'DELETED', version: 3 });
});

test('records a change for every step that changes a client', async ({ api }) => {
  const { id } = await given(api, 'ACTIVE');
  for (const action of ['archive', 'archive', 'delete', 'restore', 'restore'] as const) {
    await api.ask(mutation(action), { id });
  }
  const { clientChanges } = await api.ask(
    'query ($id: ID!) { clientChanges(ids: [$id]) { nodes { kind version fields } } }',
    { id },
  );
  expect(clientChanges.nodes).toEqual([
    { kind: 'ARCHIVED', version: 2, fields: ['archivedAt'] },
    { kind: 'DELETED', version: 3, fields: ['isDeleted', 'archivedAt'] },
    { kind: 'RESTORED', version: 4, fields: ['isDeleted', 'archivedAt'] },
  ]);
});

test('a dry run returns the result and changes nothing', async ({ api }) => {
  const { id, before } = await given(api, 'ARCHIVED');
  const { done } = await api.ask(mutation('restore'), { id, dryRun: true });
  expect(done).toMatchObject({ outcome: 'CHANGED', dryRun: true, client: before });
  expect(done.diff).toEqual([{ path: ['archivedAt'], before: before.archivedAt, after: null }]);
  expect(await shown(api, id)).toEqual(before);
});

test('replays a request repeated under its key, whatever was written in between', async ({
  api,
}) => {
  const { id } = await given(api, 'ACTIVE');
  const { done: first } = await api.ask(mutation('archive'), { id, key: 'k' });
  await api.ask(mutation('restore'), { id });
  const { done: second } = await api.ask(mutation('archive'), { id, key: 'k' });
  expect(second).toMatchObject({ outcome: 'CHANGED', diff: first.diff, replayed: true });
  expect(second.client).toMatchObject({ status: 'ACTIVE', version: 3 });
  const { done: another } = await api.ask(mutation('delete'), { id, key: 'k' });
  expect(another.userErrors[0].code).toBe('IDEMPOTENCY_MISMATCH');
});

test('twenty concurrent requests archive a client once', async ({ api }) => {
  const { id } = await given(api, 'ACTIVE');
  const all = await Promise.all(
    Array.from({ length: 20 }, () => api.ask(mutation('archive'), { id })),
  );
  expect(all.filter(({ done }) => done.outcome === 'CHANGED')).toHaveLength(1);
  expect(all.filter(({ done }) => done.outcome === 'UNCHANGED')).toHaveLength(19);
  expect(await shown(api, id)).toMatchObject({ status: 'ARCHIVED', version: 2 });
});

test('accepts global and hashed ids, and leads that of a merged client to its survivor', async ({
  api,
}) => {
  const { id } = await given(api, 'ACTIVE');
  const number = api.ids.decode('Client', id);
  const { done } = await api.ask(mutation('archive'), {
    id: api.ids.encodeGlobal('Client', number),
  });
  expect(done.client).toMatchObject({ id, status: 'ARCHIVED' });
  const [from] = (await api.has({ name: 'Birch' })) as [string];
  await merge(api, { into: id, from: [from] });
  const merged = await api.ask(mutation('restore'), { id: from });
  expect(merged.done.client).toMatchObject({ id, status: 'ACTIVE' });
});

test('archiving one client takes six statements, and four where nothing changes', async ({
  api,
}) => {
  const { id } = await given(api, 'ACTIVE');
  const lean = 'mutation ($id: ID!) { archiveClient(id: $id) { outcome userErrors { code } } }';
  // begin, lock, find, change, note, commit
  expect(await api.statements(() => api.ask(lean, { id }))).toBe(6);
  // begin, lock, find, commit
  expect(await api.statements(() => api.ask(lean, { id }))).toBe(4);
});
