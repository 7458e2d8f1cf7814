import { type Api, expect, test } from '../support/api.ts';

const UPSERT = `mutation Upsert($input: UpsertClientInput!, $key: String, $dryRun: Boolean) {
  upsertClient(input: $input, idempotencyKey: $key, dryRun: $dryRun) {
    outcome replayed dryRun
    client {
      id number idNumber name displayName version countryId currencyId settings balance assignedUserId classification
      contacts { id firstName email phone isPrimary sendEmail password contactKey }
    }
    diff { path before after }
    removedContacts { id email }
    userErrors {
      __typename code message path
      ... on ConflictError { currentVersion changedFields current { name version } }
    }
  }
}`;

const UPSERT_MANY = `mutation Many($inputs: [UpsertClientInput!]!, $policy: BatchPolicy, $key: String) {
  upsertClients(inputs: $inputs, policy: $policy, idempotencyKey: $key) {
    replayed
    results { outcome client { id name number } userErrors { code path } }
    userErrors { code path }
  }
}`;

/** The id of no record. */
const UNKNOWN = 'nelXQAALge';

type Input = Record<string, unknown>;

const upsert = async (api: Api, input: Input, more: object = {}) =>
  (await api.ask(UPSERT, { input, ...more })).upsertClient;

/** Makes or changes a client that nothing may be wrong with. */
const done = async (api: Api, input: Input) => {
  const payload = await upsert(api, input);
  expect(payload.userErrors).toEqual([]);
  return payload.client;
};

const refusals = (payload: { userErrors: { code: string; path: string[] }[] }) =>
  payload.userErrors.map(({ code, path }) => `${code} ${path.join('.')}`);

const emails = (client: { contacts: { email: string }[] }) =>
  client.contacts.map(({ email }) => email);

const count = async (api: Api) => (await api.ask('{ clients { totalCount } }')).clients.totalCount;

test('a new client gets a number, the defaults of the company and one primary contact', async ({
  api,
}) => {
  const client = await done(api, { name: 'Ash', contacts: [{ email: 'ash@example.com' }] });
  expect(client).toMatchObject({
    number: '0001',
    displayName: 'Ash',
    version: 1,
    countryId: '840',
    currencyId: '1',
    balance: '0',
    settings: { entity: 'App\\Models\\Client', industry_id: '', size_id: '', currency_id: '1' },
  });
  expect(client.contacts).toMatchObject([
    { email: 'ash@example.com', isPrimary: true, sendEmail: true, password: null },
  ]);
  expect(client.contacts[0].contactKey).toMatch(/^[A-Za-z0-9]{40}$/);
});

test('an empty input creates a client with a blank contact', async ({ api }) => {
  const client = await done(api, {});
  expect(client).toMatchObject({ name: null, number: '0001', displayName: '' });
  expect(client.contacts).toMatchObject([{ email: '', isPrimary: true, sendEmail: true }]);
});

test('a change leaves absent fields alone, null clears, and repeating it changes nothing', async ({
  api,
}) => {
  const { id } = await done(api, {
    name: 'Ash',
    idNumber: 'A-1',
    contacts: [{ email: 'a@x.org' }],
  });
  const change = { match: { id }, name: 'Birch', idNumber: null, contacts: [{ email: 'b@x.org' }] };
  const changed = await upsert(api, change);
  expect(changed).toMatchObject({
    outcome: 'UPDATED',
    client: { name: 'Birch', idNumber: null, number: '0001', version: 2 },
  });
  expect(emails(changed.client)).toEqual(['a@x.org', 'b@x.org']);
  expect(changed.diff).toContainEqual({ path: ['name'], before: 'Ash', after: 'Birch' });
  expect(changed.diff).toContainEqual({ path: ['idNumber'], before: 'A-1', after: null });
  expect(await upsert(api, change)).toMatchObject({
    outcome: 'UNCHANGED',
    diff: [],
    client: { version: 2 },
  });
});

