import { sql } from '../../src/db/sql.ts';
import { expect, test, type V1 } from '../support/v1/v1.ts';

const put = (v1: V1, { id }: { id: string }, body: object) => v1.data(`PUT /clients/${id}`, body);

/** Sends a request that must be refused. Returns its status, and the keys or the message. */
async function refusal(v1: V1, route: string, body: object) {
  const { status, body: answer } = await v1.send(route, body);
  return [status, answer.errors ? Object.keys(answer.errors) : answer.message];
}

test("POST without values creates a client with v1's defaults", async ({ v1 }) => {
  const client = await v1.data('POST /clients', {});
  expect(client).toMatchObject({
    name: '',
    number: '0001',
    display_name: '',
    country_id: '840',
    is_deleted: false,
    archived_at: 0,
    balance: 0,
    settings: { entity: 'App\\Models\\Client', industry_id: '', size_id: '', currency_id: '1' },
    contacts: [
      {
        first_name: '',
        email: '',
        is_primary: true,
        send_email: true,
        password: '',
        contact_key: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      },
    ],
    documents: [],
    gateway_tokens: [],
  });
  expect(client.client_hash).toMatch(/^[A-Za-z0-9]{40}$/);
  expect(client.created_at).toBeGreaterThan(1_700_000_000);
  expect(client.contacts[0].link).toBe(
    `${v1.api.url}/client/key_login/${client.contacts[0].contact_key}`,
  );
});

test('GET create returns a blank client and stores nothing', async ({ v1 }) => {
  const blank = await v1.data('GET /clients/create');
  const other = await v1.data('GET /clients/create');
  expect(blank).toMatchObject({
    id: '',
    number: '',
    country_id: '',
    display_name: 'No Contact Set',
    created_at: 0,
    updated_at: 0,
    settings: { entity: 'App\\Models\\Client', industry_id: '', size_id: '' },
    contacts: [],
  });
  expect(blank.client_hash).toMatch(/^[A-Za-z0-9]{40}$/);
  expect(blank.client_hash).not.toBe(other.client_hash);
  expect(await v1.data('GET /clients')).toEqual([]);
});

/** Returns a contact with too long a text, and the part of it that v1 keeps. */
const endlessContact = () => ({
  first_name: 'f'.repeat(501),
  email: `a@${'x'.repeat(300)}`,
  custom_value1: 'c'.repeat(70_000),
  password: `Passw0rd${'é'.repeat(40)}`,
});
const keptContact = () => ({
  first_name: 'f'.repeat(500),
  email: `a@${'x'.repeat(252)}`,
  custom_value1: 'c'.repeat(65_535),
  password: '**********',
});

