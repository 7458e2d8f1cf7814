import bcrypt from 'bcryptjs';
import { sql } from '../../src/db/sql.ts';
import { createCompany } from '../../src/domain/companies/create.ts';
import { lengthOf, trimmed } from '../../src/domain/text/text.ts';
import { type Api, expect } from '../support/api.ts';
import { importRecords } from '../support/books/import.ts';
import { test } from '../support/v1/v1.ts';
import { v1Client } from '../support/v1/v1-record.ts';

const UPSERT = `mutation ($input: UpsertClientInput!) {
  upsertClient(input: $input) {
    outcome client { id name number city displayName contacts { email firstName } } userErrors { code path message }
  }
}`;

const upsert = async (api: Api, input: object) => (await api.ask(UPSERT, { input })).upsertClient;

/** Returns the same text in another spelling: decomposed, and with invisible blanks at its ends. */
const respelled = (text: string) => `\u00a0\u200b ${text.normalize('NFD')} \u2060\u2028\ufeff\t`;

const stored = {
  name: 'Café Zoë',
  number: 'Nº-É1',
  idNumber: 'Ö-77',
  vatNumber: 'Ä 1',
  contacts: [{ email: 'rené@café.example', firstName: 'René', lastName: 'Ångström' }],
};

test('values are stored composed, and without blanks at their ends', async ({ api }) => {
  const { client } = await upsert(api, {
    name: respelled(stored.name),
    number: respelled(stored.number),
    city: '\u200b\u00a0\u3000',
    contacts: [{ email: respelled('rené@café.example'), firstName: respelled('René') }],
  });
  expect(client).toMatchObject({
    name: stored.name,
    number: stored.number,
    city: null,
    displayName: stored.name,
    contacts: [{ email: 'rené@café.example', firstName: 'René' }],
  });
});

test.for([
  ['number', stored.number],
  ['idNumber', stored.idNumber],
  ['vatNumber', stored.vatNumber],
  ['email', 'rené@café.example'],
] as const)(
  'a %s in another spelling names the client that has it',
  async ([way, value], { api }) => {
    const { client } = await upsert(api, stored);
    const match = { [way]: respelled(value) };
    for (let i = 0; i < 2; i += 1) {
      const again = await upsert(api, { match, city: `Kiel ${i}` });
      expect(again).toMatchObject({ outcome: 'UPDATED', client: { id: client.id } });
    }
    const query = 'query ($by: ClientIdentifier!) { clientBy(identifier: $by) { id } }';
    expect((await api.ask(query, { by: match })).clientBy).toEqual({ id: client.id });
  },
);

test('filters, search and bulk mutations find other spellings', async ({ api }) => {
  await upsert(api, stored);
  for (const filter of [
    { name: { eq: respelled(stored.name) } },
    { name: { in: [respelled(stored.name)] } },
    { number: { eq: respelled(stored.number) } },
    { name: { startsWith: ` ${'Café '.normalize('NFD')}` } },
    { name: { endsWith: 'Zoë '.normalize('NFD') } },
    { name: { contains: 'fé Z'.normalize('NFD') } },
    { contacts: { some: { email: { eq: respelled('rené@café.example') } } } },
  ]) {
    expect([filter, await api.names({ filter })]).toEqual([filter, [stored.name]]);
  }
  expect(await api.names({ filter: { name: { ne: respelled(stored.name) } } })).toEqual([]);
  // Blanks inside a text count, so a part of it may begin or end with one.
  expect(await api.names({ filter: { name: { contains: 'Zoë ' } } })).toEqual([]);
  expect(await api.names({ search: respelled('René Ångström') })).toEqual([stored.name]);
  const { bulkClients } = await api.ask(
    `mutation ($filter: ClientFilter) {
      bulkClients(action: ARCHIVE, filter: $filter, expectedCount: 1) { userErrors { message } }
    }`,
    { filter: { number: { eq: respelled(stored.number) } } },
  );
  expect(bulkClients.userErrors).toEqual([]);
});

test('v1 parameters find other spellings', async ({ v1, api }) => {
  await upsert(api, stored);
  for (const [key, value] of [
    ['email', 'rené@café.example'],
    ['number', stored.number],
    ['id_number', stored.idNumber],
    ['name', stored.name],
    ['filter', 'René Ångström'],
  ] as const) {
    const query = `${key}=${encodeURIComponent(respelled(value))}`;
    expect([key, await v1.names(query)]).toEqual([key, [stored.name]]);
  }
});