test('trims texts, stores blank ones as null, and removes markup and scripts', async ({ api }) => {
  const { id } = await done(api, {
    name: '  <b>Ash</b> & Sons ',
    city: '   ',
    privateNotes: 'a</script>',
  });
  const { client } = await api.ask(`{ client(id: "${id}") { name city privateNotes } }`);
  expect(client).toEqual({ name: 'Ash & Sons', city: null, privateNotes: 'a<-ript>' });
});

test('derives a display name from the longest names of a contact', async ({ api }) => {
  // Texts that hardly can be compressed, which is what a database does before it finds one too long for an index.
  const name = (first: number) =>
    String.fromCodePoint(...Array.from({ length: 500 }, (_, i) => first + ((i * 7919) % 20_000)));
  const [firstName, lastName] = [name(0x4e00), name(0x4e01)];
  const client = await done(api, { contacts: [{ firstName, lastName, email: 'a@x.org' }] });
  expect(client.displayName).toBe(firstName);
  const even = await done(api, { contacts: [{ firstName: '\u{1f332}', lastName, email: '' }] });
  expect(even.displayName).toBe(`\u{1f332} ${lastName.slice(0, 498)}`);
});

test.for([
  ['an unknown country', { countryId: '9999' }, 'INVALID_INPUT input.countryId'],
  ['a country that is no number', { countryId: 'US' }, 'INVALID_INPUT input.countryId'],
  ['an unknown industry', { industryId: 999 }, 'INVALID_INPUT input.industryId'],
  ['an unknown size', { sizeId: '99' }, 'INVALID_INPUT input.sizeId'],
  ['an unknown classification', { classification: 'pirate' }, 'INVALID_INPUT input.classification'],
  ['a name of 501 characters', { name: 'x'.repeat(501) }, 'INVALID_INPUT input.name'],
  ['notes beyond 64 KB', { publicNotes: 'x'.repeat(65_536) }, 'INVALID_INPUT input.publicNotes'],
  ['a NUL character', { name: 'a\0b' }, 'INVALID_INPUT input.name'],
  ['a user that is none', { assignedUserId: 'nope' }, 'INVALID_ID input.assignedUserId'],
  ['a user of nobody', { assignedUserId: 'Wpmbk5ezJn' }, 'INVALID_INPUT input.assignedUserId'],
  [
    'another type of id',
    { assignedUserId: 'client_VolejRejNm' },
    'WRONG_ID_TYPE input.assignedUserId',
  ],
  ['settings that are a text', { settings: 'x' }, 'INVALID_INPUT input.settings'],
  [
    'a setting of the wrong type',
    { settings: { currency_id: 'euro' } },
    'INVALID_INPUT input.settings',
  ],
  ['a currency that is no number', { currencyId: 'EUR' }, 'INVALID_INPUT input.currencyId'],
  ['contacts that are null', { contacts: null }, 'INVALID_INPUT input.contacts'],
  ['an address without @', { contacts: [{ email: 'x' }] }, 'INVALID_INPUT input.contacts.0.email'],
  [
    'an address twice',
    { contacts: [{ email: 'a@x.org' }, { email: 'a@x.org' }] },
    'INVALID_INPUT input.contacts.0.email, INVALID_INPUT input.contacts.1.email',
  ],
  [
    'a weak portal password',
    { contacts: [{ email: 'a@x.org', password: 'secret' }] },
    'INVALID_INPUT input.contacts.0.password',
  ],
  ['a contact id that is none', { contacts: [{ id: '!' }] }, 'INVALID_ID input.contacts.0.id'],
  ['a contact of nobody', { contacts: [{ id: 'VolejRejNm' }] }, 'NOT_FOUND input.contacts.0'],
  ['a match by nothing', { match: { number: '  ' } }, 'INVALID_INPUT input.match'],
  ['a match by a bad id', { match: { id: '1' } }, 'INVALID_ID input.match.id'],
  ['a match by an unknown id', { match: { id: 'nelXQAALge' } }, 'NOT_FOUND input.match.id'],
  ['an update of nothing', { mode: 'UPDATE_ONLY' }, 'NOT_FOUND input.match'],
] as const)('%s is refused and nothing is stored', async ([, input, refusal], { api }) => {
  const payload = await upsert(api, input);
  expect(payload).toMatchObject({ client: null, outcome: null });
  expect(refusals(payload).join(', ')).toBe(refusal);
  expect(await count(api)).toBe(0);
});