/** Values that a PUT sends, and the values of the client afterwards. */
const stored: [sent: Record<string, unknown>, shown: Record<string, unknown>][] = [
  [{ name: 'Ash' }, { name: 'Ash', display_name: 'Ash' }],
  [{ name: '<b>Birch</b>' }, { name: 'Birch' }],
  [{ name: 4711 }, { name: '4711' }],
  [{ postal_code: 8000 }, { postal_code: '8000' }],
  [{ name: '0' }, { name: '' }],
  [{ city: '0' }, { city: '' }],
  [{ private_notes: 'a</script>' }, { private_notes: 'a<-ript>' }],
  [{ public_notes: '</scb' }, { public_notes: '<-b' }],
  // endless texts are taken, as much of them as there is room for: never less than v1 keeps
  [{ public_notes: 'x'.repeat(65_535) }, { public_notes: 'x'.repeat(65_535) }],
  [{ private_notes: 'x'.repeat(70_000) }, { private_notes: 'x'.repeat(65_535) }],
  [{ custom_value2: 'x'.repeat(70_000) }, { custom_value2: 'x'.repeat(65_535) }],
  [
    { phone: '4'.repeat(501), city: 'y'.repeat(500) },
    { phone: '4'.repeat(500), city: 'y'.repeat(500) },
  ],
  [{ name: 'é'.repeat(600) }, { name: 'é'.repeat(500), display_name: 'é'.repeat(500) }],
  [{ name: `${'x'.repeat(499)}\u{1f332}` }, { name: `${'x'.repeat(499)}\u{1f332}` }],
  [{ name: `${'\u{1f332}'.repeat(500)}x` }, { name: '\u{1f332}'.repeat(500) }],
  [{ number: '7'.repeat(600) }, { number: '7'.repeat(500) }],
  [{ contacts: [endlessContact()] }, { contacts: [keptContact()] }],
  [{ website: null }, { website: '' }],
  [{ website: '' }, { website: '' }],
  [{ country_id: 756 }, { country_id: '756' }],
  [{ country_id: '756' }, { country_id: '756' }],
  [{ country_id: '' }, { country_id: '840' }],
  [{ country_id: null }, { country_id: '840' }],
  [{ shipping_country_id: '36' }, { shipping_country_id: '36' }],
  [{ country_code: 'AL' }, { country_id: '8' }],
  [{ country_code: 'ARM', country_id: '36' }, { country_id: '51' }],
  [{ country_code: 'al', country_id: '36' }, { country_id: '840' }],
  [{ country_code: 'ZZ', country_id: '36' }, { country_id: '840' }],
  [{ shipping_country_code: 'IN' }, { shipping_country_id: '356' }],
  [
    { industry_id: '4', size_id: 2 },
    { industry_id: '4', size_id: '2' },
  ],
  [
    { industry_id: '', size_id: null },
    { industry_id: '', size_id: '' },
  ],
  [{ classification: 'government' }, { classification: 'government' }],
  [{ classification: '' }, { classification: '' }],
  [{ is_tax_exempt: true }, { is_tax_exempt: true }],
  [{ is_tax_exempt: 'no' }, { is_tax_exempt: false }],
  [{ has_valid_vat_number: 1 }, { has_valid_vat_number: true }],
  [{ routing_id: 'DE:1' }, { routing_id: 'DE:1' }],
  [{ assigned_user_id: 'VolejRejNm' }, { assigned_user_id: 'VolejRejNm' }],
  [{ assigned_user_id: '' }, { assigned_user_id: '' }],
  [{ group_settings_id: 'VolejRejNm' }, { group_settings_id: 'VolejRejNm' }],
  [
    { custom_value1: 'a', custom_value4: 'd' },
    { custom_value1: 'a', custom_value4: 'd' },
  ],
  [
    { address1: 'a', shipping_address2: 'b' },
    { address1: 'a', shipping_address2: 'b' },
  ],
  // what cannot be written is ignored
  [
    { balance: 99, is_deleted: true, archived_at: 5 },
    { balance: 0, is_deleted: false, archived_at: 0 },
  ],
  [{ id: 'VolejRejNm', user_id: 'x', unknown: [] }, {}],
  [
    { documents: [{ id: 'x' }], gateway_tokens: 5 },
    { documents: [], gateway_tokens: [] },
  ],
  [
    { e_invoice: { a: 1 }, tax_info: [] },
    { e_invoice: {}, tax_info: {} },
  ],
];

test('PUT stores values as v1 does', async ({ v1 }) => {
  for (const [sent, shown] of stored) {
    const [client] = await v1.has({ name: 'Old', country_id: '276' });
    const changed = await put(v1, client, sent);
    expect({ sent, ...changed }).toMatchObject({ sent, id: client.id, ...shown });
    expect(await v1.data(`GET /clients/${client.id}`)).toEqual(changed);
  }
});

test('currency_code and language_code set settings', async ({ v1 }) => {
  const [euro, german, neither] = await v1.has(
    { currency_code: 'EUR' },
    { language_code: 'de' },
    { currency_code: 'XXX', language_code: 'xx' },
  );
  expect(euro.settings.currency_id).toBe('3');
  expect(german.settings).toMatchObject({ currency_id: '1', language_id: '3' });
  expect(neither.settings).toEqual({ ...neither.settings, currency_id: '1' });
  expect(neither.settings).not.toHaveProperty('language_id');
  const changed = await put(v1, euro, { currency_code: 'GBP', language_code: 'it' });
  expect(changed.settings).toMatchObject({ currency_id: '3', language_id: '2' });
});

