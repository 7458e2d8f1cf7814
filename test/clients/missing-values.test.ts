import { type Api, expect, test } from '../support/api.ts';

const CLIENTS = 'query ($filter: ClientFilter) { clients(filter: $filter) { totalCount } }';

// What is asked for, and where it stands.
test.for([
  ['a text without an operator', { name: {} }, ['name']],
  ['an amount without an operator', { balance: {} }, ['balance']],
  ['an id without an operator', { id: {} }, ['id']],
  ['contacts without a quantifier', { contacts: {} }, ['contacts']],
  [
    'a contact field without an operator',
    { contacts: { some: { email: {} } } },
    ['contacts', 'some', 'email'],
  ],
  ['equality to null', { name: { eq: null } }, ['name', 'eq']],
  ['a null beside an operator', { name: { eq: null, contains: 'a' } }, ['name', 'eq']],
  ['a list that is null', { balance: { in: null } }, ['balance', 'in']],
  ['a range that is null', { balance: { between: null } }, ['balance', 'between']],
  ['a test for null that is null', { balance: { isNull: null } }, ['balance', 'isNull']],
  ['a field that is null', { or: [{ city: null }] }, ['or', 0, 'city']],
  ['a flag that is null', { isTaxExempt: null }, ['isTaxExempt']],
  ['a quantifier that is null', { contacts: { every: null } }, ['contacts', 'every']],
  [
    'a contact flag that is null',
    { contacts: { none: { isPrimary: null } } },
    ['contacts', 'none', 'isPrimary'],
  ],
  ['"and" that is null', { and: null }, ['and']],
  ['"or" that is null', { not: { or: null } }, ['not', 'or']],
  ['"not" that is null', { not: null }, ['not']],
] as const)('a filter with %s is refused with its place', async ([, filter, path], { api }) => {
  await api.has({ name: 'Ash' });
  // The second time it is answered by its plan.
  await api.ask(CLIENTS, {});
  for (const variables of [{ filter }, { filter: { and: [filter] } }]) {
    const { extensions } = await api.refused(CLIENTS, variables);
    const inputPath = [
      'filter',
      ...('and' in variables.filter && variables.filter !== filter ? ['and', 0] : []),
      ...path,
    ];
    expect(extensions).toMatchObject({ code: 'INVALID_INPUT', inputPath });
  }
});

test('the error for a null suggests "isNull" only where there is such an operator', async ({
  api,
}) => {
  const hint = '; "isNull" finds rows without a value';
  for (const [filter, message] of [
    [{ name: { eq: null } }, `"eq" has no value: give one, or leave it out${hint}.`],
    [{ name: null }, `"name" has no value: give one, or leave it out${hint}.`],
    [
      { contacts: { some: { email: null } } },
      `"email" has no value: give one, or leave it out${hint}.`,
    ],
    [{ isDeleted: null }, '"isDeleted" has no value: give one, or leave it out.'],
    [{ name: { isNull: null } }, '"isNull" has no value: give one, or leave it out.'],
    [{ or: null }, '"or" has no value: give one, or leave it out.'],
    [{ contacts: null }, '"contacts" has no value: give one, or leave it out.'],
    [{ contacts: { some: null } }, '"some" has no value: give one, or leave it out.'],
    [
      { contacts: { some: { isPrimary: null } } },
      '"isPrimary" has no value: give one, or leave it out.',
    ],
  ] as const) {
    expect([filter, (await api.refused(CLIENTS, { filter })).message]).toEqual([filter, message]);
  }
});

test('refuses a condition whose variable has no value, every time', async ({ api }) => {
  await api.has({ name: 'Ash' });
  const query = `query ($e: String) {
    clients(filter: { contacts: { some: { email: { eq: $e } } } }) { totalCount } }`;
  await api.ask(query, { e: 'a@example.com' });
  await api.ask(query, { e: 'a@example.com' });
  for (const variables of [{}, { e: null }, {}]) {
    const { extensions } = await api.refused(query, variables);
    expect(extensions).toMatchObject({ code: 'INVALID_INPUT' });
  }
  expect((await api.ask(query, { e: 'a@example.com' })).clients.totalCount).toBe(0);
});

test.for([
  ['no filter', null],
  ['an empty filter', {}],
  ['any contact', { contacts: { some: {} } }],
  ['no value', { city: { isNull: true } }],
] as const)('a list with %s has its clients', async ([, filter], { api }) => {
  await api.has({ name: 'Ash', contacts: [{ email: 'a@example.com', isPrimary: true }] });
  expect((await api.ask(CLIENTS, { filter })).clients.totalCount).toBe(1);
});