test('reports all errors of an input at once', async ({ api }) => {
  const input = { countryId: '9999', classification: 'pirate', contacts: [{ email: 'x' }] };
  expect(refusals(await upsert(api, input))).toEqual([
    'INVALID_INPUT input.countryId',
    'INVALID_INPUT input.classification',
    'INVALID_INPUT input.contacts.0.email',
  ]);
});

test('reports an unknown country together with all other errors', async ({ api }) => {
  await done(api, { number: 'N' });
  const input = { match: { number: 'N' }, expectedVersion: 9, countryId: '9999' };
  expect(refusals(await upsert(api, input))).toEqual([
    'CONFLICT input.expectedVersion',
    'INVALID_INPUT input.countryId',
  ]);
});

test.for([
  ['number', { number: 'X-1' }, { number: 'x-1' }],
  ['id number', { idNumber: 'DE 1' }, { idNumber: 'de 1' }],
  ['VAT number', { vatNumber: 'DE9' }, { vatNumber: 'de9' }],
  ['e-mail address of a contact', { contacts: [{ email: 'Ash@x.org' }] }, { email: 'ash@X.org' }],
] as const)('a client is matched by %s, whatever the case', async ([, input, match], { api }) => {
  const { id } = await done(api, input);
  expect(await upsert(api, { match, name: 'Found' })).toMatchObject({
    outcome: 'UPDATED',
    client: { id, name: 'Found' },
  });
  expect(refusals(await upsert(api, { match, mode: 'CREATE_ONLY' }))).toEqual([
    'ALREADY_EXISTS input.match',
  ]);
});

test('stores the values of a match in the client that is created for lack of one', async ({
  api,
}) => {
  expect(await done(api, { match: { number: 'N-7' } })).toMatchObject({ number: 'N-7' });
  expect(await done(api, { match: { idNumber: 'I-7' } })).toMatchObject({ idNumber: 'I-7' });
  expect(emails(await done(api, { match: { email: 'new@x.org' } }))).toEqual(['new@x.org']);
});

test.for(['MERGE', 'REPLACE', 'PATCH'])(
  'a match by e-mail address leaves contacts alone that are not named, also by %s',
  async (contactsMode, { api }) => {
    const client = await done(api, { contacts: [{ email: 'a@x.org' }, { email: 'b@x.org' }] });
    const match = { email: 'A@X.org' };
    expect(await upsert(api, { match, contactsMode })).toMatchObject({
      outcome: 'UNCHANGED',
      client: { version: 1, contacts: client.contacts },
    });
    const made = await done(api, { match: { email: 'new@x.org' }, contactsMode });
    expect(emails(made)).toEqual(['new@x.org']);
    expect(refusals(await upsert(api, { match: { email: 'none' }, contactsMode }))).toEqual([
      'INVALID_INPUT input.match.email',
    ]);
  },
);

test('refuses a match that finds several clients', async ({ api }) => {
  await done(api, { vatNumber: 'V1' });
  await done(api, { vatNumber: 'v1' });
  expect(refusals(await upsert(api, { match: { vatNumber: 'V1' } }))).toEqual([
    'AMBIGUOUS_MATCH input.match',
  ]);
});

test('numbers follow the company pattern and skip those that are taken', async ({ api }) => {
  await done(api, { number: '0002' });
  expect((await done(api, {})).number).toBe('0001');
  expect((await done(api, {})).number).toBe('0003');
  await api.db.pool.query(
    `update companies set client_number_pattern = 'C-{$year}-{$counter}-{$client_custom1}' where id = $1`,
    [api.companyId],
  );
  const year = new Date().getUTCFullYear();
  expect((await done(api, { customValue1: 'vip' })).number).toBe(`C-${year}-0004-vip`);
});

