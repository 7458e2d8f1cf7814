import { type Api, expect, test } from '../support/api.ts';
import { requestsFor, rootFields } from '../support/requests.ts';
import { everything } from '../support/rows.ts';

/** Stands in every text of a client that nobody can know from outside. */
const SECRET = 'SECRET';

const ids = ['Client', 'Contact', 'Document', 'GatewayToken', 'LedgerEntry'] as const;

/** Texts by which a client can be named: whoever guesses them must not learn that they exist. */
const texts = {
  number: 'C-1',
  idNumber: 'HRB 1',
  vatNumber: 'DE1',
  email: 'ada@example.com',
  contactKey: 'key-of-ada',
  search: 'ada',
};

/** Creates a client with records of every type. @returns its id and theirs */
async function secretClient(api: Api): Promise<string[]> {
  const at = new Date('2026-01-01');
  await api.has({
    name: SECRET,
    city: SECRET,
    publicNotes: SECRET,
    customValue1: SECRET,
    ...{ number: texts.number, idNumber: texts.idNumber, vatNumber: texts.vatNumber },
    lastLogin: at,
    balance: '13',
    contacts: [{ firstName: SECRET, email: texts.email, contactKey: texts.contactKey }],
    documents: [{ name: SECRET }],
    gatewayTokens: [{ token: SECRET }],
    ledger: [{ notes: SECRET }],
  });
  const { clients } = await api.ask(`{ clients { nodes {
    id nodeId contacts { nodeId } documents { nodes { nodeId } } gatewayTokens { nodeId } ledger { nodes { nodeId } }
  } } }`);
  const { id, nodeId, contacts, documents, gatewayTokens, ledger } = clients.nodes[0];
  const parts = [contacts[0], documents.nodes[0], gatewayTokens[0], ledger.nodes[0]];
  return [id, nodeId, ...parts.map((part: { nodeId: string }) => part.nodeId)];
}

/** Returns the errors of a response, without the requested id. */
function refusals(answer: unknown, id: string): string {
  const messages = JSON.stringify(answer).match(/"(message|code)":"(\\.|[^"\\])*"/g) ?? [];
  return messages.join('\n').replaceAll(id, 'ID');
}

const asked = rootFields.filter(({ operation }) => operation !== 'subscription');

test.for(asked.map((root) => [root.field.name, root] as const))(
  '%s tells another company nothing, and changes nothing there',
  async ([, root], { api, other }) => {
    const known = await secretClient(api);
    const before = await everything(api);
    const password = { 'x-api-password': other.password };
    for (const id of known) {
      const prefix = id.slice(0, id.lastIndexOf('_') + 1);
      const nobody = `${prefix}${api.ids.encode(2_000_000_000)}`;
      const strangers = requestsFor(root, {
        id: nobody,
        texts: Object.fromEntries(Object.keys(texts).map((name) => [name, 'nothing'])),
      });
      for (const [i, { query, variables }] of requestsFor(root, { id, texts }).entries()) {
        // What does not name the record has been tried with the first one.
        if (id !== known[0] && !JSON.stringify(variables).includes(id)) continue;
        const answer = await other.send(query, variables, password);
        const stranger = await other.send(query, strangers[i]?.variables, password);
        expect(JSON.stringify(answer)).not.toMatch(/SECRET|GRAPHQL_/);
        expect(refusals(answer, id)).toBe(refusals(stranger, nobody));
      }
    }
    expect(await everything(api)).toEqual(before);
  },
);

test.for(['client', 'clientBy', 'clients', 'node', 'nodes'])(
  '%s shows the client to its own company when asked so',
  async (name, { api }) => {
    const [id = ''] = await secretClient(api);
    const root = rootFields.find(({ field }) => field.name === name) as (typeof rootFields)[number];
    for (const { query, variables } of requestsFor(root, { id, texts })) {
      expect(JSON.stringify(await api.send(query, variables))).toContain(SECRET);
    }
  },
);

test('no record of any type is visible to another company', async ({ api, other }) => {
  const known = await secretClient(api);
  expect(known).toHaveLength(ids.length + 1);
  const { nodes } = await other.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { nodeId } }', {
    ids: known,
  });
  expect(nodes).toEqual(known.map(() => null));
  for (const id of known) {
    expect(await other.ask('query ($id: ID!) { node(id: $id) { nodeId } }', { id })).toEqual({
      node: null,
    });
  }
});

test.for([
  ['an id', (id: string) => ({ filter: { id: { eq: id } } })],
  ['not an id', () => ({ filter: { id: { isNull: false } } })],
  ['a number', () => ({ filter: { number: { eq: texts.number } } })],
  ['an e-mail address', () => ({ filter: { contacts: { some: { email: { eq: texts.email } } } } })],
  [
    'anything or anything else',
    () => ({ filter: { or: [{ balance: { gt: '0' } }, { balance: { lte: '0' } }] } }),
  ],
  ['not nothing', () => ({ filter: { not: { and: [{ id: { isNull: true } }] } } })],
  ['a text', () => ({ search: SECRET })],
  ['nothing', () => ({})],
] as const)('a list by %s has no client of another company', async ([, by], { api, other }) => {
  const [id = ''] = await secretClient(api);
  const query = `query ($filter: ClientFilter, $search: String) {
    clients(filter: $filter, search: $search, status: null) { nodes { id } totalCount summary { count } }
  }`;
  const { clients } = await other.ask(query, by(id));
  expect(clients).toEqual({ nodes: [], totalCount: 0, summary: [] });
});

test.for(rootFields.map((root) => [root.field.name, root] as const))(
  '%s answers nobody without a token',
  async ([, root], { api }) => {
    const [id = ''] = await secretClient(api);
    const before = await everything(api);
    for (const token of ['', 'nonsense', api.token.slice(1)]) {
      for (const { query, variables } of requestsFor(root, { id, texts })) {
        const { status, data, errors } = await api.send(query, variables, { 'x-api-token': token });
        expect({ status, data }).toEqual({ status: 401, data: undefined });
        expect(errors).toHaveLength(1);
        expect(errors?.[0]).toMatchObject({
          message: 'Send a valid API token in the header X-API-TOKEN or as Authorization: Bearer.',
          extensions: { code: 'UNAUTHENTICATED', requestId: expect.any(String) },
        });
      }
    }
    expect(await everything(api)).toEqual(before);
  },
);
