import { sql } from '../../../src/db/sql.ts';
import { expect, test, type V1 } from '../../support/v1/v1.ts';

/** Sets what only the product itself writes. */
async function set(
  v1: V1,
  name: string,
  values: { balance?: string; at?: string; state?: string },
) {
  const { balance = '0', at = '2026-01-01T00:00:00Z', state = 'active' } = values;
  await v1.api.db.query(sql`
    update clients set balance = ${balance}::numeric, created_at = ${at}::timestamptz, updated_at = ${at}::timestamptz,
      is_deleted = ${state === 'deleted'}, archived_at = ${state === 'active' ? null : at}::timestamptz
    where company_id = ${v1.api.companyId} and name = ${name}`);
}

async function book(v1: V1) {
  await v1.has(
    {
      name: 'Ash & Sons',
      number: 'x-10',
      id_number: 'ID-1',
      city: 'Zürich',
      custom_value1: 'gold',
      contacts: [{ first_name: 'Ada', last_name: 'Lane', email: 'ada@ash.example' }],
    },
    {
      name: 'Birch',
      number: 'x-9',
      city: 'Aarau',
      contacts: [{ first_name: 'Bob', email: 'bob@birch.example', phone: '+41 44' }],
    },
    { name: 'Cedar 100%', number: 'x-2', id_number: 'ID-3', custom_value4: 'silver' },
    { name: 'Dogwood', number: '7' },
  );
  await set(v1, 'Ash & Sons', { balance: '5', at: '2026-01-01T00:00:00Z' });
  await set(v1, 'Birch', { balance: '10', at: '2026-02-01T00:00:00Z' });
  await set(v1, 'Cedar 100%', { balance: '20.5', at: '2026-03-01T00:00:00Z', state: 'archived' });
  await set(v1, 'Dogwood', { balance: '-3', at: '2026-04-01T00:00:00Z', state: 'deleted' });
}

const ALL = ['Ash & Sons', 'Birch', 'Cedar 100%', 'Dogwood'];
const [ASH, BIRCH, CEDAR, DOGWOOD] = ALL as [string, string, string, string];

