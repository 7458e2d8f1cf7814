import { sql } from '../../src/db/sql.ts';
import { clientFields, fieldsOf } from '../../src/domain/records/fields.ts';
import { type Api, expect, test } from '../support/api.ts';

const at = new Date('2026-02-03T04:05:06.789Z');

test('returns all fields of a client, with exact amounts and times', async ({ api }) => {
  const written = {
    name: 'Ärger & Söhne',
    website: 'https://arger.example',
    privateNotes: 'private',
    publicNotes: 'public\nnotes',
    phone: '+49 731 1',
    address1: 'Weg 1',
    address2: 'Hof',
    city: 'Ulm',
    state: 'BW',
    postalCode: '89073',
    shippingAddress1: 'Pfad 2',
    shippingAddress2: 'Tor',
    shippingCity: 'Berlin',
    shippingState: 'BE',
    shippingPostalCode: '10115',
    customValue1: '1',
    customValue2: '2',
    customValue3: '3',
    customValue4: '4',
    vatNumber: 'DE1',
    idNumber: 'HRB 1',
    number: 'C-1',
    routingId: 'R1',
    classification: 'company',
    clientHash: 'h'.repeat(40),
    isTaxExempt: true,
    hasValidVatNumber: true,
    isDeleted: false,
    version: 3,
    settings: { currency_id: '3', language_id: '3', deep: { list: [1, null, 'ä'] } },
    taxInfo: { a: 1 },
    eInvoice: { b: [] },
  };
  const stored = {
    balance: '12345678901234.123456',
    paidToDate: '-0.5',
    creditBalance: '10.000000',
    paymentBalance: '0.10',
    countryId: 276,
    shippingCountryId: 40,
    sizeId: 3,
    industryId: 2,
    groupSettingsId: 5,
    assignedUserId: 1,
    lastLogin: at,
    createdAt: at,
    updatedAt: at,
    archivedAt: at,
  };
  const [id] = await api.has({ ...written, ...stored });
  const names = fieldsOf(clientFields)
    .filter(([, { internal }]) => !internal)
    .map(([name]) => name);
  const { client } = await api.ask(
    `query ($id: ID!) { client(id: $id) {
      id nodeId status ${names.join(' ')}
      country { id name iso2 iso3 } shippingCountry { iso2 } currency { id code name symbol precision }
      language { locale } industry { id } size { id }
    } }`,
    { id },
  );
  expect(client).toEqual({
    ...written,
    id,
    nodeId: `client_${id}`,
    status: 'ARCHIVED',
    displayName: 'Ärger & Söhne',
    balance: '12345678901234.123456',
    paidToDate: '-0.5',
    creditBalance: '10',
    paymentBalance: '0.1',
    countryId: '276',
    shippingCountryId: '40',
    currencyId: '3',
    sizeId: '3',
    industryId: '2',
    userId: 'VolejRejNm',
    groupSettingsId: api.ids.encode(5),
    assignedUserId: 'VolejRejNm',
    lastLogin: at.toISOString(),
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    archivedAt: at.toISOString(),
    country: { id: '276', name: 'Germany', iso2: 'DE', iso3: 'DEU' },
    shippingCountry: { iso2: 'AT' },
    currency: { id: '3', code: 'EUR', name: 'Euro', symbol: '€', precision: 2 },
    language: { locale: 'de' },
    industry: { id: '2' },
    size: { id: '3' },
  });
});

test('returns null for every empty field', async ({ api }) => {
  const [id] = await api.has({});
  const { client } = await api.ask(
    `query ($id: ID!) { client(id: $id) {
      name city assignedUserId countryId country { name } currencyId currency { code } language { locale } lastLogin
      archivedAt status balance displayName contacts { id } documents { nodes { id } totalCount } ledger { nodes { id } }
      gatewayTokens { id } settings
    } }`,
    { id },
  );
  expect(client).toEqual({
    name: null,
    city: null,
    assignedUserId: null,
    countryId: null,
    country: null,
    currencyId: null,
    currency: null,
    language: null,
    lastLogin: null,
    archivedAt: null,
    status: 'ACTIVE',
    balance: '0',
    displayName: 'No Contact Set',
    contacts: [],
    documents: { nodes: [], totalCount: 0 },
    ledger: { nodes: [] },
    gatewayTokens: [],
    settings: {},
  });
});

