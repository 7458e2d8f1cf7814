import { bulkActions, bulkColumns } from '../routes/client-bulk.ts';
import { documentActions } from '../routes/document-bulk.ts';
import { statics } from '../routes/statics.ts';
import { includes } from '../v1/includes.ts';
import { jsonSchema } from '../v1/kinds.ts';
import { type RecordKey, type RecordName, recordTables } from '../v1/records.ts';
import { ref, type Schema } from './format.ts';
import type { ResponseName } from './names.ts';

const list = (items: Schema): Schema => ({ type: 'array', items });

const object = (properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  ...more,
});

/** An object that has all of these members and no other. */
const exactly = (properties: Readonly<Record<string, Schema>>): Schema =>
  object(properties, { required: Object.keys(properties), additionalProperties: false });

const text = (description: string): Schema => ({ type: 'string', description });

/** What v1 shows under a key. */
const shown = ({ kind, description, writable }: RecordKey): Schema => ({
  ...jsonSchema[kind],
  description,
  ...(writable ? {} : { readOnly: true }),
});

const record = (name: RecordName): Record<string, Schema> =>
  Object.fromEntries(
    recordTables[name].filter(({ hidden }) => !hidden).map((key) => [key.key, shown(key)]),
  );

/** What callers may send for each kind: forms carry texts, and null or an empty text clears. */
const sent: Partial<Record<RecordKey['kind'], Schema>> = {
  text: { type: ['string', 'number', 'null'] },
  boolean: { type: ['boolean', 'string', 'integer', 'null'] },
  referenceId: { type: ['string', 'integer', 'null'] },
  recordId: { type: ['string', 'null'] },
  json: { type: ['object', 'array'] },
};

const input = (name: RecordName): Record<string, Schema> =>
  Object.fromEntries(
    recordTables[name]
      .filter(({ writable }) => writable)
      .map(({ key, kind, description }) => [key, { ...sent[kind], description }]),
  );

const code = (description: string): Schema => ({ type: 'string', description });

const ledgerEntry = exactly({
  notes: text('Notes on the entry.'),
  balance: { type: 'number', description: "The client's balance after the entry." },
  adjustment: { type: 'number', description: 'What the entry added to the balance.' },
  activity_id: { type: 'integer', description: 'Always 0.' },
  created_at: { ...jsonSchema.instant, description: 'When the entry was written.' },
  updated_at: { ...jsonSchema.instant, description: 'The same.' },
  archived_at: { type: 'integer', description: 'Always 0.' },
});

const client = {
  ...record('client'),
  contacts: { ...list(ref('Contact')), description: 'The primary one first.' },
  documents: { ...list(ref('Document')), description: 'As they were added.' },
  gateway_tokens: { ...list(ref('GatewayToken')), description: 'The default one first.' },
};

const { meta: tokenMeta, ...tokenWithoutMeta } = record('gatewayToken');

/** What a single page of a list says of itself. */
const pagination = exactly({
  total: { type: 'integer', description: 'Records of the whole list.' },
  count: { type: 'integer', description: 'Records on this page.' },
  per_page: { type: 'integer', description: 'Records on a full page.' },
  current_page: { type: 'integer', description: 'This page, from 1.' },
  total_pages: { type: 'integer', minimum: 1, description: 'Pages of the list.' },
  links: {
    description: 'The pages before and after this one; an empty list when there are none.',
    anyOf: [
      { type: 'array', maxItems: 0 },
      object(
        { previous: { type: 'string' }, next: { type: 'string' } },
        { additionalProperties: false, minProperties: 1 },
      ),
    ],
  },
});

/** The rows of the fixed tables: all have a number, the key under which others name them. */
const fixedTables: Schema = {
  ...exactly(
    Object.fromEntries(
      Object.entries(statics).map(([table, [row = {}]]) => [
        table,
        list(
          exactly(
            Object.fromEntries(
              Object.entries(row).map(([key, value]) => [key, { type: typeof value }]),
            ),
          ),
        ),
      ]),
    ),
  ),
  description: 'The fixed tables, where `include_static` asks for them.',
};

