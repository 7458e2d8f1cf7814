import type {
  Client,
  Contact,
  Document,
  GatewayToken,
  LedgerEntry,
} from '../../db/generated/client.ts';
import type { Field, FieldTable } from '../core/kinds.ts';

/** Notes and custom values hold up to 64 KB. */
const LONG = 65_535;

const clientCustomValue = {
  kind: 'text',
  optional: true,
  write: true,
  bulk: true,
  search: true,
  max: LONG,
  v1: true,
} as const;

const contactCustomValue = {
  kind: 'text',
  optional: true,
  write: true,
  max: LONG,
  v1: true,
} as const;

/** The fields of a client, in the order in which v1 lists them. */
export const clientFields = {
  userId: { kind: 'recordId', v1: true },
  assignedUserId: { kind: 'recordId', optional: true, write: true, v1: true },
  name: { kind: 'text', optional: true, write: true, sort: true, search: true, v1: true },
  website: { kind: 'text', optional: true, write: true, v1: true },
  privateNotes: { kind: 'text', optional: true, write: true, max: LONG, prose: true, v1: true },
  balance: { kind: 'money', sort: true, v1: true },
  groupSettingsId: { kind: 'recordId', optional: true, write: true, bulk: true, v1: true },
  paidToDate: { kind: 'money', sort: true, v1: true },
  paymentBalance: { kind: 'money', v1: true },
  creditBalance: { kind: 'money', sort: true, v1: true },
  lastLogin: { kind: 'instant', optional: true, sort: true, v1: true },
  sizeId: { kind: 'referenceId', optional: true, write: true, bulk: true, v1: true },
  publicNotes: {
    kind: 'text',
    optional: true,
    write: true,
    bulk: true,
    max: LONG,
    prose: true,
    v1: true,
  },
  clientHash: { kind: 'text', compared: 'exact', v1: true },
  address1: { kind: 'text', optional: true, write: true, v1: true },
  address2: { kind: 'text', optional: true, write: true, v1: true },
  phone: { kind: 'text', optional: true, write: true, v1: true },
  city: { kind: 'text', optional: true, write: true, sort: true, v1: true },
  state: { kind: 'text', optional: true, write: true, v1: true },
  postalCode: { kind: 'text', optional: true, write: true, v1: true },
  countryId: { kind: 'referenceId', optional: true, write: true, bulk: true, sort: true, v1: true },
  industryId: { kind: 'referenceId', optional: true, write: true, bulk: true, v1: true },
  customValue1: clientCustomValue,
  customValue2: clientCustomValue,
  customValue3: clientCustomValue,
  customValue4: clientCustomValue,
  shippingAddress1: { kind: 'text', optional: true, write: true, v1: true },
  shippingAddress2: { kind: 'text', optional: true, write: true, v1: true },
  shippingCity: { kind: 'text', optional: true, write: true, v1: true },
  shippingState: { kind: 'text', optional: true, write: true, v1: true },
  shippingPostalCode: { kind: 'text', optional: true, write: true, v1: true },
  shippingCountryId: { kind: 'referenceId', optional: true, write: true, v1: true },
  settings: { kind: 'json', write: true, v1: true },
  currencyId: { kind: 'referenceId', optional: true },
  isDeleted: { kind: 'boolean', v1: true },
  vatNumber: { kind: 'text', optional: true, write: true, compared: 'identity', v1: true },
  idNumber: {
    kind: 'text',
    optional: true,
    write: true,
    sort: true,
    search: true,
    compared: 'identity',
    v1: true,
  },
  updatedAt: { kind: 'instant', sort: true, v1: true },
  archivedAt: { kind: 'instant', optional: true, sort: true, v1: true },
  createdAt: { kind: 'instant', sort: true, v1: true },
  displayName: { kind: 'text', sort: true, v1: true },
  number: { kind: 'text', write: true, sort: true, search: true, compared: 'identity', v1: true },
  hasValidVatNumber: { kind: 'boolean', write: true, v1: true },
  isTaxExempt: { kind: 'boolean', write: true, v1: true },
  routingId: { kind: 'text', optional: true, write: true, v1: true },
  taxInfo: { kind: 'json', v1: true },
  classification: { kind: 'text', optional: true, write: true, v1: true },
  eInvoice: { kind: 'json', v1: true },
  version: { kind: 'integer' },
  numberValue: { kind: 'money', optional: true, internal: true },
  nameSortKey: { kind: 'text', optional: true, internal: true },
  displayNameSortKey: { kind: 'text', internal: true },
  idNumberSortKey: { kind: 'text', optional: true, internal: true },
  citySortKey: { kind: 'text', optional: true, internal: true },
  ownText: { kind: 'text', internal: true },
  contactsText: { kind: 'text', internal: true },
} as const satisfies FieldTable<Omit<Client, 'id' | 'companyId'>>;