/** Values that are refused with 422, and the keys of the refusals. */
const invalid: [sent: Record<string, unknown>, keys: string[]][] = [
  [{ country_id: 'abc' }, ['country_id']],
  [{ country_id: '9999' }, ['country_id']],
  [{ country_id: 1.5 }, ['country_id']],
  [{ shipping_country_id: 'Bern' }, ['shipping_country_id']],
  [{ industry_id: '9999', size_id: 'x' }, ['size_id', 'industry_id']],
  [{ classification: 'pirate' }, ['classification']],
  [{ name: ['Ash'] }, ['name']],
  [{ city: { a: 1 } }, ['city']],
  [{ name: 'a\u0000b' }, ['name']],
  [{ is_tax_exempt: 'perhaps' }, ['is_tax_exempt']],
  [{ assigned_user_id: 'nonsense' }, ['assigned_user_id']],
  [{ group_settings_id: 'nonsense' }, ['group_settings_id']],
  [{ settings: null }, ['settings']],
  [{ settings: 'text' }, ['settings']],
  [{ settings: { currency_id: 'abc' } }, ['settings']],
  [{ settings: { send_reminders: 'false' } }, ['settings']],
  [{ settings: { custom: 'x'.repeat(300_000) } }, ['settings']],
  [{ contacts: null }, ['contacts']],
  [{ contacts: 'text' }, ['contacts']],
  [{ contacts: [{ email: 'nonsense' }] }, ['contacts.0.email']],
  [
    { contacts: [{}, { email: 'a@b.c' }, { email: 'a@b.c' }] },
    ['contacts.1.email', 'contacts.2.email'],
  ],
  [{ contacts: [{ first_name: ['a'] }] }, ['contacts.0.first_name']],
  [{ contacts: [{ password: 'short' }] }, ['contacts.0.password']],
  [{ contacts: [{ password: 'nodigitsHere' }] }, ['contacts.0.password']],
  [{ contacts: [{ password: 'nouppercase1' }] }, ['contacts.0.password']],
  [{ contacts: [{ password: 'NOLOWERCASE1' }] }, ['contacts.0.password']],
  [{ documents: null }, ['documents']],
  [{ documents: 'text' }, ['documents']],
  [{ country_id: 'x', contacts: [{ email: 'x' }] }, ['country_id', 'contacts.0.email']],
];

test('invalid values are refused with 422 under their keys, and nothing is stored', async ({
  v1,
}) => {
  const [client] = await v1.has({ name: 'Ash' });
  for (const [sent, keys] of invalid) {
    expect([sent, ...(await refusal(v1, 'POST /clients', sent))]).toEqual([sent, 422, keys]);
    expect([sent, ...(await refusal(v1, `PUT /clients/${client.id}`, sent))]).toEqual([
      sent,
      422,
      keys,
    ]);
  }
  expect(await v1.data('GET /clients')).toEqual([client]);
});

test('a refusal with 422 has a message and errors', async ({ v1 }) => {
  await v1.has({ number: 'A-1', id_number: 'ID-1' });
  const { status, body } = await v1.send('POST /clients', { number: 'a-1', id_number: 'id-1' });
  expect({ status, body }).toEqual({
    status: 422,
    body: {
      message: 'The given data was invalid.',
      errors: {
        number: ['The number has already been taken.'],
        id_number: ['The id number has already been taken.'],
      },
    },
  });
});

test('a number that another client has, even a deleted one, is refused', async ({ v1, api }) => {
  const [one, two] = await v1.has({ number: 'A-1', id_number: 'ID-1' }, { number: 'A-2' });
  await api.db.query(
    sql`update clients set is_deleted = true, archived_at = now() where company_id = ${api.companyId} and number = 'A-1'`,
  );
  expect(await refusal(v1, `PUT /clients/${two.id}`, { number: 'A-1' })).toEqual([422, ['number']]);
  expect(await refusal(v1, `PUT /clients/${two.id}`, { id_number: 'ID-1' })).toEqual([
    422,
    ['id_number'],
  ]);
  expect(await put(v1, two, { number: 'a-2' })).toMatchObject({ number: 'a-2' });
  expect(await put(v1, two, { number: 'A-2', id_number: '' })).toMatchObject({ id_number: '' });
  expect(one.number).toBe('A-1');
});

test('new numbers are counted, skip taken ones, and ignore numbers that callers send', async ({
  v1,
}) => {
  const made = await v1.has({}, { number: '0003' }, { number: '' }, {}, { number: null });
  expect(made.map(({ number }) => number)).toEqual(['0001', '0003', '0002', '0004', '0005']);
  const renumbered = await put(v1, made[1], { number: '' });
  expect(renumbered.number).toBe('0006');
  const confirmed = { 'x-api-password': v1.api.password };
  await v1.send(`POST /clients/${renumbered.id}/purge`, {}, confirmed);
  expect((await v1.has({}))[0].number).toBe('0007');
});

