import { sql } from '../../src/db/sql.ts';
import { type Api, expect, test } from '../support/api.ts';
import { V1 } from '../support/v1/v1.ts';

/** Words of several alphabets as people sort them: words that differ in case and accents alone stand together. */
const SORTED = [
  '42',
  'Äpfel',
  'apple',
  'CHERRY',
  'Cherry',
  'cherry',
  'chérry',
  'ﬁg',
  'Fir',
  'Strasse',
  'Straße',
  'Zebra',
  'Ζωή',
  'ΠΑΠΑΔΟΠΟΥΛΟΣ',
  'Παπαδόπουλος',
  'Ольга',
  '木',
];

/** Those of them that several clients may have as their id numbers. */
const DISTINCT = SORTED.filter(
  (text) => !['Cherry', 'cherry', 'chérry', 'Straße', 'Παπαδόπουλος'].includes(text),
);

const sortedOf = (column: string): readonly string[] => (column === 'idNumber' ? DISTINCT : SORTED);

/** Texts whose first sixty letters are the same, in the order of their code points. */
const ALIKE = ['Z', 'a', 'é'].map((end) => `${'long '.repeat(12)}${end}`);

const shuffled = <Value>(values: readonly Value[]): Value[] =>
  values.map((_, i) => values[(i * 7 + 3) % values.length] as Value);

/** Reads the names of the clients of a list, page by page. */
async function walked(api: Api, sort: object, size: number): Promise<string[]> {
  const names: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { clients } = await api.ask(
      `query ($first: Int, $after: String, $sort: [ClientSort!]) {
        clients(first: $first, after: $after, sort: $sort) { nodes { displayName } pageInfo { endCursor hasNextPage } }
      }`,
      { first: size, after, sort },
    );
    names.push(...clients.nodes.map(({ displayName }: { displayName: string }) => displayName));
    after = clients.pageInfo.endCursor;
    more = clients.pageInfo.hasNextPage;
  }
  return names;
}

test.for([
  ['NAME', 'name'],
  ['DISPLAY_NAME', 'displayName'],
  ['CITY', 'city'],
  ['ID_NUMBER', 'idNumber'],
] as const)(
  'clients sorted by %s come as people expect, page by page',
  async ([field, column], { api }) => {
    const texts = [...sortedOf(column), ...ALIKE].sort((a, b) => place(a) - place(b));
    await api.has(...shuffled(texts).map((text) => ({ displayName: text, [column]: text })));
    for (const size of [1, 4, 50]) {
      expect(await walked(api, { field }, size)).toEqual(texts);
      expect(await walked(api, { field, direction: 'DESC' }, size)).toEqual(texts.toReversed());
    }
  },
);

/** Returns the place of a text: the long ones stand between F and S. */
const place = (text: string): number =>
  ALIKE.includes(text)
    ? SORTED.indexOf('Fir') + 0.1 * (1 + ALIKE.indexOf(text))
    : SORTED.indexOf(text);

test.for([
  ['name', 'name'],
  ['display_name', 'name'],
  ['city', 'city'],
  ['id_number', 'idNumber'],
  ['address1', 'address1'],
  ['private_notes', 'privateNotes'],
] as const)('v1 lists clients sorted by %s as people expect', async ([field, column], { api }) => {
  const sorted = sortedOf(column);
  await api.has(...shuffled(sorted).map((text) => ({ displayName: text, [column]: text })));
  const v1 = new V1(api);
  for (const [direction, expected] of [
    ['asc', sorted],
    ['desc', sorted.toReversed()],
  ] as const) {
    const found: string[] = [];
    for (const page of [1, 2]) {
      const clients = await v1.data(
        `GET /clients?sort=${field}|${direction}&per_page=10&page=${page}`,
      );
      found.push(...clients.map((client: Record<string, string>) => client.display_name));
    }
    expect(found).toEqual(expected);
  }
});

test('v1 sorts documents by name without case and accents', async ({ api }) => {
  await api.has({ documents: shuffled(SORTED).map((name) => ({ name })) });
  const documents = await new V1(api).data('GET /documents?sort=name|asc&per_page=100');
  expect(documents.map(({ name }: { name: string }) => name)).toEqual(SORTED);
});

test('sorts the results of a search without case and accents, with their count', async ({
  api,
}) => {
  const names = SORTED.map((name) => `${name} Ltd.`);
  await api.has(...shuffled(names).map((name) => ({ name })));
  const query = `query ($after: String) { clients(search: "ltd.", first: 10, after: $after, sort: { field: NAME }) {
    totalCount nodes { name } pageInfo { endCursor }
  } }`;
  const first = (await api.ask(query)).clients;
  const second = (await api.ask(query, { after: first.pageInfo.endCursor })).clients;
  expect([first.totalCount, second.totalCount]).toEqual([names.length, names.length]);
  expect([...first.nodes, ...second.nodes].map(({ name }) => name)).toEqual(names);
});

test('sorts the longest texts in every order', async ({ api }) => {
  // A letter that becomes eighteen, and the largest that there is.
  const longest = ['\ufdfa', '\u{10ffff}'].map((letter) => letter.repeat(250));
  await api.has(
    ...longest.map((text) => ({ displayName: text, name: text, city: text, idNumber: text })),
  );
  for (const field of ['NAME', 'DISPLAY_NAME', 'CITY', 'ID_NUMBER']) {
    expect(await walked(api, { field }, 1)).toEqual(longest);
  }
});

test('a renamed client moves to its new place in the order', async ({ api }) => {
  const [id] = await api.has({ name: 'Zoë' }, { name: 'mia' });
  const names = () => api.names({ sort: [{ field: 'NAME' }] });
  expect(await names()).toEqual(['mia', 'Zoë']);
  const rename = `mutation ($id: ID!) { upsertClient(input: { match: { id: $id }, name: "Émile" }) { userErrors { message } } }`;
  await api.ask(rename, { id });
  expect(await names()).toEqual(['Émile', 'mia']);
});

test('sorts texts by their folded form, then by their letters', async ({ api }) => {
  const [row] = await api.db.query(sql`
    select sort_key('Straße') as key, sort_key(null) as none, octet_length(sort_key(repeat(U&'\\FDFA', 500))) as bytes`);
  expect(row).toEqual({ key: 'strasse\u0001Straße', none: null, bytes: expect.any(Number) });
  expect((row as { bytes: number }).bytes).toBeLessThan(2000);
});
