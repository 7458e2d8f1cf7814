import { createHash } from 'node:crypto';
import { access, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sql } from '../../src/db/sql.ts';
import { type Api, expect, test } from '../support/api.ts';
import { importFiles, importFolder, importRecords, writeFiles } from '../support/books/import.ts';
import { v1Client, v1Contact, v1Document, v1GatewayToken } from '../support/v1/v1-record.ts';

const IMPORTED_ONE = { imported: 1, unchanged: 0, kept: 0, bad: 0 };

const all = (api: Api, selection: string) =>
  api
    .ask(`{ clients(status: [ACTIVE, ARCHIVED, DELETED]) { nodes { ${selection} } } }`)
    .then(({ clients }) => clients.nodes);

const ash = () => v1Client({ name: 'Ash' });
const json = JSON.stringify;

test.for([
  ['a list', () => json([ash(), v1Client({ name: 'Birch' })])],
  ['a page', () => json({ data: [ash(), v1Client({ name: 'Birch' })], meta: {} })],
  [
    'a page whose data come last',
    () => json({ meta: { data: [1] }, data: [ash(), v1Client({ name: 'Birch' })] }),
  ],
] as const)('records are read from %s', async ([, text], { api }) => {
  const { counts, notes } = await importFiles(api, { 'book.json': text() });
  expect(notes).toEqual([]);
  expect(counts).toMatchObject({ imported: 2 });
  expect(await all(api, 'name')).toEqual([{ name: 'Ash' }, { name: 'Birch' }]);
});

test.for([
  ['alone', () => json(ash())],
  ['in an envelope', () => json({ data: ash() })],
  ['after a byte order mark', () => `\ufeff${json([ash()])}`],
] as const)('one record is read %s', async ([, text], { api }) => {
  expect((await importFiles(api, { 'book.json': text() })).counts).toMatchObject(IMPORTED_ONE);
  expect(await all(api, 'name')).toEqual([{ name: 'Ash' }]);
});

test('a folder is read file by file, page 10 after page 9, and nothing but *.json', async ({
  api,
}) => {
  const { notes } = await importFiles(api, {
    'page-10.json': '[1]',
    'page-9.json': '[2]',
    'readme.txt': '[3]',
    'documents/page-1.json': '[4]',
  });
  expect(notes.map(({ file }) => file)).toEqual(['page-9.json', 'page-10.json']);
});

test('a client keeps its id, hash, number, times, state and settings', async ({ api }) => {
  const settings = { currency_id: '3', entity: 'App\\Models\\Client', show: [1, { a: 'ü' }] };
  const record = v1Client({
    client_hash: 'h'.repeat(40),
    number: 'C-7',
    name: 'Ash',
    settings,
    is_deleted: true,
    archived_at: 1_700_000_200,
    created_at: 1_600_000_000,
    updated_at: 1_700_000_300,
    last_login: 0,
    country_id: '276',
  });
  await importRecords(api, record);
  const [client] = await all(
    api,
    'id clientHash number name settings status createdAt updatedAt archivedAt lastLogin version country { name }',
  );
  expect(client).toEqual({
    id: record.id,
    clientHash: 'h'.repeat(40),
    number: 'C-7',
    name: 'Ash',
    settings,
    status: 'DELETED',
    createdAt: '2020-09-13T12:26:40.000Z',
    updatedAt: '2023-11-14T22:18:20.000Z',
    archivedAt: '2023-11-14T22:16:40.000Z',
    lastLogin: null,
    version: 1,
    country: { name: 'Germany' },
  });
});

test.for([
  'a "quoted" name',
  'C:\\\\new\\"',
  '{curly, 1}',
  'NULL',
  "it's",
  'two\nlines\tand\rmore',
  '𝒜ⓘ ½',
])('a text is imported unchanged: %j', async (text, { api }) => {
  const settings = { [text]: [text, { deep: text }] };
  await importRecords(api, v1Client({ name: text, private_notes: text, settings }));
  expect(await all(api, 'name privateNotes settings')).toEqual([
    { name: text, privateNotes: text, settings },
  ]);
});