test('after a hundred taken numbers a client gets one with a random ending', async ({
  v1,
  api,
}) => {
  await v1.has({ number: 'first' });
  await api.db.query(sql`
    insert into clients (company_id, user_id, number, client_hash, display_name)
    select company_id, user_id, to_char(n, 'FM0000'), client_hash || n, 'Client ' || n
    from clients, generate_series(1, 100) as n where company_id = ${api.companyId}`);
  const [made] = await v1.has({});
  expect(made.number).toMatch(/^0\d{3}_[A-Za-z0-9]{5}$/);
});

test('settings are merged with defaults on POST and replaced on PUT', async ({ v1 }) => {
  const [client] = await v1.has({
    settings: {
      currency_id: 3,
      entity: 'x',
      size_id: '5',
      payment_terms: 14,
      translations: { a: 'b' },
      own: 'kept',
    },
  });
  expect(client.settings).toEqual({
    currency_id: '3',
    entity: 'App\\Models\\Client',
    industry_id: '',
    size_id: '',
    payment_terms: '14',
    own: 'kept',
  });
  expect((await put(v1, client, { name: 'Ash' })).settings).toEqual(client.settings);
  expect((await put(v1, client, { settings: { counter_padding: '6' } })).settings).toEqual({
    counter_padding: 6,
    currency_id: '1',
  });
  const many = {
    currency_id: '12',
    default_task_rate: '12.5 an hour',
    late_fee_amount1: 'none',
    send_reminders: 'yes',
    invoice_terms: '',
    translations: { kept: true },
  };
  expect((await put(v1, client, { settings: many })).settings).toEqual({
    ...many,
    default_task_rate: 12.5,
    late_fee_amount1: 0,
    send_reminders: true,
  });
  expect((await put(v1, client, { settings: [] })).settings).toEqual({ currency_id: '1' });
});

/** Settings by their keys, as they are sent and as they are then kept. */
const settings: [key: string, sent: unknown, kept: unknown][] = [
  ['currency_id', 3, '3'],
  ['currency_id', '99999', '99999'],
  ['language_id', '-5', '-5'],
  ['payment_terms', -1, '-1'],
  ['valid_until', '30', '30'],
  ['client_number_counter', '7', 7],
  ['invoice_design_id', 'VolejRejNm', 'VolejRejNm'],
  ['delivery_note_design_id', 'Wpmbk5ezJn', 'Wpmbk5ezJn'],
  ['counter_padding', '6', 6],
  ['num_days_reminder3', 14, 14],
  ['tax_rate1', '7.7 percent', 7.7],
  ['late_fee_endless_percent', 'none', 0],
  ['client_portal_under_payment_minimum', 2.5, 2.5],
  ['send_reminders', true, true],
  ['send_reminders', false, false],
  ['inclusive_taxes', 'true', true],
  ['military_time', '1', true],
  ['show_currency_code', 'yes', true],
  ['enable_client_portal', 'on', true],
  ['auto_email_invoice', null, null],
  ['send_reminders', '', ''],
  ['counter_padding', '', ''],
  ['invoice_terms', ' 30 days ', '30 days'],
  ['email_subject_invoice', 5, '5'],
  ['nobody_knows_this', 5, 5],
  ['nobody_knows_that', { a: [1, 'b', null, true] }, { a: [1, 'b', null, true] }],
];

/** Settings that are refused, and what they are said not to be. */
const refusedSettings: [key: string, sent: unknown, type: string][] = [
  ['currency_id', 'euro', 'integer'],
  ['language_id', 1.5, 'integer'],
  ['payment_terms', 'soon', 'integer'],
  ['invoice_number_counter', 'x', 'integer'],
  ['counter_padding', '-6', 'int'],
  ['font_size', 'large', 'int'],
  ['send_reminders', 'false', 'bool'],
  ['send_reminders', '0', 'bool'],
  ['enable_client_portal', 'no', 'bool'],
  ['invoice_terms', ['soon'], 'string'],
];

