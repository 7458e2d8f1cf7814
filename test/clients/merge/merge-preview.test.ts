import { type Api, expect, test } from '../../support/api.ts';
import { merge, previewToken, refusals } from '../../support/merging.ts';

const PREVIEW = `query ($into: ID!, $from: [ID!]!, $choose: [MergeChoiceInput!]) {
  mergePreview(into: $into, from: $from, choose: $choose) {
    survivor { id name }
    sources { client { id name } moves { contacts documents gatewayTokens ledgerEntries } }
    values { field winner reason suggestion candidates { clientId value } }
    contacts { clientId email fate isPrimary }
    money { balance paidToDate paymentBalance creditBalance }
    warnings
    blockers { code message path }
    previewToken
  }
}`;

const preview = async (api: Api, args: object) => (await api.ask(PREVIEW, args)).mergePreview;

const two = async (api: Api): Promise<[string, string]> =>
  (await api.has({ name: 'Ash' }, { name: 'Birch' })) as [string, string];

test('a preview lists moved records, winning values with their reasons, contacts and amounts', async ({
  api,
}) => {
  const [into, birch, cedar] = (await api.has(
    {
      name: 'Ash',
      number: 'A-1',
      city: 'Kiel',
      balance: '1.5',
      contacts: [{ email: 'second@x.org' }, { email: 'first@x.org', isPrimary: true }],
    },
    {
      name: 'Birch',
      number: 'A-2',
      balance: '2.5',
      creditBalance: '3',
      countryId: 276,
      documents: [{}, {}],
      gatewayTokens: [{}, { isDeleted: true }],
      ledger: [{}],
      contacts: [{ email: 'first@x.org', isPrimary: true }, { email: ' ' }, { email: 'b@x.org' }],
    },
    {
      name: 'Cedar',
      number: 'A-3',
      city: 'Kiel',
      vatNumber: 'DE 1',
      countryId: 40,
      contacts: [{ email: 'b@x.org', isPrimary: true }],
    },
  )) as [string, string, string];
  const choose = [{ field: 'NAME', from: cedar }];
  const seen = await preview(api, { into, from: [birch, cedar], choose });
  const candidates = (...values: unknown[]) =>
    [into, birch, cedar].map((clientId, i) => ({ clientId, value: values[i] }));
  expect(seen).toEqual({
    survivor: { id: into, name: 'Ash' },
    sources: [
      {
        client: { id: birch, name: 'Birch' },
        moves: { contacts: 1, documents: 2, gatewayTokens: 1, ledgerEntries: 1 },
      },
      {
        client: { id: cedar, name: 'Cedar' },
        moves: { contacts: 0, documents: 0, gatewayTokens: 0, ledgerEntries: 0 },
      },
    ],
    values: [
      {
        field: 'NAME',
        winner: cedar,
        reason: 'CHOSEN',
        suggestion: null,
        candidates: candidates('Ash', 'Birch', 'Cedar'),
      },
      {
        field: 'CITY',
        winner: into,
        reason: 'KEPT',
        suggestion: null,
        candidates: candidates('Kiel', null, 'Kiel'),
      },
      {
        field: 'COUNTRY_ID',
        winner: into,
        reason: 'EMPTY',
        suggestion: birch,
        candidates: candidates(null, '276', '40'),
      },
      {
        field: 'VAT_NUMBER',
        winner: into,
        reason: 'EMPTY',
        suggestion: cedar,
        candidates: candidates(null, null, 'DE 1'),
      },
      {
        field: 'NUMBER',
        winner: into,
        reason: 'KEPT',
        suggestion: null,
        candidates: candidates('A-1', 'A-2', 'A-3'),
      },
    ],
    contacts: [
      { clientId: into, email: 'first@x.org', fate: 'STAYS', isPrimary: true },
      { clientId: into, email: 'second@x.org', fate: 'STAYS', isPrimary: false },
      { clientId: birch, email: 'first@x.org', fate: 'DROPPED_DUPLICATE', isPrimary: false },
      { clientId: birch, email: ' ', fate: 'DROPPED_BLANK', isPrimary: false },
      { clientId: birch, email: 'b@x.org', fate: 'MOVES', isPrimary: false },
      { clientId: cedar, email: 'b@x.org', fate: 'DROPPED_DUPLICATE', isPrimary: false },
    ],
    money: { balance: '4', paidToDate: '0', paymentBalance: '0', creditBalance: '3' },
    warnings: [],
    blockers: [],
    previewToken: expect.stringMatching(/^[\w-]{43}$/),
  });
  const merged = await merge(
    api,
    { into, from: [birch, cedar], choose },
    { previewToken: seen.previewToken },
  );
  expect(merged).toMatchObject({
    userErrors: [],
    moved: { contacts: 1, documents: 2, gatewayTokens: 1, ledgerEntries: 1 },
  });
});

