import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '../../src/db/sql.ts';
import { expect, test, V1, type V1Answer } from '../support/v1/v1.ts';

const MESSAGE = { message: expect.any(String) };
const NO_CLIENT = { message: 'No query results for model [App\\Models\\Client].' };
const UNAUTHORIZED = { message: 'This action is unauthorized.' };
const INVALID_PASSWORD = { message: 'Invalid Password', errors: {} };

const idsOf = (clients: { id: string }[]) => clients.map(({ id }) => id);

/** Returns the state of a client by its v1 record. */
const stateOf = ({ is_deleted, archived_at }: { is_deleted: boolean; archived_at: number }) =>
  is_deleted ? 'deleted' : archived_at > 0 ? 'archived' : 'active';

const bulk = (v1: V1, action: string, ids: unknown, more: object = {}) =>
  v1.send('POST /clients/bulk', { action, ids, ...more });

test('DELETE marks a client as deleted and returns it', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash', contacts: [{ email: 'a@x.example' }] });
  const deleted = await v1.data(`DELETE /clients/${client.id}`);
  expect(deleted).toEqual({
    ...client,
    is_deleted: true,
    archived_at: expect.any(Number),
    updated_at: expect.any(Number),
  });
  expect(deleted.archived_at).toBeGreaterThan(1_700_000_000);
  expect(await v1.data(`GET /clients/${client.id}`)).toEqual(deleted);
  expect(await v1.data(`DELETE /clients/${client.id}`)).toEqual(deleted);
});

const steps: [action: string, results: Record<string, string>][] = [
  ['archive', { active: 'archived', archived: 'archived', deleted: 'deleted' }],
  ['delete', { active: 'deleted', archived: 'deleted', deleted: 'deleted' }],
  ['restore', { active: 'active', archived: 'active', deleted: 'active' }],
];

test.for(steps)(
  'the bulk action %s sets the state of active, archived and deleted clients',
  async ([action, results], { v1 }) => {
    const [active, archived, deleted] = await v1.has({}, {}, {});
    await bulk(v1, 'archive', [archived.id]);
    await bulk(v1, 'delete', [deleted.id]);
    const before = await v1.data('GET /clients');
    const ids = idsOf([active, archived, deleted]);
    const { body } = await bulk(v1, action, ids);
    expect(body.data.map(stateOf)).toEqual([results.active, results.archived, results.deleted]);
    expect(body.data).toEqual(await v1.data('GET /clients'));
    const versions = () =>
      v1.api.db.query(
        sql`select version, updated_at from clients where company_id = ${v1.api.companyId} order by id`,
      );
    const settled = await versions();
    expect((await bulk(v1, action, ids)).body.data).toEqual(body.data);
    expect(await versions()).toEqual(settled);
    for (const [i, client] of body.data.entries()) {
      expect(client.contacts).toEqual(before[i].contacts);
    }
  },
);

test('an archived client can be changed and stays archived', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const { body } = await bulk(v1, 'archive', [client.id]);
  const changed = await v1.data(`PUT /clients/${client.id}`, { name: 'Birch' });
  expect(changed).toEqual({
    ...body.data[0],
    name: 'Birch',
    display_name: 'Birch',
    updated_at: expect.any(Number),
  });
});

test('archive, restore and delete set the times of the client again', async ({ v1, api }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const age = () =>
    api.db.query(sql`
      update clients set updated_at = '2020-01-01T00:00:00Z',
        archived_at = case when archived_at is not null then '2020-01-01T00:00:00Z'::timestamptz end
      where company_id = ${api.companyId}`);
  for (const action of ['archive', 'delete', 'restore']) {
    await age();
    const [changed] = (await bulk(v1, action, [client.id])).body.data;
    expect(changed.updated_at).toBeGreaterThanOrEqual(client.created_at);
    const archivedAt = action === 'restore' ? 0 : changed.updated_at;
    expect([action, changed.archived_at]).toEqual([action, archivedAt]);
  }
});

