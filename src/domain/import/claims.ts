import type { Queryable } from '../../db/database.ts';
import { empty, join, raw, type Sql, sql } from '../../db/sql.ts';
import type { IdCodec } from '../core/ids.ts';
import type { ImportedClient } from './v1/record.ts';

/** Where the judging happens: a transaction serves as well as the database. */
export interface JudgeContext {
  readonly db: Queryable;
  readonly ids: IdCodec;
  readonly companyId: number;
}

/** Who has a value that a record claims: another company, or a client of this one. */
type Holder = 'company' | 'client';

/** Why a record cannot be stored. */
export interface Refusal {
  readonly is: 'refused';
  /** A whole sentence. */
  readonly reason: string;
  /** It has an id of somebody else's: most likely it comes from another system than they do. */
  readonly isForeign: boolean;
}

/** Something that only one client can have. */
interface Claim {
  /** What it is called in a sentence. */
  readonly what: string;
  readonly table: string;
  readonly column: string;
  /** A number, shown as an id, that no other company may have either. Anything else is a company's own. */
  readonly isId: boolean;
  readonly of: (client: ImportedClient) => readonly (string | number)[];
}

const claims: readonly Claim[] = [
  {
    what: 'contact id',
    table: 'contacts',
    column: 'id',
    isId: true,
    of: ({ contacts }) => contacts.map(({ id }) => id),
  },
  {
    what: 'contact key',
    table: 'contacts',
    column: 'contact_key',
    isId: false,
    of: ({ contacts }) => contacts.map(({ contactKey }) => contactKey),
  },
  {
    what: 'document id',
    table: 'documents',
    column: 'id',
    isId: true,
    of: ({ documents }) => documents.map(({ id }) => id),
  },
  {
    what: 'document hash',
    table: 'documents',
    column: 'hash',
    isId: false,
    of: ({ documents }) => documents.map(({ hash }) => hash),
  },
  {
    what: 'gateway token id',
    table: 'gateway_tokens',
    column: 'id',
    isId: true,
    of: ({ gatewayTokens }) => gatewayTokens.map(({ id }) => id),
  },
];

/** A value that a record claims: how it is compared, and how it is shown. */
interface Claimed {
  readonly key: string;
  readonly shown: string;
}

/** Refuses a record for something that somebody else has: `contact key "x"`. */
export function refused(what: string, holder: Holder, isForeign = holder === 'company'): Refusal {
  const whose =
    holder === 'company'
      ? 'belongs to another company'
      : 'is taken by another record of the company';
  return { is: 'refused', reason: `The ${what} ${whose}.`, isForeign };
}

/**
 * Says of each of some new records, in order, what of it is taken, by what is stored or by the records before it: two
 * statements. Null where nothing is.
 */
export async function refuseTaken(
  context: JudgeContext,
  records: readonly ImportedClient[],
): Promise<(Refusal | null)[]> {
  const taken = await findTaken(context, records);
  const numbers = await findNumbers(context, records, taken);
  return records.map((record, place) => {
    const own = [...claimsOf(context.ids, record), ...(numbers.get(place) ?? [])];
    const keys = new Set<string>();
    for (const { key, shown } of own) {
      const holder = taken.get(key) ?? (keys.has(key) ? 'client' : undefined);
      if (holder) return refused(shown, holder);
      keys.add(key);
    }
    for (const key of keys) taken.set(key, 'client');
    return null;
  });
}

const keyOf = (what: string, value: string | number) => `${what} ${value}`;

const claimsOf = (ids: IdCodec, record: ImportedClient): Claimed[] =>
  claims.flatMap(({ what, isId, of }) =>
    of(record).map((value) => ({
      key: keyOf(what, value),
      shown: `${what} "${isId ? ids.encode(Number(value)) : value}"`,
    })),
  );

/** Which of the values that the batch claims are stored already. */
async function findTaken(
  { db, companyId }: JudgeContext,
  batch: readonly ImportedClient[],
): Promise<Map<string, Holder>> {
  const lookUps = claims.map(({ what, table, column, isId, of }): Sql => {
    const values = batch.flatMap((record) => of(record));
    const type = raw(isId ? 'integer' : 'text');
    const own = isId ? empty : sql`t.company_id = ${companyId} and `;
    // A look into the index for each value: to the planner a whole book may look cheaper, batch after batch.
    return sql`select ${what} as what, x.value::text, t.company_id as "companyId"
      from unnest(${values}::${type}[]) x(value) cross join lateral (
        select t.company_id from ${raw(table)} t where ${own}t.${raw(column)} = x.value limit 1) t`;
  });
  const rows = await db.query<{ what: string; value: string; companyId: number }>(
    join(lookUps, ' union all '),
  );
  return new Map(
    rows.map((row) => [
      keyOf(row.what, row.value),
      row.companyId === companyId ? 'client' : 'company',
    ]),
  );
}

/**
 * What the records claim by their numbers and id numbers, by their place in the batch. Only the database knows which of
 * those are the same, so it is asked for them as it compares them.
 * @param taken gets those that clients have
 */
async function findNumbers(
  { db, companyId }: JudgeContext,
  batch: readonly ImportedClient[],
  taken: Map<string, Holder>,
): Promise<Map<number, Claimed[]>> {
  const lookUp = (what: string, column: string, values: readonly (string | null)[]) => sql`
    select ${what} as what, x.place::integer - 1 as place, x.value, x.folded, c.id is not null as taken
    from (select value, place, fold_identity(value) as folded from unnest(${values}::text[]) with ordinality x(value, place)
      where value is not null) x
    left join lateral (select c.id from clients c where c.company_id = ${companyId} and c.${raw(column)} is not null
      and fold_identity(c.${raw(column)}) = x.folded limit 1) c on true`;
  const clients = batch.map(({ client }) => client);
  const rows = await db.query<{
    what: string;
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
  const claimed = new Map<number, Claimed[]>();
  for (const row of rows) {
    const key = keyOf(row.what, row.folded);
    const one = { key, shown: `${row.what} "${row.value}"` };
    claimed.set(row.place, [...(claimed.get(row.place) ?? []), one]);
    if (row.taken) taken.set(key, 'client');
  }
  return claimed;
}