test('a cleared number is replaced by the next one', async ({ api }) => {
  const { id } = await done(api, { number: 'X' });
  expect((await done(api, { match: { id }, number: null })).number).toBe('0001');
});

test('changes each of two contacts whose addresses differ in case by its own', async ({ api }) => {
  const body = {
    contacts: [
      { email: 'a@b.example', first_name: 'lower' },
      { email: 'A@b.example', first_name: 'upper' },
    ],
  };
  const created = await api.fetch('/api/v1/clients', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { id } = ((await created.json()) as { data: { id: string } }).data;
  const query = `mutation ($input: UpsertClientInput!) { upsertClient(input: $input) {
    client { contacts { firstName email phone } } userErrors { code } } }`;
  for (const contactsMode of ['MERGE', 'PATCH']) {
    const contacts = [{ email: 'A@b.example', phone: contactsMode }];
    const { upsertClient } = await api.ask(query, {
      input: { match: { id }, contactsMode, contacts },
    });
    expect(upsertClient).toEqual({
      client: {
        contacts: [
          { firstName: 'lower', email: 'a@b.example', phone: null },
          { firstName: 'upper', email: 'A@b.example', phone: contactsMode },
        ],
      },
      userErrors: [],
    });
  }
});

test('numbers and id numbers are unique, ignoring case', async ({ api }) => {
  await done(api, { number: 'n-1', idNumber: 'i-1' });
  expect(refusals(await upsert(api, { number: 'N-1', idNumber: 'I-1' }))).toEqual([
    'NUMBER_TAKEN input.number',
    'ID_NUMBER_TAKEN input.idNumber',
  ]);
});

test('twenty concurrent creates get twenty numbers', async ({ api }) => {
  const made = await Promise.all(Array.from({ length: 20 }, () => done(api, {})));
  const numbers = made.map(({ number }) => number).sort();
  expect(numbers).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1).padStart(4, '0')));
});

test('another version than the expected one is a conflict that says what changed', async ({
  api,
}) => {
  const { id } = await done(api, { name: 'Ash' });
  await done(api, { match: { id }, name: 'Birch', city: 'Oslo' });
  const { userErrors } = await upsert(api, { match: { id }, expectedVersion: 1, name: 'Cedar' });
  expect(userErrors).toMatchObject([
    {
      __typename: 'ConflictError',
      code: 'CONFLICT',
      path: ['input', 'expectedVersion'],
      currentVersion: 2,
      changedFields: ['city', 'name'],
      current: { name: 'Birch', version: 2 },
    },
  ]);
  expect(await done(api, { match: { id }, expectedVersion: 2, name: 'Cedar' })).toMatchObject({
    name: 'Cedar',
    version: 3,
  });
});

test('refuses an upsert of a deleted client', async ({ api }) => {
  const { id } = await done(api, { number: 'D' });
  await api.db.pool.query(
    'update clients set is_deleted = true, archived_at = now() where company_id = $1',
    [api.companyId],
  );
  expect(refusals(await upsert(api, { match: { id }, name: 'x' }))).toEqual([
    'CLIENT_DELETED input',
  ]);
  expect(refusals(await upsert(api, { match: { number: 'd' } }))).toEqual(['CLIENT_DELETED input']);
});

test('another company neither finds nor disturbs a client', async ({ api, other }) => {
  const { id, contacts } = await done(api, { number: 'N', contacts: [{ email: 'a@x.org' }] });
  expect(refusals(await upsert(other, { match: { id }, name: 'Mine' }))).toEqual([
    'NOT_FOUND input.match.id',
  ]);
  const stolen = { match: { number: 'n' }, contacts: [{ id: contacts[0].id }] };
  expect(refusals(await upsert(other, stolen))).toEqual(['NOT_FOUND input.contacts.0']);
  expect(await done(other, { number: 'N', contacts: [{ email: 'a@x.org' }] })).toMatchObject({
    number: 'N',
  });
  const { client } = await api.ask(`{ client(id: "${id}") { version contacts { email } } }`);
  expect(client).toEqual({ version: 1, contacts: [{ email: 'a@x.org' }] });
});