test('exactly one contact is primary, the first that v1 shows as one', async ({ api }) => {
  const [a, b, c] = ['a@x.example', 'b@x.example', 'c@x.example'].map((email) => ({ email }));
  await importRecords(
    api,
    v1Client({
      contacts: [
        v1Contact({ ...a, contact_key: 'key-a' }),
        v1Contact({ ...b, is_primary: true }),
        v1Contact({ ...c, is_primary: true }),
      ],
    }),
  );
  const [client] = await all(api, 'displayName contacts { email isPrimary contactKey }');
  expect(client.displayName).toBe('b@x.example');
  const primary = Object.fromEntries(
    client.contacts.map((contact: { email: string; isPrimary: boolean }) => [
      contact.email,
      contact.isPrimary,
    ]),
  );
  expect(primary).toEqual({ 'a@x.example': false, 'b@x.example': true, 'c@x.example': false });
  expect(client.contacts[1].contactKey).toBe('key-a');
});

test.for([
  ['No Contact Set', null],
  ['Ada Lovelace', ''],
] as const)(
  'a nameless client shown as %s has a contact with that e-mail address: %s',
  async ([shown, email], { api }) => {
    const contact = v1Contact({ first_name: 'Ada', last_name: 'Lovelace', email: '' });
    await importRecords(api, v1Client({ display_name: shown, contacts: [contact] }));
    const [client] = await all(api, 'displayName contacts { email }');
    expect(client).toEqual({ displayName: shown, contacts: [{ email }] });
  },
);

test('an imported client is found by a contact', async ({ api }) => {
  await importRecords(
    api,
    v1Client({ contacts: [v1Contact({ first_name: 'Élise', last_name: 'Núñez' })] }),
  );
  const { clients } = await api.ask('{ clients(search: "elise nunez") { totalCount } }');
  expect(clients.totalCount).toBe(1);
});

test.for([
  [
    'billed and paid',
    ['10.5', '4', '0'],
    [
      ['INVOICE', '14.5', '14.5'],
      ['PAYMENT', '4', '10.5'],
    ],
  ],
  [
    'paid in full',
    ['0', '4', '0'],
    [
      ['INVOICE', '4', '4'],
      ['PAYMENT', '4', '0'],
    ],
  ],
  [
    'paid too much',
    ['-1', '4', '0'],
    [
      ['INVOICE', '3', '3'],
      ['PAYMENT', '4', '-1'],
    ],
  ],
  [
    'owed something',
    ['-5', '0', '2.25'],
    [
      ['ADJUSTMENT', '-5', '-5'],
      ['CREDIT', '2.25', '-5'],
    ],
  ],
  ['new', ['0', '0', '0'], []],
  // More digits than a double has: they must never become one.
  [
    'very rich',
    ['9999999999999.999999', '0.000001', '0'],
    [
      ['INVOICE', '10000000000000', '10000000000000'],
      ['PAYMENT', '0.000001', '9999999999999.999999'],
    ],
  ],
  [
    'written by a careless program',
    ['16370.809999999999', '0.1', '0'],
    [
      ['INVOICE', '16370.91', '16370.91'],
      ['PAYMENT', '0.1', '16370.81'],
    ],
  ],
] as const)(
  'the ledger of a client that is %s opens with what its amounts are the sums of',
  async ([, amounts, entries], { api }) => {
    const [balance, paidToDate, creditBalance] = amounts;
    const members = `"balance":${balance},"paid_to_date":${paidToDate},"credit_balance":${creditBalance}`;
    const text = json(v1Client()).replace('{', `{${members},`);
    expect((await importFiles(api, { 'book.json': text })).notes).toEqual([]);
    const [client] = await all(api, 'balance paidToDate ledger { nodes { kind amount balance } }');
    const oldestFirst = client.ledger.nodes.toReversed();
    expect(oldestFirst).toEqual(
      entries.map(([kind, amount, after]) => ({ kind, amount, balance: after })),
    );
    expect(client.paidToDate).toBe(paidToDate);
    expect(client.balance).toBe(oldestFirst.at(-1)?.balance ?? '0');
  },
);