const refusedBulks: [sent: (id: string) => object, keys: string[]][] = [
  [(id) => ({ ids: [id] }), ['action']],
  [() => ({}), ['action', 'ids']],
  [() => ({ action: 'explode', ids: ['nonsense'] }), ['action', 'ids']],
  [() => ({ action: 'bulk_update', ids: 'x' }), ['column', 'ids']],
  [() => ({ action: 'archive' }), ['ids']],
  [() => ({ action: 'archive', ids: [] }), ['ids']],
  [(id) => ({ action: 'archive', ids: id }), ['ids']],
  [(id) => ({ action: 'explode', ids: [id] }), ['action']],
  [(id) => ({ action: 'toString', ids: [id] }), ['action']],
  [(id) => ({ action: 'template', ids: [id] }), ['action']],
  [(id) => ({ action: 'archive', ids: [id, 'nonsense'] }), ['ids']],
  [(id) => ({ action: 'archive', ids: [id, 'nelXQAALge'] }), ['ids']],
  [(id) => ({ action: 'archive', ids: [id, 1] }), ['ids']],
  [(id) => ({ action: 'archive', ids: [id, null] }), ['ids']],
  [(id) => ({ action: 'archive', ids: [id, `contact_${id}`] }), ['ids']],
  [(id) => ({ action: 'assign_group', ids: [id] }), ['group_settings_id']],
  [(id) => ({ action: 'assign_group', ids: [id], group_settings_id: '?' }), ['group_settings_id']],
  [(id) => ({ action: 'bulk_update', ids: [id] }), ['column']],
  [(id) => ({ action: 'bulk_update', ids: [id], column: 'name', new_value: 'x' }), ['column']],
  [
    (id) => ({ action: 'bulk_update', ids: [id], column: 'country_id', new_value: 'x' }),
    ['new_value'],
  ],
];

test('a bulk action with an invalid action or id is refused as a whole', async ({ v1, other }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const [theirs] = await new V1(other).has({ name: 'Theirs' });
  const cases = [
    ...refusedBulks,
    [(id: string) => ({ action: 'archive', ids: [id, theirs.id] }), ['ids']],
  ] as typeof refusedBulks;
  for (const [sent, keys] of cases) {
    const { status, body } = await v1.send('POST /clients/bulk', sent(client.id));
    expect([String(sent), status, Object.keys(body.errors ?? {})]).toEqual([
      String(sent),
      422,
      keys,
    ]);
  }
  expect(await v1.data('GET /clients')).toEqual([client]);
  expect(await new V1(other).data('GET /clients')).toEqual([theirs]);
  const { body } = await bulk(v1, 'archive', ['nonsense']);
  expect(body.errors.ids).toEqual(['The selected ids is invalid.']);
});

test('a bulk action returns a page of its clients in order of creation', async ({ v1 }) => {
  const made = await v1.has(...Array.from({ length: 25 }, (_, i) => ({ name: `Client ${i}` })));
  const ids = idsOf(made).reverse();
  const { body } = await bulk(v1, 'archive', [...ids, ...ids]);
  expect(idsOf(body.data)).toEqual(idsOf(made).slice(0, 20));
  expect(body.meta.pagination).toMatchObject({
    total: 25,
    count: 20,
    per_page: 20,
    links: { next: `${v1.api.url}/api/v1/clients/bulk?page=2` },
  });
  const { body: rest } = await bulk(v1, 'restore', ids, { page: 2, per_page: 20 });
  expect(idsOf(rest.data)).toEqual(idsOf(made).slice(20));
  const { body: all } = await bulk(v1, 'restore', ids, { per_page: 100 });
  expect(all.data).toHaveLength(25);
});

test('a bulk action accepts thousands of ids', async ({ v1, api }) => {
  await v1.has({ name: 'Ash' });
  await api.db.query(sql`
    insert into clients (company_id, user_id, number, client_hash, display_name)
    select company_id, user_id, 'N' || n, client_hash || n, 'Client ' || n
    from clients, generate_series(2, 10001) as n where company_id = ${api.companyId}`);
  await api.db.query(sql`analyze clients`);
  const rows = await api.db.query<{ id: number }>(
    sql`select id from clients where company_id = ${api.companyId}`,
  );
  const ids = rows.map(({ id }) => api.ids.encode(id));
  const { status, body } = await bulk(v1, 'archive', ids, { per_page: 1 });
  expect([status, body.meta.pagination.total]).toEqual([200, 10_001]);
  expect((await v1.send('GET /clients?status=active')).body.meta.pagination.total).toBe(0);
});

