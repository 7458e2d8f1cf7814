import { type Api, expect, test } from '../support/api.ts';
import type { ClientSeed } from '../support/factories.ts';
import { merge } from '../support/merging.ts';

const DUPLICATES = `query ($first: Int, $offset: Int, $minScore: Float) {
  clientDuplicates(first: $first, offset: $offset, minScore: $minScore) {
    totalCount
    clusters {
      score size
      clients { id displayName }
      reasons { kind value similarity clientIds }
    }
  }
}`;

interface Cluster {
  readonly score: number;
  readonly size: number;
  readonly clients: readonly { id: string; displayName: string }[];
  readonly reasons: readonly {
    kind: string;
    value: string | null;
    similarity: number;
    clientIds: string[];
  }[];
}

const find = async (
  api: Api,
  args: object = {},
): Promise<{ totalCount: number; clusters: Cluster[] }> =>
  (await api.ask(DUPLICATES, args)).clientDuplicates;

/** Returns the clusters in short: the names of their clients, and the reasons. */
const short = ({ clusters }: { clusters: Cluster[] }) =>
  clusters.map(({ clients, reasons }) => ({
    clients: clients.map(({ displayName }) => displayName),
    reasons: reasons.map(({ kind }) => kind),
  }));

const contact = (email: string, phone?: string) => ({ contacts: [{ email, phone }] });

test.for<[string, [ClientSeed, ClientSeed], [string, string | null]]>([
  [
    'an e-mail address, whatever its case',
    [
      { name: 'Ash', ...contact('Ada@x.org') },
      { name: 'Birch', ...contact(' ada@X.org') },
    ],
    ['EMAIL', 'ada@x.org'],
  ],
  [
    'a VAT number, however it is written',
    [
      { name: 'Ash', vatNumber: 'DE 123.456-789' },
      { name: 'Birch', vatNumber: 'de123456789' },
    ],
    ['VAT_NUMBER', 'de123456789'],
  ],
  [
    'an id number, however it is written',
    [
      { name: 'Ash', idNumber: 'HRB-12/3' },
      { name: 'Birch', idNumber: 'hrb 123' },
    ],
    ['ID_NUMBER', 'hrb123'],
  ],
  [
    'a phone number, of the client or of a contact, with or without the country',
    [
      { name: 'Ash', phone: '+49 (30) 123-4567' },
      { name: 'Birch', ...contact('b@x.org', '0301234567') },
    ],
    ['PHONE', '301234567'],
  ],
  [
    'a name but for case, accents, punctuation, order and legal form',
    [{ name: 'Müller & Söhne GmbH' }, { name: 'SOHNE, and Muller' }],
    ['NAME', 'and muller sohne'],
  ],
  [
    'the name of a contact, where they have none themselves',
    [
      { contacts: [{ firstName: 'Ada', lastName: 'Lovelace', email: '' }] },
      { contacts: [{ firstName: 'Ada', lastName: 'Lovelace', email: 'a@x.org' }] },
    ],
    ['NAME', 'ada lovelace'],
  ],
  [
    'nearly a name',
    [{ name: 'Northwind Traders Ltd' }, { name: 'Norhtwind Traders' }],
    ['SIMILAR_NAME', null],
  ],
  [
    'a name in any script',
    [{ name: 'Արամ Խաչատրյան' }, { name: 'Արամ Խաչատուրյան' }],
    ['SIMILAR_NAME', null],
  ],
])('clients that share %s may be one', async ([, seeds, [kind, value]], { api }) => {
  const ids = await api.has(...seeds, { name: 'Someone else', ...contact('else@x.org') });
  const pair = ids.slice(0, 2);
  const { clusters, totalCount } = await find(api, { minScore: 0.5 });
  expect(totalCount).toBe(1);
  expect(clusters[0]?.clients.map(({ id }) => id)).toEqual(pair);
  expect(clusters[0]?.reasons).toMatchObject([{ kind, value, clientIds: pair }]);
});

test.for<[string, readonly ClientSeed[]]>([
  ['names that differ in a number', [{ name: 'Store 12' }, { name: 'Store 13' }]],
  ['names that differ in a word', [{ name: 'Ash Traders' }, { name: 'Birch Traders' }]],
  ['contacts without an e-mail address', [contact(''), contact(''), contact(' ')]],
  [
    'what is said instead of a number',
    [
      { name: 'Ash', vatNumber: 'none', idNumber: 'n/a' },
      { name: 'Birch', vatNumber: 'none', idNumber: 'na' },
      { name: 'Cedar', vatNumber: '-' },
      { name: 'Dogwood', vatNumber: '-' },
    ],
  ],
  [
    'phone numbers of zeros, or too short to be one',
    [
      { name: 'Ash', phone: '0000000000' },
      { name: 'Birch', phone: '0000000000' },
      { name: 'Cedar', phone: '110' },
      { name: 'Dogwood', phone: '110' },
    ],
  ],
  [
    'a client that is deleted',
    [
      { name: 'Ash', vatNumber: '123', isDeleted: true },
      { name: 'Ash', vatNumber: '123' },
    ],
  ],
  [
    'a contact that was removed',
    [
      { name: 'Ash', ...contact('a@x.org') },
      { name: 'Birch', contacts: [{ email: 'a@x.org', removedAt: new Date(0) }] },
    ],
  ],
])('%s make no duplicates', async ([, seeds], { api }) => {
  await api.has(...seeds);
  expect(short(await find(api, { minScore: 0.5 }))).toEqual([]);
});