test('the bytes of a document are stored; a document without bytes stays listed', async ({
  api,
}) => {
  const [there, missing] = [
    v1Document({ hash: 'there.txt', size: 3 }),
    v1Document({ hash: 'missing.pdf', type: 'pdf' }),
  ];
  const { store, counts } = await importFiles(api, {
    'book.json': json([v1Client({ documents: [there, missing] })]),
    'documents/there.txt': 'Grüße',
  });
  expect(counts).toMatchObject({ documents: 2 });
  expect(await readFile(join(store, 'company/documents/there.txt'), 'utf8')).toBe('Grüße');
  const [client] = await all(api, 'documents { nodes { hash sha256 size mimeType } }');
  expect(client.documents.nodes).toEqual([
    {
      hash: 'there.txt',
      sha256: createHash('sha256').update('Grüße').digest('hex'),
      size: 7,
      mimeType: 'text/plain',
    },
    { hash: 'missing.pdf', sha256: null, size: 5, mimeType: 'application/pdf' },
  ]);
});

test('numbers missing in the fixed tables are kept, and can be written', async ({ api }) => {
  const numbers = { country_id: '999', industry_id: '77', size_id: '7' };
  const settings = { currency_id: '777', language_id: '888' };
  const record = v1Client({ ...numbers, shipping_country_id: '998', settings });
  expect((await importRecords(api, record)).notes).toEqual([]);
  const [client] = await all(
    api,
    `countryId shippingCountryId industryId sizeId currencyId settings
      country { name } industry { name } size { name } currency { code } language { name }`,
  );
  expect(client).toEqual({
    ...{ countryId: '999', shippingCountryId: '998', industryId: '77', sizeId: '7' },
    ...{ currencyId: '777', settings },
    ...{ country: null, industry: null, size: null, currency: null, language: null },
  });
  expect((await importRecords(api, record)).counts).toMatchObject({ unchanged: 1 });
  const path = `/api/v1/clients/${record.id}`;
  const { data: shown } = await (await api.fetch(path)).json();
  expect(shown).toMatchObject({ ...numbers, settings });
  const put = (values: object) =>
    api.fetch(path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(values),
    });
  const written = await put({ ...shown, city: 'Bern' });
  expect((await written.json()).data).toMatchObject({ ...numbers, settings, city: 'Bern' });
  expect((await put({ country_id: '997' })).status).toBe(422);
});

test('gateway tokens are imported', async ({ api }) => {
  const meta = { brand: 'visa', last4: '4242', type: 1 };
  const token = v1GatewayToken({ token: 'tok_1', gateway_type_id: '1', is_default: true, meta });
  await importRecords(api, v1Client({ gateway_tokens: [token] }));
  const [client] = await all(api, 'gatewayTokens { id token gatewayTypeId isDefault meta }');
  expect(client.gatewayTokens).toEqual([
    { id: token.id, token: 'tok_1', gatewayTypeId: '1', isDefault: true, meta },
  ]);
});

const id = () => `"${v1Client().id}"`;

