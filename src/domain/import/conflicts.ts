import { sql } from '../../db/sql.ts';
import { type JudgeContext, type Refusal, refused, refuseTaken } from './claims.ts';
import type { ClientRow, ImportedClient } from './v1/record.ts';

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
  | Refusal;

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
  const verdicts = batch.map(({ client }) => verdictOn(context, client, known.get(client.id)));
  if (look === 'ids') return verdicts;
  const fresh = batch.filter((_, place) => verdicts[place]?.is === 'new');
  const refusals = (await refuseTaken(context, fresh)).values();
  return verdicts.map((verdict) =>
    verdict.is === 'new' ? (refusals.next().value ?? verdict) : verdict,
  );
}

function verdictOn(
  { ids, companyId }: JudgeContext,
  { id, clientHash }: ClientRow,
  found?: KnownClient,
): Verdict {
  if (!found) return { is: 'new' };
  if (found.mergedInto) return { is: 'merged', into: found.mergedInto };
  if (found.isPurged) return { is: 'purged' };
  const what = `client id "${ids.encode(id)}"`;
  if (found.companyId !== companyId) return refused(what, 'company');
  // A client that was made here may have got the id of one that is still to come: its hash never changes.
  return found.clientHash === clientHash ? { is: 'here' } : refused(what, 'client', true);
}

interface KnownClient {
  readonly id: number;
  readonly companyId: number;
  /** Null for one that is not there any more. */
  readonly clientHash: string | null;
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
    select x.id, c.company_id as "companyId", c.client_hash as "clientHash", c.into_id as "mergedInto", c.purged as "isPurged"
    from unnest(${numbers}::integer[]) x(id) cross join lateral (
      (select company_id, null as client_hash, null::integer as into_id, true as purged from changes
        where company_id = ${companyId} and client_id = x.id and kind in ('PURGED', 'MERGED') limit 1)
      union all
      select company_id, null, to_id, false from client_redirects where company_id = ${companyId} and from_id = x.id
      union all
      select company_id, client_hash, null, false from clients where id = x.id
    ) c`);
  const known = new Map<number, KnownClient>();
  // Whatever the changes say of the past, what is there is there.
  for (const row of rows) if (!row.isPurged || !known.has(row.id)) known.set(row.id, row);
  return known;
}