/** The columns by which lists are ordered by a field of a client with the help of an index, where they are not its own. */
export const orderColumns = {
  name: 'nameSortKey',
  displayName: 'displayNameSortKey',
  number: 'numberValue',
  idNumber: 'idNumberSortKey',
  city: 'citySortKey',
} as const satisfies Partial<Record<keyof typeof clientFields, keyof typeof clientFields>>;

/** The fields of a contact, in the order in which v1 lists them. */
export const contactFields = {
  firstName: { kind: 'text', optional: true, write: true, search: true, v1: true },
  lastName: { kind: 'text', optional: true, write: true, search: true, v1: true },
  email: {
    kind: 'text',
    optional: true,
    write: true,
    search: true,
    compared: 'identity',
    max: 254,
    v1: true,
  },
  createdAt: { kind: 'instant', v1: true },
  updatedAt: { kind: 'instant', v1: true },
  archivedAt: { kind: 'instant', optional: true, v1: true },
  isPrimary: { kind: 'boolean', write: true, v1: true },
  isLocked: { kind: 'boolean', v1: true },
  phone: { kind: 'text', optional: true, write: true, search: true, v1: true },
  customValue1: contactCustomValue,
  customValue2: contactCustomValue,
  customValue3: contactCustomValue,
  customValue4: contactCustomValue,
  contactKey: { kind: 'text', compared: 'exact', v1: true },
  sendEmail: { kind: 'boolean', write: true, v1: true },
  lastLogin: { kind: 'instant', optional: true, v1: true },
  passwordHash: { kind: 'text', optional: true, internal: true },
  removedAt: { kind: 'instant', optional: true, internal: true },
} as const satisfies FieldTable<Omit<Contact, 'id' | 'companyId' | 'clientId'>>;

/** The text that responses show in place of a stored portal password. */
export const MASKED_PASSWORD = '**********';

/** The fields of a document, in the order in which v1 lists them. */
export const documentFields = {
  userId: { kind: 'recordId', v1: true },
  assignedUserId: { kind: 'recordId', optional: true, v1: true },
  projectId: { kind: 'recordId', optional: true, v1: true },
  vendorId: { kind: 'recordId', optional: true, v1: true },
  preview: { kind: 'text', optional: true, v1: true },
  name: { kind: 'text', write: true, v1: true },
  type: { kind: 'text', v1: true },
  mimeType: { kind: 'text' },
  disk: { kind: 'text', v1: true },
  hash: { kind: 'text', v1: true },
  sha256: { kind: 'text', optional: true },
  size: { kind: 'integer', v1: true },
  width: { kind: 'integer', v1: true },
  height: { kind: 'integer', v1: true },
  isDefault: { kind: 'boolean', write: true, v1: true },
  updatedAt: { kind: 'instant', v1: true },
  archivedAt: { kind: 'instant', optional: true, v1: true },
  createdAt: { kind: 'instant', v1: true },
  isPublic: { kind: 'boolean', write: true, v1: true },
} as const satisfies FieldTable<Omit<Document, 'id' | 'companyId' | 'clientId'>>;

/** The fields of a gateway token, in the order in which v1 lists them. */
export const gatewayTokenFields = {
  token: { kind: 'text', write: true, v1: true },
  gatewayCustomerReference: { kind: 'text', optional: true, write: true, v1: true },
  gatewayTypeId: { kind: 'referenceId', optional: true, write: true, v1: true },
  companyGatewayId: { kind: 'recordId', write: true, v1: true },
  routingNumber: { kind: 'text', optional: true, write: true, internal: true, v1: true },
  isDefault: { kind: 'boolean', write: true, v1: true },
  meta: { kind: 'json', write: true, v1: true },
  createdAt: { kind: 'instant', v1: true },
  updatedAt: { kind: 'instant', v1: true },
  archivedAt: { kind: 'instant', optional: true, v1: true },
  isDeleted: { kind: 'boolean', v1: true },
} as const satisfies FieldTable<Omit<GatewayToken, 'id' | 'companyId' | 'clientId'>>;

/** The fields of a ledger entry. */
export const ledgerEntryFields = {
  kind: { kind: 'text' },
  amount: { kind: 'money', write: true },
  balance: { kind: 'money' },
  number: { kind: 'text', optional: true, write: true },
  notes: { kind: 'text', optional: true, write: true, max: LONG, prose: true },
  date: { kind: 'instant', write: true },
  createdAt: { kind: 'instant' },
} as const satisfies FieldTable<Omit<LedgerEntry, 'id' | 'companyId' | 'clientId'>>;

const entries = new WeakMap<object, [string, Field][]>();

/** Returns the fields of a table with their names. */
export function fieldsOf(table: Readonly<Record<string, Field>>): readonly [string, Field][] {
  const known = entries.get(table);
  if (known) return known;
  const rows = Object.entries(table);
  entries.set(table, rows);
  return rows;
}

/** The fields of a client that can be set for many clients at once: those of v1, and the group. */
export const bulkFields: Readonly<Record<string, Field>> = Object.fromEntries(
  fieldsOf(clientFields).filter(([, { bulk }]) => bulk),
);
