import { type Api, expect, test } from '../support/api.ts';

const LIST = (args: string) =>
  `query ($after: String) { clients(first: 1, after: $after${args && `, ${args}`}) { nodes { name } pageInfo { endCursor } } }`;

/** Reads the first client by one spelling of a list, and the next by another. */
async function continued(api: Api, [one, other]: readonly [string, string]): Promise<string[]> {
  const first = await api.ask(LIST(one));
  const second = await api.ask(LIST(other), { after: first.clients.pageInfo.endCursor });
  return [...first.clients.nodes, ...second.clients.nodes].map(({ name }) => name);
}

const clients = ['Ash', 'Birch', 'Cedar'].map((name) => ({
  name,
  balance: 1,
  countryId: 40,
  createdAt: new Date('2026-01-31T12:00:00Z'),
}));

test.for([
  ['no filter and an empty one', '', 'filter: null'],
  ['no filter and one without conditions', '', 'filter: {}'],
  ['null and an empty and', 'filter: null', 'filter: { and: [] }'],
  [
    'one level and an and of one',
    'filter: { name: { ne: "x" } }',
    'filter: { and: [{ name: { ne: "x" } }] }',
  ],
  ['the usual states and no word of them', 'status: [ACTIVE]', ''],
  ['states in another order', 'status: [ACTIVE, ARCHIVED]', 'status: [ARCHIVED, ACTIVE, ARCHIVED]'],
  ['every state and null', 'status: null', 'status: [DELETED, ACTIVE, ARCHIVED]'],
  ['the usual order and no word of it', 'sort: []', 'sort: [{ field: ID }]'],
  [
    'the usual direction and no word of it',
    'sort: { field: NAME }',
    'sort: [{ field: NAME, direction: ASC, nulls: LAST }]',
  ],
  [
    'an order that the id ends anyway',
    'sort: { field: NAME }',
    'sort: [{ field: NAME }, { field: ID }]',
  ],
  [
    'nulls of a field that has none',
    'sort: { field: BALANCE }',
    'sort: { field: BALANCE, nulls: FIRST }',
  ],
  [
    'another spelling of an amount',
    'filter: { balance: { eq: "1.00" } }',
    'filter: { balance: { eq: 1 } }',
  ],
  [
    'zeros before an amount',
    'filter: { balance: { gt: "-0.0" } }',
    'filter: { balance: { gt: "00" } }',
  ],
  [
    'amounts of a range',
    'filter: { balance: { between: { from: 0, to: 10 } } }',
    'filter: { balance: { between: { to: "10.0", from: "0" } } }',
  ],
  [
    'values in another order',
    'filter: { balance: { in: [1, 2, "3"] } }',
    'filter: { balance: { in: ["3.0", "2", "1", "1.0"] } }',
  ],
  [
    'texts in another order',
    'filter: { name: { notIn: ["x", "y"] } }',
    'filter: { name: { notIn: ["y", "x", "y"] } }',
  ],
  [
    'one value and a list of it',
    'filter: { balance: { in: 1 } }',
    'filter: { balance: { in: ["1"] } }',
  ],
  [
    'another offset from UTC',
    'filter: { createdAt: { gt: "2026-01-01" } }',
    'filter: { createdAt: { gt: "2026-01-01T01:00:00.0+01:00" } }',
  ],
  [
    'zeros before a number of a table',
    'filter: { countryId: { eq: "40" } }',
    'filter: { countryId: { eq: "040" } }',
  ],
  [
    'conditions in another order',
    'filter: { name: { ne: "x" }, balance: { eq: 1 } }',
    'filter: { balance: { eq: 1 }, name: { ne: "x" } }',
  ],
  [
    'members of an and in another order',
    'filter: { and: [{ name: { ne: "x" } }, { balance: { eq: 1 } }] }',
    'filter: { and: [{ balance: { eq: 1 } }, { name: { ne: "x" } }] }',
  ],
  [
    'members of an or in another order, one of them twice',
    'filter: { or: [{ name: { ne: "x" } }, { balance: { eq: 1 } }] }',
    'filter: { or: [{ balance: { eq: 1 } }, { name: { ne: "x" } }, { balance: { eq: 1 } }] }',
  ],
  [
    'one condition and an or of it',
    'filter: { name: { ne: "x" } }',
    'filter: { or: [{ name: { ne: "x" } }] }',
  ],
  ['blanks around a search', 'search: " r "', 'search: "r"'],
  ['a search in another case', 'search: "ASH"', 'search: "ash"'],
  ['a search in another form of Unicode', 'search: "é"', 'search: "e\u0301"'],
  [
    'a text in another form of Unicode',
    'filter: { name: { ne: "é" } }',
    'filter: { name: { ne: "e\u0301" } }',
  ],
  ['blanks around a text', 'filter: { name: { ne: "x " } }', 'filter: { name: { ne: "x" } }'],
  ['an exponent', 'filter: { balance: { eq: 1e0 } }', 'filter: { balance: { eq: "1" } }'],
  ['a blank search and none', 'search: "  "', ''],
] as const)(
  'a list goes on though it is asked for otherwise: %s',
  async ([, one, other], { api }) => {
    await api.has(...clients, ...clients);
    const names = await continued(api, [one, other]);
    expect(names).toEqual(await continued(api, [one, one]));
    expect(names).toHaveLength(2);
    expect(await continued(api, [other, one])).toEqual(names);
  },
);