test('refuses a write without a token', async ({ api }) => {
  const { status } = await api.send(UPSERT, { input: {} }, { 'x-api-token': '' });
  expect(status).toBe(401);
  expect(await count(api)).toBe(0);
});

test('a dry run returns the differences and changes nothing', async ({ api }) => {
  const ghost = await upsert(api, { name: 'Ghost' }, { dryRun: true });
  expect(ghost).toMatchObject({ outcome: 'CREATED', dryRun: true, client: null, userErrors: [] });
  expect(await count(api)).toBe(0);
  const { id } = await done(api, { name: 'Ash' });
  const change = await upsert(api, { match: { id }, name: 'Birch' }, { dryRun: true });
  expect(change.diff).toEqual([{ path: ['name'], before: 'Ash', after: 'Birch' }]);
  expect(change.client).toMatchObject({ name: 'Ash', version: 1 });
});

test('twenty concurrent requests under one key create one client', async ({ api }) => {
  const all = await Promise.all(
    Array.from({ length: 20 }, () => upsert(api, { name: 'Once' }, { key: 'k1' })),
  );
  expect(new Set(all.map(({ client }) => client.id)).size).toBe(1);
  expect(all.filter(({ replayed }) => replayed)).toHaveLength(19);
  expect(await count(api)).toBe(1);
});

test('a key that was used for another request is refused', async ({ api }) => {
  await upsert(api, { name: 'Once' }, { key: 'k1' });
  expect(refusals(await upsert(api, { name: 'Twice' }, { key: 'k1' }))).toEqual([
    'IDEMPOTENCY_MISMATCH idempotencyKey',
  ]);
});

test('the header Idempotency-Key works like the argument', async ({ api }) => {
  const headers = { 'idempotency-key': 'h1' };
  const first = await api.ask(UPSERT, { input: { name: 'Once' } }, headers);
  const second = await api.ask(UPSERT, { input: { name: 'Once' } }, headers);
  expect(second.upsertClient).toMatchObject({ replayed: true, client: first.upsertClient.client });
});

test.for([
  [
    'REPLACE changes one by its id and keeps the others that are named',
    'REPLACE',
    [{ n: 0, phone: '9' }, { n: 1 }],
    ['a@x.org', 'b@x.org'],
  ],
  ['REPLACE removes what is not named', 'REPLACE', [{ n: 1 }], ['b@x.org']],
  ['REPLACE puts new ones in the place of all', 'REPLACE', [{ email: 'c@x.org' }], ['c@x.org']],
  ['REPLACE with an empty list leaves one blank contact', 'REPLACE', [], ['']],
  [
    'REPLACE makes the one said to be primary the first',
    'REPLACE',
    [{ n: 0 }, { n: 1, isPrimary: true }],
    ['b@x.org', 'a@x.org'],
  ],
  ['MERGE adds what is new', 'MERGE', [{ email: 'c@x.org' }], ['a@x.org', 'b@x.org', 'c@x.org']],
  [
    'MERGE finds a contact by its address',
    'MERGE',
    [{ email: 'B@X.org', firstName: 'Bo' }],
    ['a@x.org', 'B@X.org'],
  ],
  ['MERGE with an empty list changes nothing', 'MERGE', [], ['a@x.org', 'b@x.org']],
  [
    'MERGE lets another contact become the primary one',
    'MERGE',
    [{ n: 1, isPrimary: true }],
    ['b@x.org', 'a@x.org'],
  ],
  [
    'MERGE makes the next contact the primary one when the first is said to be none',
    'MERGE',
    [{ n: 0, isPrimary: false }],
    ['b@x.org', 'a@x.org'],
  ],
  [
    'MERGE keeps a contact from being primary that is said to be none, if another can be',
    'MERGE',
    [
      { n: 0, isPrimary: false },
      { n: 1, phone: '9' },
    ],
    ['b@x.org', 'a@x.org'],
  ],
  ['PATCH changes what is named', 'PATCH', [{ n: 1, phone: '9' }], ['a@x.org', 'b@x.org']],
] as const)('%s', async ([, contactsMode, list, expected], { api }) => {
  const made = await done(api, { contacts: [{ email: 'a@x.org' }, { email: 'b@x.org' }] });
  const contacts = list.map(({ n, ...contact }: { n?: number }) =>
    n === undefined ? contact : { id: made.contacts[n].id, ...contact },
  );
  const client = await done(api, { match: { id: made.id }, contactsMode, contacts });
  expect(emails(client)).toEqual(expected);
  expect(client.contacts.map(({ isPrimary }: { isPrimary: boolean }) => isPrimary)).toEqual(
    expected.map((_, i) => i === 0),
  );
});