test('a bulk action is accepted in the query and in a form', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const inQuery = await v1.data('POST /clients/bulk?action=archive', { ids: [client.id] });
  expect(inQuery.map(stateOf)).toEqual(['archived']);
  const form = new URLSearchParams([
    ['action', 'restore'],
    ['ids[]', client.id],
  ]);
  expect((await v1.data('POST /clients/bulk', form)).map(stateOf)).toEqual(['active']);
});

test('bulk actions assign a group or set one column of many clients', async ({ v1 }) => {
  const made = await v1.has({ name: 'Ash' }, { name: 'Birch' }, { name: 'Cedar' });
  const [, , cedar] = made;
  await v1.data(`DELETE /clients/${cedar.id}`);
  const ids = idsOf(made);
  const grouped = await bulk(v1, 'assign_group', ids, { group_settings_id: 'VolejRejNm' });
  expect(
    grouped.body.data.map((client: Record<string, unknown>) => client.group_settings_id),
  ).toEqual(['VolejRejNm', 'VolejRejNm', '']);
  expect(await v1.names('group=VolejRejNm')).toEqual(['Ash', 'Birch']);
  const columns = [
    'public_notes',
    'custom_value1',
    'custom_value4',
    'country_id',
    'size_id',
    'industry_id',
  ];
  for (const column of columns) {
    const set = await bulk(v1, 'bulk_update', ids.slice(0, 2), { column, new_value: '4' });
    expect(set.body.data.map((client: Record<string, unknown>) => client[column])).toEqual([
      '4',
      '4',
    ]);
  }
  const long = { column: 'public_notes', new_value: 'x'.repeat(70_000) };
  const { body } = await bulk(v1, 'bulk_update', ids.slice(0, 1), long);
  expect(body.data[0].public_notes).toBe('x'.repeat(65_535));
  const cleared = await bulk(v1, 'bulk_update', ids.slice(0, 2), { column: 'custom_value1' });
  expect(cleared.body.data[0].custom_value1).toBe('');
});

const passwords: [what: string, headers: Record<string, string>][] = [
  ['no password', {}],
  ['an empty password', { 'x-api-password': '' }],
  ['a wrong password', { 'x-api-password': 'wrong' }],
  [
    'a wrong password in base64',
    { 'x-api-password-base64': Buffer.from('wrong').toString('base64') },
  ],
];

test.for(passwords)('purge and merge are refused with 412 for %s', async ([, headers], { v1 }) => {
  const [one, two] = await v1.has({ name: 'Ash' }, { name: 'Birch' });
  for (const route of [
    `POST /clients/${one.id}/purge`,
    `POST /clients/nonsense/purge`,
    `POST /clients/${one.id}/${two.id}/merge`,
    `POST /clients/nelXQAALge/${two.id}/merge`,
  ]) {
    const { status, body } = await v1.send(route, undefined, headers);
    expect([route, status, body]).toEqual([route, 412, INVALID_PASSWORD]);
  }
  expect(await v1.names('')).toEqual(['Ash', 'Birch']);
});

/** Creates a gateway token of a client. */
const tokenOf = ({ id }: { id: string }) => ({
  client_id: id,
  company_gateway_id: id,
  gateway_type_id: 1,
  meta: { type: 1 },
});

/** Gives a client a text, and shows it. */
function withText(v1: V1, { id }: { id: string }) {
  const file = new FormData();
  file.append('documents[]', new Blob(['hello']), 'a.txt');
  return v1.data(`PUT /clients/${id}/upload`, file);
}

const confirmed = (v1: V1) => ({ 'x-api-password': v1.api.password });

