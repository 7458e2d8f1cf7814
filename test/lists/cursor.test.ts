import { type Api, expect, test } from '../support/api.ts';

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: ClientFilter, $search: String,
  $status: [ClientStatus!], $sort: [ClientSort!]) {
  clients(first: $first, after: $after, last: $last, before: $before, filter: $filter, search: $search,
    status: $status, sort: $sort) {
    edges { cursor node { id documents { edges { cursor } } ledger { edges { cursor } } } }
  }
}`;

const byName = [{ field: 'NAME' }];

/** Reads the cursor of the first client of a list. */
async function cursorOf(api: Api, variables: object): Promise<string> {
  const { clients } = await api.ask(LIST, variables);
  return clients.edges[0].cursor;
}

const written = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');

const valuesOf = (cursor: string): unknown[] =>
  JSON.parse(Buffer.from(cursor, 'base64url').toString());

test.for([
  ['another sort', { sort: [{ field: 'CITY' }] }],
  ['another direction', { sort: [{ field: 'NAME', direction: 'DESC' }] }],
  ['another placement of nulls', { sort: [{ field: 'NAME', nulls: 'FIRST' }] }],
  ['one more sort key', { sort: [...byName, { field: 'CITY' }] }],
  ['no sort', { sort: null }],
  ['a filter', { sort: byName, filter: { name: { eq: 'Ash' } } }],
  ['a search', { sort: byName, search: 'ash' }],
  ['another status', { sort: byName, status: ['ACTIVE', 'ARCHIVED'] }],
] as const)('a cursor does not work with %s', async ([, list], { api }) => {
  await api.has({ name: 'Ash' });
  const after = await cursorOf(api, { sort: byName });
  expect(await api.refused(LIST, { ...list, after })).toMatchObject({
    message: expect.stringContaining('"after" belongs to another sort, filter or search'),
    path: ['clients'],
    extensions: { code: 'INVALID_CURSOR', inputPath: ['after'] },
  });
});

test('a cursor works with any page size and in both directions', async ({ api }) => {
  await api.has({ name: 'Ash' }, { name: 'Birch' });
  const cursor = await cursorOf(api, { sort: byName });
  const [after, before] = await Promise.all([
    api.ask(LIST, { sort: byName, first: 10, after: cursor }),
    api.ask(LIST, { sort: byName, last: 10, before: cursor }),
  ]);
  expect([after.clients.edges.length, before.clients.edges.length]).toEqual([1, 0]);
});

test('a cursor of another company does not work', async ({ api, other }) => {
  await api.has({ name: 'Ash' });
  const after = await cursorOf(api, {});
  const { extensions } = await other.refused(LIST, { after });
  expect(extensions.code).toBe('INVALID_CURSOR');
});

test.for([
  ['', 'nothing'],
  ['*** no base64 ***', 'no base64'],
  [Buffer.from('Ash').toString('base64url'), 'no JSON'],
  [written(), 'an empty list'],
  [Buffer.from('{"0":1}').toString('base64url'), 'an object'],
  ['x'.repeat(1_000_000), '1 MB'],
] as const)('a cursor that is %2$s is refused', async ([after], { api }) => {
  expect(await api.refused(LIST, { after })).toMatchObject({
    message: '"after" is not a cursor.',
    extensions: { code: 'INVALID_CURSOR', inputPath: ['after'] },
  });
});

// Whoever knows how cursors are made may put anything in the places of values.
test.for([
  ['NAME', 'text for an id', ['Ash', 'one']],
  ['NAME', 'too few values', ['Ash']],
  ['NAME', 'too many values', ['Ash', 1, 1]],
  ['NAME', 'an object', [{ name: 'Ash' }, 1]],
  ['NAME', 'a NUL character', ['\0', 1]],
  ['NAME', 'a broken id', ['Ash', 1.5]],
  ['NAME', 'an id beyond integers', ['Ash', 2 ** 31]],
  ['NAME', 'no id', ['Ash', null]],
  ['BALANCE', 'a text', ['much', 1]],
  ['BALANCE', 'NaN', ['NaN', 1]],
  ['BALANCE', 'an exponent', ['1e400', 1]],
  ['BALANCE', 'null where none can be', [null, 1]],
  ['BALANCE', 'a number', [1, 1]],
  ['BALANCE', '100,000 digits', ['9'.repeat(60_000), 1]],
  ['CREATED_AT', 'a year alone', ['2026', 1]],
  ['CREATED_AT', 'infinity', ['infinity', 1]],
  ['CREATED_AT', 'a day that is not', ['2026-02-31T00:00:00.000Z', 1]],
  ['CREATED_AT', 'the year 0', ['0000-01-01T00:00:00.000Z', 1]],
  ['COUNTRY_ID', 'a text', ['276', 1]],
] as const)('a cursor by %s with %s is refused', async ([field, , values], { api }) => {
  await api.has({ name: 'Ash' });
  const sort = [{ field }];
  const [digest] = valuesOf(await cursorOf(api, { sort }));
  const after = written(digest, ...values);
  expect(await api.refused(LIST, { sort, after })).toMatchObject({
    message: '"after" is not a cursor.',
    extensions: { code: 'INVALID_CURSOR', inputPath: ['after'] },
  });
});

test('refuses a cursor of documents for the ledger and for clients', async ({ api }) => {
  await api.has({ documents: [{}, {}], ledger: [{}] });
  const [{ cursor, node }] = (await api.ask(LIST)).clients.edges;
  const [document] = node.documents.edges;
  const after = '{ clients { nodes { documents(after: "§") { nodes { id } } } } }';
  const found = await api.ask(after.replace('§', document.cursor));
  expect(found.clients.nodes[0].documents.nodes).toHaveLength(1);
  for (const wrong of [cursor, node.ledger.edges[0].cursor]) {
    expect(await api.refused(after.replace('§', wrong))).toMatchObject({
      path: ['clients', 'nodes', 0, 'documents'],
      extensions: { code: 'INVALID_CURSOR', inputPath: ['after'] },
    });
  }
});
