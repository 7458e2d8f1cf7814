import fc from 'fast-check';
import {
  cities,
  input,
  mostly,
  NO_ID,
  oneIn,
  part,
  record,
  seldom,
  sharedValues,
  sometimes,
  UNKNOWN_ID,
  version,
} from './inputs.ts';

/** A command with positions instead of ids, because the ids are assigned later. */
export type Command = Readonly<Record<string, unknown>> & { readonly operation: string };

/** The options of every mutation. */
const how = {
  idempotencyKey: oneIn(3, fc.constantFrom('k1', 'k2', 'k3', 'k4')),
  dryRun: oneIn(8, fc.constant(true)),
};

const policy = fc.constantFrom(undefined, 'REJECT_ALL', 'REJECT_FAILED');

const amounts = ['10', '-10', '0.1', '0.000001', '-2.5', '60000000000000'];

const file = fc.constantFrom('a.txt', 'b.txt', 'c.txt', 'p.png', 'x.json', 'run.php', 'empty.txt');

const gatewayToken = {
  token: seldom(fc.constantFrom('tok_1', 'tok_2')),
  isDefault: seldom(fc.boolean()),
};

const command = <Model extends object>(operation: string, model: Model) =>
  // What is absent is left out, so that a sequence that fails is printed shortly.
  fc
    .record({ operation: fc.constant(operation), ...model })
    .map((made) => JSON.parse(JSON.stringify(made)) as Command);

const onClient = { id: record, expectedVersion: version, ...how };

/** Each mutation with how often it comes. */
const commands: readonly (readonly [weight: number, fc.Arbitrary<Command>])[] = [
  [10, command('upsertClient', { input, ...how })],
  [
    6,
    command('upsertClients', {
      inputs: fc.array(input, { minLength: 1, maxLength: 5 }),
      policy,
      ...how,
    }),
  ],
  [2, command('archiveClient', onClient)],
  [2, command('restoreClient', onClient)],
  [2, command('deleteClient', onClient)],
  [
    3,
    command('bulkClients', {
      action: fc.constantFrom('ARCHIVE', 'RESTORE', 'DELETE', 'UPDATE'),
      ids: sometimes(fc.array(record, { minLength: 1, maxLength: 4 })),
      city: fc.constantFrom(...cities),
      status: fc.constantFrom(undefined, null, ['ACTIVE'], ['ARCHIVED', 'DELETED']),
      expectedCount: fc.constantFrom(undefined, 'found', 'found', 1),
      values: fc.record(sharedValues),
      policy,
      ...how,
    }),
  ],
  [2, command('purgeClient', { ...onClient, isConfirmed: mostly(fc.constant(true), false) })],
  [
    4,
    command('mergeClients', {
      into: record,
      from: fc.oneof(
        { weight: 4, arbitrary: fc.array(record, { minLength: 1, maxLength: 1 }) },
        { weight: 1, arbitrary: fc.array(record, { maxLength: 3 }) },
      ),
      // Whose value is chosen: by the place in the merge, or by an id.
      choose: seldom(
        fc.array(
          fc.record({
            field: fc.constantFrom('NAME', 'CITY', 'NUMBER', 'SETTINGS', 'COUNTRY_ID'),
            from: mostly<number | string>(fc.nat(3), UNKNOWN_ID, NO_ID),
          }),
          { maxLength: 2 },
        ),
      ),
      preview: mostly(fc.constant('new'), 'old'),
      isConfirmed: mostly(fc.constant(true), false),
      ...how,
    }),
  ],
  [
    5,
    command('postLedgerEntries', {
      entries: fc.array(
        fc.record({
          clientId: record,
          kind: fc.constantFrom('INVOICE', 'PAYMENT', 'CREDIT', 'ADJUSTMENT'),
          amount: mostly(fc.constantFrom(...amounts), '0'),
        }),
        { minLength: 1, maxLength: 5 },
      ),
      policy,
      ...how,
    }),
  ],
  [
    3,
    command('createGatewayToken', {
      clientId: record,
      expectedVersion: version,
      input: fc.record({
        ...gatewayToken,
        companyGatewayId: mostly<string | undefined>(fc.constant('VolejRejNm'), undefined),
        gatewayTypeId: fc.constantFrom('1', '2'),
        meta: fc.constant({ last4: '4242' }),
      }),
      ...how,
    }),
  ],
  [
    2,
    command('updateGatewayToken', {
      id: part,
      expectedVersion: version,
      input: fc.record(gatewayToken),
      ...how,
    }),
  ],
  [1, command('deleteGatewayToken', { id: part, expectedVersion: version, ...how })],
  [
    4,
    command('uploadClientDocuments', {
      clientId: record,
      files: fc.array(file, { minLength: 1, maxLength: 3 }),
      isPublic: seldom(fc.boolean()),
      expectedVersion: version,
      policy,
      ...how,
    }),
  ],
  [
    2,
    command('updateDocument', {
      id: part,
      expectedVersion: version,
      input: fc.record({
        name: seldom(mostly(fc.constantFrom('New.txt', 'a.txt', null), 'a/b', 'run.php')),
        isPublic: seldom(fc.boolean()),
        isDefault: seldom(fc.boolean()),
      }),
      ...how,
    }),
  ],
  [1, command('deleteDocument', { id: part, expectedVersion: version, ...how })],
  // The last request that had a key, once more.
  [4, command('repeat', {})],
];

/** Every sequence begins with a book of a few clients who have something of everything. */
export const START: readonly Command[] = [
  {
    operation: 'upsertClients',
    inputs: [
      { name: 'Ash', contacts: [{ email: 'ada@x.org' }, { email: 'bob@x.org' }] },
      { name: 'Birch', city: 'Kiel', contacts: [{ email: 'ada@x.org', firstName: 'Ada' }] },
      { number: 'A-1', city: 'Kiel', currencyId: '3' },
    ],
  },
  { operation: 'uploadClientDocuments', clientId: 0, files: ['a.txt', 'p.png'] },
  {
    operation: 'createGatewayToken',
    clientId: 1,
    input: { companyGatewayId: 'VolejRejNm', gatewayTypeId: '1', meta: {}, isDefault: true },
  },
  {
    operation: 'postLedgerEntries',
    entries: [0, 1, 2].map((clientId) => ({ clientId, kind: 'INVOICE', amount: '10' })),
  },
];

/** Any one mutation. */
export const anyCommand = fc.oneof(
  ...commands.map(([weight, arbitrary]) => ({ weight, arbitrary })),
);
