import { IdCodec } from '../../../src/domain/core/ids.ts';
import { type Asks, below, type Facts, newClient, turn, UNIQUE } from './workloads.ts';

/** Sends one request and gives the data of its answer. */
export type Sender = (query: string, variables: object) => Promise<Record<string, unknown>>;

const fields =
  'id number name balance paidToDate creditBalance phone city state postalCode vatNumber updatedAt';
const contact = 'id firstName lastName email phone isPrimary';
const document = 'id name type size hash createdAt';
const page = 'pageInfo { hasNextPage endCursor }';

/**
 * Returns the query for a list of clients. `head` has the operation's name and variables, `nodes` the fields of a
 * client.
 */
const list = (head: string, args: string, nodes: string, total = '') =>
  `query ${head} { clients(first: $first, ${args}) { ${total} nodes { ${nodes} } ${page} } }`;

const V1_LIST =
  '/api/v1/clients?per_page=50&include=contacts,documents,gateway_tokens&sort=name%7Casc';

interface Page {
  readonly clients: { readonly pageInfo: { readonly endCursor: string } };
}

/** Reads the cursors before the deep pages from a server. */
const cursorsBy = (facts: Facts, ask: (offset: number) => Promise<unknown>): Promise<string[]> =>
  Promise.all(
    facts.depths.map(async (depth) => ((await ask(depth - 1)) as Page).clients.pageInfo.endCursor),
  );

/** Returns the requests for the product, as an app would send them: nothing in them exists for the bench alone. */
export async function askGateway(facts: Facts, send: Sender): Promise<Asks> {
  const ids = new IdCodec();
  const byName = 'sort: { field: NAME }';
  const cursors = await cursorsBy(facts, (offset) =>
    send(`query ($offset: Int) { clients(first: 1, offset: $offset, ${byName}) { ${page} } }`, {
      offset,
    }),
  );
  const searched = ['name', 'idNumber', 'number', ...[1, 2, 3, 4].map((n) => `customValue${n}`)];
  const anyContains = searched.map((field) => `{ ${field}: { contains: $text } }`).join(', ');
  return {
    list: () => ({
      query: list('list($first: Int!)', byName, fields),
      variables: { first: 20 },
    }),
    nested: () => ({
      query: list(
        'nested($first: Int!)',
        byName,
        `${fields} contacts { ${contact} } documents { nodes { ${document} } }`,
      ),
      variables: { first: 50 },
    }),
    filter: (number) => ({
      query: list(
        'filter($first: Int!, $below: Decimal!)',
        'filter: { balance: { lt: $below } }, sort: { field: BALANCE, direction: DESC }',
        fields,
      ),
      variables: { first: 20, below: String(below(number)) },
    }),
    search: (number) => ({
      query: list(
        'search($first: Int!, $above: Decimal!, $text: String!)',
        `filter: { balance: { gt: $above }, or: [${anyContains}] }, ${byName}`,
        fields,
        'totalCount',
      ),
      variables: { first: 20, above: '5000', text: turn(facts.terms, number) },
    }),
    searchContacts: (number) => ({
      query: list(
        'searchContacts($first: Int!, $above: Decimal!, $text: String!)',
        `filter: { balance: { gt: $above } }, search: $text, ${byName}`,
        fields,
        'totalCount',
      ),
      variables: { first: 20, above: '5000', text: turn(facts.terms, number) },
    }),
    deep: (number) => ({
      query: list('deep($first: Int!, $after: String!)', `after: $after, ${byName}`, fields),
      variables: { first: 20, after: turn(cursors, number) },
    }),
    one: (number) => ({
      query: `query one($id: ID!) { client(id: $id) { ${fields} contacts { ${contact} } } }`,
      variables: { id: ids.encode(turn(facts.ids, number)) },
    }),
    create: (number) => {
      const { countryId, ...client } = newClient(`${UNIQUE}-${number}`);
      return {
        query: `mutation create($input: UpsertClientInput!) { upsertClient(input: $input) {
          client { id name contacts { id email } } userErrors { message } } }`,
        variables: { input: { ...client, countryId: String(countryId) } },
      };
    },
    rest: () => ({ path: V1_LIST }),
  };
}

/** Returns the requests for Mercurius and the limit. The limit does not read GraphQL, but receives as many bytes. */
export async function askPlain(facts: Facts, send: Sender): Promise<Asks> {
  const cursors = await cursorsBy(facts, (offset) =>
    send(`query cursor($offset: Int!) { clients(first: 1, offset: $offset) { ${page} } }`, {
      offset,
    }),
  );
  const byName = 'sort: { field: NAME, direction: ASC }';
  return {
    list: () => ({ query: list('list($first: Int!)', byName, fields), variables: { first: 20 } }),
    nested: () => ({
      query: list(
        'nested($first: Int!)',
        byName,
        `${fields} contacts { ${contact} } documents { ${document} }`,
      ),
      variables: { first: 50 },
    }),
    filter: (number) => ({
      query: list(
        'filter($first: Int!, $below: Float!)',
        'filter: { balanceBelow: $below }, sort: { field: BALANCE, direction: DESC }',
        fields,
      ),
      variables: { first: 20, below: below(number) },
    }),
    search: (number) => ({
      query: list(
        'search($first: Int!, $above: Float!, $text: String!)',
        `filter: { balanceAbove: $above, text: $text }, ${byName}`,
        fields,
        'totalCount',
      ),
      variables: { first: 20, above: 5000, text: turn(facts.terms, number) },
    }),
    searchContacts: (number) => ({
      query: list(
        'searchContacts($first: Int!, $above: Float!, $text: String!)',
        `filter: { balanceAbove: $above, textAnywhere: $text }, ${byName}`,
        fields,
        'totalCount',
      ),
      variables: { first: 20, above: 5000, text: turn(facts.terms, number) },
    }),
    deep: (number) => ({
      query: list('deep($first: Int!, $after: String!)', `after: $after, ${byName}`, fields),
      variables: { first: 20, after: turn(cursors, number) },
    }),
    one: (number) => ({
      query: `query one($id: ID!) { client(id: $id) { ${fields} contacts { ${contact} } } }`,
      variables: { id: String(turn(facts.ids, number)) },
    }),
    create: (number) => ({
      query: `mutation create($input: CreateClientInput!) {
        createClient(input: $input) { id name contacts { id email } } }`,
      variables: { input: newClient(`${UNIQUE}-${number}`) },
    }),
  };
}

/** Returns the requests for the limit: each names the way to read, and v1's list is added. */
export const askLimit =
  (way: 'rows' | 'json') =>
  async (facts: Facts, send: Sender): Promise<Asks> => {
    const asks = Object.entries(await askPlain(facts, send)).map(([workload, askOf]) => [
      workload,
      (number: number) => ({ ...askOf(number), way }),
    ]);
    return {
      ...Object.fromEntries(asks),
      ...(way === 'rows' ? { rest: () => ({ path: V1_LIST }) } : {}),
    };
  };