test('settings are checked and converted by their keys', async ({ v1 }) => {
  const [client] = await v1.has({});
  for (const [key, sent, kept] of settings) {
    const changed = await put(v1, client, { settings: { [key]: sent } });
    expect([key, sent, changed.settings[key]]).toEqual([key, sent, kept]);
    const [made] = await v1.has({ settings: { [key]: sent } });
    expect([key, sent, made.settings[key]]).toEqual([key, sent, kept]);
  }
  for (const [key, sent, type] of refusedSettings) {
    const { status, body } = await v1.send(`PUT /clients/${client.id}`, {
      settings: { [key]: sent },
    });
    const errors = { settings: [`${key} is not a valid ${type}`] };
    expect([key, status, body.errors]).toEqual([key, 422, errors]);
  }
  for (const [unstorable, place] of [
    [{ own: ['a\u0000'] }, 'settings.own.0'],
    [{ own: { 'b\ud800': 1 } }, 'settings.own'],
    [{ 'c\u0000': 1 }, 'settings'],
  ] as const) {
    const sent = JSON.stringify({ settings: unstorable });
    const { status, body } = await v1.send('POST /clients', sent, {
      'content-type': 'application/json',
    });
    expect([unstorable, status, Object.keys(body.errors)]).toEqual([unstorable, 422, [place]]);
  }
});

/** Returns the contacts of a client as `first_name:is_primary:send_email`. */
const contactsOf = (client: { contacts: Record<string, unknown>[] }) =>
  client.contacts.map(
    ({ first_name, is_primary, send_email }) =>
      `${first_name}${is_primary ? ' primary' : ''}${send_email ? ' mail' : ''}`,
  );

const two = () => ({ contacts: [{ first_name: 'A', email: 'a@x.example' }, { first_name: 'B' }] });

const contactPuts: [sent: (k1: string, k2: string) => unknown, kept: string[]][] = [
  [(k1, k2) => [{ id: k1, phone: '9' }, { id: k2 }], ['A primary mail', 'B mail']],
  [(_, k2) => [{ id: k2 }], ['B primary mail']],
  [(k1, k2) => [{ id: k1 }, { id: k2, is_primary: true }], ['B primary mail', 'A mail']],
  [(k1, k2) => [{ id: k2 }, { id: k1 }], ['B primary mail', 'A mail']],
  [() => [{ first_name: 'C', email: 'c@x.example' }], ['C primary mail']],
  [(k1) => [{ id: k1, first_name: 'D' }, { first_name: 'E' }], ['D primary mail', 'E mail']],
  [
    (k1, k2) => [
      { id: k1, send_email: false },
      { id: k2, send_email: false },
    ],
    ['A primary mail', 'B'],
  ],
  [
    (k1, k2) => [
      { id: k1, send_email: false },
      { id: k2, send_email: true },
    ],
    ['A primary', 'B mail'],
  ],
  [(k1) => ({ id: k1, first_name: 'F' }), ['F primary mail']],
  [(k1, k2) => ({ 0: { id: k1 }, 1: { id: k2 } }), ['A primary mail', 'B mail']],
  [() => [], [' primary mail']],
  [() => [{}], [' primary mail']],
  [() => ({}), [' primary mail']],
  [() => ['a'], [' primary mail']],
  [() => [{ id: '5', first_name: 'G' }], ['G primary mail']],
  [() => [{ id: 'nonsense', first_name: 'H' }], ['H primary mail']],
];

test('PUT removes contacts that it leaves out', async ({ v1 }) => {
  for (const [sent, kept] of contactPuts) {
    const [client] = await v1.has(two());
    const [{ id: k1 }, { id: k2 }] = client.contacts;
    const changed = await put(v1, client, { contacts: sent(k1, k2) });
    expect([String(sent), contactsOf(changed)]).toEqual([String(sent), kept]);
    const untouched = await put(v1, client, { name: 'Other' });
    expect(untouched.contacts).toEqual(changed.contacts);
  }
});

test('the id of a removed contact creates a new contact', async ({ v1 }) => {
  const [client] = await v1.has(two());
  const [first, second] = client.contacts;
  await put(v1, client, { contacts: [{ id: second.id }] });
  const changed = await put(v1, client, { contacts: [{ id: first.id, first_name: 'Again' }] });
  expect(changed.contacts).toMatchObject([{ first_name: 'Again', email: '' }]);
  expect([first.id, second.id]).not.toContain(changed.contacts[0].id);
});

