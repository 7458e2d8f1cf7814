import { followMerges } from '../../src/domain/clients/list/list.ts';
import type { ReadContext } from '../../src/domain/core/context.ts';
import { expect, test } from '../support/api.ts';
import { openTwoWays } from '../support/compiled-and-resolved.ts';
import { merge, refusals } from '../support/merging.ts';

const READ = `query ($id: ID!) {
  client(id: $id) { ...C } clientBy(identifier: { id: $id }) { ...C } node(id: $id) { ...C } nodes(ids: [$id]) { ...C }
}
fragment C on Client { name }`;

type Found = { readonly name: string } | null;

/** Reads a client by an id in every way. @returns the names that were found */
const namesIn = ({ client, clientBy, node, nodes }: Record<string, Found> & { nodes: Found[] }) =>
  [client, clientBy, node, nodes[0]].map((found) => found?.name);

test('always finds a client by a former id while merges run', async ({ api }) => {
  const ids = await api.has(...Array.from({ length: 8 }, (_, i) => ({ name: `Client ${i}` })));
  const ways = await openTwoWays(api.companyId);
  let done = false;
  const ask = {
    compiled: (id: string) => api.ask(READ, { id }),
    resolved: async (id: string) => {
      const { text } = await ways.resolved({ query: READ, variables: { id } });
      return JSON.parse(text).data;
    },
  };
  const read = async (way: keyof typeof ask, first: number) => {
    const found: unknown[] = [];
    for (let i = first; !done; i += 1) {
      found.push(...namesIn(await ask[way](ids[i % ids.length] as string)));
    }
    return found;
  };
  const readers = [0, 3].flatMap((first) => [read('compiled', first), read('resolved', first)]);
  try {
    for (const [i, from] of ids.slice(0, -1).entries()) {
      const payload = await merge(api, { into: ids[i + 1] as string, from: [from] });
      expect(refusals(payload)).toEqual([]);
    }
  } finally {
    done = true;
  }
  const found = (await Promise.all(readers)).flat();
  await ways.close();
  expect(found.filter((name) => typeof name !== 'string')).toEqual([]);
  expect(namesIn(await api.ask(READ, { id: ids[0] }))).toEqual(Array(4).fill('Client 7'));
});

test('finds the last survivor while the first one is being merged', async ({ api }) => {
  const [ash, birch, cedar] = (await api.has({}, {}, {})) as [string, string, string];
  await merge(api, { into: birch, from: [ash] });
  const numberOf = (id: string) => api.ids.decode('Client', id);
  const asked: number[][] = [];
  const context = {
    db: api.db,
    ids: api.ids,
    viewer: { companyId: api.companyId },
  } as unknown as ReadContext;
  const found = await followMerges(context, [numberOf(ash)], async (numbers) => {
    if (numbers.includes(numberOf(birch))) await merge(api, { into: cedar, from: [birch] });
    asked.push([...numbers]);
    const rows = await api.db.prisma.client.findMany({ where: { id: { in: [...numbers] } } });
    return new Map(rows.map((row) => [row.id, row.id]));
  });
  expect(found).toEqual(new Map([[numberOf(ash), numberOf(cedar)]]));
  expect(asked).toEqual([[numberOf(ash)], [numberOf(birch)], [numberOf(cedar)]]);
});

test('reading a client takes one statement, a former id two more, an unknown id one more', async ({
  api,
}) => {
  const [ash, birch] = (await api.has({}, {})) as [string, string];
  await merge(api, { into: birch, from: [ash] });
  const cost = (id: string) =>
    api.statements(() => api.ask('query ($id: ID!) { client(id: $id) { name } }', { id }));
  expect(await cost(birch)).toBe(1);
  expect(await cost(ash)).toBe(3);
  expect(await cost(api.ids.encode(2_000_000_000))).toBe(2);
});
