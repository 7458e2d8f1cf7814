import fc from 'fast-check';
import type { ClientSeed } from '../factories.ts';

/**
 * Texts that are easily encoded wrong: quotes, control characters, characters beyond the first 65,536, and texts that
 * look like values.
 */
export const AWKWARD_TEXTS = [
  '',
  ' ',
  'Ash',
  'ash & Sons',
  'Müller "the" \\ 1',
  'line\nbreak\ttab',
  '\u0001\u001f\u001e\u007f',
  'null',
  '😀 \u2028',
  "O'Re",
  '0',
  '{}',
  'a,b',
] as const;

const someText = fc.constantFrom(...AWKWARD_TEXTS);
const text = fc.option(someText, { nil: null });
const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01') });
const someMoment = moment.filter((date) => !Number.isNaN(date.getTime()));
const maybeMoment = fc.option(someMoment, { nil: null });
const amount = fc
  .integer({ min: -1_000_000_000, max: 1_000_000_000 })
  .map((thousandths) => (thousandths / 1000).toFixed(3));
const code = fc.option(fc.constantFrom(1, 2, 3, 276, 840, 9999), { nil: null });
const json = fc.constantFrom<object>(
  {},
  { currency_id: '1', language_id: '2' },
  { a: [1.5, 'x\u2028"'], b: { 2: null, 1: true } },
);

const contact = fc.record({
  firstName: text,
  lastName: text,
  email: text,
  phone: text,
  customValue1: text,
  isPrimary: fc.boolean(),
  isLocked: fc.boolean(),
  lastLogin: maybeMoment,
  createdAt: someMoment,
  passwordHash: text,
  removedAt: fc.option(someMoment, { nil: null, freq: 1 }),
});

const document = fc.record({
  name: someText,
  size: fc.nat(),
  preview: text,
  isPublic: fc.boolean(),
  createdAt: someMoment,
  archivedAt: maybeMoment,
});

const gatewayToken = fc.record({
  gatewayCustomerReference: text,
  gatewayTypeId: code,
  companyGatewayId: fc.nat(99),
  isDefault: fc.boolean(),
  isDeleted: fc.boolean(),
  meta: json,
  archivedAt: maybeMoment,
});

const ledgerEntry = fc.record({
  kind: fc.constantFrom('INVOICE', 'PAYMENT', 'CREDIT', 'ADJUSTMENT'),
  amount,
  balance: amount,
  number: text,
  notes: text,
  date: someMoment,
});

const client = fc.record({
  name: text,
  website: text,
  privateNotes: text,
  balance: amount,
  paidToDate: amount,
  creditBalance: amount,
  lastLogin: maybeMoment,
  sizeId: code,
  industryId: code,
  city: text,
  countryId: code,
  shippingCountryId: code,
  customValue1: text,
  vatNumber: text,
  settings: json,
  taxInfo: json,
  isDeleted: fc.boolean(),
  isTaxExempt: fc.boolean(),
  archivedAt: maybeMoment,
  createdAt: someMoment,
  updatedAt: someMoment,
  assignedUserId: fc.constantFrom(1, null),
  contacts: fc.array(contact, { maxLength: 3 }),
  documents: fc.array(document, { maxLength: 4 }),
  gatewayTokens: fc.array(gatewayToken, { maxLength: 3 }),
  ledger: fc.array(ledgerEntry, { maxLength: 4 }),
});

/** Returns an arbitrary for the clients of one book, with everything that belongs to them. */
export const randomBook = (size: number): fc.Arbitrary<ClientSeed[]> =>
  fc.array(client, { minLength: size, maxLength: size }) as fc.Arbitrary<ClientSeed[]>;