const filters: [query: string, names: string[]][] = [
  // Nothing is hidden by default, and what cannot be read says nothing.
  ['', ALL],
  ['apply=1&split=x&where=1&__construct=1', ALL],
  ['unknown=1&filter_deleted_clients=true&without_deleted_clients=1&vendor_id=3', ALL],
  ['name=&balance=&status=&sort=&is_deleted=&with_trashed=', ALL],
  // name: a part of it, with wildcards, whatever the case and the accents
  ['name=ash', [ASH]],
  ['name=%20BIRCH%20', [BIRCH]],
  ['name=c_dar', [CEDAR]],
  ['name=C%C3%89D%C3%84R', [CEDAR]],
  ['number=X-9%20%20', [BIRCH]],
  ['name=d%25r', [CEDAR]],
  ['name[]=ash', ALL],
  ['name=nobody', []],
  // number, id_number: the whole
  ['number=x-9', [BIRCH]],
  ['number=X-9', [BIRCH]],
  ['number=x', []],
  ['id_number=ID-1', [ASH]],
  ['id_number=ID', []],
  // email: the whole, of a contact
  ['email=ADA@ash.example', [ASH]],
  ['email=ada', []],
  // filter: a part of many texts
  ['filter=sons', [ASH]],
  ['filter=id-3', [CEDAR]],
  ['filter=gold', [ASH]],
  ['filter=silver', [CEDAR]],
  ['filter=x-1', [ASH]],
  ['filter=lane', [ASH]],
  ['filter=ada', [ASH]],
  ['filter=z%C3%BCrich', []],
  ['filter=bob@', [BIRCH]],
  ['filter=%2B41', [BIRCH]],
  // balance
  ['balance=lt:10', [ASH, DOGWOOD]],
  ['balance=lte:10', [ASH, BIRCH, DOGWOOD]],
  ['balance=gt:10', [CEDAR]],
  ['balance=gte:10', [BIRCH, CEDAR]],
  ['balance=eq:20.5', [CEDAR]],
  ['balance=eq:-3', [DOGWOOD]],
  ['balance=what:10', [BIRCH]],
  ['balance=10:lt', [ASH, DOGWOOD]],
  ['balance=10', ALL],
  ['balance=gt:many', [ASH, BIRCH, CEDAR]],
  ['between_balance=5:10', [ASH, BIRCH]],
  ['between_balance=10:5', []],
  ['between_balance=5', ALL],
  ['between_balance=5:10:15', ALL],
  ['between_balance=none:5', [ASH]],
  // created_at, updated_at: at or after
  ['created_at=1769904000', [BIRCH, CEDAR, DOGWOOD]],
  ['created_at=1769904001', [CEDAR, DOGWOOD]],
  ['created_at=2026-02-01', [BIRCH, CEDAR, DOGWOOD]],
  ['updated_at=2026-02-01%2000:00:01', [CEDAR, DOGWOOD]],
  ['updated_at=2026-02-01T01:00:00%2B01:00', [BIRCH, CEDAR, DOGWOOD]],
  ['created_at=1%20April%202026', [DOGWOOD]],
  ['created_at=soonish', ALL],
  ['created_at=tomorrow', []],
  ['created_at=99999999999999', []],
  // states
  ['is_deleted=true', [DOGWOOD]],
  ['is_deleted=1', [DOGWOOD]],
  ['is_deleted=false', [ASH, BIRCH, CEDAR]],
  ['is_deleted=0', [ASH, BIRCH, CEDAR]],
  ['status=active', [ASH, BIRCH]],
  ['status=archived', [CEDAR]],
  ['status=deleted', [DOGWOOD]],
  ['status=active,deleted', [ASH, BIRCH, DOGWOOD]],
  ['status=active,nonsense', [ASH, BIRCH]],
  ['status=nonsense', ALL],
  ['status=active,__proto__', [ASH, BIRCH]],
  ['status=constructor', ALL],
  ['with_trashed=false', [ASH, BIRCH, CEDAR]],
  ['with_trashed=true', ALL],
  // ids that name nobody
  ['client_id=nonsense', []],
  ...['name', 'number', 'id_number', 'email', 'filter'].flatMap((key): [string, string[]][] => [
    [`${key}=ash%00`, []],
    [`${key}=${'ash'.repeat(100)}`, []],
  ]),
  ['client_id=WjnegYbwZ1', []],
  ['group=nonsense', []],
  ['group=VolejRejNm', []],
  // several conditions must all hold
  ['name=r&balance=gt:15', [CEDAR]],
  // order
  ['sort=name|asc', ALL],
  ['sort=name|ASC', ALL],
  ['sort=name|desc', [...ALL].reverse()],
  ['sort=name|DESC', [...ALL].reverse()],
  ['sort=display_name|desc', [...ALL].reverse()],
  ['sort=number|asc', [CEDAR, DOGWOOD, BIRCH, ASH]],
  ['sort=balance|desc', [CEDAR, BIRCH, ASH, DOGWOOD]],
  ['sort=created_at|desc', [...ALL].reverse()],
  ['sort=city|asc', [CEDAR, DOGWOOD, BIRCH, ASH]],
  ['sort=city|desc', [ASH, BIRCH, DOGWOOD, CEDAR]],
  ['sort=id|desc', [...ALL].reverse()],
  ['sort=is_deleted|desc', [DOGWOOD, CEDAR, BIRCH, ASH]],
  ['sort=documents|desc', ALL],
  ['sort=no_such_column|desc', ALL],
  ['sort=own_text|desc', ALL],
  ['sort=settings|desc', ALL],
  ['sort=name', ALL],
  ['sort=name|desc|more', ALL],
];

test('lists are filtered and sorted by the parameters of v1', async ({ v1 }) => {
  await book(v1);
  const found = [];
  for (const [query] of filters) found.push([query, await v1.names(query)]);
  expect(found).toEqual(filters);
  const [{ id }] = await v1.data('GET /clients?name=birch');
  expect(await v1.names(`client_id=${id}`)).toEqual([BIRCH]);
  expect(await v1.names(`client_id=client_${id}`)).toEqual([BIRCH]);
});

test('the parameter with puts one client first', async ({ v1 }) => {
  await book(v1);
  const [{ id }] = await v1.data('GET /clients?name=cedar');
  const first: [query: string, names: string[]][] = [
    ['', [CEDAR, ASH, BIRCH, DOGWOOD]],
    ['&sort=name|desc', [CEDAR, DOGWOOD, BIRCH, ASH]],
    ['&sort=city|asc', [CEDAR, DOGWOOD, BIRCH, ASH]],
    ['&per_page=2', [CEDAR, ASH]],
    ['&per_page=2&page=2', [BIRCH, DOGWOOD]],
    ['&filter=%2B41', [BIRCH]],
    ['&filter=e&per_page=2', [CEDAR, ASH]],
    ['&status=active', [ASH, BIRCH]],
  ];
  const found = [];
  for (const [query] of first) found.push([query, await v1.names(`with=${id}${query}`)]);
  expect(found).toEqual(first);
  for (const nobody of ['', 'nonsense', 'nelXQAALge', '7']) {
    expect(await v1.names(`with=${nobody}`)).toEqual(ALL);
  }
});

