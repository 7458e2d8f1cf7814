import type { Api } from '../support/api.ts';
import { importFolder, writeFiles } from '../support/books/import.ts';
import { expect, test } from '../support/v1/v1.ts';

const UPSERT = `mutation ($input: UpsertClientInput!) {
  upsertClient(input: $input) { outcome client { id name } userErrors { code path } }
}`;

const upsert = async (api: Api, input: object) => (await api.ask(UPSERT, { input })).upsertClient;

const clientBy = async (api: Api, identifier: object) => {
  const { clientBy: client } = await api.ask(
    'query ($identifier: ClientIdentifier!) { clientBy(identifier: $identifier) { name } }',
    { identifier },
  );
  return client?.name ?? null;
};

/** Inputs of a client with a value in one identifying field. */
const having = {
  number: (value: string) => ({ number: value }),
  idNumber: (value: string) => ({ idNumber: value }),
  vatNumber: (value: string) => ({ vatNumber: value }),
  email: (value: string) => ({ contacts: [{ email: value }] }),
} as const;

type Named = keyof typeof having;

/** Returns a value as its field takes it: an e-mail address needs an at sign. */
const textIn = (field: Named, text: string): string =>
  field === 'email' && !text.includes('@') ? `${text}@x.example` : text;

const others = [
  ['pay@café.example', 'pay@cafe.example'],
  ['Ä-1', 'A-1'],
  ['Ёлка@x.example', 'Елка@x.example'],
  ['ά@x.example', 'α@x.example'],
  ['ж１', 'ж1'],
  ['が', 'か'],
] as const;

const same = [
  ['pay@café.example', 'PAY@CAFE\u0301.EXAMPLE'],
  ['straße@x.example', 'STRASSE@x.example'],
  ['ΠΆΠΑΣ-1', 'πάπας-1'],
  ['МОСКВА-1', 'москва-1'],
  ['ﬁ-1', 'FI-1'],
  ['ႠႡ', 'ⴀⴁ'],
  ['Ꭰ1', 'ꭰ1'],
  ['𐐔-1', '𐐼-1'],
  ['a\u0323\u0302', 'Ậ'],
] as const;

const fields = Object.keys(having) as Named[];

test.for(
  fields.flatMap((field) =>
    others.map(([one, other]) => [field, textIn(field, one), textIn(field, other)] as const),
  ),
)('by the %s, the client of %s is not that of %s', async ([field, one, other], { api }) => {
  await api.has({ name: 'First', ...having[field](one) });
  expect(await clientBy(api, { [field]: other })).toBeNull();
  const made = await upsert(api, { match: { [field]: other }, name: 'Second' });
  expect(made).toMatchObject({ outcome: 'CREATED', userErrors: [] });
  expect(await clientBy(api, { [field]: one })).toBe('First');
  expect(await clientBy(api, { [field]: other })).toBe('Second');
});

test.for(
  fields.flatMap((field) =>
    same.map(([one, other]) => [field, textIn(field, one), textIn(field, other)] as const),
  ),
)('by the %s, the client of %s is that of %s', async ([field, one, other], { api }) => {
  await api.has({ name: 'First', ...having[field](one) });
  expect(await clientBy(api, { [field]: other })).toBe('First');
  const changed = await upsert(api, { match: { [field]: other }, name: 'Second' });
  expect(changed).toMatchObject({ outcome: 'UPDATED', client: { name: 'Second' } });
});

test.for([
  ['number', 'number', 'NUMBER_TAKEN'],
  ['idNumber', 'id_number', 'ID_NUMBER_TAKEN'],
] as const)(
  'a %s is taken by its letters, and free with other accents',
  async ([field, v1Field, code], { api, v1 }) => {
    await api.has({ name: 'First', [field]: 'Straße é' });
    for (const value of ['STRASSE É', 'strasse e\u0301']) {
      const { userErrors } = await upsert(api, { name: 'Second', [field]: value });
      expect(userErrors).toEqual([{ code, path: ['input', field] }]);
      const answer = await v1.send('POST /clients', { name: 'Second', [v1Field]: value });
      expect(answer.status).toBe(422);
      expect(Object.keys(answer.body.errors)).toEqual([v1Field]);
    }
    expect(await upsert(api, { name: 'Third', [field]: 'strasse e' })).toMatchObject({
      outcome: 'CREATED',
    });
    await v1.data('POST /clients', { name: 'Fourth', [v1Field]: 'strasse è' });
  },
);

test('inputs of one request match each other by identity', async ({ api }) => {
  const { upsertClients } = await api.ask(
    `mutation ($inputs: [UpsertClientInput!]!) {
      upsertClients(policy: REJECT_FAILED, inputs: $inputs) { results { outcome userErrors { code } } } }`,
    {
      inputs: [
        { match: { email: 'ſtraße@x.example' }, name: 'A' },
        { match: { email: 'STRASSE@x.example' }, name: 'B' },
        { match: { email: 'é@x.example' }, name: 'C' },
        { match: { email: 'e@x.example' }, name: 'D' },
        { number: 'Ä' },
        { number: 'a\u0308' },
        { number: 'a' },
      ],
    },
  );
  expect(upsertClients.results).toEqual([
    { outcome: 'CREATED', userErrors: [] },
    { outcome: 'UPDATED', userErrors: [] },
    { outcome: 'CREATED', userErrors: [] },
    { outcome: 'CREATED', userErrors: [] },
    { outcome: 'CREATED', userErrors: [] },
    { outcome: null, userErrors: [{ code: 'NUMBER_TAKEN' }] },
    { outcome: 'CREATED', userErrors: [] },
  ]);
});