test('purge removes a client for good and frees its numbers', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash', number: 'N-1', id_number: 'I-1' });
  const { status, body } = await v1.send(`POST /clients/${client.id}/purge`, {}, confirmed(v1));
  expect([status, body]).toEqual([200, { data: { message: 'Success' }, message: 'Success' }]);
  expect((await v1.send(`GET /clients/${client.id}`)).body).toEqual(NO_CLIENT);
  const again = await v1.send(`POST /clients/${client.id}/purge`, {}, confirmed(v1));
  expect([again.status, again.body]).toEqual([400, NO_CLIENT]);
  const [reused] = await v1.has({ number: 'N-1', id_number: 'I-1' });
  expect(reused).toMatchObject({ number: 'N-1', id_number: 'I-1' });
});

test('purge removes the owned records of the client', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const { documents } = await withText(v1, client);
  const { body } = await v1.send('POST /client_gateway_tokens', tokenOf(client));
  await v1.send(`POST /clients/${client.id}/purge`, {}, confirmed(v1));
  for (const route of [
    `GET /documents/${documents[0].id}`,
    `GET /documents/${documents[0].id}/download`,
    `GET /client_gateway_tokens/${body.data.id}`,
    `PUT /clients/${client.id}`,
    `DELETE /clients/${client.id}`,
  ]) {
    expect([route, (await v1.send(route)).status]).toEqual([route, 400]);
  }
  expect(await v1.data('GET /documents')).toEqual([]);
  expect(await v1.data('GET /client_gateway_tokens')).toEqual([]);
});

test('each purge needs the password', async ({ v1 }) => {
  const [one, two] = await v1.has({ name: 'Ash' }, { name: 'Birch' });
  const first = await v1.send(`POST /clients/${one.id}/purge`, {}, confirmed(v1));
  const again = await v1.send(`POST /clients/${two.id}/purge`);
  expect([first.status, again.status, again.body]).toEqual([200, 412, INVALID_PASSWORD]);
});

test('purge works in any state, with the password in base64', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  await v1.data(`DELETE /clients/${client.id}`);
  const base64 = Buffer.from(v1.api.password).toString('base64');
  const headers = { 'x-api-password-base64': base64, 'x-api-password': 'wrong' };
  expect((await v1.send(`POST /clients/${client.id}/purge`, undefined, headers)).status).toBe(200);
  expect(await v1.data('GET /clients')).toEqual([]);
});

test('purge and merge refuse a client of another company with 401', async ({ v1, other }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const stranger = new V1(other);
  const [own] = await stranger.has({ name: 'Own' });
  for (const [route, status, body] of [
    [`POST /clients/${client.id}/purge`, 401, UNAUTHORIZED],
    [`POST /clients/${client.id}/${own.id}/merge`, 401, UNAUTHORIZED],
    [`POST /clients/${own.id}/${client.id}/merge`, 400, { message: 'Client not found' }],
    [`DELETE /clients/${client.id}`, 401, UNAUTHORIZED],
    [`PUT /clients/${client.id}/upload`, 401, UNAUTHORIZED],
    [`POST /clients/${client.id}/documents`, 401, UNAUTHORIZED],
  ] as const) {
    const answer = await stranger.send(route, undefined, confirmed(stranger));
    expect([route, answer.status, answer.body]).toEqual([route, status, body]);
  }
  expect(await v1.data('GET /clients')).toEqual([client]);
  expect(await stranger.data('GET /clients')).toEqual([own]);
});

test('members can neither purge nor merge', async ({ v1 }) => {
  const [one, two] = await v1.has({ name: 'Ash' }, { name: 'Birch' });
  const member = new V1(await v1.api.colleague('member'));
  for (const [route, headers, status] of [
    [`POST /clients/${one.id}/purge`, {}, 412],
    [`POST /clients/${one.id}/purge`, confirmed(v1), 401],
    [`POST /clients/nonsense/purge`, confirmed(v1), 400],
    [`POST /clients/${one.id}/${two.id}/merge`, confirmed(v1), 401],
  ] as const) {
    expect([route, (await member.send(route, undefined, headers)).status]).toEqual([route, status]);
  }
  expect(await v1.names('')).toEqual(['Ash', 'Birch']);
});