test('PATCH neither adds nor removes', async ({ api }) => {
  const { id } = await done(api, { contacts: [{ email: 'a@x.org' }] });
  const payload = await upsert(api, {
    match: { id },
    contactsMode: 'PATCH',
    contacts: [{ email: 'new@x.org' }],
  });
  expect(refusals(payload)).toEqual(['NOT_FOUND input.contacts.0']);
});

test.for(['MERGE', 'REPLACE', 'PATCH'])(
  'by %s no contact is named twice',
  async (contactsMode, { api }) => {
    const client = await done(api, { contacts: [{ email: 'a@x.org' }, { email: 'b@x.org' }] });
    const [{ id, contactKey }] = client.contacts;
    const refusedOf = async (...contacts: object[]) =>
      refusals(await upsert(api, { match: { id: client.id }, contactsMode, contacts }));
    expect(await refusedOf({ id, phone: '1' }, { id, phone: '2' })).toEqual([
      'INVALID_INPUT input.contacts.1.id',
    ]);
    if (contactsMode === 'REPLACE') return;
    expect(await refusedOf({ id, phone: '1' }, { contactKey, phone: '2' })).toEqual([
      'INVALID_INPUT input.contacts.1.contactKey',
    ]);
  },
);

test('PATCH says once that a client has no such contact', async ({ api }) => {
  const { id } = await done(api, { contacts: [{ email: 'a@x.org' }] });
  const contacts = [{ id: UNKNOWN, phone: '1' }];
  const payload = await upsert(api, { match: { id }, contactsMode: 'PATCH', contacts });
  expect(refusals(payload)).toEqual(['NOT_FOUND input.contacts.0']);
});

test('returns a removed contact and refuses its id afterwards', async ({ api }) => {
  const made = await done(api, { contacts: [{ email: 'a@x.org' }, { email: 'b@x.org' }] });
  const [, gone] = made.contacts;
  const replaced = await upsert(api, {
    match: { id: made.id },
    contactsMode: 'REPLACE',
    contacts: [{ id: made.contacts[0].id }],
  });
  expect(replaced.removedContacts).toEqual([{ id: gone.id, email: 'b@x.org' }]);
  const again = { match: { id: made.id }, contacts: [{ id: gone.id, phone: '1' }] };
  expect(refusals(await upsert(api, again))).toEqual(['NOT_FOUND input.contacts.0']);
});

test('a portal password is stored as a hash, shown as stars, and left alone by stars', async ({
  api,
}) => {
  const made = await done(api, { contacts: [{ email: 'a@x.org', password: 'Secret123' }] });
  expect(made.contacts[0].password).toBe('**********');
  const { rows } = await api.db.pool.query(
    'select password_hash from contacts where company_id = $1',
    [api.companyId],
  );
  expect(rows[0].password_hash).toMatch(/^\$2[aby]\$10\$/);
  const back = {
    match: { id: made.id },
    contacts: [{ id: made.contacts[0].id, password: '**********' }],
  };
  expect(await upsert(api, back)).toMatchObject({ outcome: 'UNCHANGED' });
});