/** Bad records: the defect, the JSON, and the message about it. */
const badRecords: readonly (readonly [string, () => string, string])[] = [
  ['that is text', () => '"Ash"', 'The record is not a JSON object.'],
  ['that is null', () => 'null', 'The record is not a JSON object.'],
  [
    'of something else',
    () => '{"name": "clients-gateway", "version": "0.1.0"}',
    'The record is not that of a client: it has none of "id", "number", "client_hash", "created_at".',
  ],
  [
    'of a refusal',
    () => '{"message": "Invalid token", "errors": {}}',
    'The record is not that of a client: it says "Invalid token".',
  ],
  ['with broken JSON', () => `{"id": ${id()},, "name": "Ash"}`, 'The record is not a JSON object.'],
  [
    'with no end to its levels',
    () => `{"settings": ${'['.repeat(200)}${']'.repeat(200)}}`,
    'The record has more than 100 levels.',
  ],
  ...(
    [
      ['without an id', { id: undefined }, '"id" is missing.'],
      ['with an empty id', { id: '' }, '"id" is missing.'],
      ['with an id that is none', { id: 'Ash' }, '"id" is not an id: "Ash".'],
      ['with a number for an id', { id: 5 }, '"id" is not an id: 5.'],
      ['with the id of two numbers', { id: '0yelYfoaER' }, '"id" is not an id: "0yelYfoaER".'],
      ['with the id of 0', { id: 'WjnegYbwZ1' }, '"id" is out of range: "WjnegYbwZ1".'],
      // It would leave no number for a client that is made here.
      ['with the largest id', { id: 'nelXQAALge' }, '"id" is out of range: "nelXQAALge".'],
      ['without a number', { number: '' }, '"number" is missing.'],
      ['without a creator', { user_id: '' }, '"user_id" is missing.'],
      ['with a list for a name', { name: ['Ash'] }, '"name" is not a text: ["Ash"].'],
      ['with a NUL character', { name: 'A\0sh' }, '"name" has a character that cannot be stored.'],
      [
        'with half a character',
        { city: '\ud83d' },
        '"city" has a character that cannot be stored.',
      ],
      [
        'with a NUL character in its settings',
        { settings: { a: ['\0'] } },
        '"settings" has a character that cannot be stored.',
      ],
      [
        'with a name of 600 characters',
        { name: 'x'.repeat(600) },
        '"name" has more than 500 characters.',
      ],
      [
        'with words for a balance',
        { balance: 'ten' },
        '"balance" is not an amount of at most 13 digits and six decimals: "ten".',
      ],
      [
        'with seven decimals',
        { balance: 0.1234567 },
        '"balance" is not an amount of at most 13 digits and six decimals: 0.1234567.',
      ],
      [
        'with too large a balance',
        { balance: 1e20 },
        '"balance" is not an amount of at most 13 digits and six decimals: "100000000000000000000".',
      ],
      ['with a country by name', { country_id: 'Peru' }, '"country_id" is not a number: "Peru".'],
      [
        'with words for a state',
        { is_deleted: 'yes' },
        '"is_deleted" is neither true nor false: "yes".',
      ],
      [
        'with words for a time',
        { created_at: 'today' },
        '"created_at" is not a time in Unix seconds: "today".',
      ],
      ['from before 1970', { updated_at: -1 }, '"updated_at" is not a time in Unix seconds: -1.'],
      ['with text for settings', { settings: '{}' }, '"settings" is not an object: "{}".'],
      ['with one contact for a list', { contacts: {} }, '"contacts" is not a list.'],
      ['with a contact that is text', { contacts: ['Ada'] }, '"contacts.0" is not an object.'],
      [
        'with a contact without an id',
        { contacts: [v1Contact({ id: '' })] },
        '"contacts.0.id" is missing.',
      ],
      [
        'with a contact without a key',
        { contacts: [v1Contact({ contact_key: '' })] },
        '"contacts.0.contact_key" is missing.',
      ],
      [
        'with an e-mail address that is none',
        { contacts: [v1Contact(), v1Contact({ email: 'ada' })] },
        '"contacts.1.email" is not an e-mail address: "ada".',
      ],
      [
        'with a document outside of its folder',
        { documents: [v1Document({ hash: '../../x' })] },
        '"documents.0.hash" is not the name of a file.',
      ],
      [
        'with a gateway token that is no text',
        { gateway_tokens: [v1GatewayToken({ token: 1 })] },
        '"gateway_tokens.0.token" is not a text: 1.',
      ],
      [
        'with two faults',
        { name: 1, city: 2 },
        '"name" is not a text: 1. "city" is not a text: 2.',
      ],
    ] as const
  ).map(([what, values, reason]) => [what, () => json(v1Client(values)), reason] as const),
];

test.for(badRecords)(
  'a record %s is refused, and the others are stored',
  async ([, text, reason], { api }) => {
    const { counts, notes } = await importFiles(api, {
      'book.json': `[${json(ash())}, ${text()}, ${json(v1Client({ name: 'Birch' }))}]`,
    });
    expect(notes).toEqual([{ is: 'bad', file: 'book.json', index: 1, reason }]);
    expect(counts).toMatchObject({ imported: 2, bad: 1 });
    expect(await all(api, 'name')).toEqual([{ name: 'Ash' }, { name: 'Birch' }]);
  },
);

