import { and, column, raw, type Sql, sql } from '../../db/sql.ts';
import type { Field } from '../core/kinds.ts';
import type { SortKey } from '../page/sort-key.ts';
import { v1DisplayName } from '../v1-rules/display-name.ts';
import {
  clientFields,
  contactFields,
  documentFields,
  gatewayTokenFields,
  ledgerEntryFields,
} from './fields.ts';

/** A client and the records that belong to one: where each is kept, and which of them are shown in which order. */
export const records = {
  Client: { table: 'clients', fields: clientFields, shown: {}, listed: {}, order: ['id'] },
  Contact: {
    table: 'contacts',
    fields: contactFields,
    shown: { removedAt: null },
    listed: {},
    order: ['isPrimary desc', 'id'],
  },
  Document: { table: 'documents', fields: documentFields, shown: {}, listed: {}, order: ['id'] },
  GatewayToken: {
    table: 'gateway_tokens',
    fields: gatewayTokenFields,
    shown: {},
    listed: { isDeleted: false },
    order: ['isDefault desc', 'id'],
  },
  LedgerEntry: {
    table: 'ledger_entries',
    fields: ledgerEntryFields,
    shown: {},
    listed: {},
    order: ['id desc'],
  },
} as const satisfies Record<string, RecordTable>;

interface RecordTable {
  readonly table: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** What a record must have to be shown at all. */
  readonly shown: Marks;
  /** What it must have besides to be in its client's list. */
  readonly listed: Marks;
  /** The order of the list: fields that are never null. */
  readonly order: readonly `${string}${'' | ' desc'}`[];
}

type Marks = Readonly<Record<string, null | boolean>>;

/** A type of record that can be read by its number. */
export type ReadableType = keyof typeof records;

/** A type of record of which a client has a list. */
export type OwnedType = Exclude<ReadableType, 'Client'>;

/** Values of a record that are made as it is read. Those of a client are of one known as `c`. */
const computed: Readonly<Partial<Record<ReadableType, Readonly<Record<string, Sql>>>>> = {
  Client: { v1DisplayName },
};

/** A column of a record, known as `c` if it is a client and as `x` if not, or a value that is made of its columns. */
export const valueColumn = (type: ReadableType, name: string): Sql =>
  computed[type]?.[name] ?? column(type === 'Client' ? 'c' : 'x', name);

/** The field behind a column of a record; its own number and that of its client are columns, too. */
export function fieldOf(type: ReadableType, name: string): Field {
  if (computed[type]?.[name]) return { kind: 'text' };
  if (name === 'id' || name === 'clientId') return { kind: 'recordId' };
  const field = (records[type].fields as Readonly<Record<string, Field>>)[name];
  if (!field) throw new Error(`A ${type} has no column for ${name}.`);
  return field;
}

/** A record's table as SQL. */
export const tableOf = (type: ReadableType): Sql => raw(records[type].table);

/** The condition that a row, known by an alias, is shown at all. */
export const isShown = (type: ReadableType, alias: string): Sql =>
  and(conditions(records[type].shown, alias));

/** The condition that a row, known by an alias, is in the list of a client known as `c`. */
export function isListedOfClient(type: OwnedType, alias: string): Sql {
  const { shown, listed } = records[type];
  return and([
    sql`${column(alias, 'companyId')} = c.company_id`,
    sql`${column(alias, 'clientId')} = c.id`,
    ...conditions({ ...shown, ...listed }, alias),
  ]);
}

function conditions(marks: Marks, alias: string): Sql[] {
  return Object.entries(marks).map(([name, value]) => {
    const marked = column(alias, name);
    if (value === null) return sql`${marked} is null`;
    return value ? marked : sql`not ${marked}`;
  });
}

/** The order of a client's list of records, known by an alias. */
export const ownedOrder = (type: OwnedType, alias: string): SortKey[] =>
  orderOf(type).map(([name, descending]) => ({
    column: column(alias, name),
    kind: fieldOf(type, name).kind as SortKey['kind'],
    nullable: false,
    descending,
    nullsFirst: false,
  }));

/** The same list for Prisma: which of a client's records, and in which order. */
export const ownedQuery = (type: OwnedType) => ({
  where: { ...records[type].shown, ...records[type].listed },
  orderBy: orderOf(type).map(([name, descending]) => ({ [name]: descending ? 'desc' : 'asc' })),
});

const orderOf = (type: OwnedType): [name: string, descending: boolean][] =>
  records[type].order.map((key) => [key.replace(' desc', ''), key.endsWith(' desc')]);