/** The schemas that others refer to, by name. */
export const schemas: Readonly<Record<string, Schema>> = {
  Client: object(
    {
      ...client,
      activities: { type: 'array', maxItems: 0, description: includes.activities },
      ledger: { ...list(ref('LedgerEntry')), description: includes.ledger },
      system_logs: { type: 'array', maxItems: 0, description: includes.system_logs },
    },
    { required: Object.keys(client), additionalProperties: false },
  ),
  Contact: exactly(record('contact')),
  Document: exactly(record('document')),
  GatewayToken: exactly({ ...record('gatewayToken'), meta: ref('GatewayTokenMeta') }),
  GatewayTokenAlone: exactly(tokenWithoutMeta),
  GatewayTokenMeta: object(
    {
      exp_month: { type: 'string' },
      exp_year: { type: 'string' },
      brand: { type: 'string' },
      last4: { type: 'string' },
      type: { type: 'integer' },
    },
    { description: tokenMeta?.description, additionalProperties: false },
  ),
  LedgerEntry: ledgerEntry,
  Pagination: pagination,
  Static: fixedTables,
  ClientInput: object({
    ...input('client'),
    country_code: code('ISO code of the country, in place of `country_id`.'),
    shipping_country_code: code('ISO code of the country, in place of `shipping_country_id`.'),
    currency_code: code('ISO code of the currency, in place of a setting; only for new clients.'),
    language_code: code('Locale of the language, in place of a setting.'),
    contacts: {
      ...list(ref('ContactInput')),
      description: 'All the contacts there are: others are removed.',
    },
  }),
  ContactInput: object({
    id: text('The id of the contact to change; absent or unknown for a new one.'),
    ...input('contact'),
  }),
  DocumentInput: object(input('document')),
  GatewayTokenInput: object({
    client_id: text('The id of the client; for a new token.'),
    ...input('gatewayToken'),
  }),
  ClientBulkInput: object(
    {
      action: { type: 'string', enum: Object.keys(bulkActions), description: 'What is done.' },
      ids: { ...list({ type: 'string' }), description: 'The ids of the clients.' },
      group_settings_id: text('The group, for `assign_group`.'),
      column: { type: 'string', enum: bulkColumns, description: 'What `bulk_update` sets.' },
      new_value: { description: 'What `bulk_update` sets it to; absent clears it.' },
    },
    { required: ['action', 'ids'] },
  ),
  DocumentBulkInput: object(
    {
      action: { type: 'string', enum: [...documentActions] },
      ids: list({ type: 'string' }),
    },
    { required: ['action', 'ids'] },
  ),
  Upload: object({
    'documents[]': { ...list({ type: 'string', format: 'binary' }), description: 'The files.' },
    is_public: { type: ['boolean', 'string'], description: 'Whether the client sees them.' },
    _method: text('`PUT`, where the request is a POST.'),
  }),
  Message: exactly({ message: text('What happened, or what is wrong.') }),
  Refusal: exactly({
    message: text('What is wrong.'),
    errors: { type: 'object', maxProperties: 0 },
  }),
  NotConfirmed: { anyOf: [ref('Refusal'), ref('Message')] },
  Invalid: exactly({
    message: text('That something in the input is wrong.'),
    errors: {
      type: 'object',
      description: 'Texts for each value that is wrong, under its key with dots.',
      additionalProperties: list({ type: 'string' }),
      minProperties: 1,
    },
  }),
};

/** An envelope, to which the fixed tables may be added. */
const envelope = (members: Readonly<Record<string, Schema>>): Schema =>
  object(
    { ...members, static: ref('Static') },
    { required: Object.keys(members), additionalProperties: false },
  );

const one = (name: string): Schema => envelope({ data: ref(name) });
const page = (name: string): Schema =>
  envelope({ data: list(ref(name)), meta: exactly({ pagination: ref('Pagination') }) });

/** What routes answer with status 200, by the names that the table of routes uses. */
export const responseBodies = {
  client: { description: 'The client.', schema: one('Client') },
  clients: { description: 'A page of clients.', schema: page('Client') },
  document: { description: 'The document.', schema: one('Document') },
  documents: { description: 'A page of documents.', schema: page('Document') },
  documentsDone: {
    description: 'A page of the documents; or, of `download`, the address of a zip of all of them.',
    schema: {
      anyOf: [
        page('Document'),
        exactly({ message: text('For how long it is there.'), url: text('Where the zip is.') }),
      ],
    },
  },
  gatewayToken: {
    description: 'The gateway token; its meta stands beside it.',
    schema: envelope({ data: ref('GatewayTokenAlone'), meta: ref('GatewayTokenMeta') }),
  },
  gatewayTokens: { description: 'A page of gateway tokens.', schema: page('GatewayToken') },
  message: { description: 'That it is done.', schema: ref('Message') },
  purged: {
    description: 'That it is done.',
    schema: exactly({ data: ref('Message'), message: { type: 'string' } }),
  },
  ping: {
    description: 'Whose the token is.',
    schema: exactly({
      company_name: text('What the company is called.'),
      user_name: text('What the user is called.'),
    }),
  },
  statics: { description: 'The tables.', schema: ref('Static') },
  nothing: { description: 'Nothing.', schema: null },
  bytes: { description: 'The bytes, as they were stored.', schema: null },
  zip: { description: 'A zip.', schema: null },
  page: { description: 'A page for people.', schema: null },
  openApi: { description: 'This document.', schema: { type: 'object' } },
} as const satisfies Record<ResponseName, { description: string; schema: Schema | null }>;