test('lists owned records in their order, without deleted ones', async ({ api }) => {
  const [id] = await api.has({
    contacts: [
      { firstName: 'Second', contactKey: 'key-2', passwordHash: '$2y$x' },
      { firstName: 'First', isPrimary: true, contactKey: 'key-1', email: 'a@example.com' },
      { firstName: 'Gone', removedAt: at },
      { firstName: 'Third', archivedAt: at },
    ],
    gatewayTokens: [
      { token: 'second', routingNumber: 'secret' },
      {
        token: 'first',
        isDefault: true,
        meta: { last4: '4242' },
        gatewayTypeId: 1,
        companyGatewayId: 7,
      },
      { token: 'gone', isDeleted: true },
    ],
    documents: [
      { name: 'a.pdf', type: 'pdf', mimeType: 'application/pdf', size: 7, isPublic: false },
      { name: 'b.png', type: 'png', width: 3, height: 4 },
    ],
    ledger: [
      { kind: 'INVOICE', amount: '10.50', balance: '10.50', number: 'I-1', date: at },
      { kind: 'PAYMENT', amount: '10.50', balance: '0', notes: 'thanks' },
    ],
  });
  const { client } = await api.ask(
    `query ($id: ID!) { client(id: $id) {
      contacts { firstName email isPrimary password link archivedAt }
      gatewayTokens { token isDefault meta gatewayTypeId companyGatewayId }
      documents { totalCount nodes { name type mimeType size width height isPublic sha256 } }
      ledger { nodes { kind amount balance number notes } }
    } }`,
    { id },
  );
  expect(client).toEqual({
    contacts: [
      {
        firstName: 'First',
        email: 'a@example.com',
        isPrimary: true,
        password: null,
        link: `${api.url}/client/key_login/key-1`,
        archivedAt: null,
      },
      {
        firstName: 'Second',
        email: null,
        isPrimary: false,
        password: '**********',
        link: `${api.url}/client/key_login/key-2`,
        archivedAt: null,
      },
      {
        firstName: 'Third',
        email: null,
        isPrimary: false,
        password: null,
        link: expect.any(String),
        archivedAt: at.toISOString(),
      },
    ],
    gatewayTokens: [
      {
        token: 'first',
        isDefault: true,
        meta: { last4: '4242' },
        gatewayTypeId: '1',
        companyGatewayId: api.ids.encode(7),
      },
      {
        token: 'second',
        isDefault: false,
        meta: {},
        gatewayTypeId: null,
        companyGatewayId: api.ids.encode(0),
      },
    ],
    documents: {
      totalCount: 2,
      nodes: [
        {
          name: 'a.pdf',
          type: 'pdf',
          mimeType: 'application/pdf',
          size: 7,
          width: 0,
          height: 0,
          isPublic: false,
          sha256: null,
        },
        {
          name: 'b.png',
          type: 'png',
          mimeType: 'application/octet-stream',
          size: 0,
          width: 3,
          height: 4,
          isPublic: true,
          sha256: null,
        },
      ],
    },
    ledger: {
      nodes: [
        { kind: 'PAYMENT', amount: '10.5', balance: '0', number: null, notes: 'thanks' },
        { kind: 'INVOICE', amount: '10.5', balance: '10.5', number: 'I-1', notes: null },
      ],
    },
  });
});

test('pages through documents and ledger in both directions', async ({ api }) => {
  const [id] = await api.has({
    documents: ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name })),
    ledger: ['1', '2', '3', '4', '5'].map((amount) => ({ amount })),
  });
  const read = async (args: string) => {
    const { client } = await api.ask(
      `query ($id: ID!) { client(id: $id) {
        documents(${args}) { edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount }
      } }`,
      { id },
    );
    const { edges, pageInfo, totalCount } = client.documents;
    expect(totalCount).toBe(5);
    return { names: edges.map(({ node }: { node: { name: string } }) => node.name), ...pageInfo };
  };
  const first = await read('first: 2');
  expect(first).toMatchObject({ names: ['a', 'b'], hasNextPage: true, hasPreviousPage: false });
  const second = await read(`first: 2, after: "${first.endCursor}"`);
  expect(second).toMatchObject({ names: ['c', 'd'], hasNextPage: true, hasPreviousPage: true });
  expect(await read(`first: 2, after: "${second.endCursor}"`)).toMatchObject({
    names: ['e'],
    hasNextPage: false,
  });
  const last = await read('last: 2');
  expect(last).toMatchObject({ names: ['d', 'e'], hasNextPage: false, hasPreviousPage: true });
  expect(await read(`last: 9, before: "${last.startCursor}"`)).toMatchObject({
    names: ['a', 'b', 'c'],
    hasPreviousPage: false,
  });
  expect(await read('first: 2, offset: 3')).toMatchObject({
    names: ['d', 'e'],
    hasNextPage: false,
  });

  const ledger = async (args: string) => {
    const { client } = await api.ask(
      `query ($id: ID!) { client(id: $id) { ledger(${args}) { nodes { amount } pageInfo { endCursor } } } }`,
      { id },
    );
    return client.ledger;
  };
  const newest = await ledger('first: 2');
  expect(newest.nodes).toEqual([{ amount: '5' }, { amount: '4' }]);
  expect((await ledger(`first: 2, after: "${newest.pageInfo.endCursor}"`)).nodes).toEqual([
    { amount: '3' },
    { amount: '2' },
  ]);
});

