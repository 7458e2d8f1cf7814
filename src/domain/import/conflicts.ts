import { anyCompany, sql } from '../../db/sql.ts';
import {
  checkUniqueness,
  type RefusedRecord,
  refuseTaken,
  type TargetContext,
} from './uniqueness.ts';
import type { ClientRow, ImportedClient } from './v1/record.ts';

/** The relation of a record to the stored clients. */
export type RecordStatus =
  /** It can be stored as a new client. */
  | { readonly is: 'new' }
  /** The company has a client with its id. */
  | { readonly is: 'existing' }
  /** The company's client with its id was merged into the client with this number. */
  | { readonly is: 'merged'; readonly into: number }
  /** The company's client with its id was purged, or merged into a purged client. */
  | { readonly is: 'purged' }
  | RefusedRecord;

/**
 * Determines the status of each record of a batch, in order. No two records may have the same client id.
 * @param check `ids` reads client ids only, by one statement: the database then refuses the whole batch for any other
 *   taken value. `everything` finds the refused record, by three statements
 */
export async function findConflicts(
  context: TargetContext,
  batch: readonly ImportedClient[],
  check: 'ids' | 'everything',
): Promise<RecordStatus[]> {
  const known = await findKnownClients(context, batch);
  const statuses = batch.map(({ client }) => statusOf(context, client, known.get(client.id)));
  if (check === 'ids') return statuses;
  const fresh = batch.filter((_, place) => statuses[place]?.is === 'new');
  const refusals = (await checkUniqueness(context, fresh)).values();
  return statuses.map((status) =>
    status.is === 'new' ? (refusals.next().value ?? status) : status,
  );
}

function statusOf(
  { ids, companyId }: TargetContext,
  { id, clientHash }: ClientRow,
  found?: KnownClient,
): RecordStatus {
  if (!found) return { is: 'new' };
  if (found.mergedInto) return { is: 'merged', into: found.mergedInto };
  if (found.isPurged) return { is: 'purged' };
  const shown = `client id "${ids.encode(id)}"`;
  if (found.companyId !== companyId) return refuseTaken(shown, 'company');
  // A client created here may have the id of a later record. The hash tells them apart: it never changes.
  return found.clientHash === clientHash ? { is: 'existing' } : refuseTaken(shown, 'client', true);
}

interface KnownClient {
  readonly id: number;
  readonly companyId: number;
  /** Null for a merged or purged client. */
  readonly clientHash: string | null;
  readonly mergedInto: number | null;
  readonly isPurged: boolean;
}

/**
 * Finds the clients of any company with an id of the batch, and merged and purged ones of the company. A purge leaves
 * only its change; it also deletes redirects to the client.
 */
async function findKnownClients(
  { db, companyId }: TargetContext,
  batch: readonly ImportedClient[],
): Promise<Map<number, KnownClient>> {
  const numbers = batch.map(({ client }) => client.id);
  const rows = await db.query<KnownClient>(sql`
    select x.id, c.company_id as "companyId", c.client_hash as "clientHash", c.into_id as "mergedInto", c.purged as "isPurged"
    from unnest(${numbers}::integer[]) x(id) cross join lateral (
      (select company_id, null as client_hash, null::integer as into_id, true as purged from changes
        where company_id = ${anyCompany(companyId)} and client_id = x.id and kind in ('PURGED', 'MERGED') limit 1)
      union all
      select company_id, null, to_id, false from client_redirects where company_id = ${anyCompany(companyId)} and from_id = x.id
      union all
      select company_id, client_hash, null, false from clients where id = x.id
    ) c`);
  const known = new Map<number, KnownClient>();
  // A stored client counts more than an earlier purge of its id.
  for (const row of rows) if (!row.isPurged || !known.has(row.id)) known.set(row.id, row);
  return known;
}
