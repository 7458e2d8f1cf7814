import { expect, test } from 'vitest';
import { IdCodec } from '../../src/domain/core/ids.ts';
import {
  clientFields,
  contactFields,
  documentFields,
  gatewayTokenFields,
} from '../../src/domain/records/fields.ts';
import type { FullClient } from '../../src/projection/full-clients.ts';
import { writeJson } from '../../src/rest/http/json.ts';
import { camelCase, snakeCase } from '../../src/rest/v1/casing.ts';
import { presentClient } from '../../src/rest/v1/present.ts';
import { recordTables } from '../../src/rest/v1/records.ts';

const tables = [clientFields, contactFields, documentFields, gatewayTokenFields];

test('every field name converts to snake case and back', () => {
  const names = tables.flatMap((table) => Object.keys(table));
  expect(names.map((name) => camelCase(snakeCase(name)))).toEqual(names);
  expect(['customValue1', 'eInvoice', 'isTaxExempt', 'address1'].map(snakeCase)).toEqual([
    'custom_value1',
    'e_invoice',
    'is_tax_exempt',
    'address1',
  ]);
});

/** The keys of v1, in its order. */
const keys = {
  client: `id user_id assigned_user_id name website private_notes balance group_settings_id paid_to_date payment_balance
    credit_balance last_login size_id public_notes client_hash address1 address2 phone city state postal_code country_id
    industry_id custom_value1 custom_value2 custom_value3 custom_value4 shipping_address1 shipping_address2 shipping_city
    shipping_state shipping_postal_code shipping_country_id settings is_deleted vat_number id_number updated_at archived_at
    created_at display_name number has_valid_vat_number is_tax_exempt routing_id tax_info classification e_invoice`,
  contact: `id first_name last_name email created_at updated_at archived_at is_primary is_locked phone custom_value1
    custom_value2 custom_value3 custom_value4 contact_key send_email last_login password link`,
  document: `id user_id assigned_user_id project_id vendor_id url preview name type disk hash size width height is_default
    updated_at archived_at created_at is_deleted is_public link`,
  gatewayToken: `id token gateway_customer_reference gateway_type_id company_gateway_id is_default meta created_at
    updated_at archived_at is_deleted`,
};

test.for(Object.entries(keys))("a %s has the keys of v1 in v1's order", ([name, list]) => {
  const table = recordTables[name as keyof typeof recordTables];
  const shown = table.filter(({ hidden }) => !hidden);
  expect(shown.map(({ key }) => key)).toEqual(list.split(/\s+/));
});

const at = (seconds: number) => new Date(seconds * 1000 + 999);

const nothing = (table: object) =>
  Object.fromEntries(Object.keys(table).map((name) => [name, null]));

/** The client of the API's documentation, with the rows that it would have here. */
const documented: FullClient = {
  client: {
    ...nothing(clientFields),
    id: 391,
    userId: 166,
    name: 'Le Dudette',
    balance: '10735.05',
    paidToDate: '0',
    paymentBalance: '0',
    creditBalance: '1000.123456',
    clientHash: 'x'.repeat(40),
    countryId: 840,
    settings: { currency_id: '1', invoice_terms: 'soon' },
    isDeleted: false,
    updatedAt: at(1646659068),
    archivedAt: null,
    createdAt: at(1646492887),
    displayName: 'Le Dudette',
    number: '0001',
    hasValidVatNumber: false,
    isTaxExempt: false,
    taxInfo: {},
    eInvoice: {},
    version: 7,
    currencyId: 1,
  },
  contacts: [7064, 7065, 7066].map((id, place) => ({
    ...nothing(contactFields),
    id,
    clientId: 391,
    email: place === 0 ? 'brook59@example.org' : '',
    createdAt: at(1646492887),
    updatedAt: at(1646492887),
    isPrimary: place === 0,
    isLocked: false,
    contactKey: 'k'.repeat(40),
    sendEmail: true,
    passwordHash: place === 0 ? '$2y$10$abc' : null,
  })),
  documents: [
    {
      ...nothing(documentFields),
      id: 2,
      clientId: 391,
      userId: 1,
      name: 'logo.png',
      type: 'png',
      mimeType: 'image/png',
      disk: 'public',
      hash: 'h.png',
      size: 78,
      width: 10,
      height: 10,
      isDefault: false,
      updatedAt: at(1646492887),
      createdAt: at(1646492887),
      isPublic: true,
    },
  ],
  gatewayTokens: [
    {
      ...nothing(gatewayTokenFields),
      id: 1,
      clientId: 391,
      token: 'tok_1',
      gatewayTypeId: 1,
      companyGatewayId: 0,
      isDefault: false,
      meta: { exp_year: 2028, type: '1', brand: 'visa', secret: 'x' },
      createdAt: at(1646492887),
      updatedAt: at(1646492887),
      isDeleted: false,
    },
  ],
};

