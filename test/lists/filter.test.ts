import { filterFields } from '../../src/domain/clients/list/filters.ts';
import { clientFields, contactFields } from '../../src/domain/records/fields.ts';
import { type Api, expect, test } from '../support/api.ts';

const everyState = { status: null };

/** Reads the display names of the clients that a filter finds, in alphabetical order. */
const found = async (api: Api, filter: object) =>
  (await api.names({ ...everyState, filter })).toSorted();

test.for([
  ['equal', { eq: 'ash' }, ['Ash']],
  ['equal without case and accents', { eq: 'ARGER' }, ['Ärger']],
  ['not equal', { ne: 'Ash' }, ['50% off_', 'ASH Ltd.', 'none', 'Ärger']],
  ['one of some', { in: ['ash', 'ärger', 'nobody'] }, ['Ash', 'Ärger']],
  ['one of none', { in: [] }, []],
  ['none of some', { notIn: ['ash'] }, ['50% off_', 'ASH Ltd.', 'none', 'Ärger']],
  ['none of none', { notIn: [] }, ['50% off_', 'ASH Ltd.', 'Ash', 'none', 'Ärger']],
  ['missing', { isNull: true }, ['none']],
  ['there', { isNull: false }, ['50% off_', 'ASH Ltd.', 'Ash', 'Ärger']],
  ['containing', { contains: 'SH' }, ['ASH Ltd.', 'Ash']],
  ['containing nothing in particular', { contains: '' }, ['50% off_', 'ASH Ltd.', 'Ash', 'Ärger']],
  ['starting with', { startsWith: 'ash ' }, ['ASH Ltd.']],
  ['ending with', { endsWith: 'sh' }, ['Ash']],
  ['containing a percent sign', { contains: '0% o' }, ['50% off_']],
  ['containing an underscore', { contains: 's_' }, []],
  ['ending with an underscore', { endsWith: '_' }, ['50% off_']],
  ['containing a backslash', { contains: '\\' }, []],
  ['like a pattern', { like: '_sh%' }, ['ASH Ltd.', 'Ash']],
  ['like a text', { like: 'ash' }, ['Ash']],
  ['like a pattern with a backslash', { like: 'ash\\%' }, []],
  ['with several conditions', { startsWith: 'ash', ne: 'ash' }, ['ASH Ltd.']],
] as const)('a name %s', async ([, name, names], { api }) => {
  await api.has(
    { name: 'Ash' },
    { name: 'ASH Ltd.' },
    { name: 'Ärger' },
    { name: '50% off_' },
    { name: null, displayName: 'none' },
  );
  expect(await found(api, { name })).toEqual(names);
});

test.for([
  ['equal', { eq: '10' }, ['10']],
  ['equal, written in another way', { eq: '10.000000' }, ['10']],
  ['equal, as a number', { eq: 0.1 }, ['0.1']],
  ['not equal', { ne: '10' }, ['-5', '0.1', '20']],
  ['one of some', { in: ['-5', '20', '7'] }, ['-5', '20']],
  ['none of some', { notIn: ['-5', '20'] }, ['0.1', '10']],
  ['greater', { gt: '10' }, ['20']],
  ['greater or equal', { gte: '10' }, ['10', '20']],
  ['less', { lt: '0.1' }, ['-5']],
  ['less or equal', { lte: '0.1' }, ['-5', '0.1']],
  ['from 0.1 to 10', { between: { from: '0.1', to: '10' } }, ['0.1', '10']],
  ['from 10 to 0.1', { between: { from: '10', to: '0.1' } }, []],
  ['missing', { isNull: true }, []],
  ['of the largest amount', { lt: '99999999999999.999999' }, ['-5', '0.1', '10', '20']],
] as const)('a balance %s', async ([, balance, names], { api }) => {
  await api.has(
    ...['-5', '0.1', '10', '20'].map((amount) => ({ displayName: amount, balance: amount })),
  );
  expect(await found(api, { balance })).toEqual(names);
});