test('a list may have 200 conditions, however they are nested', async ({ api }) => {
  await api.has({ name: 'Ash' }, { name: 'Birch' });
  const branches = Array.from({ length: 100 }, (_, i) => ({
    and: [{ name: { eq: `n${i}` } }, { not: { contacts: { some: { email: { eq: `e${i}` } } } } }],
  }));
  const filter = { or: [...branches.slice(1), { name: { startsWith: 'a', ne: 'b' } }] };
  expect(await api.names({ filter })).toEqual(['Ash']);
  const { extensions } = await api.refused(CLIENTS, {
    filter: { or: [...branches, { city: { eq: 'c' } }] },
  });
  expect(extensions).toMatchObject({
    code: 'INVALID_INPUT',
    inputPath: ['filter', 'or', 100, 'city', 'eq'],
  });
});

const types = {
  filter: 'ClientFilter',
  search: 'String',
  status: '[ClientStatus!]',
  ids: '[ID!]',
  dryRun: 'Boolean',
};

/** Builds a mutation with a variable for each argument that is given. */
function bulkDelete(variables: object): string {
  const given = Object.entries(types).filter(([name]) => name in variables);
  const definitions = given.map(([name, type]) => `$${name}: ${type}`).join(', ');
  const args = given.map(([name]) => `, ${name}: $${name}`).join('');
  return `mutation ${definitions && `(${definitions})`} {
    bulkClients(action: DELETE, expectedCount: 2${args}) { changed userErrors { code path } }
  }`;
}

const deleteClients = async (api: Api, variables: object) =>
  (await api.ask(bulkDelete(variables), variables)).bulkClients;

const telling = { name: { startsWith: 'a' } };

test.for([
  ['a filter that is null', { filter: null, search: 'a' }, ['filter']],
  ['an empty filter', { filter: {} }, ['filter']],
  ['an empty filter among archived clients', { filter: {}, status: ['ARCHIVED'] }, ['filter']],
  ['"and" of nothing', { filter: { and: [] } }, ['filter']],
  ['"and" of an empty filter', { filter: { and: [{}, { and: [] }] } }, ['filter']],
  ['"or" with an empty filter', { filter: { or: [telling, {}] } }, ['filter']],
  ['the opposite of "or" of nothing', { filter: { not: { or: [] } } }, ['filter']],
  ['the opposite of no id', { filter: { not: { id: { in: [] } } } }, ['filter']],
  ['none of no ids', { filter: { id: { notIn: [] } } }, ['filter']],
  ['any text', { filter: { name: { contains: '' } } }, ['filter']],
  ['a text that starts with spaces', { filter: { name: { startsWith: '  ' } } }, ['filter']],
  [
    'a text that ends with an accent alone',
    { filter: { name: { endsWith: '\u0301' } } },
    ['filter'],
  ],
  ['any pattern', { filter: { name: { like: '%%' } } }, ['filter']],
  ['a version', { filter: { version: { isNull: false } } }, ['filter']],
  [
    'contacts with any address',
    { filter: { contacts: { some: { email: { contains: '' } } } } },
    ['filter'],
  ],
  ['contacts that are anything', { filter: { contacts: { every: {} } } }, ['filter']],
  [
    'no contact that is impossible',
    { filter: { contacts: { none: { id: { in: [] } } } } },
    ['filter'],
  ],
  ['an empty search', { search: '' }, ['search']],
  ['a blank search', { search: ' \t\u00a0' }, ['search']],
  ['a blank search beside a filter', { filter: telling, search: '' }, ['search']],
  ['a search for an accent', { search: '\u0301' }, ['search']],
  ['a search that is null', { filter: telling, search: null }, ['search']],
  ['every state', { status: ['DELETED', 'ACTIVE', 'ARCHIVED'] }, ['status']],
  ['no state', { status: null }, ['ids']],
  ['nothing', {}, ['ids']],
] as const)('many clients chosen by %s are left alone', async ([, choice, path], { api }) => {
  await api.has({ name: 'Ash' }, { name: 'Birch' });
  for (const dryRun of [true, false]) {
    const done = await deleteClients(api, { ...choice, dryRun });
    expect(done).toEqual({ changed: null, userErrors: [{ code: 'INVALID_INPUT', path }] });
  }
  expect(await api.names()).toEqual(['Ash', 'Birch']);
});