test('a change of a contact changes updated_at of its client', async ({ v1, api }) => {
  const [client] = await v1.has(two());
  await api.db.query(sql`
    update clients set updated_at = '2020-01-01T00:00:00Z' where company_id = ${api.companyId}`);
  const [first, second] = client.contacts;
  const same = await put(v1, client, { contacts: [first, second] });
  expect(same.updated_at).toBe(Date.parse('2020-01-01T00:00:00Z') / 1000);
  const changed = await put(v1, client, { contacts: [{ ...first, phone: '9' }, second] });
  expect(changed.updated_at).toBeGreaterThanOrEqual(client.updated_at);
});

const STARS = '**********';

/** Contacts that are taken, and their addresses and passwords as they are then shown. */
const addresses: [sent: object[], shown: [email: string, password: string][]][] = [
  [
    [{ email: 'A@x.example' }, { email: 'a@x.example' }],
    [
      ['A@x.example', ''],
      ['a@x.example', ''],
    ],
  ],
  [
    [{ email: '' }, { email: null }, {}],
    [
      ['', ''],
      ['', ''],
      ['', ''],
    ],
  ],
  [[{ email: 'a@x.example', password: 'Passw0r' }], [['a@x.example', STARS]]],
  [[{ email: 'a@x.example', password: '  Passw0r ' }], [['a@x.example', STARS]]],
  // A password belongs to an address of more than three characters.
  [[{ email: 'a@b', password: 'Passw0rd' }], [['a@b', '']]],
  [[{ password: 'Passw0rd' }], [['', '']]],
];

test('contact addresses are case-sensitive, and a password needs an address', async ({ v1 }) => {
  for (const [contacts, shown] of addresses) {
    const [made] = await v1.has({ contacts });
    const changed = await put(v1, (await v1.has({}))[0], { contacts });
    for (const client of [made, changed]) {
      const found = client.contacts.map(({ email, password }: Record<string, string>) => [
        email,
        password,
      ]);
      expect([contacts, found]).toEqual([contacts, shown]);
    }
  }
});

test('a contact without an address gets an empty one', async ({ v1 }) => {
  const [client] = await v1.has(two());
  const changed = await put(v1, client, { contacts: [] });
  expect(changed).toMatchObject({ display_name: '', contacts: [{ email: '', is_primary: true }] });
});

test('PUT keeps the keys of contacts with ids, and gives new ones an id and a key', async ({
  v1,
}) => {
  const [client] = await v1.has(two());
  const [first] = client.contacts;
  const changed = await put(v1, client, {
    contacts: [{ id: first.id, contact_key: 'mine', phone: '9' }, { contact_key: 'mine' }],
  });
  expect(changed.contacts[0]).toMatchObject({
    id: first.id,
    contact_key: first.contact_key,
    phone: '9',
  });
  expect(changed.contacts[1].contact_key).toMatch(/^[A-Za-z0-9]{40}$/);
});

test('the contact of another client is not moved by its id', async ({ v1 }) => {
  const [one, second] = await v1.has(two(), two());
  const [theirs] = second.contacts;
  const changed = await put(v1, one, { contacts: [{ id: theirs.id, first_name: 'Mine' }] });
  expect(changed.contacts).toMatchObject([{ first_name: 'Mine' }]);
  expect(changed.contacts[0].id).not.toBe(theirs.id);
  expect((await v1.data(`GET /clients/${second.id}`)).contacts).toEqual(second.contacts);
});

test('passwords of contacts are returned masked, and kept if the mask is sent back', async ({
  v1,
  api,
}) => {
  const [client] = await v1.has({
    contacts: [{ email: 'a@x.example', password: 'Passw0rd' }, { email: 'b@x.example' }],
  });
  expect(client.contacts.map(({ password }: { password: string }) => password)).toEqual([
    '**********',
    '',
  ]);
  const hash = () =>
    api.db.query(
      sql`select password_hash from contacts where company_id = ${api.companyId} order by id`,
    );
  const before = await hash();
  for (const password of ['**********', '*****', '', null]) {
    const contacts = [{ ...client.contacts[0], password }, client.contacts[1]];
    await put(v1, client, { contacts });
    expect(await hash()).toEqual(before);
  }
  await put(v1, client, { contacts: [{ id: client.contacts[0].id, password: ' Passw0rd2 ' }] });
  expect((await hash())[0]).not.toEqual(before[0]);
});

