import type { Queryable } from '../../db/database.ts';
import { and, column, raw, type Sql, sql } from '../../db/sql.ts';
import type { Field } from '../core/kinds.ts';
import type { SortKey } from '../page/sort-key.ts';
import { v1DisplayName } from '../v1-rules/display-name.ts';
import {
  type Marks,
  type OwnedType,
  ownedRecords,
  type ReadableType,
  records,
} from './descriptors.ts';

/** Values of a record that SQL computes. Those of a client read from the alias `c`. */
const computed: Readonly<Partial<Record<ReadableType, Readonly<Record<string, Sql>>>>> = {
  Client: { v1DisplayName },
};

/** Returns the SQL of a column or a computed value. The alias is `c` for a client, and `x` for any other record. */
export const valueColumn = (type: ReadableType, name: string): Sql =>
  computed[type]?.[name] ?? column(type === 'Client' ? 'c' : 'x', name);

/** Returns the field of a column, of a computed value, of `id` or of `clientId`. */
export function fieldOf(type: ReadableType, name: string): Field {
  if (computed[type]?.[name]) return { kind: 'text' };
  if (name === 'id' || name === 'clientId') return { kind: 'recordId' };
  const fields: Readonly<Record<string, Field>> = records[type].fields;
  const field = fields[name];
  if (!field) throw new Error(`A ${type} has no column for ${name}.`);
  return field;
}

/** Returns a type's table as SQL. */
export const tableOf = (type: ReadableType): Sql => raw(records[type].table);

/** Returns the condition that a row can be read by its id. */
export const isVisible = (type: ReadableType, alias: string): Sql =>
  and(conditionsOf(records[type].visible, alias));

/** Returns the conditions that a row has the marks of its client's list, apart from belonging to that client. */
export const isListed = (type: OwnedType, alias: string): Sql => {
  const { visible, listed } = ownedRecords[type];
  return and(conditionsOf({ ...visible, ...listed }, alias));
};

/** Returns the condition that a row is in the list of the client with the alias `c`. */
export const isListedOfClient = (type: OwnedType, alias: string): Sql =>
  and([
    sql`${column(alias, 'companyId')} = c.company_id`,
    sql`${column(alias, 'clientId')} = c.id`,
    isListed(type, alias),
  ]);

function conditionsOf(marks: Marks, alias: string): Sql[] {
  return Object.entries(marks).map(([name, value]) => {
    const marked = column(alias, name);
    if (value === null) return sql`${marked} is null`;
    return value ? marked : sql`not ${marked}`;
  });
}

/** Returns the order of a client's list of records. */
export const ownedOrder = (type: OwnedType, alias: string): SortKey[] =>
  orderOf(type).map(([name, descending]) => ({
    column: column(alias, name),
    kind: fieldOf(type, name).kind as SortKey['kind'],
    nullable: false,
    descending,
    nullsFirst: false,
  }));

/** Returns the rows and the order of a client's list of records, for Prisma. */
export const ownedQuery = (type: OwnedType) => ({
  where: { ...ownedRecords[type].visible, ...ownedRecords[type].listed },
  orderBy: orderOf(type).map(([name, descending]) => ({ [name]: descending ? 'desc' : 'asc' })),
});

const orderOf = (type: OwnedType): [name: string, descending: boolean][] =>
  ownedRecords[type].order.map((key) => [key.replace(' desc', ''), key.endsWith(' desc')]);

/**
 * Returns the company that has a record; null if no company has one with this id. It serves v1 alone, which tells a record
 * of another company from one that does not exist. Nothing else of the record is read.
 */
export async function companyOfRecord(
  db: Queryable,
  type: ReadableType,
  id: number,
): Promise<number | null> {
  const [row] = await db.query<{ companyId: number }>(sql`
    select x.company_id as "companyId" from ${tableOf(type)} x where x.id = ${id}`);
  return row?.companyId ?? null;
}