test.for([
  ['equal', { eq: '2026-03-01T12:00:00Z' }, ['noon']],
  ['equal, with another offset', { eq: '2026-03-01T14:00:00+02:00' }, ['noon']],
  ['after', { gt: '2026-03-01T12:00:00Z' }, ['later']],
  ['since a day', { gte: '2026-03-01' }, ['later', 'midnight', 'noon']],
  ['before', { lt: '2026-03-01T12:00:00Z' }, ['midnight']],
  ['within', { between: { from: '2026-03-01', to: '2026-03-01T12:00:00Z' } }, ['midnight', 'noon']],
  ['never', { isNull: true }, ['never']],
  ['not', { ne: '2026-03-01T12:00:00Z' }, ['later', 'midnight', 'never']],
] as const)('a last login %s', async ([, lastLogin, names], { api }) => {
  await api.has(
    { displayName: 'midnight', lastLogin: new Date('2026-03-01T00:00:00Z') },
    { displayName: 'noon', lastLogin: new Date('2026-03-01T12:00:00Z') },
    { displayName: 'later', lastLogin: new Date('2026-03-01T12:00:00.001Z') },
    { displayName: 'never', lastLogin: null },
  );
  expect(await found(api, { lastLogin })).toEqual(names);
});

test('a country by its number', async ({ api }) => {
  await api.has(
    { displayName: 'Germany', countryId: 276 },
    { displayName: 'Austria', countryId: 40 },
    { displayName: 'none' },
  );
  expect(await found(api, { countryId: { eq: '276' } })).toEqual(['Germany']);
  expect(await found(api, { countryId: { in: ['40', '276'] } })).toEqual(['Austria', 'Germany']);
  expect(await found(api, { countryId: { notIn: ['40'] } })).toEqual(['Germany', 'none']);
  expect(await found(api, { countryId: { isNull: true } })).toEqual(['none']);
});

test('a currency from the settings', async ({ api }) => {
  await api.has(
    { displayName: 'euro', settings: { currency_id: '3' } },
    { displayName: 'none', settings: { currency_id: '' } },
  );
  expect(await found(api, { currencyId: { eq: '3' } })).toEqual(['euro']);
  expect(await found(api, { currencyId: { isNull: true } })).toEqual(['none']);
});

test('a global or a hashed id', async ({ api }) => {
  const [ash, birch] = await api.has({ name: 'Ash' }, { name: 'Birch' }, { name: 'Cedar' });
  expect(await found(api, { id: { eq: ash } })).toEqual(['Ash']);
  expect(await found(api, { id: { in: [ash, `client_${birch}`] } })).toEqual(['Ash', 'Birch']);
  expect(await found(api, { id: { notIn: [ash] } })).toEqual(['Birch', 'Cedar']);
});

test('an assigned user', async ({ api }) => {
  await api.has({ displayName: 'mine', assignedUserId: 1 }, { displayName: "nobody's" });
  const me = api.ids.encode(1);
  expect(await found(api, { assignedUserId: { eq: me } })).toEqual(['mine']);
  expect(await found(api, { assignedUserId: { eq: `user_${me}` } })).toEqual(['mine']);
  expect(await found(api, { userId: { eq: me } })).toHaveLength(2);
});

test('a flag', async ({ api }) => {
  await api.has({ displayName: 'exempt', isTaxExempt: true }, { displayName: 'taxed' });
  expect(await found(api, { isTaxExempt: true })).toEqual(['exempt']);
  expect(await found(api, { isTaxExempt: false })).toEqual(['taxed']);
});

test('a version', async ({ api }) => {
  await api.has({ displayName: 'new', version: 1 }, { displayName: 'changed', version: 7 });
  expect(await found(api, { version: { gt: 1 } })).toEqual(['changed']);
});

