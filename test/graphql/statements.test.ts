import { type Api, expect, test } from '../support/api.ts';

const LIST = `query ($first: Int, $page: Boolean = false, $count: Boolean = false, $summary: Boolean = false, $whole: Boolean = false) {
  clients(first: $first) {
    nodes @skip(if: $page) {
      id
      displayName
      contacts @include(if: $whole) { email link }
      gatewayTokens @include(if: $whole) { token }
      documents(first: 5) @include(if: $whole) { totalCount nodes { name } }
      ledger(first: 5) @include(if: $whole) { nodes { amount } }
    }
    pageInfo @include(if: $page) { hasNextPage }
    totalCount @include(if: $count)
    summary @include(if: $summary) { balance }
  }
}`;

/** Counts the statements of a request with a cached token. */
async function cost(api: Api, query: string, variables: object = {}): Promise<number> {
  await api.ask('{ __typename }');
  return await api.statements(() => api.ask(query, variables));
}

const parts = { contacts: [{}, {}], documents: [{}, {}], gatewayTokens: [{}], ledger: [{}, {}] };

test('a list costs one statement, for any length and any selection', async ({ api }) => {
  await api.has(...Array.from({ length: 50 }, () => parts));
  for (const first of [1, 10, 50]) {
    expect(await cost(api, LIST, { first })).toBe(1);
    expect(await cost(api, LIST, { first, whole: true })).toBe(1);
    expect(await cost(api, LIST, { first, whole: true, count: true, summary: true })).toBe(1);
  }
  expect(await cost(api, LIST, { page: true })).toBe(1);
});

test('count and summary alone cost one statement, an empty selection none', async ({ api }) => {
  await api.has(parts, parts);
  expect(await cost(api, '{ clients { totalCount } }')).toBe(1);
  expect(await cost(api, '{ clients { totalCount summary { count } } }')).toBe(1);
  expect(await cost(api, '{ clients { __typename } }')).toBe(0);
});

test('one client costs one statement', async ({ api }) => {
  const [id] = await api.has(parts);
  const query = `query ($id: ID!) { client(id: $id) {
    name contacts { id } documents { totalCount nodes { id } } ledger { totalCount nodes { id } }
  } }`;
  expect(await cost(api, query, { id })).toBe(1);
});

test('nodes of several types cost one statement for each type', async ({ api }) => {
  const ids = await api.has(...Array.from({ length: 20 }, () => parts));
  const { clients } = await api.ask(
    '{ clients { nodes { contacts { nodeId } documents { nodes { nodeId } } } } }',
  );
  interface Parts {
    contacts: { nodeId: string }[];
    documents: { nodes: { nodeId: string }[] };
  }
  const nodeIds = clients.nodes.flatMap(({ contacts, documents }: Parts) =>
    [...contacts, ...documents.nodes].map(({ nodeId }) => nodeId),
  );
  const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { nodeId ... on Client { contacts { email } } } }`;
  expect(await cost(api, query, { ids: [...ids, ...nodeIds].slice(0, 100) })).toBe(3);
});

test('the clients in the payload of a mutation cost the same number of statements, for any number of them', async ({
  api,
}) => {
  const query = `mutation ($inputs: [UpsertClientInput!]!) { upsertClients(inputs: $inputs) { results { client {
    displayName contacts { email } gatewayTokens { token } documents(first: 5) { totalCount nodes { name } }
    ledger(first: 5) { nodes { amount } }
  } } } }`;
  const inputs = (length: number) => ({ inputs: Array.from({ length }, () => ({ name: 'Ash' })) });
  const ten = await cost(api, query, inputs(10));
  expect(await cost(api, query, inputs(50))).toBe(ten);
});

test('the same list under two aliases has its rows once under each', async ({ api }) => {
  const [id] = await api.has(parts);
  const documents =
    'documents { nodes { id } } same: documents { nodes { id } } less: documents(first: 1) { nodes { id } }';
  const { client } = await api.ask(`query ($id: ID!) { client(id: $id) { ${documents} } }`, { id });
  expect(client.documents.nodes).toHaveLength(2);
  expect(client.same).toEqual(client.documents);
  expect(client.less.nodes).toEqual(client.documents.nodes.slice(0, 1));
});

test('a request with a cached token costs no statement for it', async ({ api }) => {
  expect(await cost(api, '{ __typename }')).toBe(0);
});