test('v1 stores values in the same form', async ({ v1 }) => {
  const [client] = await v1.has({
    name: respelled(stored.name),
    contacts: [{ email: respelled('rené@café.example') }],
    settings: { custom_message_dashboard: ' \u200bé ' },
  });
  expect(client).toMatchObject({
    name: stored.name,
    contacts: [{ email: 'rené@café.example' }],
    settings: { custom_message_dashboard: 'é' },
  });
});

test('imported values are stored in the same form, without control characters', async ({ api }) => {
  const record = v1Client({
    name: respelled('Ca\u000bfé\u0001'),
    private_notes: 'a\u0007\tb\r\nc',
    settings: { 'own\u0002': ['a\u0003 '] },
  });
  await importRecords(api, record);
  const { clients } = await api.ask(
    '{ clients(status: null) { nodes { name displayName privateNotes settings } } }',
  );
  expect(clients.nodes).toEqual([
    { name: 'Café', displayName: 'Café', privateNotes: 'a\tb\r\nc', settings: { own: ['a '] } },
  ]);
});

test.for([
  ['name', 500],
  ['idNumber', 500],
  ['privateNotes', 65_535],
] as const)(
  'a text of %s has at most %d characters, however wide',
  async ([field, max], { api }) => {
    const tree = '\u{1f332}';
    expect((await upsert(api, { [field]: tree.repeat(max) })).userErrors).toEqual([]);
    const { userErrors } = await upsert(api, { [field]: tree.repeat(max + 1) });
    expect(userErrors).toEqual([
      {
        code: 'INVALID_INPUT',
        path: ['input', field],
        message: `The field "${field}" has at most ${max} characters; this one has ${max + 1}.`,
      },
    ]);
  },
);

test('a search text and a key have at most 255 code points', async ({ api }) => {
  const tree = '\u{1f332}';
  expect(await api.names({ search: tree.repeat(255) })).toEqual([]);
  const { message } = await api.refused(
    'query ($s: String) { clients(search: $s) { totalCount } }',
    {
      s: tree.repeat(256),
    },
  );
  expect(message).toBe('A text to look for has at most 255 characters; this one has 256.');
  const create = (key: string) =>
    api.ask(
      'mutation ($key: String) { upsertClient(input: {}, idempotencyKey: $key) { userErrors { code } } }',
      {
        key,
      },
    );
  expect((await create(tree.repeat(255))).upsertClient.userErrors).toEqual([]);
  expect((await create(tree.repeat(256))).upsertClient.userErrors).toHaveLength(1);
});

test('a key in another spelling is the same key, in the header too', async ({ api }) => {
  const query = `mutation ($key: String) { upsertClient(input: {}, idempotencyKey: $key) { replayed } }`;
  const replayed = async (key: string | null, headers: Record<string, string> = {}) =>
    (await api.ask(query, { key }, headers)).upsertClient.replayed;
  expect(await replayed('clé')).toBe(false);
  expect(await replayed(respelled('clé'))).toBe(true);
  const header = (key: string) => ({ 'idempotency-key': Buffer.from(key).toString('latin1') });
  expect(await replayed(null, header('À'))).toBe(false);
  expect(await replayed(null, header('À'.normalize('NFD')))).toBe(true);
  expect(await replayed(respelled('À'), header('À'))).toBe(true);
});

test.for(['', '  ', '\u00a0\u200b'])('%j names no client', async (blank, { api }) => {
  await api.has({ name: 'Ash', contacts: [{ email: '' }] });
  const query = 'query ($by: ClientIdentifier!) { clientBy(identifier: $by) { id } }';
  for (const way of ['number', 'idNumber', 'vatNumber', 'email', 'contactKey']) {
    const { extensions } = await api.refused(query, { by: { [way]: blank } });
    expect(extensions).toMatchObject({ code: 'INVALID_INPUT', inputPath: ['identifier', way] });
    const { userErrors } = await upsert(api, { match: { [way]: blank } });
    expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['input', 'match'] }]);
  }
});