test.for([
  ['different currencies', {}, { settings: { currency_id: '3' } }, ['CURRENCIES_DIFFER']],
  ['a survivor that is deleted', { isDeleted: true }, {}, ['SURVIVOR_DELETED']],
  ['a source that is deleted', {}, { isDeleted: true }, ['SOURCE_DELETED']],
  ['two that are deleted', { isDeleted: true }, { isDeleted: true }, ['SURVIVOR_DELETED']],
] as const)('a preview warns of %s', async ([, own, other, warnings], { api }) => {
  const [into, from] = await api.has({ name: 'Ash', ...own }, { name: 'Birch', ...other });
  expect(await preview(api, { into, from: [from] })).toMatchObject({ warnings, blockers: [] });
});

test('a preview changes nothing and costs the same for any number of clients', async ({ api }) => {
  const [into, ...from] = await api.has(
    ...Array.from({ length: 11 }, (_, i) => ({ name: `Client ${i}`, contacts: [{ email: 'a' }] })),
  );
  const cost = async (sources: string[]) =>
    api.statements(() => preview(api, { into, from: sources }));
  await cost(from);
  const few = await cost(from.slice(0, 1));
  expect(await cost(from)).toBe(few);
  expect(few).toBeLessThanOrEqual(5);
  expect(await api.names()).toHaveLength(11);
});

const UNKNOWN = 'gl9avmeG1v1111';

test.for<[string, (ids: [string, string]) => object, string[]]>([
  ['itself', ([ash]) => ({ into: ash, from: [ash] }), ['INVALID_INPUT from.0']],
  [
    'itself by its other id',
    ([ash]) => ({ into: ash, from: [`client_${ash}`] }),
    ['INVALID_INPUT from.0'],
  ],
  ['nothing', ([ash]) => ({ into: ash, from: [] }), ['INVALID_INPUT from']],
  [
    'one client twice',
    ([ash, birch]) => ({ into: ash, from: [birch, `client_${birch}`] }),
    ['INVALID_INPUT from.1'],
  ],
  [
    'more than ten',
    ([ash, birch]) => ({ into: ash, from: [birch, ...Array(10).fill('nelXQAALge')] }),
    ['TOO_MANY from', ...Array.from({ length: 9 }, (_, i) => `NOT_FOUND from.${i + 1}`)],
  ],
  [
    'a client that there is not',
    ([ash]) => ({ into: ash, from: ['nelXQAALge'] }),
    ['NOT_FOUND from.0'],
  ],
  [
    'something into a client that there is not',
    ([ash]) => ({ into: 'nelXQAALge', from: [ash] }),
    ['NOT_FOUND into'],
  ],
  [
    'what is no id',
    ([ash]) => ({ into: UNKNOWN, from: [ash, 'x'] }),
    ['INVALID_ID into', 'INVALID_ID from.1'],
  ],
  [
    'what is no client',
    ([ash, birch]) => ({ into: ash, from: [`contact_${birch}`] }),
    ['WRONG_ID_TYPE from.0'],
  ],
  [
    'a value of a client that is not part of it',
    ([ash, birch]) => ({
      into: ash,
      from: [birch],
      choose: [{ field: 'NAME', from: 'nelXQAALge' }],
    }),
    ['INVALID_INPUT choose.0.from'],
  ],
  [
    'two values of one field',
    ([ash, birch]) => ({
      into: ash,
      from: [birch],
      choose: [
        { field: 'NAME', from: ash },
        { field: 'NAME', from: birch },
      ],
    }),
    ['INVALID_INPUT choose.1.field'],
  ],
])('merging %s is refused, and the preview says so', async ([, input, expected], { api }) => {
  const args = input(await two(api)) as { into: string; from: string[] };
  const seen = await preview(api, args);
  expect(refusals({ userErrors: seen.blockers })).toEqual(expected);
  expect(seen.previewToken).toBeNull();
  const payload = await merge(api, args, { previewToken: 'x' });
  expect(payload).toMatchObject({ client: null, mergedIds: null, moved: null, diff: null });
  expect(refusals(payload)).toEqual(expected);
  expect(await api.names()).toEqual(['Ash', 'Birch']);
});

