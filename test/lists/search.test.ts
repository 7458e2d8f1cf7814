import { expect, test } from '../support/api.ts';

const book = [
  {
    name: 'Ärger & Söhne',
    number: 'C-0042',
    idNumber: 'HRB 7',
    customValue1: 'vip',
    customValue4: '100%',
    vatNumber: 'DE123',
    city: 'Ulm',
    contacts: [
      { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@engine.example', phone: '+49 731 1' },
      { firstName: 'Gone', email: 'gone@engine.example', removedAt: new Date() },
    ],
  },
  { name: 'Birch_Ltd', number: 'C-0043', contacts: [{ firstName: 'Bob' }] },
  { name: 'Old Ash', number: '1', archivedAt: new Date(), contacts: [{ firstName: 'Ada' }] },
];

const ARGER = ['Ärger & Söhne'];
const BOTH = ['Ärger & Söhne', 'Birch_Ltd'];

test.for([
  ['the name', 'söhne', ARGER],
  ['the name without accents', 'arger & sohne', ARGER],
  ['the name in capitals', 'ÄRGER', ARGER],
  ['the name with accents taken apart', 'a\u0308rger', ARGER],
  ['the middle of a word', 'irch', ['Birch_Ltd']],
  ['one letter', 'ö', BOTH.slice(0, 1).concat('Birch_Ltd')],
  ['the number', '0042', ARGER],
  ['the start of numbers', 'c-004', BOTH],
  ['the id number', 'hrb 7', ARGER],
  ['a custom value', 'VIP', ARGER],
  ['a percent sign, as it is', '100%', ARGER],
  ['a percent sign alone', '%', ARGER],
  ['an underscore, as it is', 'h_l', ['Birch_Ltd']],
  ['a backslash, as it is', '\\', []],
  ['the first name of a contact', 'ada', ARGER],
  ['the full name of a contact', 'ada lovelace', ARGER],
  ['the e-mail address of a contact', 'ADA@ENGINE', ARGER],
  ['the phone number of a contact', '731 1', ARGER],
  ['blanks around the text', '  bob ', ['Birch_Ltd']],
  ['blanks alone', '  ', BOTH],
  ['nothing', '', BOTH],
  ['null', null, BOTH],
  ['the VAT number, which is not searched', 'DE123', []],
  ['the city, which is not searched', 'Ulm', []],
  ['a contact that was removed', 'gone', []],
  ['a text that two fields make up together', 'vip100', []],
  ['what nobody has', 'zzz', []],
] as const)('searching for %s', async ([, search, names], { api }) => {
  await api.has(...book);
  expect(await api.names({ search })).toEqual(names);
});

test('a search finds clients of the requested states', async ({ api }) => {
  await api.has(...book);
  expect(await api.names({ search: 'ada', status: ['ARCHIVED'] })).toEqual(['Old Ash']);
  expect(await api.names({ search: 'ada', status: null })).toEqual(['Ärger & Söhne', 'Old Ash']);
});

test('combines search, filter and order, also for count and summary', async ({ api }) => {
  await api.has(
    { name: 'Ash One', balance: '1.10', settings: { currency_id: '3' } },
    { name: 'Ash Two', balance: '2.20', settings: { currency_id: '1' } },
    { name: 'Ash Three', balance: '0.05', settings: { currency_id: '3' } },
    { name: 'Ash Four', balance: '9', settings: {} },
    { name: 'Birch', balance: '99', settings: { currency_id: '3' } },
  );
  const { clients } = await api.ask(`{
    clients(search: "ash", filter: { balance: { lt: "9" } }, sort: { field: BALANCE, direction: DESC }, first: 2) {
      nodes { name }
      totalCount
      summary { currencyId currency { code } count balance paidToDate creditBalance }
    }
  }`);
  expect(clients).toEqual({
    nodes: [{ name: 'Ash Two' }, { name: 'Ash One' }],
    totalCount: 3,
    summary: [
      {
        currencyId: '1',
        currency: { code: 'USD' },
        count: 1,
        balance: '2.2',
        paidToDate: '0',
        creditBalance: '0',
      },
      {
        currencyId: '3',
        currency: { code: 'EUR' },
        count: 2,
        balance: '1.15',
        paidToDate: '0',
        creditBalance: '0',
      },
    ],
  });
});

test('a summary counts no deleted client, and those without a currency apart', async ({ api }) => {
  await api.has(
    { balance: '5', settings: { currency_id: '3' } },
    { balance: '7', settings: { currency_id: '3' }, isDeleted: true },
    { balance: '11', settings: { currency_id: '3' }, archivedAt: new Date() },
    { balance: '0.000001', paidToDate: '3', creditBalance: '4' },
  );
  const { clients } = await api.ask(`{
    clients(status: null) { totalCount summary { currencyId currency { code } count balance paidToDate creditBalance } }
  }`);
  expect(clients).toEqual({
    totalCount: 4,
    summary: [
      {
        currencyId: '3',
        currency: { code: 'EUR' },
        count: 2,
        balance: '16',
        paidToDate: '0',
        creditBalance: '0',
      },
      {
        currencyId: null,
        currency: null,
        count: 1,
        balance: '0.000001',
        paidToDate: '3',
        creditBalance: '4',
      },
    ],
  });
});

test('a summary of no clients is empty', async ({ api }) => {
  const { clients } = await api.ask('{ clients { totalCount summary { count } } }');
  expect(clients).toEqual({ totalCount: 0, summary: [] });
});

test.runIf(process.env.DATABASE_URL)(
  'what was written is soon sorted into the index, by nobody who waits for it',
  async ({ api }) => {
    const { pool } = api.db;
    await pool.query('create extension if not exists pgstattuple');
    const waiting = async () => {
      const { rows } = await pool.query(
        `select pending_tuples::integer as rows from pgstatginindex('clients_search_idx')`,
      );
      return rows[0].rows as number;
    };
    await api.ask('mutation { upsertClient(input: { name: "Yew" }) { client { id } } }');
    await expect.poll(waiting, { timeout: 5000 }).toBe(0);
    expect(await api.names({ search: 'yew' })).toEqual(['Yew']);
  },
);