test('merge moves one client into another and returns it', async ({ v1 }) => {
  const [into, other] = await v1.has(
    {
      name: 'Ash',
      number: 'N-1',
      contacts: [
        { first_name: 'A', email: 'a@x.example' },
        { first_name: 'B', email: 'b@x.example' },
      ],
    },
    {
      name: 'Birch',
      number: 'N-2',
      id_number: 'I-2',
      contacts: [
        { first_name: 'C', email: 'c@x.example' },
        { first_name: 'D', email: 'a@x.example' },
        { first_name: 'Blank', email: '' },
      ],
    },
  );
  await v1.api.db.query(sql`
    update clients set balance = 1.5, paid_to_date = 2 where company_id = ${v1.api.companyId}`);
  const merged = await v1.data(`POST /clients/${into.id}/${other.id}/merge`, {}, confirmed(v1));
  expect(merged).toMatchObject({
    id: into.id,
    name: 'Ash',
    number: 'N-1',
    balance: 3,
    paid_to_date: 4,
  });
  const contacts = merged.contacts as { first_name: string; is_primary: boolean }[];
  expect(contacts.map(({ first_name, is_primary }) => [first_name, is_primary])).toEqual([
    ['A', true],
    ['B', false],
    ['C', false],
  ]);
  expect((await v1.send(`GET /clients/${other.id}`)).body).toEqual(NO_CLIENT);
  expect(await v1.has({ number: 'N-2', id_number: 'I-2' })).toHaveLength(1);
});

/** The addresses of the contacts of two clients, and of those of the client that they become. */
const merges: [into: string[], from: string[], merged: string[]][] = [
  [
    ['a', 'b'],
    ['c', 'd', ''],
    ['a', 'b', 'c', 'd'],
  ],
  [
    ['a', 'b', 'c', 'd'],
    ['e', 'f', 'a', 'g'],
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
  ],
  [['a'], ['A'], ['a', 'A']],
  [['a'], ['', ''], ['a']],
  [[''], ['a', ''], ['', 'a']],
];

test('merge moves only contacts whose address the survivor lacks', async ({ v1 }) => {
  const withContacts = (names: string[]) => ({
    contacts: names.map((name) => ({ email: name && `${name}@x.example` })),
  });
  for (const [into, from, merged] of merges) {
    const [one, other] = await v1.has(withContacts(into), withContacts(from));
    const shown = await v1.data(`POST /clients/${one.id}/${other.id}/merge`, {}, confirmed(v1));
    const names = shown.contacts.map(({ email }: { email: string }) => email.split('@')[0]);
    expect([into, from, names]).toEqual([into, from, merged]);
    const primary = shown.contacts.filter((contact: { is_primary: boolean }) => contact.is_primary);
    expect(primary).toHaveLength(1);
  }
});

test('merge moves owned records and adds balances', async ({ v1 }) => {
  const [into, other] = await v1.has({ name: 'Ash', public_notes: 'ours' }, { name: 'Birch' });
  const { documents } = await withText(v1, other);
  await v1.send('POST /client_gateway_tokens', tokenOf(other));
  await v1.api.ask(`mutation { postLedgerEntries(entries: [
    { clientId: "${into.id}", kind: INVOICE, amount: "10" }, { clientId: "${other.id}", kind: INVOICE, amount: "7.5" },
    { clientId: "${other.id}", kind: PAYMENT, amount: "2.5" }, { clientId: "${other.id}", kind: CREDIT, amount: "1" }]) {
    userErrors { message } } }`);
  const route = `POST /clients/${into.id}/${other.id}/merge?include=ledger`;
  const merged = await v1.data(route, {}, confirmed(v1));
  expect(merged).toMatchObject({
    id: into.id,
    name: 'Ash',
    public_notes: 'ours',
    balance: 15,
    paid_to_date: 2.5,
    credit_balance: 1,
  });
  expect(merged.documents).toEqual([
    { ...documents[0], updated_at: expect.any(Number), link: `/clients/${into.id}` },
  ]);
  expect(merged.gateway_tokens).toHaveLength(1);
  expect(merged.ledger.map(({ adjustment }: { adjustment: number }) => adjustment)).toEqual([
    0, -2.5, 7.5, 10,
  ]);
});

