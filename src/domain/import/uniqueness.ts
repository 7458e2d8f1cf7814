import type { Queryable } from '../../db/database.ts';
import { anyCompany, empty, join, raw, type Sql, sql } from '../../db/sql.ts';
import type { IdCodec } from '../core/ids.ts';
import type { ImportedClient } from './v1/record.ts';

/** The company into which records are imported. */
export interface TargetContext {
  /** A transaction or the database. */
  readonly db: Queryable;
  readonly ids: IdCodec;
  readonly companyId: number;
}

/** The owner of a value: another company, or a client of this one. */
type ValueOwner = 'company' | 'client';

/** The reason why a record cannot be stored. */
export interface RefusedRecord {
  readonly is: 'refused';
  /** A whole sentence. */
  readonly reason: string;
  /** True if another record has one of its ids: most likely the two come from different systems. */
  readonly isForeign: boolean;
}

/** A value that only one client can have. */
interface UniqueField {
  /** The name of the value in a message. */
  readonly label: string;
  readonly table: string;
  readonly column: string;
  /** True for a number, shown as an id, that is unique among all companies. Other values are unique in a company. */
  readonly isId: boolean;
  readonly valuesOf: (client: ImportedClient) => readonly (string | number)[];
}

const uniqueFields: readonly UniqueField[] = [
  {
    label: 'contact id',
    table: 'contacts',
    column: 'id',
    isId: true,
    valuesOf: ({ contacts }) => contacts.map(({ id }) => id),
  },
  {
    label: 'contact key',
    table: 'contacts',
    column: 'contact_key',
    isId: false,
    valuesOf: ({ contacts }) => contacts.map(({ contactKey }) => contactKey),
  },
  {
    label: 'document id',
    table: 'documents',
    column: 'id',
    isId: true,
    valuesOf: ({ documents }) => documents.map(({ id }) => id),
  },
  {
    label: 'document hash',
    table: 'documents',
    column: 'hash',
    isId: false,
    valuesOf: ({ documents }) => documents.map(({ hash }) => hash),
  },
  {
    label: 'gateway token id',
    table: 'gateway_tokens',
    column: 'id',
    isId: true,
    valuesOf: ({ gatewayTokens }) => gatewayTokens.map(({ id }) => id),
  },
];

/** A unique value of a record. */
interface UniqueValue {
  /** Equal for equal values. */
  readonly key: string;
  /** The value as messages show it, with its label. */
  readonly shown: string;
}

/** Refuses a record because of a value that has another owner, such as `contact key "x"`. */
export function refuseTaken(
  shown: string,
  owner: ValueOwner,
  isForeign = owner === 'company',
): RefusedRecord {
  const whose =
    owner === 'company'
      ? 'belongs to another company'
      : 'is taken by another record of the company';
  return { is: 'refused', reason: `The ${shown} ${whose}.`, isForeign };
}

/**
 * Checks the unique values of new records against the database and the records before them, by two statements.
 * @returns the refusal of each record in order; null where nothing is taken
 */
export async function checkUniqueness(
  context: TargetContext,
  records: readonly ImportedClient[],
): Promise<(RefusedRecord | null)[]> {
  const taken = await findTaken(context, records);
  const numbers = await findNumbers(context, records, taken);
  return records.map((record, place) => {
    const own = [...uniqueValuesOf(context.ids, record), ...(numbers.get(place) ?? [])];
    const keys = new Set<string>();
    for (const { key, shown } of own) {
      const owner = taken.get(key) ?? (keys.has(key) ? 'client' : undefined);
      if (owner) return refuseTaken(shown, owner);
      keys.add(key);
    }
    for (const key of keys) taken.set(key, 'client');
    return null;
  });
}

const uniqueKey = (label: string, value: string | number) => `${label} ${value}`;

const uniqueValuesOf = (ids: IdCodec, record: ImportedClient): UniqueValue[] =>
  uniqueFields.flatMap(({ label, isId, valuesOf }) =>
    valuesOf(record).map((value) => ({
      key: uniqueKey(label, value),
      shown: `${label} "${isId ? ids.encode(Number(value)) : value}"`,
    })),
  );

/** Finds the owners of values in a batch that are already stored. */
async function findTaken(
  { db, companyId }: TargetContext,
  batch: readonly ImportedClient[],
): Promise<Map<string, ValueOwner>> {
  const lookUps = uniqueFields.map(({ label, table, column, isId, valuesOf }): Sql => {
    const values = batch.flatMap((record) => valuesOf(record));
    const type = raw(isId ? 'integer' : 'text');
    const own = isId ? empty : sql`t.company_id = ${anyCompany(companyId)} and `;
    // An index lookup for each value: otherwise the planner may scan the whole table for every batch.
    return sql`select ${label} as label, x.value::text, t.company_id as "companyId"
      from unnest(${values}::${type}[]) x(value) cross join lateral (
        select t.company_id from ${raw(table)} t where ${own}t.${raw(column)} = x.value limit 1) t`;
  });
  const rows = await db.query<{ label: string; value: string; companyId: number }>(
    join(lookUps, ' union all '),
  );
  return new Map(
    rows.map((row) => [
      uniqueKey(row.label, row.value),
      row.companyId === companyId ? 'client' : 'company',
    ]),
  );
}

/**
 * Returns the numbers and id numbers of records by their index in the batch, folded by the database, which compares
 * them. Values of stored clients are added to `taken`.
 */
async function findNumbers(
  { db, companyId }: TargetContext,
  batch: readonly ImportedClient[],
  taken: Map<string, ValueOwner>,
): Promise<Map<number, UniqueValue[]>> {
  const lookUp = (label: string, column: string, values: readonly (string | null)[]) => sql`
    select ${label} as label, x.place::integer - 1 as place, x.value, x.folded, c.id is not null as taken
    from (select value, place, fold_identity(value) as folded from unnest(${values}::text[]) with ordinality x(value, place)
      where value is not null) x
    left join lateral (select c.id from clients c where c.company_id = ${anyCompany(companyId)} and c.${raw(column)} is not null
      and fold_identity(c.${raw(column)}) = x.folded limit 1) c on true`;
  const clients = batch.map(({ client }) => client);
  const rows = await db.query<{
    label: string;
    place: number;
    value: string;
    folded: string;
    taken: boolean;
  }>(sql`${lookUp(
    'number',
    'number',
    clients.map((client) => client.number),
  )} union all
    ${lookUp(
      'id number',
      'id_number',
      clients.map((client) => client.idNumber),
    )}`);
  const values = new Map<number, UniqueValue[]>();
  for (const row of rows) {
    const key = uniqueKey(row.label, row.folded);
    const one = { key, shown: `${row.label} "${row.value}"` };
    values.set(row.place, [...(values.get(row.place) ?? []), one]);
    if (row.taken) taken.set(key, 'client');
  }
  return values;
}
