import type { RecordType } from '../core/ids.ts';
import type { Field } from '../core/kinds.ts';
import {
  clientFields,
  contactFields,
  documentFields,
  gatewayTokenFields,
  ledgerEntryFields,
} from './fields.ts';

/** Values that mark a row: null for a column without a value. */
export type Marks = Readonly<Record<string, null | boolean>>;

/** The rules of a record type that clients and owned records share. */
interface RecordDescriptor {
  readonly table: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Marks of the rows that can be read by their id. */
  readonly visible: Marks;
}

/** The rules of a type of record that belongs to a client. */
interface OwnedDescriptor extends RecordDescriptor {
  /** Name of the records of one client, in projections, receipts and counts. */
  readonly plural: string;
  /** Name under which the changes of a client list them. */
  readonly changedAs: string;
  /** Further marks of the rows in the list of their client. */
  readonly listed: Marks;
  /** Order of that list: fields that are never null. */
  readonly order: readonly `${string}${'' | ' desc'}`[];
  /** The form in which GraphQL shows that list. */
  readonly list: 'array' | 'connection';
  /** True if v1 shows that list as a part of the client. */
  readonly isInV1Client: boolean;
  /** Description of the rows that a purge erases, for its receipt. */
  readonly purged: string;
  /** The rule of a merge: it combines the records one by one, or moves those that are listed. */
  readonly onMerge: 'combine' | 'move';
}

/** The client. */
const client = {
  table: 'clients',
  fields: clientFields,
  visible: {},
} as const satisfies RecordDescriptor;

/**
 * The types of record that belong to a client. A further type is one more row here. The compiler then names each table
 * that needs a row for it, such as the moves of a merge, the readers of nodes and the tables of an import.
 */
export const ownedRecords = {
  Contact: {
    table: 'contacts',
    fields: contactFields,
    visible: { removedAt: null },
    plural: 'contacts',
    changedAs: 'contacts',
    listed: {},
    order: ['isPrimary desc', 'id'],
    list: 'array',
    isInV1Client: true,
    purged: 'Contacts, removed ones too.',
    onMerge: 'combine',
  },
  Document: {
    table: 'documents',
    fields: documentFields,
    visible: {},
    plural: 'documents',
    changedAs: 'documents',
    listed: {},
    order: ['id'],
    list: 'connection',
    isInV1Client: true,
    purged: 'Documents. Their bytes are erased at the end of the quarantine.',
    onMerge: 'move',
  },
  GatewayToken: {
    table: 'gateway_tokens',
    fields: gatewayTokenFields,
    visible: {},
    plural: 'gatewayTokens',
    changedAs: 'gatewayTokens',
    listed: { isDeleted: false },
    order: ['isDefault desc', 'id'],
    list: 'array',
    isInV1Client: true,
    purged: 'Gateway tokens, deleted ones too.',
    onMerge: 'move',
  },
  LedgerEntry: {
    table: 'ledger_entries',
    fields: ledgerEntryFields,
    visible: {},
    plural: 'ledgerEntries',
    changedAs: 'ledger',
    listed: {},
    order: ['id desc'],
    list: 'connection',
    isInV1Client: false,
    purged: 'Ledger entries.',
    onMerge: 'move',
  },
} as const satisfies Partial<Record<RecordType, OwnedDescriptor>>;

/** The rules of each type of record that is read by projections. */
export const records = { Client: client, ...ownedRecords } as const;

/** A type of record that is read by projections. */
export type ReadableType = keyof typeof records;

/** A type of record that belongs to a client. */
export type OwnedType = keyof typeof ownedRecords;

/** The names of the owned records of a client, such as `gatewayTokens`. */
export type OwnedPlural = (typeof ownedRecords)[OwnedType]['plural'];

/** A type of owned record whose list is read by the page. */
export type PagedType = {
  [Type in OwnedType]: (typeof ownedRecords)[Type]['list'] extends 'connection' ? Type : never;
}[OwnedType];

/** Returns whether records of a type are read by projections. */
export const isReadable = (type: string): type is ReadableType => type in records;

/** The types of owned record, in the order of their descriptors. */
export const ownedTypes = Object.keys(ownedRecords) as OwnedType[];

/** A type whose records v1 shows as parts of their client. */
export type V1ClientType = {
  [Type in OwnedType]: (typeof ownedRecords)[Type]['isInV1Client'] extends true ? Type : never;
}[OwnedType];

/** Those types, in v1's order. */
export const v1ClientTypes = ownedTypes.filter(
  (type): type is V1ClientType => ownedRecords[type].isInV1Client,
);

/** Returns whether GraphQL shows the records of a type as a connection. */
export const isPaged = (type: OwnedType): type is PagedType =>
  ownedRecords[type].list === 'connection';

/** Makes an object with a member for each type of owned record, by its plural name. */
export const byPlural = <Value>(
  make: (type: OwnedType) => Value,
): Readonly<Record<OwnedPlural, Value>> =>
  Object.fromEntries(ownedTypes.map((type) => [ownedRecords[type].plural, make(type)])) as Record<
    OwnedPlural,
    Value
  >;