test('a cursor continues a list whose ids have another form', async ({ api }) => {
  const [a, b] = await api.has(...clients);
  const one = `filter: { id: { in: ["${a}", "${b}"] } }`;
  const other = `filter: { id: { in: ["client_${b}", "client_${a}"] } }`;
  expect(await continued(api, [one, other])).toEqual(['Ash', 'Birch']);
});

test('a cursor continues a list whose arguments are variables', async ({ api }) => {
  await api.has(...clients);
  const query = `query ($filter: ClientFilter, $sort: [ClientSort!], $status: [ClientStatus!], $after: String) {
    clients(first: 1, filter: $filter, sort: $sort, status: $status, after: $after) { nodes { name } }
  }`;
  const first = await api.ask(LIST('filter: { balance: { eq: 1.0 } }, sort: { field: NAME }'));
  const after = first.clients.pageInfo.endCursor;
  const variables = { filter: { balance: { eq: '1' } }, sort: { field: 'NAME' } };
  expect((await api.ask(query, { ...variables, after })).clients.nodes).toEqual([
    { name: 'Birch' },
  ]);
});

test.for([
  ['another amount', 'filter: { balance: { eq: 1 } }', 'filter: { balance: { eq: 10 } }'],
  [
    'an amount of another sign',
    'filter: { balance: { lt: 1 } }',
    'filter: { balance: { lt: -1 } }',
  ],
  ['another operator', 'filter: { balance: { gte: 1 } }', 'filter: { balance: { lte: 1 } }'],
  [
    'bounds turned round',
    'filter: { balance: { between: { from: 1, to: 2 } } }',
    'filter: { balance: { between: { from: 2, to: 1 } } }',
  ],
  ['another field', 'filter: { name: { ne: "x" } }', 'filter: { city: { ne: "x" } }'],
  ['one more value', 'filter: { balance: { in: [1] } }', 'filter: { balance: { in: [1, 2] } }'],
  [
    'or in the place of and',
    'filter: { and: [{ balance: { eq: 1 } }, { name: { ne: "x" } }] }',
    'filter: { or: [{ balance: { eq: 1 } }, { name: { ne: "x" } }] }',
  ],
  [
    'a filter turned round',
    'filter: { not: { name: { eq: "x" } } }',
    'filter: { name: { eq: "x" } }',
  ],
  ['a search turned into a filter', 'search: "ash"', 'filter: { name: { contains: "ash" } }'],
  ['no states', 'status: null', 'status: []'],
] as const)('a cursor does not work for another list: %s', async ([, one, other], { api }) => {
  await api.has(...clients);
  const { clients: first } = await api.ask(LIST(one));
  const cursor = first.pageInfo.endCursor;
  if (cursor === null) return expect(first.nodes).toEqual([]);
  const { extensions } = await api.refused(LIST(other), { after: cursor });
  expect(extensions).toMatchObject({ code: 'INVALID_CURSOR', inputPath: ['after'] });
});

test('refuses a cursor of an earlier release and says how to continue', async ({ api }) => {
  await api.has(...clients);
  // What release 11 gave out for the second client of the default list.
  const after = Buffer.from(JSON.stringify(['fxpaAuEL0cO8', 2])).toString('base64url');
  expect(await api.refused(LIST(''), { after })).toMatchObject({
    message:
      'The cursor in "after" belongs to another sort, filter or search, or to an earlier release: begin again without it.',
    extensions: { code: 'INVALID_CURSOR', inputPath: ['after'] },
  });
});