const names: [sent: Record<string, unknown>, displayName: string][] = [
  [{ name: 'Ash' }, 'Ash'],
  [{ name: 'é' }, 'é'],
  [{ name: 'A', contacts: [{ first_name: 'Jo', last_name: 'Lane', email: '' }] }, 'Jo Lane'],
  [{ contacts: [{ first_name: 'Jo', email: 'jo@x.example' }] }, 'Jo '],
  [{ contacts: [{ email: 'jo@x.example' }] }, 'jo@x.example'],
  [{ contacts: [{ first_name: 'Jo' }] }, 'No Contact Set'],
  [{ contacts: [{ first_name: 'Jo' }, { first_name: 'Al', email: 'al@x.example' }] }, 'Al '],
  [
    { contacts: [{ email: 'a@x.example' }, { email: 'b@x.example', is_primary: true }] },
    'b@x.example',
  ],
];

test("display names follow v1's rule", async ({ v1 }) => {
  const called = [];
  for (const [sent] of names) called.push([sent, (await v1.has(sent))[0].display_name]);
  expect(called).toEqual(names);
});

test('a deleted client cannot be changed before it is restored', async ({ v1, api }) => {
  const [client] = await v1.has({ name: 'Ash' });
  await api.db.query(
    sql`update clients set is_deleted = true, archived_at = now() where company_id = ${api.companyId}`,
  );
  const route = `PUT /clients/${client.id}`;
  const { status, body } = await v1.send(route, { name: 'Birch' });
  expect({ status, body }).toEqual({
    status: 400,
    body: { message: expect.stringMatching(/restore/) },
  });
  expect(await refusal(v1, route, { classification: 'pirate' })).toEqual([422, ['classification']]);
});

test('a returned client can be sent back and changes nothing', async ({ v1, api }) => {
  const made = await v1.has(
    {
      name: 'Ash',
      number: 'N-1',
      id_number: 'I-1',
      settings: { currency_id: '3', send_reminders: true, late_fee_amount1: 2.5 },
      ...two(),
    },
    {},
    { contacts: [{ first_name: 'No address' }, { email: 'x@x.example', password: 'Passw0rd' }] },
    { is_tax_exempt: true, shipping_country_id: '36', size_id: '1', classification: 'trust' },
  );
  const versions = () =>
    api.db.query(
      sql`select id, version, updated_at from clients where company_id = ${api.companyId} order by id`,
    );
  const before = await versions();
  for (const client of made) {
    const shown = await v1.data(`GET /clients/${client.id}`);
    expect(shown).toEqual(client);
    expect(await v1.data(`PUT /clients/${client.id}`, shown)).toEqual(shown);
    expect(await v1.data(`PATCH /clients/${client.id}`, shown)).toEqual(shown);
    const form = new URLSearchParams(flat(shown));
    expect(await v1.data(`PUT /clients/${client.id}`, form)).toEqual(shown);
  }
  expect(await versions()).toEqual(before);
});

/** Writes a record as a form of a PHP program: brackets, booleans as 1 and 0, no empty lists. */
function flat(value: unknown, prefix = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) {
    return [[prefix, typeof value === 'boolean' ? String(Number(value)) : String(value ?? '')]];
  }
  return Object.entries(value).flatMap(([key, member]) =>
    flat(member, prefix === '' ? key : `${prefix}[${key}]`),
  );
}

test('a create or change takes at most three round trips, response included', async ({ v1 }) => {
  const contacts = [{ first_name: 'Ada', email: 'ada@x.org' }];
  const client = await v1.data('POST /clients', { name: 'Ada', contacts });
  const trips = (work: () => Promise<unknown>) => v1.api.roundTrips(work);
  expect(await trips(() => v1.data('POST /clients', { name: 'Bob', contacts }))).toBe(3);
  expect(await trips(() => v1.data('POST /clients', { number: 'own', contacts }))).toBe(1);
  expect(await trips(() => put(v1, client, { name: 'Ada L', contacts }))).toBe(2);
  expect(await trips(() => put(v1, client, { id_number: 'I', contacts }))).toBe(3);
});