test.for([
  ['all members of a level', { city: { eq: 'Ulm' }, balance: { gt: '1' } }, ['Birch']],
  ['and', { and: [{ city: { eq: 'Ulm' } }, { balance: { gt: '1' } }] }, ['Birch']],
  ['or', { or: [{ city: { eq: 'Berlin' } }, { balance: { eq: '1' } }] }, ['Ash', 'Cedar']],
  [
    'or of texts that are searched',
    { or: [{ name: { eq: 'ash' } }, { name: { eq: 'cedar' } }] },
    ['Ash', 'Cedar'],
  ],
  [
    'or of the same text',
    { or: [{ name: { contains: 'ash' } }, { idNumber: { contains: 'ash' } }] },
    ['Ash', 'Birch'],
  ],
  [
    'or of a text with other accents and in other letters',
    { or: [{ name: { contains: 'ÁSH' } }, { idNumber: { contains: 'ÁSH' } }] },
    ['Ash', 'Birch'],
  ],
  [
    'or of a text that stands across two fields',
    { or: [{ name: { contains: 'birchash' } }, { idNumber: { contains: 'birchash' } }] },
    [],
  ],
  [
    'or of a text across what separates them',
    {
      or: [{ name: { contains: 'birch ash' } }, { idNumber: { contains: 'birch ash' } }],
    },
    [],
  ],
  [
    'not of an or of the same text, where one field is missing',
    { not: { or: [{ idNumber: { contains: 'ash' } }, { name: { contains: 'ash' } }] } },
    ['Cedar', 'Dogwood'],
  ],
  [
    'or of the same text in an or',
    { or: [{ or: [{ name: { contains: 'ash' } }] }, { idNumber: { contains: 'ash' } }] },
    ['Ash', 'Birch'],
  ],
  ['not', { not: { city: { eq: 'Ulm' } } }, ['Cedar', 'Dogwood']],
  ['not of a missing value', { not: { city: { ne: 'Ulm' } } }, ['Ash', 'Birch']],
  ['not of a text that is searched', { not: { name: { contains: 'a' } } }, ['Birch', 'Dogwood']],
  ['not of not', { not: { not: { name: { eq: 'ash' } } } }, ['Ash']],
  ['and of none', { and: [] }, ['Ash', 'Birch', 'Cedar', 'Dogwood']],
  ['or of none', { or: [] }, []],
  [
    'or with an empty filter',
    { or: [{ name: { eq: 'ash' } }, {}] },
    ['Ash', 'Birch', 'Cedar', 'Dogwood'],
  ],
  ['not of an empty filter', { not: {} }, []],
  [
    'levels beside each other',
    {
      name: { contains: 'a' },
      or: [{ city: { eq: 'Berlin' } }, { not: { balance: { lt: '2' } } }],
    },
    ['Cedar'],
  ],
] as const)('%s', async ([, filter, names], { api }) => {
  await api.has(
    { name: 'Ash', city: 'Ulm', balance: 1 },
    { name: 'Birch', city: 'Ulm', balance: 2, idNumber: 'Ashes' },
    { name: 'Cedar', city: 'Berlin', balance: 3 },
    { name: 'Dogwood', city: null, balance: 0 },
  );
  expect(await found(api, filter)).toEqual(names);
});

test.for([
  ['some contact', { some: { email: { eq: 'ADA@example.com' } } }, ['Ash', 'Birch']],
  [
    'some contact with two properties',
    { some: { firstName: { eq: 'ada' }, isPrimary: false } },
    ['Birch'],
  ],
  ['any contact at all', { some: {} }, ['Ash', 'Birch', 'Cedar']],
  ['every contact', { every: { firstName: { eq: 'ada' } } }, ['Ash', 'Dogwood', 'Elm']],
  [
    'every contact, of whom one has no such value',
    { every: { phone: { startsWith: '1' } } },
    ['Dogwood', 'Elm'],
  ],
  ['no contact', { none: { firstName: { eq: 'ada' } } }, ['Cedar', 'Dogwood', 'Elm']],
  ['no contact at all', { none: {} }, ['Dogwood', 'Elm']],
  [
    'some and no contact',
    { some: { firstName: { eq: 'ada' } }, none: { firstName: { eq: 'bob' } } },
    ['Ash'],
  ],
  ['a contact without a value', { some: { phone: { isNull: true } } }, ['Ash', 'Birch', 'Cedar']],
] as const)('%s', async ([, contacts, names], { api }) => {
  await api.has(
    { name: 'Ash', contacts: [{ firstName: 'Ada', email: 'ada@example.com', isPrimary: true }] },
    {
      name: 'Birch',
      contacts: [
        { firstName: 'Bob', isPrimary: true, phone: '123' },
        { firstName: 'Ada', email: 'ada@example.com' },
      ],
    },
    { name: 'Cedar', contacts: [{ firstName: 'Cy' }] },
    { name: 'Dogwood' },
    { name: 'Elm', contacts: [{ firstName: 'Gone', removedAt: new Date() }] },
  );
  expect(await found(api, { contacts })).toEqual(names);
});