test('the former id of a merged client is unknown in every route', async ({ v1 }) => {
  const [into, other] = await v1.has({ name: 'Ash' }, { name: 'Birch' });
  await v1.data(`POST /clients/${into.id}/${other.id}/merge`, {}, confirmed(v1));
  const [third] = await v1.has({ name: 'Cedar' });
  const before = await v1.data('GET /clients');
  for (const [route, body] of [
    [`GET /clients/${other.id}`],
    [`PUT /clients/${other.id}`, { name: 'Mine' }],
    [`DELETE /clients/${other.id}`],
    [`PUT /clients/${other.id}/upload`],
    [`POST /clients/${other.id}/documents`],
    [`POST /clients/${other.id}/purge`],
    [`POST /clients/${other.id}/${third.id}/merge`],
  ] as const) {
    const answer = await v1.send(route, body, confirmed(v1));
    expect([route, answer.status, answer.body]).toEqual([route, 400, NO_CLIENT]);
  }
  expect((await bulk(v1, 'archive', [other.id])).status).toBe(422);
  expect(await v1.names(`client_id=${other.id}`)).toEqual([]);
  expect(await v1.data('GET /clients')).toEqual(before);
});

test.for([
  ['DELETE', (v1: V1, id: string) => v1.send(`DELETE /clients/${id}`)],
  ['bulk', (v1: V1, id: string) => bulk(v1, 'delete', [id])],
] as const)(
  '%s that waits for a merge of its client does not change the survivor',
  async ([, remove], { v1 }) => {
    const [into, other] = await v1.has({ name: 'Ash' }, { name: 'Birch' });
    const { companyId, db, ids } = v1.api;
    const [survivor, gone] = [into, other].map(({ id }) => ids.decode('Client', id));
    let deletion: Promise<V1Answer> | undefined;
    await db.transaction(async (tx) => {
      await tx.query(sql`select from company_counters where company_id = ${companyId} for update`);
      deletion = remove(v1, other.id);
      // By now it has seen that the client is there, unless the transaction has the one connection that there is.
      await pause(300);
      await tx.query(sql`update contacts set client_id = ${survivor} where client_id = ${gone}`);
      await tx.query(sql`delete from clients where id = ${gone}`);
      await tx.query(sql`
      insert into client_redirects (from_id, company_id, to_id) values (${gone}, ${companyId}, ${survivor})`);
    });
    await deletion;
    expect((await v1.send(`GET /clients/${other.id}`)).body).toEqual(NO_CLIENT);
    expect(stateOf(await v1.data(`GET /clients/${into.id}`))).toBe('active');
  },
);

test('merge refuses an unknown client and the client itself', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const missing = { message: 'Client not found' };
  for (const [path, status, body] of [
    [`${client.id}/nelXQAALge`, 400, missing],
    [`${client.id}/nonsense`, 400, missing],
    [`${client.id}/${client.id}`, 400, MESSAGE],
    [`nelXQAALge/${client.id}`, 400, NO_CLIENT],
    [`nonsense/nonsense`, 400, NO_CLIENT],
  ] as const) {
    const answer = await v1.send(`POST /clients/${path}/merge`, {}, confirmed(v1));
    expect([path, answer.status, answer.body]).toEqual([path, status, body]);
  }
  expect(await v1.data('GET /clients')).toEqual([client]);
});

test('merge accepts archived and deleted clients', async ({ v1 }) => {
  const [into, other] = await v1.has({ name: 'Ash' }, { name: 'Birch' });
  await bulk(v1, 'archive', [into.id]);
  await bulk(v1, 'delete', [other.id]);
  const merged = await v1.data(`POST /clients/${into.id}/${other.id}/merge`, {}, confirmed(v1));
  expect(stateOf(merged)).toBe('archived');
});
