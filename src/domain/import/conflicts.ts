import type { Queryable } from '../../db/database.ts';
import { empty, join, raw, type Sql, sql } from '../../db/sql.ts';
import type { IdCodec } from '../ids.ts';
import type { ImportedClient } from './v1-record.ts';

/** What stands in the way of storing a record as a new client. */
export type Verdict =
  /** Nothing does. */
  | { readonly is: 'new' }
  /** The company has a client with its id. */
  | { readonly is: 'here' }
  /** The company had one, which was merged into the client with this number. */
  | { readonly is: 'merged'; readonly into: number }
  /** The company had one, which was purged, or merged into one that was. */
  | { readonly is: 'purged' }
  | { readonly is: 'refused'; readonly reason: string; readonly holder: Holder };

/** Who has a value that a record claims: another company, or a client of this one. */
export type Holder = 'company' | 'client';

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

/** Where the judging happens: a transaction serves as well as the database. */
export interface JudgeContext {
  readonly db: Queryable;
  readonly ids: IdCodec;
  readonly companyId: number;
}

/** A value that a record claims: how it is compared, and how it is shown. */
interface Claimed {
  readonly key: string;
  readonly shown: string;
}

/**
 * Says of each record of a batch, in order, whether it can be stored beside what is stored already and the records
 * before it. No two records of a batch may have the same client id.
 * @param look `ids` asks for nothing but client ids, by one statement: whatever else is taken, the constraints of the
 *   database refuse, and the batch with it. `everything` finds out which record it is, by three
 */
export async function judge(
  context: JudgeContext,
  batch: readonly ImportedClient[],
  look: 'ids' | 'everything',
): Promise<Verdict[]> {
  const known = await findClients(context, batch);
  const verdicts = batch.map(({ client }) => verdictOn(context, client.id, known.get(client.id)));
  return look === 'ids' ? verdicts : await withClaims(context, batch, verdicts);
}

function verdictOn({ ids, companyId }: JudgeContext, id: number, found?: KnownClient): Verdict {
  if (!found) return { is: 'new' };
  if (found.mergedInto) return { is: 'merged', into: found.mergedInto };
  if (found.isPurged) return { is: 'purged' };
  return found.companyId === companyId
    ? { is: 'here' }
    : refused(`client id "${ids.encode(id)}"`, 'company');
}

/** The verdicts after a look at what else the new records claim: nothing of it may be taken. */
async function withClaims(
  context: JudgeContext,
  batch: readonly ImportedClient[],
  verdicts: readonly Verdict[],
): Promise<Verdict[]> {
  const taken = await findTaken(context, batch);
  const numbers = await findNumbers(context, batch, taken);
  return batch.map((record, place): Verdict => {
    const verdict = verdicts[place] as Verdict;
    if (verdict.is !== 'new') return verdict;
    const own = [...claimsOf(context.ids, record), ...(numbers.get(place) ?? [])];
    const places = new Set<string>();
    for (const { key, shown } of own) {
      const holder = taken.get(key) ?? (places.has(key) ? 'client' : undefined);
      if (holder) return refused(shown, holder);
      places.add(key);
    }
    for (const key of places) taken.set(key, 'client');
    return verdict;
  });
}

function refused(what: string, holder: Holder): Verdict {
  const whose =
    holder === 'company'
      ? 'belongs to another company'
      : 'is taken by another record of the company';
  return { is: 'refused', reason: `The ${what} ${whose}.`, holder };
}

const keyOf = (what: string, value: string | number) => `${what} ${value}`;

const claimsOf = (ids: IdCodec, record: ImportedClient): Claimed[] =>
  claims.flatMap(({ what, isId, of }) =>
    of(record).map((value) => ({
      key: keyOf(what, value),
      shown: `${what} "${isId ? ids.encode(Number(value)) : value}"`,
    })),
  );

interface KnownClient {
  readonly id: number;
  readonly companyId: number;
  readonly mergedInto: number | null;
  readonly isPurged: boolean;
}

/**
 * The clients that have an id of the batch, in any company, and those of the company that had one. A purge leaves
 * nothing but its line in the changes; it takes the redirects with it that led to the client.
 */
async function findClients(
  { db, companyId }: JudgeContext,
  batch: readonly ImportedClient[],
): Promise<Map<number, KnownClient>> {
  const numbers = batch.map(({ client }) => client.id);
  const rows = await db.query<KnownClient>(sql`
    select x.id, c.company_id as "companyId", c.into_id as "mergedInto", c.purged as "isPurged"
    from unnest(${numbers}::integer[]) x(id) cross join lateral (
      (select company_id, null::integer as into_id, true as purged from changes
        where company_id = ${companyId} and client_id = x.id and kind in ('PURGED', 'MERGED') limit 1)
      union all
      select company_id, to_id, false from client_redirects where company_id = ${companyId} and from_id = x.id
      union all
      select company_id, null, false from clients where id = x.id
    ) c`);
  const known = new Map<number, KnownClient>();
  // Whatever the changes say of the past, what is there is there.
  for (const row of rows) if (!row.isPurged || !known.has(row.id)) known.set(row.id, row);
  return known;
}

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
    from (select value, place, fold(value) as folded from unnest(${values}::text[]) with ordinality x(value, place)
      where value is not null) x
    left join lateral (select c.id from clients c where c.company_id = ${companyId} and c.${raw(column)} is not null
      and fold(c.${raw(column)}) = x.folded limit 1) c on true`;
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