test.for([
  ['a name', { filter: { name: { in: ['Ash', 'Birch'] } } }],
  ['any contact', { filter: { contacts: { some: {} } } }],
  ['one state', { status: ['ACTIVE'] }],
  ['what they are not', { filter: { not: { name: { eq: 'x' } } } }],
  ['ids and a filter that is null', null],
] as const)('many clients chosen by %s are deleted', async ([, choice], { api }) => {
  const contacts = [{ email: 'a@example.com', isPrimary: true }];
  const ids = await api.has({ name: 'Ash', contacts }, { name: 'Birch', contacts });
  const done = await deleteClients(api, choice ?? { ids, filter: null, search: null });
  expect(done).toEqual({ changed: 2, userErrors: [] });
});

test.for([
  ['an operator', '$v: String', 'name: { startsWith: $v, ne: "x" }', 'v'],
  ['a condition beside others', '$v: StringFilter', 'name: { ne: "x" }, city: $v', 'v'],
  ['a branch', '$v: ClientFilter', 'not: $v, name: { ne: "x" }', 'v'],
] as const)(
  'clients are left alone when %s of a write has no value',
  async ([, definition, condition, name], { api }) => {
    await api.has({ name: 'Ash' }, { name: 'Birch' });
    const query = `mutation (${definition}) {
      bulkClients(action: DELETE, filter: { ${condition} }, expectedCount: 2) { changed } }`;
    for (let time = 0; time < 3; time += 1) {
      const { extensions, message } = await api.refused(query);
      expect(extensions).toMatchObject({ code: 'INVALID_INPUT', inputPath: [name] });
      expect(message).toMatch(/^The variable "\$v" has no value, so ".*" would be left out/);
    }
    expect(await api.names()).toEqual(['Ash', 'Birch']);
  },
);

test.for([
  ['a filter', '$v: ClientFilter', 'filter: $v, status: [ACTIVE]'],
  ['a filter beside a search', '$v: ClientFilter', 'filter: $v, search: "a"'],
  ['a search', '$v: String', 'search: $v, status: [ACTIVE]'],
  ['a search beside a filter', '$v: String', 'search: $v, filter: { name: { ne: "x" } }'],
] as const)(
  'clients are left alone when %s that a write chooses them by has no value',
  async ([, definition, choice], { api }) => {
    await api.has({ name: 'Ash' }, { name: 'Birch' });
    const query = `mutation (${definition}, $ids: [ID!]) {
      bulkClients(action: DELETE, ids: $ids, ${choice}, expectedCount: 2) { changed } }`;
    for (let time = 0; time < 3; time += 1) {
      const { extensions } = await api.refused(query);
      expect(extensions).toMatchObject({ code: 'INVALID_INPUT', inputPath: ['v'] });
    }
    expect(await api.names()).toEqual(['Ash', 'Birch']);
  },
);

test('clients selected by ids need no value for a filter or a search', async ({ api }) => {
  const ids = await api.has({ name: 'Ash' });
  const query = `mutation ($ids: [ID!], $filter: ClientFilter, $search: String) {
    bulkClients(action: DELETE, ids: $ids, filter: $filter, search: $search) { changed } }`;
  expect((await api.ask(query, { ids })).bulkClients).toEqual({ changed: 1 });
});

test('refuses a match that is null', async ({ api }) => {
  const { upsertClient } = await api.ask(UPSERT, { m: null, name: 'Ash' });
  expect(upsertClient).toEqual({ outcome: null, userErrors: [{ code: 'INVALID_INPUT' }] });
  expect(await api.names()).toEqual([]);
});

const UPSERT = `mutation ($m: ClientIdentifier, $name: String, $do: Boolean! = true) {
  upsertClient(input: { match: $m, name: $name }) @include(if: $do) { outcome userErrors { code } }
}`;

test('refuses a match whose variable has no value', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash' });
  const { upsertClient } = await api.ask(UPSERT, { m: { id }, name: 'Birch' });
  expect(upsertClient).toEqual({ outcome: 'UPDATED', userErrors: [] });
  // Now it is known and has a plan.
  const { extensions } = await api.refused(UPSERT, { name: 'Cedar' });
  expect(extensions).toMatchObject({ code: 'INVALID_INPUT', inputPath: ['m'] });
  expect(await api.names()).toEqual(['Birch']);
  // What is not asked for needs no value.
  expect(await api.ask(UPSERT, { do: false })).toEqual({});
});

test.for([
  ['nothing', {}],
  ['an address that is null', { email: null }],
  ['two things', { email: 'a@example.com', number: '1' }],
] as const)('a match that names %s creates nobody', async ([, match], { api }) => {
  const query = 'mutation ($input: UpsertClientInput!) { upsertClient(input: $input) { outcome } }';
  const { extensions } = await api.refused(query, { input: { match, name: 'Ash' } });
  expect(extensions).toMatchObject({ code: 'INVALID_INPUT' });
  expect(await api.names()).toEqual([]);
});