test.for(['MERGE', 'PATCH'])(
  'by %s two addresses that differ in case are one contact named twice',
  async (contactsMode, { api }) => {
    const contacts = [{ email: 'ada@x.org' }, { email: 'ADA@x.org' }];
    const { userErrors } = await upsert(api, { contactsMode, contacts });
    expect(userErrors).toContainEqual({
      code: 'INVALID_INPUT',
      path: ['input', 'contacts', '1', 'email'],
      message: '"ADA@x.org" stands here twice.',
    });
  },
);

test('v1 takes two addresses that differ in case, and so does REPLACE', async ({ api, v1 }) => {
  const contacts = [{ email: 'ada@x.org' }, { email: 'ADA@x.org' }];
  const [client] = await v1.has({ contacts });
  expect(client.contacts).toMatchObject(contacts);
  const replaced = await upsert(api, { contactsMode: 'REPLACE', contacts });
  expect(replaced.client.contacts).toMatchObject(contacts);
});

test('a name of one letter is the display name; v1 shows the name of a contact', async ({
  api,
  v1,
}) => {
  const contact = { first_name: 'Jo', last_name: 'Lane', email: 'jo@x.example' };
  const [client] = await v1.has({ name: 'A', contacts: [contact] });
  expect(client.display_name).toBe('Jo Lane');
  expect(await api.names()).toEqual(['A']);
  expect(await api.names({ filter: { displayName: { eq: 'a' } } })).toEqual(['A']);
  for (const query of ['', '&include=activities', '&filter_details=true']) {
    const [listed] = await v1.data(`GET /clients?x=1${query}`);
    expect([query, listed.display_name]).toEqual([query, 'Jo Lane']);
  }
  const shown = await v1.data(`PUT /clients/${client.id}`, { contacts: [{ first_name: 'Al' }] });
  expect(shown.display_name).toBe('No Contact Set');
  const [one] = await v1.has({ name: 'é', contacts: [contact] });
  expect(one.display_name).toBe('é');
});

test.for([
  ['composed', 'NFC'],
  ['taken apart', 'NFD'],
] as const)(
  'a password typed %s confirms, whatever it was made from',
  async ([, form], { api }) => {
    const password = 'Zoë à la crème';
    for (const typed of [password.normalize('NFC'), password.normalize('NFD')]) {
      const hash = await bcrypt.hash(typed, 4);
      await api.db.query(
        sql`update users set password_hash = ${hash} where company_id = ${api.companyId}`,
      );
      const [id] = await api.has({ name: 'Ash' });
      const { purgeClient } = await api.ask(
        'mutation ($id: ID!) { purgeClient(id: $id) { userErrors { code } } }',
        { id },
        { 'x-api-password': Buffer.from(password.normalize(form)).toString('latin1') },
      );
      expect(purgeClient.userErrors).toEqual([]);
    }
  },
);

test('new passwords of companies and contacts are composed', async ({ api }) => {
  const typed = 'Zoë1 à la crème'.normalize('NFD');
  const { companyId } = await createCompany(api.db, {
    name: ` ${'Café'.normalize('NFD')}\u200b`,
    email: ' ada@x.example ',
    password: typed,
  });
  const [made] = await api.db.query<{ hash: string; name: string; email: string }>(sql`
    select u.password_hash as hash, c.name, u.email from users u join companies c on c.id = u.company_id
    where c.id = ${companyId}`);
  expect(made).toMatchObject({ name: 'Café', email: 'ada@x.example' });
  expect(await bcrypt.compare(typed.normalize('NFC'), made?.hash ?? '')).toBe(true);
  await upsert(api, { contacts: [{ email: 'a@x.example', password: typed }] });
  const [contact] = await api.db.query<{ hash: string }>(sql`
    select password_hash as hash from contacts where company_id = ${api.companyId}`);
  expect(await bcrypt.compare(typed.normalize('NFC'), contact?.hash ?? '')).toBe(true);
});

test('blanks at the ends are trimmed in any order, and long texts of blanks quickly', () => {
  expect(trimmed('\u200b \u200e\ta b\u2060 \u200b\r\n')).toBe('a b');
  expect(trimmed(' \u200b'.repeat(50_000))).toBe('');
  expect(trimmed(`é${' '.repeat(100_000)}é`)).toHaveLength(100_002);
  expect(lengthOf('a\u{1f332}é')).toBe(3);
});
