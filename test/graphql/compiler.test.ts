import fc from 'fast-check';
import { type GraphQLObjectType, getNamedType, isObjectType } from 'graphql';
import { schema } from '../../src/graphql/schema.ts';
import { type Api, test as base, expect } from '../support/api.ts';
import { AWKWARD_TEXTS, randomBook } from '../support/books/random-book.ts';
import { openTwoWays, type TwoWays } from '../support/compiled-and-resolved.ts';
import { randomList, randomQuery, type Samples } from '../support/random-query.ts';

/** Tests with a random book behind both endpoints. */
const test = base.extend<{ ways: TwoWays; samples: Samples }>({
  ways: async ({ api }, use) => {
    const ways = await openTwoWays(api.companyId);
    await use(ways);
    await ways.close();
    expect(ways.defects).toEqual([]);
  },
  samples: async ({ api, ways }, use) => {
    await api.has(...(fc.sample(randomBook(12), 1)[0] ?? []));
    await use(await samplesOf(api, ways));
  },
});

const LIST = `{
  clients(status: null) { edges { cursor node {
    nodeId id name number
    contacts { nodeId email contactKey } gatewayTokens { nodeId }
    documents { edges { cursor node { nodeId } } } ledger { edges { cursor node { nodeId } } }
  } } }
}`;

/** Collects ids, texts and cursors of a book. */
async function samplesOf(api: Api, { resolved }: TwoWays): Promise<Samples> {
  const { data } = JSON.parse((await resolved({ query: LIST })).text);
  const unknown = ['nonsense', '840', api.ids.encode(999_999)];
  return {
    clients: [...valuesOf(data.clients, (key, value) => isIdOfClient(key, value)), ...unknown],
    ids: [...valuesOf(data, (key) => key === 'nodeId'), ...unknown],
    texts: [...AWKWARD_TEXTS, ...valuesOf(data, (key) => /number|contactKey|email/.test(key))],
    cursors: [...valuesOf(data, (key) => key === 'cursor'), 'nonsense'],
  };
}

const isIdOfClient = (key: string, value: string) => key === 'id' || value.startsWith('client_');

/** Collects the texts under some keys of a response, at any depth. */
function valuesOf(answer: unknown, isWanted: (key: string, value: string) => boolean): string[] {
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([key, value]) => {
    if (typeof value !== 'string') return valuesOf(value, isWanted);
    return isWanted(key, value) ? [value] : [];
  });
}

/** Properties try hundreds of queries, which takes a busy machine minutes. */
const PATIENCE = 300_000;

test(
  'any query over any book gets the same response from the compiler and from the resolvers',
  async ({ ways, samples }) => {
    await fc.assert(
      fc.asyncProperty(randomQuery(samples), async (body) => {
        expect(await ways.compiled(body)).toEqual(await ways.resolved(body));
      }),
      { numRuns: 200 },
    );
  },
  PATIENCE,
);

const PAGE = `{
  totalCount summary { count balance }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  edges { cursor node { id name documents(last: 2) { edges { cursor node { id } } } } }
}`;

test(
  'pages before and after any cursor of any list are the same, too',
  async ({ ways, samples }) => {
    const list = fc.tuple(randomList(samples), fc.nat(11), fc.integer({ min: 1, max: 4 }));
    await fc.assert(
      fc.asyncProperty(list, async ([args, at, size]) => {
        const all = await ways.compiled({ query: `{ clients(first: 500, ${args}) ${PAGE} }` });
        const [cursor = ''] = valuesOf(JSON.parse(all.text), (key) => key === 'cursor').slice(at);
        const query = `query ($cursor: String) {
        next: clients(${args}, first: ${size}, after: $cursor) ${PAGE}
        previous: clients(${args}, last: ${size}, before: $cursor) ${PAGE}
      }`;
        const body = { query, variables: { cursor } };
        expect(await ways.compiled(body)).toEqual(await ways.resolved(body));
      }),
      { numRuns: 60 },
    );
  },
  PATIENCE,
);

/** Selects every field that needs no argument, four levels deep. */
function everything(type: GraphQLObjectType, levels: number): string {
  const fields = Object.values(type.getFields()).map(({ name, type: of }) => {
    const below = getNamedType(of);
    if (!isObjectType(below)) return name;
    return levels > 0 ? `${name} ${everything(below, levels - 1)}` : '';
  });
  return `{ __typename ${fields.join(' ')} }`;
}

test('a page of clients with all its fields is read by one statement', async ({ api, samples }) => {
  expect(samples.ids).not.toEqual([]);
  await api.ask('{ __typename }');
  const list = schema.getType('ClientConnection') as GraphQLObjectType;
  const query = `{ clients(status: null) ${everything(list, 4)} }`;
  expect(await api.statements(() => api.ask(query))).toBe(1);
});