test.for([
  ['the same in both', 'ash', 'ash', ['Ash', 'Birch', 'Cedar'], []],
  ['another in each', 'cedar', 'ash', ['Birch', 'Cedar'], ['Cedar']],
  ['another in each, in one client', 'ash', 'oak', ['Ash'], ['Ash']],
] as const)('a text of a client and of a contact, %s', async (row, { api }) => {
  const [, contains, ofContact, either, both] = row;
  await api.has(
    { name: 'Ash', contacts: [{ lastName: 'Oak' }] },
    { name: 'Birch', contacts: [{ lastName: 'Ashworth' }] },
    { name: 'Cedar', contacts: [{ lastName: 'Ashton' }] },
  );
  const conditions = [
    { name: { contains } },
    { contacts: { some: { lastName: { contains: ofContact } } } },
  ];
  expect(await found(api, { or: conditions })).toEqual(either);
  expect(await found(api, { and: conditions })).toEqual(both);
});

test('a contact by its id', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash', contacts: [{}] }, { name: 'Birch', contacts: [{}] });
  const { client } = await api.ask(
    'query ($id: ID!) { client(id: $id) { contacts { id nodeId } } }',
    { id },
  );
  for (const eq of Object.values(client.contacts[0])) {
    expect(await found(api, { contacts: { some: { id: { eq } } } })).toEqual(['Ash']);
  }
});

test('every field of clients and contacts can be filtered by', async ({ api }) => {
  await api.has({ name: 'Ash', contacts: [{}] });
  const isThere = (kind: string) => (kind === 'boolean' ? true : { isNull: true });
  for (const [name, { kind }] of filterFields(clientFields)) {
    await api.ask('query ($filter: ClientFilter) { clients(filter: $filter) { totalCount } }', {
      filter: { [name]: isThere(kind) },
    });
  }
  const some = Object.fromEntries(
    filterFields(contactFields).map(([name, { kind }]) => [name, isThere(kind)]),
  );
  await api.ask('query ($filter: ClientFilter) { clients(filter: $filter) { totalCount } }', {
    filter: { contacts: { some } },
  });
});

test.for([
  ['active ones unless asked for otherwise', undefined, ['active']],
  ['active ones', ['ACTIVE'], ['active']],
  ['archived ones', ['ARCHIVED'], ['archived']],
  ['deleted ones', ['DELETED'], ['deleted', 'deleted later']],
  ['active and archived ones', ['ACTIVE', 'ARCHIVED'], ['active', 'archived']],
  ['archived and deleted ones', ['ARCHIVED', 'DELETED'], ['archived', 'deleted', 'deleted later']],
  [
    'all of them',
    ['ACTIVE', 'ARCHIVED', 'DELETED'],
    ['active', 'archived', 'deleted', 'deleted later'],
  ],
  ['all of them', null, ['active', 'archived', 'deleted', 'deleted later']],
  ['none of them', [], []],
] as const)('a list has %s', async ([, status, names], { api }) => {
  await api.has(
    { displayName: 'active' },
    { displayName: 'archived', archivedAt: new Date() },
    { displayName: 'deleted', isDeleted: true },
    { displayName: 'deleted later', isDeleted: true, archivedAt: new Date() },
  );
  expect((await api.names({ status })).toSorted()).toEqual(names);
});

test('a literal filter finds the same clients as one in variables', async ({ api }) => {
  await api.has({ name: 'Ash', balance: 12.5 }, { name: 'Birch', balance: 2 });
  const { clients } = await api.ask(`{
    clients(filter: { or: [{ balance: { gte: 12.5 } }, { createdAt: { lt: "2000-01-01" } }] }, sort: { field: NAME }) {
      nodes { name }
    }
  }`);
  expect(clients.nodes).toEqual([{ name: 'Ash' }]);
});
