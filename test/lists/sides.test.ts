import { sql } from '../../src/db/sql.ts';
import { type Api, expect, test } from '../support/api.ts';
import { openTwoWays } from '../support/compiled-and-resolved.ts';

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $offset: Int, $sort: [ClientSort!], $search: String) {
  clients(first: $first, after: $after, last: $last, before: $before, offset: $offset, sort: $sort, search: $search) {
    nodes { name }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}`;

const PARTS = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $offset: Int) {
  client(id: $id) {
    documents(first: $first, after: $after, last: $last, before: $before, offset: $offset) { ...D }
    ledger(first: $first, last: $last, offset: $offset) { ...L }
  }
}
fragment D on DocumentConnection { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount }
fragment L on LedgerEntryConnection { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount }`;

/** Sends a query to the compiler and to the resolvers. @returns their common response */
async function bothWays(api: Api, query: string, variables: object) {
  const ways = await openTwoWays(api.companyId);
  try {
    const answers = [
      await ways.compiled({ query, variables }),
      await ways.resolved({ query, variables }),
    ];
    expect(answers[0]).toEqual(answers[1]);
    expect(ways.defects).toEqual([]);
    const { data, errors } = JSON.parse(answers[0]?.text ?? '');
    expect(errors).toBeUndefined();
    return data;
  } finally {
    await ways.close();
  }
}

const clients = async (api: Api, variables: object) =>
  (await bothWays(api, LIST, variables)).clients;

/** Reads a page without rows. */
const nothing = (hasPreviousPage: boolean, hasNextPage: boolean, totalCount: number) => ({
  nodes: [],
  pageInfo: { hasNextPage, hasPreviousPage, startCursor: null, endCursor: null },
  totalCount,
});

test('a page of size 0 returns the total and on which side clients lie', async ({ api }) => {
  await api.has({ name: 'Ash' }, { name: 'Birch' }, { name: 'Cedar' });
  expect(await clients(api, { first: 0 })).toEqual(nothing(false, true, 3));
  expect(await clients(api, { last: 0 })).toEqual(nothing(true, false, 3));
  expect(await clients(api, { first: 0, offset: 2 })).toEqual(nothing(true, true, 3));
  expect(await clients(api, { first: 0, offset: 3 })).toEqual(nothing(true, false, 3));
  for (const sort of [null, [{ field: 'NAME', direction: 'DESC' }], [{ field: 'CITY' }]]) {
    const { pageInfo } = await clients(api, { first: 2, sort });
    const { startCursor, endCursor } = pageInfo;
    expect(await clients(api, { first: 0, after: endCursor, sort })).toEqual(
      nothing(true, true, 3),
    );
    expect(await clients(api, { last: 0, before: startCursor, sort })).toEqual(
      nothing(false, true, 3),
    );
  }
});

test('an empty list has no previous page before an offset', async ({ api }) => {
  const none = nothing(false, false, 0);
  expect(await clients(api, { first: 0 })).toEqual(none);
  expect(await clients(api, { last: 0 })).toEqual(none);
  expect(await clients(api, { offset: 5 })).toEqual(none);
  await api.has({ name: 'Ash' });
  expect(await clients(api, { offset: 5 })).toEqual(nothing(true, false, 1));
  expect(await clients(api, { offset: 5, search: 'birch' })).toEqual(none);
  expect(await clients(api, { offset: 5, search: 'ash' })).toEqual(nothing(true, false, 1));
});

test('continues a page after the cursor of a deleted client', async ({ api }) => {
  await api.has({ name: 'Ash', city: 'Ulm' }, { name: 'Birch' }, { name: 'Cedar', city: 'Bonn' });
  const remove = (name: string) =>
    api.db.query(sql`delete from clients where company_id = ${api.companyId} and name = ${name}`);
  for (const sort of [
    [{ field: 'NAME' }],
    [{ field: 'CITY', nulls: 'FIRST' }, { field: 'NAME' }],
  ]) {
    const { pageInfo } = await clients(api, { first: 1, sort });
    const after = { first: 5, after: pageInfo.endCursor, sort };
    expect((await clients(api, after)).pageInfo.hasPreviousPage).toBe(true);
    const { nodes } = await clients(api, { first: 1, sort });
    await remove(nodes[0].name);
    expect((await clients(api, after)).pageInfo.hasPreviousPage).toBe(false);
    const before = { last: 5, before: pageInfo.endCursor, sort };
    expect((await clients(api, before)).pageInfo).toMatchObject({
      hasNextPage: true,
      hasPreviousPage: false,
    });
  }
  await remove('Cedar');
  const { pageInfo } = await clients(api, { last: 1 });
  expect(pageInfo.startCursor).toBeNull();
});

test('pages of documents and ledger entries can have size 0', async ({ api }) => {
  const [id, empty] = await api.has({ documents: [{}, {}], ledger: [{}, {}] }, {});
  const parts = async (of: string | undefined, page: object) =>
    (await bothWays(api, PARTS, { id: of, ...page })).client;
  const both = (found: object) => ({ documents: found, ledger: found });
  expect(await parts(id, { first: 0 })).toEqual(both(nothing(false, true, 2)));
  expect(await parts(id, { last: 0 })).toEqual(both(nothing(true, false, 2)));
  expect(await parts(id, { first: 0, offset: 1 })).toEqual(both(nothing(true, true, 2)));
  expect(await parts(id, { offset: 7 })).toEqual(both(nothing(true, false, 2)));
  expect(await parts(empty, { offset: 7 })).toEqual(both(nothing(false, false, 0)));
  expect(await parts(empty, { first: 0 })).toEqual(both(nothing(false, false, 0)));
});

test('pages of changes and duplicates can have size 0', async ({ api }) => {
  const upsert = `mutation ($name: String) { upsertClient(input: { name: $name }) { userErrors { message } } }`;
  for (let i = 0; i < 2; i += 1) await api.ask(upsert, { name: 'Ash' });
  const query = `query ($after: String) {
    clientChanges(first: 0, after: $after) { nodes { kind } endCursor hasNextPage latestCursor }
    clientDuplicates(first: 0) { clusters { size } totalCount }
  }`;
  expect(await api.ask(query)).toEqual({
    clientChanges: { nodes: [], endCursor: '0', hasNextPage: true, latestCursor: '2' },
    clientDuplicates: { clusters: [], totalCount: 1 },
  });
  expect((await api.ask(query, { after: '2' })).clientChanges).toEqual({
    nodes: [],
    endCursor: '2',
    hasNextPage: false,
    latestCursor: '2',
  });
});