const presenting = { ids: new IdCodec(), appUrl: 'http://ninja.example' };

test('the documented client has the same keys and types', () => {
  const shown = JSON.parse(writeJson(presentClient(documented, presenting)));
  const { contacts, documents, gateway_tokens, ...client } = shown;
  const parts = ['contacts', 'documents', 'gateway_tokens'];
  expect(Object.keys(shown)).toEqual([...keys.client.split(/\s+/), ...parts]);
  const blank = keys.client.split(/\s+/).map((key) => [key, '']);
  expect(client).toEqual({
    ...Object.fromEntries(blank),
    id: 'OpnelpJeKB',
    user_id: 'q9wdL84djP',
    name: 'Le Dudette',
    balance: 10735.05,
    paid_to_date: 0,
    payment_balance: 0,
    credit_balance: 1000.123456,
    last_login: 0,
    client_hash: 'x'.repeat(40),
    country_id: '840',
    settings: { currency_id: '1', invoice_terms: 'soon' },
    is_deleted: false,
    updated_at: 1646659068,
    archived_at: 0,
    created_at: 1646492887,
    display_name: 'Le Dudette',
    number: '0001',
    has_valid_vat_number: false,
    is_tax_exempt: false,
    tax_info: {},
    e_invoice: {},
  });
  expect(contacts.map(({ id }: { id: string }) => id)).toEqual([
    'YQdJqg9bOG',
    'y1aKZjleQG',
    '9wdL8kpdjP',
  ]);
  expect(contacts[0]).toEqual({
    ...Object.fromEntries(keys.contact.split(/\s+/).map((key) => [key, ''])),
    id: 'YQdJqg9bOG',
    email: 'brook59@example.org',
    created_at: 1646492887,
    updated_at: 1646492887,
    archived_at: 0,
    is_primary: true,
    is_locked: false,
    contact_key: 'k'.repeat(40),
    send_email: true,
    last_login: 0,
    password: '**********',
    link: `http://ninja.example/client/key_login/${'k'.repeat(40)}`,
  });
  expect(documents[0]).toEqual({
    ...Object.fromEntries(keys.document.split(/\s+/).map((key) => [key, ''])),
    id: 'Wpmbk5ezJn',
    user_id: 'q9wdL84djP',
    url: 'http://ninja.example/api/v1/documents/Wpmbk5ezJn/download',
    name: 'logo.png',
    type: 'png',
    disk: 'public',
    hash: 'h.png',
    size: 78,
    width: 10,
    height: 10,
    is_default: false,
    updated_at: 1646492887,
    archived_at: 0,
    created_at: 1646492887,
    is_deleted: false,
    is_public: true,
    link: '/clients/OpnelpJeKB',
  });
  expect(gateway_tokens[0]).toEqual({
    id: 'VolejRejNm',
    token: 'tok_1',
    gateway_customer_reference: '',
    gateway_type_id: '1',
    company_gateway_id: 'WjnegYbwZ1',
    is_default: false,
    meta: { exp_year: '2028', brand: 'visa', type: 1 },
    created_at: 1646492887,
    updated_at: 1646492887,
    archived_at: 0,
    is_deleted: false,
  });
  const next = presentClient(
    { ...documented, client: { ...documented.client, id: 392 } },
    presenting,
  );
  expect(next.id).toBe('wMvbmEAbYA');
});

const printed: [value: unknown, text: string][] = [
  ['a/b', String.raw`"a\/b"`],
  ['"\\\n\t\u0001\u007f', String.raw`"\"\\\n\t\u0001\u007f"`],
  ['é€\u{1f600}', String.raw`"\u00e9\u20ac\ud83d\ude00"`],
  [[], '[]'],
  [{}, '{}'],
  [[1, [true, null]], '[\n    1,\n    [\n        true,\n        null\n    ]\n]'],
  [{ a: undefined, b: 10.5 }, '{\n    "b": 10.5\n}'],
  [{ 'a/b': { c: 0 } }, '{\n    "a\\/b": {\n        "c": 0\n    }\n}'],
];

test('JSON is written as PHP writes it', () => {
  for (const [value, text] of printed) {
    expect(writeJson(value)).toBe(text);
    expect(JSON.parse(writeJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
  }
});
