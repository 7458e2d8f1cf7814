import fc from 'fast-check';

/** A text that is no id. */
export const NO_ID = 'not-an-id';

/** The largest number, which no record has. */
export const UNKNOWN_ID = 'nelXQAALge';

/** Positions of records, mostly of existing ones, and sometimes an unknown id or a text that is no id. */
export const record = fc.oneof(
  { weight: 16, arbitrary: fc.nat(9) },
  { weight: 1, arbitrary: fc.constantFrom(UNKNOWN_ID, NO_ID) },
);

/** Names a part of a client; a part is never named by a text that is no id. */
export const part = fc.oneof(
  { weight: 12, arbitrary: fc.nat(9) },
  { weight: 1, arbitrary: fc.constant(UNKNOWN_ID) },
);

/** Returns a value that is present once in so many times. */
export const oneIn = <Value>(
  many: number,
  value: fc.Arbitrary<Value>,
): fc.Arbitrary<Value | undefined> =>
  fc.oneof(
    { weight: many - 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: value },
  );

/** Returns a value that is present every second time. */
export const sometimes = <Value>(value: fc.Arbitrary<Value>) => oneIn(2, value);

/** Returns a value that is present every fifth time. */
export const seldom = <Value>(value: fc.Arbitrary<Value>) => oneIn(5, value);

/** Returns the usual value, and another one once in sixteen times. */
export const mostly = <Value>(usual: fc.Arbitrary<Value>, ...odd: Value[]): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...odd) });

/** A version that is expected of a client: mostly any, sometimes the right one. */
export const version = seldom(fc.constantFrom(1, 2, 3));

const numbers = ['A-1', 'a-1', 'Ä-1', 'B-2', '0001', '0002', '0003', '0005', 'c-0002'];
const idNumbers = ['ID1', 'id1', 'ID2'];
const vatNumbers = ['V1', 'v1', 'V2'];
const emails = ['ada@x.org', 'ADA@x.org', 'bob@x.org', 'eve@x.org'];
export const cities = ['Kiel', 'KIEL', 'Köln'];

const contact = fc.record(
  {
    id: seldom(record),
    contactKey: seldom(part),
    email: sometimes(mostly(fc.constantFrom<string | null>(...emails, '', null), 'bad')),
    firstName: seldom(fc.constantFrom('Ada', 'Bob', '', null)),
    isPrimary: seldom(fc.boolean()),
    sendEmail: seldom(fc.constantFrom(true, false, null)),
    password: seldom(mostly(fc.constantFrom('Secret12', '**********', '', null), 'weak')),
  },
  { requiredKeys: [] },
);

const match = fc.oneof(
  { weight: 3, arbitrary: fc.record({ id: record }) },
  { weight: 1, arbitrary: fc.record({ contactKey: part }) },
  ...[
    { number: mostly(fc.constantFrom(...numbers), '') },
    { idNumber: fc.constantFrom(...idNumbers) },
    { vatNumber: fc.constantFrom(...vatNumbers) },
    { email: fc.constantFrom(...emails) },
  ].map((way) => ({ weight: 1, arbitrary: fc.record(way as object) })),
);

/** Values that many clients can be given at once. */
export const sharedValues = {
  countryId: seldom(mostly(fc.constantFrom<string | null>('276', '840', null), '9999')),
  customValue1: seldom(fc.constantFrom('x', 'y', '', null)),
  publicNotes: seldom(fc.constantFrom('Pays late.', null)),
};

/** An input of an upsert. */
export const input = fc.record({
  match: sometimes(match),
  mode: seldom(fc.constantFrom('UPSERT', 'CREATE_ONLY', 'UPDATE_ONLY')),
  contactsMode: fc.constantFrom(undefined, 'MERGE', 'REPLACE', 'REPLACE', 'PATCH'),
  expectedVersion: version,
  name: sometimes(
    mostly(fc.constantFrom<string | null>('Ash', 'Birch', 'Q', null), 'x'.repeat(501)),
  ),
  number: seldom(fc.constantFrom(...numbers, '', null)),
  idNumber: seldom(fc.constantFrom(...idNumbers, '', null)),
  vatNumber: seldom(fc.constantFrom(...vatNumbers, null)),
  city: seldom(fc.constantFrom(...cities, null)),
  ...sharedValues,
  currencyId: seldom(mostly(fc.constantFrom<string | null>('1', '3', null), 'x')),
  settings: seldom(
    mostly<object | null>(fc.constantFrom({}, { currency_id: '3' }, { language_id: '2' }), null),
  ),
  isTaxExempt: seldom(fc.constantFrom(true, false, null)),
  assignedUserId: seldom(mostly<string | null>(fc.constantFrom('VolejRejNm', null), UNKNOWN_ID)),
  contacts: sometimes(mostly<object[] | null>(fc.array(contact, { maxLength: 3 }), null)),
});