test.for([
  ['number', { number: 'c-1É' }, 'The number "c-1É" is taken by another record of the company.'],
  [
    'id number',
    { id_number: 'ID 1' },
    'The id number "ID 1" is taken by another record of the company.',
  ],
  [
    'contact key',
    { contacts: [v1Contact({ contact_key: 'k1' })] },
    'The contact key "k1" is taken by another record of the company.',
  ],
  [
    'document hash',
    { documents: [v1Document({ hash: 'd1.txt' })] },
    'The document hash "d1.txt" is taken by another record of the company.',
  ],
] as const)(
  'of two records with one %s the first is stored',
  async ([, values, reason], { api }) => {
    const first = v1Client({
      number: 'C-1é',
      id_number: 'id 1',
      contacts: [v1Contact({ contact_key: 'k1' })],
      documents: [v1Document({ hash: 'd1.txt' })],
    });
    const bad = { is: 'bad', file: 'clients.json', reason };
    expect((await importRecords(api, first, v1Client(values))).notes).toEqual([
      { ...bad, index: 1 },
    ]);
    // The same, when the first one is stored already.
    const { notes } = await importRecords(api, v1Client(values));
    expect(notes).toEqual([{ ...bad, index: 0 }]);
    expect(await all(api, 'id')).toEqual([{ id: first.id }]);
  },
);

test('ids of another company are refused for every record type', async ({ api, other }) => {
  const parts = {
    contacts: [v1Contact()],
    documents: [v1Document()],
    gateway_tokens: [v1GatewayToken()],
  };
  const theirs = v1Client(parts);
  await importRecords(other, theirs);
  const { notes, counts } = await importFiles(api, {
    'book.json': json([
      theirs,
      ...Object.entries(parts).map((part) => v1Client(Object.fromEntries([part]))),
    ]),
    'documents/x': '',
  });
  expect(notes.map(({ reason }) => reason)).toEqual([
    `The client id "${theirs.id}" belongs to another company.`,
    `The contact id "${parts.contacts[0]?.id}" belongs to another company.`,
    `The document id "${parts.documents[0]?.id}" belongs to another company.`,
    `The gateway token id "${parts.gateway_tokens[0]?.id}" belongs to another company.`,
  ]);
  expect(counts).toMatchObject({ bad: 4, foreign: 4 });
  expect(await all(api, 'id')).toEqual([]);
  expect(await all(other, 'id')).toEqual([{ id: theirs.id }]);
});

test('the bytes of a bad record are not stored', async ({ api }) => {
  const taken = v1Client({ number: '1' });
  const documents = [v1Document({ hash: 'x.txt' })];
  const { store } = await importFiles(api, {
    'book.json': json([taken, v1Client({ number: '1', documents })]),
    'documents/x.txt': 'bytes',
  });
  await expect(access(join(store, 'company/documents/x.txt'))).rejects.toThrow();
});

test.for([
  ['of words', 'id,name', 'The file is no JSON: it begins with neither a list nor an object.'],
  ['of a web page', '<html>', 'The file is no JSON: it begins with neither a list nor an object.'],
  ['without anything', '', 'The file is empty.'],
  ['in UTF-16', Buffer.from('\ufeff[{}]', 'utf16le'), 'The file is not in UTF-8.'],
  ['in UTF-16 without a mark', Buffer.from('[{}]', 'utf16le'), 'The file is not in UTF-8.'],
  ['that is compressed', gzipSync('[]'), 'The file is compressed: unpack it first.'],
] as const)(
  'of a file %s is said what is wrong, and others are read',
  async ([, bytes, reason], { api }) => {
    const { counts, notes } = await importFiles(api, { 'a.json': bytes, 'b.json': json([ash()]) });
    expect(notes).toEqual([{ is: 'bad', file: 'a.json', index: 0, reason }]);
    expect(counts).toMatchObject({ imported: 1 });
  },
);

test('an unreadable file does not prevent the import of others', async ({ api }) => {
  const folder = await writeFiles({ 'b.json': json([ash()]) });
  await symlink(join(folder, 'nowhere'), join(folder, 'a.json'));
  await mkdir(join(folder, 'c.json'));
  const { counts, notes } = await importFolder(api, folder);
  const reason = expect.stringMatching(/^The file cannot be read: ENOENT.*\.$/);
  expect(notes).toEqual([{ is: 'bad', file: 'a.json', index: 0, reason }]);
  expect(counts).toMatchObject({ imported: 1 });
});

