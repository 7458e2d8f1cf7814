import { type Api, expect, test } from '../support/api.ts';
import { refusals } from '../support/merging.ts';

const UPSERT_MANY = `mutation ($inputs: [UpsertClientInput!]!, $policy: BatchPolicy) {
  upsertClients(inputs: $inputs, policy: $policy) {
    results { outcome client { id number } userErrors { code path } }
  }
}`;

interface Result {
  readonly outcome: string | null;
  readonly client: { readonly id: string; readonly number: string } | null;
  readonly userErrors: { code: string; path: string[] }[];
}

const many = async (api: Api, inputs: readonly object[]): Promise<Result[]> =>
  (await api.ask(UPSERT_MANY, { inputs, policy: 'REJECT_FAILED' })).upsertClients.results;

const made = async (api: Api, input: object) => (await many(api, [input]))[0]?.client?.id;

const outcomes = (results: readonly Result[]) => results.map(({ outcome }) => outcome);

test.for([
  [
    'a number that was just given',
    [
      { name: 'Ash', number: 'N1' },
      { match: { number: 'n1' }, name: 'Birch' },
    ],
    ['CREATED', 'UPDATED'],
  ],
  [
    'an address that was just added',
    [
      { match: { number: 'OLD' }, contacts: [{ email: 'new@x.org' }] },
      { match: { email: 'NEW@x.org' }, mode: 'UPDATE_ONLY', city: 'Kiel' },
    ],
    ['UPDATED', 'UPDATED'],
  ],
  [
    'an address that was just taken away',
    [
      { match: { id: 'OLD' }, contactsMode: 'REPLACE', contacts: [] },
      { match: { email: 'old@x.org' }, name: 'Birch' },
    ],
    ['UPDATED', 'CREATED'],
  ],
  [
    'a VAT number that was just changed, while others come between',
    [
      { match: { vatNumber: 'V1' }, vatNumber: 'V2' },
      { name: 'Someone else' },
      { match: { vatNumber: 'V1' }, mode: 'UPDATE_ONLY', city: 'Kiel' },
      { match: { vatNumber: 'V2' }, mode: 'UPDATE_ONLY', city: 'Kiel' },
    ],
    ['UPDATED', 'CREATED', null, 'UPDATED'],
  ],
  [
    'a number that is free now',
    [{ match: { number: 'OLD' }, number: 'NEW' }, { number: 'OLD' }],
    ['UPDATED', 'CREATED'],
  ],
  [
    'a number that only a refused input asked for',
    [{ match: { number: 'OLD' }, expectedVersion: 9, number: 'NEW' }, { number: 'NEW' }],
    [null, 'CREATED'],
  ],
] as const)('of many inputs each finds %s', async ([, inputs, expected], { api }) => {
  const contacts = [{ email: 'old@x.org' }];
  const id = await made(api, { number: 'OLD', vatNumber: 'V1', contacts });
  // The id is known only now.
  const named = JSON.parse(JSON.stringify(inputs).replace('{"id":"OLD"}', `{"id":"${id}"}`));
  expect(outcomes(await many(api, named))).toEqual(expected);
});

test('a number that a request names is given to no other client of it', async ({ api }) => {
  const id = await made(api, { number: 'OLD' });
  const results = await many(api, [{ match: { id }, number: '0001' }, {}, { number: '0003' }, {}]);
  expect(results.map(({ client }) => client?.number)).toEqual(['0001', '0002', '0003', '0004']);
});

test('a refused input takes no number', async ({ api }) => {
  const results = await many(api, [
    { contactsMode: 'PATCH', contacts: [{ email: 'a@x.org' }] },
    {},
  ]);
  expect(outcomes(results)).toEqual([null, 'CREATED']);
  expect(results[1]?.client?.number).toBe('0001');
});

test('reports no errors of contacts when the client is ambiguous', async ({ api }) => {
  await many(api, [{ vatNumber: 'V1' }, { vatNumber: 'V1' }]);
  const contacts = [{ email: 'nobody@x.org', phone: '1' }];
  const input = { match: { vatNumber: 'V1' }, contactsMode: 'PATCH', contacts };
  expect((await many(api, [input])).flatMap(refusals)).toEqual(['AMBIGUOUS_MATCH inputs.0.match']);
});

test('writes a thousand inputs that depend on one another', async ({ api }) => {
  const inputs = Array.from({ length: 1000 }, (_, i) => ({ idNumber: 'SAME', name: `${i}` }));
  const results = await many(api, inputs);
  expect(results.filter(({ outcome }) => outcome === 'CREATED')).toHaveLength(1);
  expect(results.flatMap(refusals)).toHaveLength(999);
});
