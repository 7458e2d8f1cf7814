import { type Api, expect, test } from './support/api.ts';

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

/** How many statements a request costs once its token is known. */
async function cost(api: Api, query: string, variables: object = {}): Promise<number> {
  await api.ask('{ __typename }');
  return await api.statements(() => api.ask(query, variables));
}

const parts = { contacts: [{}, {}], documents: [{}, {}], gatewayTokens: [{}], ledger: [{}, {}] };

test('a list costs the same number of statements whatever its length', async ({ api }) => {
  await api.has(...Array.from({ length: 50 }, () => parts));
  for (const first of [1, 10, 50]) {
    expect(await cost(api, LIST, { first })).toBe(2);
    // One more each for contacts, gateway tokens, documents, the count of documents, and ledger entries.
    expect(await cost(api, LIST, { first, whole: true })).toBe(7);
  }
});

test('a list without clients costs one statement', async ({ api }) => {
  expect(await cost(api, LIST, { whole: true })).toBe(1);
});

test('count, summary and clients are read only when they are asked for', async ({ api }) => {
  await api.has(parts, parts);
  expect(await cost(api, LIST, { count: true })).toBe(3);
  expect(await cost(api, LIST, { summary: true })).toBe(3);
  expect(await cost(api, LIST, { page: true })).toBe(1);
  expect(await cost(api, '{ clients { totalCount } }')).toBe(1);
  expect(await cost(api, '{ clients { totalCount summary { count } } }')).toBe(2);
  expect(await cost(api, '{ clients { __typename } }')).toBe(0);
});

test('one client costs one statement, and one for each list of parts', async ({ api }) => {
  const [id] = await api.has(parts);
  expect(await cost(api, 'query ($id: ID!) { client(id: $id) { name } }', { id })).toBe(1);
  const whole =
    'query ($id: ID!) { client(id: $id) { contacts { id } documents { nodes { id } } } }';
  expect(await cost(api, whole, { id })).toBe(3);
  const count =
    'query ($id: ID!) { client(id: $id) { documents { totalCount } ledger { totalCount } } }';
  expect(await cost(api, count, { id })).toBe(3);
});

test('many nodes cost one statement for each type, and one for each list of parts', async ({
  api,
}) => {
  const ids = await api.has(...Array.from({ length: 20 }, () => parts));
  const { clients } = await api.ask(
    `{ clients { nodes { contacts { nodeId } documents { nodes { nodeId } } } } }`,
  );
  const nodeIds = clients.nodes.flatMap(
    ({
      contacts,
      documents,
    }: {
      contacts: { nodeId: string }[];
      documents: { nodes: { nodeId: string }[] };
    }) => [...contacts, ...documents.nodes].map(({ nodeId }) => nodeId),
  );
  const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { nodeId ... on Client { contacts { email } } } }`;
  expect(await cost(api, query, { ids: [...ids, ...nodeIds].slice(0, 100) })).toBe(4);
});

test('the same list under two names is read once', async ({ api }) => {
  const [id] = await api.has(parts);
  const query = `query ($id: ID!) {
    client(id: $id) { documents { nodes { id } } same: documents { nodes { id } } less: documents(first: 1) { nodes { id } } }
  }`;
  expect(await cost(api, query, { id })).toBe(3);
  const { client } = await api.ask(query, { id });
  expect(client.documents.nodes).toHaveLength(2);
  expect(client.same).toEqual(client.documents);
  expect(client.less.nodes).toEqual(client.documents.nodes.slice(0, 1));
});

test('who is asking costs nothing once the token is known', async ({ api }) => {
  expect(await cost(api, '{ __typename }')).toBe(0);
});