test('archived clients can be duplicates, clients of other companies cannot', async ({
  api,
  other,
}) => {
  await api.has({ name: 'Ash', archivedAt: new Date(0) }, { name: 'Ash' });
  await other.has({ name: 'Ash' });
  expect(short(await find(api))).toEqual([{ clients: ['Ash', 'Ash'], reasons: ['NAME'] }]);
  expect(short(await find(other))).toEqual([]);
});

test('several reasons add up, and the surest clusters come first', async ({ api }) => {
  await api.has(
    { name: 'Ash Traders', phone: '030 1234567' },
    { name: 'Ahs Traders', phone: '030 1234567' },
    { name: 'Birch', phone: '040 7654321' },
    { name: 'Cedar', phone: '040 7654321' },
    { name: 'Dogwood', vatNumber: 'X1-23', ...contact('d@x.org') },
    { name: 'Elm', vatNumber: 'X123', ...contact('d@x.org') },
  );
  const all = await find(api);
  expect(short(all)).toEqual([
    { clients: ['Dogwood', 'Elm'], reasons: ['VAT_NUMBER', 'EMAIL'] },
    { clients: ['Ash Traders', 'Ahs Traders'], reasons: ['PHONE', 'SIMILAR_NAME'] },
    { clients: ['Birch', 'Cedar'], reasons: ['PHONE'] },
  ]);
  expect(all.clusters.map(({ score }) => score)).toEqual([0.995, expect.closeTo(0.85, 1), 0.7]);
  expect(short(await find(api, { minScore: 0.75 }))).toHaveLength(2);
  expect(short(await find(api, { minScore: 0.9 }))).toHaveLength(1);
  expect(await find(api, { minScore: 1 })).toEqual({ totalCount: 0, clusters: [] });
});

test('clients linked through others are in one cluster', async ({ api }) => {
  const ids = await api.has(
    { name: 'Ash', ...contact('shared@x.org') },
    { name: 'Birch', vatNumber: 'V-1', ...contact('shared@x.org') },
    { name: 'Cedar', vatNumber: 'V1' },
  );
  const { clusters } = await find(api);
  expect(clusters).toEqual([
    {
      score: 0.95,
      size: 3,
      clients: ['Ash', 'Birch', 'Cedar'].map((displayName, i) => ({ id: ids[i], displayName })),
      reasons: [
        { kind: 'VAT_NUMBER', value: 'v1', similarity: 1, clientIds: ids.slice(1) },
        { kind: 'EMAIL', value: 'shared@x.org', similarity: 1, clientIds: ids.slice(0, 2) },
      ],
    },
  ]);
});

test('a cluster has its full size and lists fifty of its clients', async ({ api }) => {
  await api.has(
    ...Array.from({ length: 60 }, (_, i) => ({ name: `Branch ${i}`, ...contact('all@x.org') })),
  );
  const { clusters } = await find(api);
  expect(clusters).toMatchObject([{ size: 60, reasons: [{ kind: 'EMAIL' }] }]);
  expect(clusters[0]?.clients).toHaveLength(50);
  expect(clusters[0]?.reasons[0]?.clientIds).toHaveLength(50);
});

test('returns clusters page by page', async ({ api }) => {
  await api.has(...['Ash', 'Birch', 'Cedar'].flatMap((name) => [{ name }, { name }]));
  const part = async (args: object) => {
    const found = await find(api, args);
    expect(found.totalCount).toBe(3);
    return short(found).map(({ clients }) => clients[0]);
  };
  expect(await part({ first: 2 })).toEqual(['Ash', 'Birch']);
  expect(await part({ first: 2, offset: 2 })).toEqual(['Cedar']);
  expect(await part({ offset: 9 })).toEqual([]);
});

test.for([
  [{ first: -1 }, 'first', '"first" is 0 to 100; -1 is not.'],
  [{ first: 101 }, 'first', '"first" is 0 to 100; 101 is not.'],
  [{ offset: -1 }, 'offset', '"offset" is 0 or more; -1 is not.'],
  [{ minScore: 0.4 }, 'minScore', '"minScore" is 0.5 to 1; 0.4 is not.'],
  [{ minScore: 1.1 }, 'minScore', '"minScore" is 0.5 to 1; 1.1 is not.'],
] as const)('%j is refused', async ([args, name, message], { api }) => {
  const error = await api.refused(DUPLICATES, args);
  expect(error).toMatchObject({
    message,
    extensions: { code: 'INVALID_INPUT', inputPath: [name] },
  });
});

test('a cluster is gone once its clients are merged', async ({ api }) => {
  await api.has({ name: 'Ash' }, { name: 'Ash' }, { name: 'Ash' });
  const { clusters } = await find(api);
  const [into = '', ...from] = clusters[0]?.clients.map(({ id }) => id) ?? [];
  expect((await merge(api, { into, from })).userErrors).toEqual([]);
  expect(await find(api)).toEqual({ totalCount: 0, clusters: [] });
});

test('finds any number of clusters with a constant number of statements', async ({ api }) => {
  await api.has(...Array.from({ length: 40 }, (_, i) => ({ name: `Twin ${i % 20}` })));
  await find(api);
  expect(await api.statements(() => find(api))).toBeLessThanOrEqual(3);
});