test('a currency changes one setting, and settings replace all of them', async ({ api }) => {
  const { id } = await done(api, { settings: { language_id: '3' }, currencyId: 3 });
  const kept = await done(api, { match: { id }, currencyId: '2' });
  expect(kept).toMatchObject({ currencyId: '2', settings: { language_id: '3', currency_id: '2' } });
  const replaced = await done(api, { match: { id }, settings: { payment_terms: 14 } });
  expect(replaced.settings).toEqual({ payment_terms: '14', currency_id: '1' });
});

test('a search finds a client by its new values and no longer by its old ones', async ({ api }) => {
  const { id } = await done(api, { name: 'Müller', contacts: [{ email: 'ada@x.org' }] });
  const found = async (search: string) =>
    (await api.ask('query($s: String) { clients(search: $s) { totalCount } }', { s: search }))
      .clients.totalCount;
  expect([await found('muller'), await found('ADA@'), await found('bob@')]).toEqual([1, 1, 0]);
  await done(api, { match: { id }, contacts: [{ email: 'bob@x.org' }], contactsMode: 'REPLACE' });
  expect([await found('muller'), await found('ADA@'), await found('bob@')]).toEqual([1, 0, 1]);
});

test('a client with a number of its own is created by one statement', async ({ api }) => {
  await done(api, { number: 'A' });
  const create =
    'mutation { upsertClient(input: { number: "B", contacts: [{}, {}] }) { outcome } }';
  expect(await api.statements(() => api.ask(create))).toBe(1);
  const shown = `mutation { upsertClient(input: { number: "D", name: "Dora", contacts: [{ email: "d@x.org" }, {}] }) {
    client { number displayName createdAt country { name } contacts { email isPrimary } gatewayTokens { token } }
  } }`;
  let answer: Record<string, { client: object }> = {};
  const sent = await api.statements(async () => {
    answer = await api.ask(shown);
  });
  expect(sent).toBe(1);
  expect(answer.upsertClient?.client).toMatchObject({
    number: 'D',
    displayName: 'Dora',
    createdAt: expect.stringMatching(/Z$/),
    country: { name: 'United States' },
    contacts: [
      { email: 'd@x.org', isPrimary: true },
      { email: null, isPrimary: false },
    ],
    gatewayTokens: [],
  });
  const { userErrors } = await upsert(api, { number: 'b', idNumber: 'I' });
  expect(userErrors).toMatchObject([{ code: 'NUMBER_TAKEN' }]);
  const client = await done(api, { number: 'C', currencyId: '3' });
  expect(client).toMatchObject({ countryId: '840', currencyId: '3', version: 1 });
});

test('an upsert and its response take at most three round trips', async ({ api }) => {
  const { id } = await done(api, { name: 'Ada', contacts: [{ email: 'ada@x.org' }, {}] });
  const trips = (input: object, more: object = {}) =>
    api.roundTrips(() => api.ask(UPSERT, { input, ...more }));
  const contacts = [{ email: 'ada@x.org', phone: '1' }, { email: 'new@x.org' }];
  expect(await trips({ match: { id }, name: 'Ada L', contacts })).toBe(2);
  expect(await trips({ match: { id }, name: 'Ada M' }, { idempotencyKey: 'once' })).toBe(2);
  expect(await trips({ match: { email: 'ada@x.org' }, idNumber: 'I', number: 'N' })).toBe(3);
  expect(await trips({ match: { id }, number: null })).toBe(3);
  expect(await trips({ name: 'Numbered by the company', contacts })).toBe(3);
  expect(await trips({ name: 'Numbered here', number: 'M', contacts })).toBe(1);
});

test('of concurrent creates only those with a taken number are refused', async ({ api }) => {
  const numbers = ['1', '2', '3', '2', '4', '3', '5'].map((digit) => `P${digit}`);
  const payloads = await Promise.all(numbers.map((number) => upsert(api, { number })));
  expect(payloads.filter(({ outcome }) => outcome === 'CREATED')).toHaveLength(5);
  expect(payloads.flatMap(refusals)).toEqual(Array(2).fill('NUMBER_TAKEN input.number'));
  expect(await count(api)).toBe(5);
});

