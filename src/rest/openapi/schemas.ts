import { bulkActions, bulkColumns } from '../routes/client-bulk.ts';
import { documentActions } from '../routes/document-bulk.ts';
import { statics } from '../routes/statics.ts';
import { includes } from '../v1/includes.ts';
import { jsonSchema } from '../v1/kinds.ts';
import { ref, type Schema } from './format.ts';
import {
  exactSchema,
  inputProperties,
  listSchema,
  objectSchema,
  recordProperties,
  textSchema,
} from './record-schemas.ts';

const ledgerEntry = exactSchema({
  notes: textSchema('Notes on the entry.'),
  balance: { type: 'number', description: 'Balance of the client after the entry.' },
  adjustment: { type: 'number', description: 'Amount that the entry added to the balance.' },
  activity_id: { type: 'integer', description: 'Always 0.' },
  created_at: { ...jsonSchema.instant, description: 'Time at which the entry was posted.' },
  updated_at: { ...jsonSchema.instant, description: 'Same as `created_at`.' },
  archived_at: { type: 'integer', description: 'Always 0.' },
});

const client = {
  ...recordProperties('client'),
  contacts: { ...listSchema(ref('Contact')), description: 'Contacts, the primary one first.' },
  documents: {
    ...listSchema(ref('Document')),
    description: 'Documents, in the order of their creation.',
  },
  gateway_tokens: {
    ...listSchema(ref('GatewayToken')),
    description: 'Gateway tokens, the default one first.',
  },
};

const { meta: tokenMeta, ...tokenWithoutMeta } = recordProperties('gatewayToken');

/** Schema of `meta.pagination`. */
const pagination = exactSchema({
  total: { type: 'integer', description: 'Number of records in the list.' },
  count: { type: 'integer', description: 'Number of records on this page.' },
  per_page: { type: 'integer', description: 'Number of records on a full page.' },
  current_page: { type: 'integer', description: 'Number of this page, from 1.' },
  total_pages: { type: 'integer', minimum: 1, description: 'Number of pages.' },
  links: {
    description: 'URLs of the previous and the next page; an empty list if there is neither.',
    anyOf: [
      { type: 'array', maxItems: 0 },
      objectSchema(
        { previous: { type: 'string' }, next: { type: 'string' } },
        { additionalProperties: false, minProperties: 1 },
      ),
    ],
  },
});

/** Schema of the fixed tables, derived from their rows. */
const referenceTables: Schema = {
  ...exactSchema(
    Object.fromEntries(
      Object.entries(statics).map(([table, [row = {}]]) => [
        table,
        listSchema(
          exactSchema(
            Object.fromEntries(
              Object.entries(row).map(([key, value]) => [key, { type: typeof value }]),
            ),
          ),
        ),
      ]),
    ),
  ),
  description: 'Fixed tables, if `include_static` is true.',
};

/** Schemas to which others refer, by name. */
export const schemas: Readonly<Record<string, Schema>> = {
  Client: objectSchema(
    {
      ...client,
      activities: { type: 'array', maxItems: 0, description: includes.activities },
      ledger: { ...listSchema(ref('LedgerEntry')), description: includes.ledger },
      system_logs: { type: 'array', maxItems: 0, description: includes.system_logs },
    },
    { required: Object.keys(client), additionalProperties: false },
  ),
  Contact: exactSchema(recordProperties('contact')),
  Document: exactSchema(recordProperties('document')),
  GatewayToken: exactSchema({ ...recordProperties('gatewayToken'), meta: ref('GatewayTokenMeta') }),
  GatewayTokenAlone: exactSchema(tokenWithoutMeta),
  GatewayTokenMeta: objectSchema(
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
  Static: referenceTables,
  ClientInput: objectSchema({
    ...inputProperties('client'),
    country_code: textSchema('ISO code of the country, instead of `country_id`.'),
    shipping_country_code: textSchema('ISO code of the country, instead of `shipping_country_id`.'),
    currency_code: textSchema(
      'ISO code of the currency, instead of a setting. For new clients only.',
    ),
    language_code: textSchema('Locale of the language, instead of a setting.'),
    contacts: {
      ...listSchema(ref('ContactInput')),
      description: 'All contacts of the client. Contacts that are left out are removed.',
    },
  }),
  ContactInput: objectSchema({
    id: textSchema('Id of a contact to change. Absent or unknown for a new contact.'),
    ...inputProperties('contact'),
  }),
  DocumentInput: objectSchema(inputProperties('document')),
  GatewayTokenInput: objectSchema({
    client_id: textSchema('Id of the client. For new tokens only.'),
    ...inputProperties('gatewayToken'),
  }),
  ClientBulkInput: objectSchema(
    {
      action: { type: 'string', enum: Object.keys(bulkActions), description: 'Action to run.' },
      ids: { ...listSchema({ type: 'string' }), description: 'Ids of the clients.' },
      group_settings_id: textSchema('Id of the group for `assign_group`.'),
      column: { type: 'string', enum: bulkColumns, description: 'Field that `bulk_update` sets.' },
      new_value: { description: 'Value for `bulk_update`. The field is cleared if it is absent.' },
    },
    { required: ['action', 'ids'] },
  ),
  DocumentBulkInput: objectSchema(
    {
      action: { type: 'string', enum: [...documentActions] },
      ids: listSchema({ type: 'string' }),
    },
    { required: ['action', 'ids'] },
  ),
  Upload: objectSchema({
    'documents[]': {
      ...listSchema({ type: 'string', format: 'binary' }),
      description: 'Files to upload.',
    },
    is_public: {
      type: ['boolean', 'string'],
      description: 'The client sees the documents in the portal.',
    },
    _method: textSchema('`PUT` in a POST request.'),
  }),
  Message: exactSchema({
    message: textSchema('Result of the request, or the reason of the refusal.'),
  }),
  Refusal: exactSchema({
    message: textSchema('Reason of the refusal.'),
    errors: { type: 'object', maxProperties: 0 },
  }),
  NotConfirmed: { anyOf: [ref('Refusal'), ref('Message')] },
  Invalid: exactSchema({
    message: textSchema('Says that the input is invalid.'),
    errors: {
      type: 'object',
      description: 'Messages for each invalid value, by its dotted key.',
      additionalProperties: listSchema({ type: 'string' }),
      minProperties: 1,
    },
  }),
};