test('filter_details leaves all fields empty but ids, numbers and names', async ({ v1 }) => {
  const [client] = await v1.has({
    name: 'Ash',
    id_number: 'I-1',
    city: 'Bern',
    contacts: [{ email: 'a@x.example' }],
  });
  const [outline] = await v1.data('GET /clients?filter_details=true');
  const { id, name, number, id_number, display_name, contacts, ...others } = outline;
  expect(Object.keys(outline)).toEqual(Object.keys(client));
  expect([id, name, number, id_number]).toEqual([client.id, 'Ash', '0001', 'I-1']);
  expect([display_name, contacts]).toEqual(['Ash', []]);
  for (const [key, value] of Object.entries(others)) {
    expect([key, ['', 0, false, '{}', '[]']]).toEqual([
      key,
      expect.arrayContaining([typeof value === 'object' ? JSON.stringify(value) : value]),
    ]);
  }
  for (const said of ['false', '', 'perhaps']) {
    expect(await v1.data(`GET /clients?filter_details=${said}`)).toEqual([client]);
  }
});

test('include_static adds the fixed tables to the envelope', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  for (const [route, keys] of [
    ['GET /clients?include_static=true', ['data', 'meta', 'static']],
    [`GET /clients/${client.id}?include_static=1`, ['data', 'static']],
    ['GET /clients?include_static=true&index=clients', ['clients', 'meta', 'static']],
    ['GET /clients?include_static=false', ['data', 'meta']],
  ] as const) {
    const { body } = await v1.send(route);
    expect([route, Object.keys(body)]).toEqual([route, keys]);
  }
  const { body } = await v1.send('GET /clients?include_static=true');
  const { countries, currencies, industries, languages, sizes } = body.static;
  expect(countries).toContainEqual({
    id: '756',
    name: 'Switzerland',
    iso_3166_2: 'CH',
    iso_3166_3: 'CHE',
  });
  expect(currencies[2]).toEqual({ id: '3', name: 'Euro', code: 'EUR', symbol: '€', precision: 2 });
  expect(industries[3]).toEqual({ id: '4', name: 'Agriculture' });
  expect(languages[2]).toEqual({ id: '3', name: 'German', locale: 'de' });
  expect(sizes[0]).toEqual({ id: '1', name: '1 - 3' });
  expect((await v1.send('GET /clients?include_static=true&index=none')).body).toEqual([client]);
});

test('the parameter lang is ignored', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  for (const lang of ['de', 'pt_BR', 'xx', '']) {
    expect(await v1.data(`GET /clients?lang=${lang}`)).toEqual([client]);
    const refused = await v1.send(`POST /clients?lang=${lang}`, { country_id: 'x' });
    expect([lang, refused.status, refused.body]).toEqual([
      lang,
      422,
      (await v1.send('POST /clients', { country_id: 'x' })).body,
    ]);
  }
});

test('removed contacts are not searched', async ({ v1 }) => {
  await book(v1);
  const [birch] = await v1.data('GET /clients?email=bob@birch.example');
  await v1.data(`PUT /clients/${birch.id}`, { contacts: [{ email: 'bea@birch.example' }] });
  const queries: [query: string, names: string[]][] = [
    ['email=bob@birch.example', []],
    ['email=bea@birch.example', [BIRCH]],
    ['filter=bob', []],
    ['filter=bea', [BIRCH]],
  ];
  const found = [];
  for (const [query] of queries) found.push([query, await v1.names(query)]);
  expect(found).toEqual(queries);
});

const pages: [query: string, shown: Record<string, unknown>][] = [
  ['', { per_page: 20, current_page: 1, count: 20, total_pages: 2 }],
  ['per_page=10', { per_page: 10, count: 10, total_pages: 3 }],
  ['per_page=-3', { per_page: 3, count: 3, total_pages: 8 }],
  ['per_page=2.9', { per_page: 2, count: 2, total_pages: 12 }],
  ['per_page=7up', { per_page: 7, count: 7 }],
  ['per_page=0', { per_page: 15, count: 15 }],
  ['per_page=', { per_page: 15, count: 15 }],
  ['per_page=many', { per_page: 15, count: 15 }],
  ['per_page[]=5', { per_page: 15, count: 15 }],
  ['per_page=100000', { per_page: 5000, count: 23, total_pages: 1, links: [] }],
  ['page=2', { current_page: 2, count: 3 }],
  ['page=0', { current_page: 1 }],
  ['page=-1', { current_page: 1 }],
  ['page=abc', { current_page: 1 }],
  ['page=1.5', { current_page: 1 }],
  ['page=99999999999999999999', { current_page: 1 }],
  ['page=9007199254740991&per_page=5000', { count: 0, current_page: 9007199254740991 }],
];

test('pages and totals are counted as in v1', async ({ v1 }) => {
  await v1.has(...Array.from({ length: 23 }, (_, i) => ({ name: `Client ${i}` })));
  for (const [query, shown] of pages) {
    const { body } = await v1.send(`GET /clients?${query}`);
    expect({ query, ...body.meta.pagination }).toMatchObject({ query, total: 23, ...shown });
    expect(body.data).toHaveLength(body.meta.pagination.count);
  }
});