test('lists find identifying values with accents, and parts of them without', async ({
  api,
  v1,
}) => {
  await api.has(
    { name: 'With', number: 'É-1', idNumber: 'É-1', contacts: [{ email: 'pay@café.example' }] },
    { name: 'Without', number: 'E-1', idNumber: 'E-1', contacts: [{ email: 'pay@cafe.example' }] },
  );
  const email = (condition: object) => ({ contacts: { some: { email: condition } } });
  expect(await api.names({ filter: email({ eq: 'PAY@CAFE.example' }) })).toEqual(['Without']);
  expect(await api.names({ filter: email({ in: ['PAY@CAFE\u0301.example'] }) })).toEqual(['With']);
  expect(await api.names({ filter: { number: { ne: 'é-1' } } })).toEqual(['Without']);
  expect(await api.names({ filter: { idNumber: { notIn: ['e-1'] } } })).toEqual(['With']);
  expect(await api.names({ filter: email({ contains: 'café' }) })).toEqual(['With', 'Without']);
  expect(await api.names({ filter: { number: { startsWith: 'e-' } } })).toEqual([
    'With',
    'Without',
  ]);
  expect(await v1.names('email=pay@cafe.example')).toEqual(['Without']);
  expect(await v1.names(`email=${encodeURIComponent('PAY@CAFÉ.example')}`)).toEqual(['With']);
  expect(await v1.names('number=e-1')).toEqual(['Without']);
  expect(await v1.names(`id_number=${encodeURIComponent('é-1')}`)).toEqual(['With']);
});

test('bulk deletion by an address compares accents', async ({ api }) => {
  await api.has(
    { name: 'With', contacts: [{ email: 'pay@café.example' }] },
    { name: 'Without', contacts: [{ email: 'pay@cafe.example' }] },
  );
  await api.ask(
    `mutation ($filter: ClientFilter!) {
      bulkClients(action: DELETE, expectedCount: 1, filter: $filter) { results { outcome } userErrors { message } } }`,
    { filter: { contacts: { some: { email: { eq: 'pay@cafe.example' } } } } },
  );
  expect(await api.names()).toEqual(['With']);
});

test('keys and hashes are compared exactly', async ({ api }) => {
  await api.has({ name: 'Ash', clientHash: 'AbC123', contacts: [{ contactKey: 'KeY456' }] });
  const key = (condition: object) => ({ contacts: { some: { contactKey: condition } } });
  expect(await api.names({ filter: { clientHash: { eq: 'AbC123' } } })).toEqual(['Ash']);
  expect(await api.names({ filter: { clientHash: { eq: 'abc123' } } })).toEqual([]);
  expect(await api.names({ filter: { clientHash: { startsWith: 'abc' } } })).toEqual([]);
  expect(await api.names({ filter: key({ in: ['KeY456'] }) })).toEqual(['Ash']);
  expect(await api.names({ filter: key({ in: ['key456'] }) })).toEqual([]);
  expect(await clientBy(api, { contactKey: 'KeY456' })).toBe('Ash');
  expect(await clientBy(api, { contactKey: 'key456' })).toBeNull();
});

test('contacts are matched by their addresses, with accents', async ({ api }) => {
  const [id] = await api.has({
    name: 'Ash',
    contacts: [
      { email: 'é@x.example', firstName: 'Accent', isPrimary: true },
      { email: 'e@x.example', firstName: 'Plain' },
    ],
  });
  await upsert(api, {
    match: { id },
    contacts: [
      { email: 'E@x.example', phone: '1' },
      { email: 'E\u0301@x.example', phone: '2' },
    ],
  });
  const { client } = await api.ask(
    'query ($id: ID!) { client(id: $id) { contacts { firstName phone } } }',
    { id },
  );
  expect(client.contacts).toEqual([
    { firstName: 'Accent', phone: '2' },
    { firstName: 'Plain', phone: '1' },
  ]);
  const twice = {
    match: { id },
    contacts: [{ email: 'new@x.example' }, { email: 'NEW@x.example' }],
  };
  expect((await upsert(api, twice)).userErrors).toEqual([
    { code: 'INVALID_INPUT', path: ['input', 'contacts', '0', 'email'] },
    { code: 'INVALID_INPUT', path: ['input', 'contacts', '1', 'email'] },
  ]);
});

test('an import refuses numbers that differ only in case', async ({ api, v1 }) => {
  await api.has({ name: 'First', number: 'Straße' });
  const [made] = await v1.has({ name: 'Template' });
  const record = (number: string, nth: number) => ({
    ...made,
    id: api.ids.encode(api.ids.decode('Client', made.id, []) + 1_000_000 + nth),
    name: `Imported ${nth}`,
    number,
    id_number: '',
    contacts: [],
  });
  const folder = await writeFiles({
    'clients.json': JSON.stringify({
      data: [record('STRASSE', 1), record('é', 2), record('E\u0301', 3), record('e', 4)],
    }),
  });
  await importFolder(api, folder);
  expect((await api.names({ search: 'imported' })).toSorted()).toEqual([
    'Imported 2',
    'Imported 4',
  ]);
});
