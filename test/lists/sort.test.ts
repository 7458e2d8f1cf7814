import { expect, test } from '../support/api.ts';

const by = (field: string, more: object = {}) => ({ sort: [{ field, ...more }] });
const at = (text: string) => new Date(text);

test('lists clients by creation by default', async ({ api }) => {
  await api.has({ name: 'Cedar' }, { name: 'Ash' }, { name: 'Birch' });
  expect(await api.names()).toEqual(['Cedar', 'Ash', 'Birch']);
  expect(await api.names({ sort: [] })).toEqual(['Cedar', 'Ash', 'Birch']);
  expect(await api.names(by('ID', { direction: 'DESC' }))).toEqual(['Birch', 'Ash', 'Cedar']);
});

test.for([
  ['texts as people expect', 'NAME', ['Ärger', 'ärger', 'Ash', 'ash', 'Zoe', '木'], 'name'],
  ['digits of a number', 'NUMBER', ['7', 'X-8', '0009', 'C-1-0', 'A100'], 'number'],
  ['id numbers as text', 'ID_NUMBER', ['10', '9', 'A'], 'idNumber'],
  ['amounts by value', 'BALANCE', ['-10', '-9.5', '0', '0.000001', '2', '10'], 'balance'],
  ['what was paid', 'PAID_TO_DATE', ['0', '9', '10'], 'paidToDate'],
  ['credit', 'CREDIT_BALANCE', ['0', '9', '10'], 'creditBalance'],
  ['countries by number', 'COUNTRY_ID', [4, 40, 276], 'countryId'],
  ['cities', 'CITY', ['Berlin', 'Ulm'], 'city'],
  [
    'logins',
    'LAST_LOGIN',
    [at('2026-01-01T00:00:00.001Z'), at('2026-01-01T00:00:00.002Z')],
    'lastLogin',
  ],
  ['changes', 'UPDATED_AT', [at('1999-12-31'), at('2026-01-01')], 'updatedAt'],
  ['creation', 'CREATED_AT', [at('1999-12-31'), at('2026-01-01')], 'createdAt'],
] as const)('%s', async ([, field, values, column], { api }) => {
  const rows = values.map((value, i) => ({ displayName: `${i}`, [column]: value }));
  await api.has(...rows.toReversed());
  const ascending = rows.map(({ displayName }) => displayName);
  expect(await api.names(by(field))).toEqual(ascending);
  expect(await api.names(by(field, { direction: 'DESC' }))).toEqual(ascending.toReversed());
});

test('sorts clients without a value last, or first on request', async ({ api }) => {
  await api.has(
    { displayName: 'none', city: null },
    { displayName: 'Ulm', city: 'Ulm' },
    { displayName: 'Berlin', city: 'Berlin' },
  );
  expect(await api.names(by('CITY'))).toEqual(['Berlin', 'Ulm', 'none']);
  expect(await api.names(by('CITY', { direction: 'DESC' }))).toEqual(['Ulm', 'Berlin', 'none']);
  expect(await api.names(by('CITY', { nulls: 'FIRST' }))).toEqual(['none', 'Berlin', 'Ulm']);
  expect(await api.names(by('CITY', { direction: 'DESC', nulls: 'FIRST' }))).toEqual([
    'none',
    'Ulm',
    'Berlin',
  ]);
});

test('a number without digits sorts as empty', async ({ api }) => {
  await api.has(
    { displayName: 'none', number: 'none' },
    { displayName: '2', number: '2' },
    { displayName: '10', number: '10' },
  );
  expect(await api.names(by('NUMBER'))).toEqual(['2', '10', 'none']);
});

test('the next sort key orders equal values, the id comes last', async ({ api }) => {
  await api.has(
    { name: 'Ash', balance: 1, city: 'Ulm' },
    { name: 'Birch', balance: 2, city: 'Ulm' },
    { name: 'Cedar', balance: 1, city: 'Berlin' },
    { name: 'Dogwood', balance: 1, city: 'Ulm' },
  );
  const sort = [{ field: 'BALANCE' }, { field: 'CITY' }];
  expect(await api.names({ sort })).toEqual(['Cedar', 'Ash', 'Dogwood', 'Birch']);
  const last = [{ field: 'BALANCE' }, { field: 'CITY', direction: 'DESC' }];
  expect(await api.names({ sort: last })).toEqual(['Dogwood', 'Ash', 'Cedar', 'Birch']);
});