test('paging links are absolute and keep the filters', async ({ v1 }) => {
  await v1.has(...Array.from({ length: 5 }, (_, i) => ({ name: `Client ${i}` })));
  const { url } = v1.api;
  const links = async (query: string) =>
    (await v1.send(`GET /clients${query}`)).body.meta.pagination.links;
  expect(await links('?per_page=2')).toEqual({ next: `${url}/api/v1/clients?per_page=2&page=2` });
  expect(await links('?page=2&per_page=2&name=client')).toEqual({
    previous: `${url}/api/v1/clients?per_page=2&name=client&page=1`,
    next: `${url}/api/v1/clients?per_page=2&name=client&page=3`,
  });
  expect(await links('?page=9')).toEqual({ previous: `${url}/api/v1/clients?page=8` });
  expect(await links('?name=nobody')).toEqual([]);
  const { next } = await links('?per_page=3');
  const { body } = await v1.send(`GET ${next.slice(`${url}/api/v1`.length)}`);
  expect(body.data.map(({ name }: { name: string }) => name)).toEqual(['Client 3', 'Client 4']);
});

test('a list without clients is one empty page', async ({ v1 }) => {
  const { body } = await v1.send('GET /clients');
  expect(body).toEqual({
    data: [],
    meta: {
      pagination: {
        total: 0,
        count: 0,
        per_page: 20,
        current_page: 1,
        total_pages: 1,
        links: [],
      },
    },
  });
});

test('the parameter index renames the envelope or leaves it out', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const { body: named } = await v1.send('GET /clients?index=clients');
  expect(Object.keys(named)).toEqual(['clients', 'meta']);
  const { body: bare } = await v1.send('GET /clients?index=none');
  expect(bare.map(({ name }: { name: string }) => name)).toEqual(['Ash']);
  const { body: record } = await v1.send(`GET /clients/${client.id}?index=none`);
  expect(Object.keys(record)).toEqual(Object.keys(client).sort());
  expect(record).toEqual(client);
});

test('a list takes one statement, whatever its length', async ({ v1, api }) => {
  const list = () => v1.send('GET /clients?per_page=100');
  await v1.has({ name: 'One', contacts: [{ email: 'one@example.com' }] });
  await list();
  const one = await api.statements(list);
  await v1.has(
    ...Array.from({ length: 30 }, (_, i) => ({ contacts: [{ email: `${i}@x.example` }] })),
  );
  expect(await api.statements(list)).toBe(one);
  expect(one).toBe(1);
});

test('an include of v1 is shown, empty or ignored, and an unknown one is refused', async ({
  v1,
}) => {
  const [client] = await v1.has({ name: 'Ash' });
  const entries = `mutation ($id: ID!) { postLedgerEntries(entries: [
    { clientId: $id, kind: INVOICE, amount: "12.5", notes: "first" }, { clientId: $id, kind: PAYMENT, amount: "2.25" },
    { clientId: $id, kind: CREDIT, amount: "7" }]) { userErrors { message } } }`;
  await v1.api.ask(entries, { id: client.id });
  const names =
    'contacts,documents,gateway_tokens,system_logs,group_settings,invoices,activities,ledger';
  const [listed] = await v1.data(`GET /clients?include=${names}`);
  expect(Object.keys(listed)).toEqual([
    ...Object.keys(client),
    'activities',
    'ledger',
    'system_logs',
  ]);
  const times = { created_at: expect.any(Number), updated_at: expect.any(Number), archived_at: 0 };
  expect(listed.ledger).toEqual([
    { notes: '', balance: 10.25, adjustment: 0, activity_id: 0, ...times },
    { notes: '', balance: 10.25, adjustment: -2.25, activity_id: 0, ...times },
    { notes: 'first', balance: 12.5, adjustment: 12.5, activity_id: 0, ...times },
  ]);
  expect([listed.activities, listed.system_logs]).toEqual([[], []]);
  expect(await v1.data(`GET /clients/${client.id}?include=ledger,nonsense`)).toEqual(
    Object.fromEntries(
      Object.entries(listed).filter(([key]) => key !== 'activities' && key !== 'system_logs'),
    ),
  );
  for (const unknown of ['nonsense', 'constructor', '__proto__']) {
    const { status, body } = await v1.send(`GET /clients?include=contacts,${unknown}`);
    expect([status, body.message]).toEqual([400, expect.stringContaining(unknown)]);
  }
});

test('a list has no clients of another company', async ({ v1, other }) => {
  await v1.has({ name: 'Ash' });
  const response = await other.fetch('/api/v1/clients');
  expect(((await response.json()) as { data: unknown[] }).data).toEqual([]);
});
