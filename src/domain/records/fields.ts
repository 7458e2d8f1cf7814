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

/** The fields of a client, in the order in which v1 lists them. */
export const clientFields = {
  userId: { kind: 'recordId' },
  assignedUserId: { kind: 'recordId', optional: true, write: true },
  name: { kind: 'text', optional: true, write: true, sort: true, search: true },
  website: { kind: 'text', optional: true, write: true },
  privateNotes: { kind: 'text', optional: true, write: true, max: LONG, prose: true },
  balance: { kind: 'money', sort: true },
  groupSettingsId: { kind: 'recordId', optional: true, write: true, bulk: true },
  paidToDate: { kind: 'money', sort: true },
  paymentBalance: { kind: 'money' },
  creditBalance: { kind: 'money', sort: true },
  lastLogin: { kind: 'instant', optional: true, sort: true },
  sizeId: { kind: 'referenceId', optional: true, write: true, bulk: true },
  publicNotes: { kind: 'text', optional: true, write: true, bulk: true, max: LONG, prose: true },
  clientHash: { kind: 'text', compared: 'exact' },
  address1: { kind: 'text', optional: true, write: true },
  address2: { kind: 'text', optional: true, write: true },
  phone: { kind: 'text', optional: true, write: true },
  city: { kind: 'text', optional: true, write: true, sort: true },
  state: { kind: 'text', optional: true, write: true },
  postalCode: { kind: 'text', optional: true, write: true },
  countryId: { kind: 'referenceId', optional: true, write: true, bulk: true, sort: true },
  industryId: { kind: 'referenceId', optional: true, write: true, bulk: true },
  customValue1: { kind: 'text', optional: true, write: true, bulk: true, search: true, max: LONG },
  customValue2: { kind: 'text', optional: true, write: true, bulk: true, search: true, max: LONG },
  customValue3: { kind: 'text', optional: true, write: true, bulk: true, search: true, max: LONG },
  customValue4: { kind: 'text', optional: true, write: true, bulk: true, search: true, max: LONG },
  shippingAddress1: { kind: 'text', optional: true, write: true },
  shippingAddress2: { kind: 'text', optional: true, write: true },
  shippingCity: { kind: 'text', optional: true, write: true },
  shippingState: { kind: 'text', optional: true, write: true },
  shippingPostalCode: { kind: 'text', optional: true, write: true },
  shippingCountryId: { kind: 'referenceId', optional: true, write: true },
  settings: { kind: 'json', write: true },
  currencyId: { kind: 'referenceId', optional: true },
  isDeleted: { kind: 'boolean' },
  vatNumber: { kind: 'text', optional: true, write: true, compared: 'identity' },
  idNumber: {
    kind: 'text',
    optional: true,
    write: true,
    sort: true,
    search: true,
    compared: 'identity',
  },
  updatedAt: { kind: 'instant', sort: true },
  archivedAt: { kind: 'instant', optional: true, sort: true },
  createdAt: { kind: 'instant', sort: true },
  displayName: { kind: 'text', sort: true },
  number: { kind: 'text', write: true, sort: true, search: true, compared: 'identity' },
  hasValidVatNumber: { kind: 'boolean', write: true },
  isTaxExempt: { kind: 'boolean', write: true },
  routingId: { kind: 'text', optional: true, write: true },
  taxInfo: { kind: 'json' },
  classification: { kind: 'text', optional: true, write: true },
  eInvoice: { kind: 'json' },
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
  firstName: { kind: 'text', optional: true, write: true, search: true },
  lastName: { kind: 'text', optional: true, write: true, search: true },
  email: {
    kind: 'text',
    optional: true,
    write: true,
    search: true,
    compared: 'identity',
    max: 254,
  },
  createdAt: { kind: 'instant' },
  updatedAt: { kind: 'instant' },
  archivedAt: { kind: 'instant', optional: true },
  isPrimary: { kind: 'boolean', write: true },
  isLocked: { kind: 'boolean' },
  phone: { kind: 'text', optional: true, write: true, search: true },
  customValue1: { kind: 'text', optional: true, write: true, max: LONG },
  customValue2: { kind: 'text', optional: true, write: true, max: LONG },
  customValue3: { kind: 'text', optional: true, write: true, max: LONG },
  customValue4: { kind: 'text', optional: true, write: true, max: LONG },
  contactKey: { kind: 'text', compared: 'exact' },
  sendEmail: { kind: 'boolean', write: true },
  lastLogin: { kind: 'instant', optional: true },
  passwordHash: { kind: 'text', optional: true, internal: true },
  removedAt: { kind: 'instant', optional: true, internal: true },
} as const satisfies FieldTable<Omit<Contact, 'id' | 'companyId' | 'clientId'>>;

/** What stands for a stored portal password wherever one is shown. */
export const MASKED_PASSWORD = '**********';

/** The fields of a document, in the order in which v1 lists them. */
export const documentFields = {
  userId: { kind: 'recordId' },
  assignedUserId: { kind: 'recordId', optional: true },
  projectId: { kind: 'recordId', optional: true },
  vendorId: { kind: 'recordId', optional: true },
  preview: { kind: 'text', optional: true },
  name: { kind: 'text', write: true },
  type: { kind: 'text' },
  mimeType: { kind: 'text' },
  disk: { kind: 'text' },
  hash: { kind: 'text' },
  sha256: { kind: 'text', optional: true },
  size: { kind: 'integer' },
  width: { kind: 'integer' },
  height: { kind: 'integer' },
  isDefault: { kind: 'boolean', write: true },
  updatedAt: { kind: 'instant' },
  archivedAt: { kind: 'instant', optional: true },
  createdAt: { kind: 'instant' },
  isPublic: { kind: 'boolean', write: true },
} as const satisfies FieldTable<Omit<Document, 'id' | 'companyId' | 'clientId'>>;

/** The fields of a gateway token, in the order in which v1 lists them. */
export const gatewayTokenFields = {
  token: { kind: 'text', write: true },
  gatewayCustomerReference: { kind: 'text', optional: true, write: true },
  gatewayTypeId: { kind: 'referenceId', optional: true, write: true },
  companyGatewayId: { kind: 'recordId', write: true },
  routingNumber: { kind: 'text', optional: true, write: true, internal: true },
  isDefault: { kind: 'boolean', write: true },
  meta: { kind: 'json', write: true },
  createdAt: { kind: 'instant' },
  updatedAt: { kind: 'instant' },
  archivedAt: { kind: 'instant', optional: true },
  isDeleted: { kind: 'boolean' },
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

/** The rows of a field table, with their names, as plain fields. */
export function fieldsOf(table: Readonly<Record<string, Field>>): readonly [string, Field][] {
  const known = entries.get(table);
  if (known) return known;
  const rows = Object.entries(table);
  entries.set(table, rows);
  return rows;
}

/** The fields of a client that many clients can be given the same value of: those of v1, and the group. */
export const bulkFields: Readonly<Record<string, Field>> = Object.fromEntries(
  fieldsOf(clientFields).filter(([, { bulk }]) => bulk),
);
