import { type Api, expect, test } from '../support/api.ts';

const parts = {
  name: 'Ash',
  contacts: [{ firstName: 'Ada' }],
  documents: [{ name: 'a.pdf' }],
  gatewayTokens: [{ token: 'tok' }],
  ledger: [{ amount: '5' }],
};

/** Returns the ids of a client and of one of its owned records of each type. */
async function nodeIds(api: Api): Promise<Record<string, { id: string; nodeId: string }>> {
  const both = 'id nodeId';
  const { clients } = await api.ask(`{ clients { nodes {
    ${both} contacts { ${both} } documents { nodes { ${both} } } gatewayTokens { ${both} } ledger { nodes { ${both} } }
  } } }`);
  const { contacts, documents, gatewayTokens, ledger, ...Client } = clients.nodes[0];
  return {
    Client,
    Contact: contacts[0],
    Document: documents.nodes[0],
    GatewayToken: gatewayTokens[0],
    LedgerEntry: ledger.nodes[0],
  };
}

const NODE = `query ($id: ID!) { node(id: $id) { __typename nodeId ...Parts } } §`;
const PARTS = `fragment Parts on Node {
  ... on Client { name contacts { firstName } documents { nodes { name } } }
  ... on Contact { firstName }
  ... on Document { file: name }
  ... on GatewayToken { token }
  ... on LedgerEntry { amount }
}`;

const shown = {
  Client: {
    name: 'Ash',
    contacts: [{ firstName: 'Ada' }],
    documents: { nodes: [{ name: 'a.pdf' }] },
  },
  Contact: { firstName: 'Ada' },
  Document: { file: 'a.pdf' },
  GatewayToken: { token: 'tok' },
  LedgerEntry: { amount: '5' },
};

test.for(Object.entries(shown))('node returns a %s by its id', async ([type, fields], { api }) => {
  await api.has(parts);
  const { nodeId = '', id } = (await nodeIds(api))[type] ?? {};
  expect(nodeId).toMatch(new RegExp(`^[a-z_]+_${id}$`));
  const { node } = await api.ask(NODE.replace('§', PARTS), { id: nodeId });
  expect(node).toEqual({ __typename: type, nodeId, ...fields });
});

test('nodes returns records in the order of the ids, with null for missing ones', async ({
  api,
}) => {
  await api.has(parts);
  const ids = Object.values(await nodeIds(api)).map(({ nodeId }) => nodeId);
  const [client] = ids as [string];
  const nobody = `contact_${api.ids.encode(2_147_483_647)}`;
  const asked = [...ids.toReversed(), nobody, client];
  const { nodes } = await api.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { nodeId } }', {
    ids: asked,
  });
  expect(nodes).toEqual(asked.map((nodeId) => (nodeId === nobody ? null : { nodeId })));
});

test('nodes without ids returns an empty list', async ({ api }) => {
  expect(await api.ask('{ nodes(ids: []) { nodeId } }')).toEqual({ nodes: [] });
});

test('node with an id without a prefix returns a client', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash' });
  const { node } = await api.ask('query ($id: ID!) { node(id: $id) { ... on Client { name } } }', {
    id,
  });
  expect(node).toEqual({ name: 'Ash' });
});

test('node returns null for a removed contact', async ({ api }) => {
  await api.has({ contacts: [{ firstName: 'Gone' }] });
  const { Contact } = await nodeIds(api);
  await api.db.prisma.contact.updateMany({
    where: { companyId: api.companyId },
    data: { removedAt: new Date() },
  });
  expect(
    await api.ask('query ($id: ID!) { node(id: $id) { nodeId } }', { id: Contact?.nodeId }),
  ).toEqual({ node: null });
});

test('node returns deleted clients and gateway tokens', async ({ api }) => {
  await api.has(parts);
  const { Client, GatewayToken } = await nodeIds(api);
  const where = { companyId: api.companyId };
  await api.db.prisma.client.updateMany({ where, data: { isDeleted: true } });
  await api.db.prisma.gatewayToken.updateMany({ where, data: { isDeleted: true } });
  const ids = [Client?.nodeId, GatewayToken?.nodeId];
  const { nodes } = await api.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { nodeId } }', { ids });
  expect(nodes).toEqual(ids.map((nodeId) => ({ nodeId })));
});