test('a truncated file yields its complete records, and the next file all of its own', async ({
  api,
}) => {
  const { notes, counts } = await importFiles(api, {
    'a.json': `[${json(ash())}, {"id": "`,
    'b.json': json([v1Client({ name: 'Birch' })]),
  });
  const reason = 'The file ends too early: brackets stay open.';
  expect(notes).toEqual([{ is: 'bad', file: 'a.json', index: 1, reason }]);
  expect(counts).toMatchObject({ imported: 2 });
});

test('users that the company does not have are known by their number', async ({ api }) => {
  const { ids } = api;
  await importRecords(api, v1Client({ user_id: ids.encode(7), assigned_user_id: ids.encode(8) }));
  const users = await api.db.query(sql`
    select id, email, role from users where company_id = ${api.companyId} order by id`);
  expect(users).toEqual([
    { id: 1, email: expect.any(String), role: 'owner' },
    { id: 7, email: null, role: 'member' },
    { id: 8, email: null, role: 'member' },
  ]);
});

test('the creation of an imported client lists its fields', async ({ api }) => {
  const bare = v1Client({ number: 'C-1', settings: {}, is_tax_exempt: false, balance: 0 });
  const rich = v1Client({
    number: 'C-2',
    name: 'Ash',
    city: '',
    country_id: '276',
    balance: 3.5,
    settings: { currency_id: '3' },
    is_deleted: true,
    archived_at: 1_700_000_200,
    contacts: [v1Contact()],
    documents: [v1Document()],
    gateway_tokens: [v1GatewayToken()],
  });
  await importRecords(api, bare, rich);
  const { clientChanges } = await api.ask('{ clientChanges { nodes { kind fields } } }');
  const [first, second] = clientChanges.nodes;
  expect(first).toEqual({ kind: 'CREATED', fields: ['number'] });
  expect(second.fields.sort()).toEqual(
    [
      ...['number', 'name', 'countryId', 'balance', 'settings', 'isDeleted', 'archivedAt'],
      ...['contacts', 'documents', 'gatewayTokens', 'ledger'],
    ].sort(),
  );
});

test('each imported client is a change, and the next created client gets a later id', async ({
  api,
}) => {
  const [counter] = await api.db.query<{ next: number }>(
    sql`select last_value::integer + 1000 as next from clients_id_seq`,
  );
  const record = v1Client({ id: api.ids.encode(counter?.next ?? 0) });
  await importRecords(api, v1Client(), record);
  const changes = await api.db.query(sql`
    select sequence::integer, kind, version from changes where company_id = ${api.companyId} order by sequence`);
  expect(changes).toEqual([
    { sequence: 1, kind: 'CREATED', version: 1 },
    { sequence: 2, kind: 'CREATED', version: 1 },
  ]);
  const { upsertClient } = await api.ask(
    'mutation { upsertClient(input: { name: "New" }) { client { id } } }',
  );
  expect(api.ids.decode('Client', upsertClient.client.id)).toBeGreaterThan(
    api.ids.decode('Client', record.id),
  );
});

test.for([
  [
    'follow one another',
    Array.from({ length: 150 }, (_, i) => String(i + 1).padStart(4, '0')),
    '0151',
  ],
  ['have small gaps', ['0001', '0090', '0180'], '0181'],
  ['have one far off', ['0001', '0002', '900000001'], '0003'],
  ['start far off', ['5001', '5002'], '0001'],
  ['are no bare numbers', ['C-1', '2024/7', 'x'], '0001'],
] as const)(
  'a client made later is numbered on where the imported ones %s',
  async ([, numbers, next], { api }) => {
    await importRecords(api, ...numbers.map((number) => v1Client({ number })));
    const { upsertClient } = await api.ask(
      'mutation { upsertClient(input: { name: "Ash" }) { client { number } } }',
    );
    expect(upsertClient.client.number).toBe(next);
    const again = await importRecords(api, ...numbers.map((number) => v1Client({ number })));
    expect(again.counts.imported).toBe(0);
  },
);