test('refuses a merge whose amounts exceed the maximum together', async ({ api }) => {
  const [into, from] = (await api.has(
    { name: 'Ash', balance: '60000000000000' },
    { name: 'Birch', balance: '40000000000000' },
  )) as [string, string];
  const seen = await preview(api, { into, from: [from] });
  expect(seen).toMatchObject({ money: null, previewToken: null });
  expect(refusals({ userErrors: seen.blockers })).toEqual(['INVALID_INPUT from']);
  const payload = await merge(api, { into, from: [from] }, { previewToken: 'x' });
  expect(refusals(payload)).toEqual(['INVALID_INPUT from']);
});

test('refuses clients of another company as survivor and as source', async ({ api, other }) => {
  const [ash] = await two(api);
  const [theirs] = await two(other);
  for (const args of [
    { into: ash, from: [theirs] },
    { into: theirs, from: [ash] },
  ]) {
    const place = args.into === theirs ? 'into' : 'from.0';
    const seen = await preview(api, args);
    expect(refusals({ userErrors: seen.blockers })).toEqual([`NOT_FOUND ${place}`]);
    const payload = await merge(api, args, { previewToken: 'x' });
    expect(refusals(payload)).toEqual([`NOT_FOUND ${place}`]);
  }
  const choose = [{ field: 'NAME', from: theirs }];
  const [, birch] = await api.has({ name: 'Cedar' }, { name: 'Dogwood' });
  const seen = await preview(api, { into: ash, from: [birch], choose });
  expect(refusals({ userErrors: seen.blockers })).toEqual(['INVALID_INPUT choose.0.from']);
  expect(await other.names()).toEqual(['Ash', 'Birch']);
});

test('ignores former ids of another company', async ({ api, other }) => {
  const [ash, birch] = await two(other);
  await merge(other, { into: ash, from: [birch] });
  const { client } = await api.ask('query ($id: ID!) { client(id: $id) { id } }', { id: birch });
  expect(client).toBeNull();
  const [cedar] = await api.has({ name: 'Cedar' });
  const seen = await preview(api, { into: cedar, from: [birch] });
  expect(seen.blockers).toMatchObject([{ message: `No client has the id "${birch}".` }]);
});

test.for([
  ['missing', {}, 'PASSWORD_REQUIRED', null],
  ['wrong', { 'x-api-password': 'wrong' }, 'PASSWORD_INVALID', 4],
] as const)(
  'a merge with a password that is %s is refused',
  async ([, headers, code, attemptsLeft], { api }) => {
    const [into, from] = await two(api);
    const token = await previewToken(api, { into, from: [from] });
    const payload = await merge(api, { into, from: [from] }, { previewToken: token }, headers);
    expect(payload.userErrors).toMatchObject([{ __typename: 'PasswordError', code, attemptsLeft }]);
    expect(await api.names()).toEqual(['Ash', 'Birch']);
  },
);

test('only owners and admins can merge; every role can preview', async ({ api }) => {
  const [into, from] = await two(api);
  const member = await api.colleague('member');
  expect(refusals(await merge(member, { into, from: [from] }))).toEqual(['FORBIDDEN']);
  const admin = await api.colleague('admin');
  expect(refusals(await merge(admin, { into, from: [from] }))).toEqual([]);
});