const named = (api: Api, identifier: object) =>
  api.ask('query ($by: ClientIdentifier!) { clientBy(identifier: $by) { displayName } }', {
    by: identifier,
  });

test.for([
  ['the number', { number: 'c-1' }, 'Ash'],
  ['the id number', { idNumber: 'hrb 1' }, 'Ash'],
  ['the VAT number', { vatNumber: 'de1' }, 'Ash'],
  ['the e-mail address of a contact', { email: 'ADA@EXAMPLE.COM' }, 'Ash'],
  ['the key of a contact', { contactKey: 'key-of-ash' }, 'Ash'],
  ['a number that is deleted', { number: 'D-1' }, 'Deleted'],
  ['a number that nobody has', { number: 'C-2' }, null],
  ['the key of a contact in another case', { contactKey: 'KEY-OF-ASH' }, null],
  ['the e-mail address of a removed contact', { email: 'gone@example.com' }, null],
] as const)('a client is found by %s', async ([, identifier, name], { api }) => {
  await api.has(
    {
      name: 'Ash',
      number: 'C-1',
      idNumber: 'HRB 1',
      vatNumber: 'DE1',
      contacts: [
        { email: 'ada@example.com', contactKey: 'key-of-ash' },
        { email: 'gone@example.com', removedAt: at },
      ],
    },
    { name: 'Deleted', number: 'D-1', isDeleted: true },
  );
  const { clientBy } = await named(api, identifier);
  expect(clientBy?.displayName ?? null).toBe(name);
});

test('finds a client by its global or hashed id, in any state', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash', isDeleted: true, archivedAt: at });
  for (const form of [id, `client_${id}`]) {
    expect((await named(api, { id: form })).clientBy).toEqual({ displayName: 'Ash' });
    const { client } = await api.ask('query ($id: ID!) { client(id: $id) { status } }', {
      id: form,
    });
    expect(client).toEqual({ status: 'DELETED' });
  }
});

test.for([
  ['a VAT number', { vatNumber: 'DE1' }],
  ['an e-mail address', { email: 'ada@example.com' }],
] as const)(
  '%s that a deleted client has, too, names the other one',
  async ([, identifier], { api }) => {
    const shared = { vatNumber: 'DE1', contacts: [{ email: 'ada@example.com' }] };
    await api.has({ name: 'Deleted', isDeleted: true, ...shared }, { name: 'Ash', ...shared });
    expect((await named(api, identifier)).clientBy).toEqual({ displayName: 'Ash' });
  },
);

test('clientBy refuses a value that several clients have', async ({ api }) => {
  await api.has({ vatNumber: 'DE1' }, { vatNumber: 'de1' });
  const { errors } = await api.send('{ clientBy(identifier: { vatNumber: "DE1" }) { id } }');
  expect(errors).toMatchObject([
    {
      message: 'More than one client is named so; use "clients".',
      path: ['clientBy'],
      extensions: { code: 'AMBIGUOUS_MATCH', inputPath: ['identifier'] },
    },
  ]);
});

test.for([['{}'], ['{ number: "1", email: "a@b" }'], ['{ number: null }']] as const)(
  'exactly one thing names a client: %s is refused',
  async ([identifier], { api }) => {
    const error = await api.refused(`{ clientBy(identifier: ${identifier}) { id } }`);
    expect(error.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  },
);

test('the id of a merged client leads to its survivor', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash', contacts: [{ firstName: 'Ada' }] });
  const gone = 2_000_000_000 + api.companyId;
  await api.db.query(sql`
    insert into client_redirects (from_id, company_id, to_id)
    values (${gone}, ${api.companyId}, ${api.ids.decodeHash(id ?? '')})`);
  const query = `query ($id: ID!) {
    client(id: $id) { ...C } clientBy(identifier: { id: $id }) { ...C } node(id: $id) { ...C } nodes(ids: [$id]) { ...C }
  }
  fragment C on Client { id displayName contacts { firstName } }`;
  const survivor = { id, displayName: 'Ash', contacts: [{ firstName: 'Ada' }] };
  expect(await api.ask(query, { id: api.ids.encode(gone) })).toEqual({
    client: survivor,
    clientBy: survivor,
    node: survivor,
    nodes: [survivor],
  });
});

test('returns the same client for several ids of one request', async ({ api }) => {
  await api.has({ name: 'Ash', contacts: [{ firstName: 'Ada', email: 'a@example.com' }] });
  const { clients } = await api.ask(`{
    clients {
      nodes { contacts { firstName } who: contacts { email } }
      edges { node { ...More contacts { email } } }
    }
  }
  fragment More on Client { name contacts { firstName } }`);
  expect(clients).toEqual({
    nodes: [{ contacts: [{ firstName: 'Ada' }], who: [{ email: 'a@example.com' }] }],
    edges: [{ node: { name: 'Ash', contacts: [{ firstName: 'Ada', email: 'a@example.com' }] } }],
  });
});