test('creates a thousand clients with a constant number of statements', async ({ api }) => {
  const inputs = Array.from({ length: 1000 }, (_, i) => ({
    name: `Client ${i}`,
    contacts: [{ email: `c${i}@example.com` }],
  }));
  let results: { outcome: string }[] = [];
  const create = `mutation Many($inputs: [UpsertClientInput!]!) {
    upsertClients(inputs: $inputs) { results { outcome } } }`;
  const sent = await api.statements(async () => {
    results = (await api.ask(create, { inputs })).upsertClients.results;
  });
  expect(results.filter(({ outcome }) => outcome === 'CREATED')).toHaveLength(1000);
  expect(sent).toBeLessThanOrEqual(10);
});

test('changes a thousand clients with a constant number of statements', async ({ api }) => {
  const make = (city: string) =>
    Array.from({ length: 1000 }, (_, i) => ({ match: { number: `N${i}` }, city }));
  await api.ask(UPSERT_MANY, { inputs: make('Oslo') });
  const change = `mutation Many($inputs: [UpsertClientInput!]!) {
    upsertClients(inputs: $inputs) { results { outcome } } }`;
  const sent = await api.statements(() => api.ask(change, { inputs: make('Bergen') }));
  expect(sent).toBeLessThanOrEqual(9);
  const { clients } = await api.ask(
    '{ clients(filter: { city: { eq: "bergen" } }) { totalCount } }',
  );
  expect(clients.totalCount).toBe(1000);
});

test('returns results in the order of the inputs, and one refusal rolls back all', async ({
  api,
}) => {
  const inputs = [{ name: 'A' }, { countryId: '9999' }, { name: 'C' }];
  const { upsertClients } = await api.ask(UPSERT_MANY, { inputs });
  expect(upsertClients.results.map(refusals)).toEqual([
    ['SKIPPED inputs.0'],
    ['INVALID_INPUT inputs.1.countryId'],
    ['SKIPPED inputs.2'],
  ]);
  expect(await count(api)).toBe(0);
});

test('REJECT_FAILED writes the other inputs', async ({ api }) => {
  const inputs = [{ name: 'A' }, { number: 'X' }, { number: 'x' }, { name: 'D' }];
  const request = { inputs, policy: 'REJECT_FAILED', key: 'batch' };
  const { upsertClients } = await api.ask(UPSERT_MANY, request);
  expect(upsertClients.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'CREATED',
    'CREATED',
    null,
    'CREATED',
  ]);
  expect(refusals(upsertClients.results[2])).toEqual(['NUMBER_TAKEN inputs.2.number']);
  const { upsertClients: again } = await api.ask(UPSERT_MANY, request);
  expect(again).toEqual({ ...upsertClients, replayed: true });
  expect(await count(api)).toBe(3);
});

test('writes two inputs for one client in their order', async ({ api }) => {
  const inputs = [
    { match: { number: 'N' }, name: 'First' },
    { match: { number: 'n' }, name: 'Second' },
  ];
  const { upsertClients } = await api.ask(UPSERT_MANY, { inputs });
  expect(upsertClients.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'CREATED',
    'UPDATED',
  ]);
  const { clients } = await api.ask('{ clients { nodes { name version } } }');
  expect(clients.nodes).toEqual([{ name: 'Second', version: 2 }]);
});

test('more than a thousand inputs are refused', async ({ api }) => {
  const { upsertClients } = await api.ask(UPSERT_MANY, { inputs: Array(1001).fill({}) });
  expect(upsertClients.results).toBeNull();
  expect(refusals(upsertClients)).toEqual(['TOO_MANY inputs']);
});

test('an idempotency key expires after a day', async ({ api }) => {
  const first = await upsert(api, { name: 'Once' }, { key: 'old' });
  await api.db.pool.query(
    `update idempotency_keys set created_at = now() - interval '25 hours' where company_id = $1`,
    [api.companyId],
  );
  const second = await upsert(api, { name: 'Twice' }, { key: 'old' });
  expect(second).toMatchObject({ outcome: 'CREATED', replayed: false });
  expect(second.client.id).not.toBe(first.client.id);
});
