import { IdCodec } from '../../domain/core/ids.ts';
import type { Field, Kind } from '../../domain/core/kinds.ts';
import {
  clientFields,
  contactFields,
  documentFields,
  fieldsOf,
  gatewayTokenFields,
} from '../../domain/records/fields.ts';
import type { RecordRow } from '../../projection/record-rows.ts';
import { paginate } from '../v1/paging.ts';
import { presentClient, presentDocument, presentToken } from '../v1/present.ts';
import type { ResponseName } from './names.ts';

const MOMENT = new Date('2026-01-31T12:00:00Z');

/** Default value of a field in an example, by kind. */
const usual: Readonly<Record<Kind, unknown>> = {
  text: null,
  boolean: false,
  money: '0',
  instant: null,
  integer: 0,
  referenceId: null,
  recordId: null,
  json: {},
};

const row = (
  table: Readonly<Record<string, Field>>,
  values: Readonly<Record<string, unknown>>,
): RecordRow => ({
  ...Object.fromEntries(fieldsOf(table).map(([name, { kind }]) => [name, usual[kind]])),
  id: 1,
  clientId: 1,
  createdAt: MOMENT,
  updatedAt: MOMENT,
  ...values,
});

const key = 'JbK3Xn5vQ8wLr2Ty7ZcM4Hd9Pf6Gs1Ve0Ua3Wq5R';

const document = row(documentFields, {
  userId: 1,
  clientUserId: 1,
  name: 'contract.pdf',
  type: 'pdf',
  disk: 'public',
  hash: `${key}.pdf`,
  size: 2048,
  isPublic: true,
});

const token = row(gatewayTokenFields, {
  token: 'tok_visa',
  gatewayCustomerReference: 'cus_42',
  gatewayTypeId: 1,
  companyGatewayId: 1,
  isDefault: true,
  meta: { brand: 'visa', last4: '4242', exp_month: '12', exp_year: '2030', type: 1 },
});

const whole = {
  client: row(clientFields, {
    userId: 1,
    name: 'Ash & Sons',
    balance: '120.5',
    clientHash: key,
    city: 'Bern',
    countryId: 756,
    settings: { currency_id: '3', entity: 'App\\Models\\Client', industry_id: '', size_id: '' },
    displayName: 'Ash & Sons',
    number: '0001',
  }),
  contacts: [
    row(contactFields, {
      firstName: 'Ada',
      lastName: 'Lane',
      email: 'ada@ash.example',
      isPrimary: true,
      contactKey: key,
      sendEmail: true,
    }),
  ],
  documents: [document],
  gatewayTokens: [token],
};

/** Examples of bodies. */
export type Examples = ReturnType<typeof examplesAt>;

/** Returns examples of response and request bodies, by the names in the table of routes. */
export function examplesAt(appUrl: string) {
  const presenting = { ids: new IdCodec(), appUrl };
  const client = presentClient(whole, presenting);
  const { meta, ...tokenAlone } = presentToken(token, presenting);
  const page = (path: string, record: unknown) => ({
    data: [record],
    meta: {
      pagination: paginate(
        { perPage: 20, page: 1, offset: 0 },
        { total: 1, count: 1, url: `${appUrl}/api/v1/${path}` },
      ),
    },
  });
  const shown = presentDocument(document, presenting);
  const responseBodies: Partial<Record<ResponseName, unknown>> = {
    client: { data: client },
    clients: page('clients', client),
    document: { data: shown },
    documents: page('documents', shown),
    gatewayToken: { data: tokenAlone, meta },
    gatewayTokens: page('client_gateway_tokens', { ...tokenAlone, meta }),
    message: { message: 'Success' },
    ping: { company_name: 'Ash & Sons', user_name: 'Ada Lane' },
    purged: { data: { message: 'Success' }, message: 'Success' },
  };
  return { responseBodies, bodies };
}

const bodies: Readonly<Record<string, unknown>> = {
  ClientInput: {
    name: 'Ash & Sons',
    country_id: '756',
    settings: { currency_id: '3' },
    contacts: [{ first_name: 'Ada', last_name: 'Lane', email: 'ada@ash.example' }],
  },
  ClientBulkInput: { action: 'archive', ids: ['VolejRejNm'] },
  DocumentInput: { name: 'contract.pdf', is_public: false },
  DocumentBulkInput: { action: 'delete', ids: ['VolejRejNm'] },
  GatewayTokenInput: {
    client_id: 'VolejRejNm',
    company_gateway_id: 'VolejRejNm',
    gateway_type_id: 1,
    token: 'tok_visa',
    meta: { brand: 'visa', last4: '4242' },
  },
};
