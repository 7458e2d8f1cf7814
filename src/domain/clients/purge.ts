import { anyCompany, join, raw, sql } from '../../db/sql.ts';
import { recordChanges } from '../changes/changes.ts';
import { confirmPassword, type PasswordContext } from '../companies/password.ts';
import {
  eraseReplays,
  type WriteContext,
  type WriteRequest,
  type Written,
  write,
} from '../core/write.ts';
import type { StoreContext } from '../documents/store/owned-store.ts';
import { type RemovalReason, removeFromStore } from '../documents/store/removal.ts';
import { byPlural, ownedRecords } from '../records/descriptors.ts';
import { type ClientTarget, resolveClient } from './match/selection.ts';

/** Rows that are erased with a client. */
interface ErasedRows {
  readonly table: string;
  /** The column that holds the client's number. */
  readonly column: string;
  readonly description: string;
}

/** The rows that are erased with a client, by the name under which the receipt counts them. */
const erasedRecords = {
  ...byPlural((type): ErasedRows => {
    const { table, purged } = ownedRecords[type];
    return { table, column: 'client_id', description: purged };
  }),
  redirects: {
    table: 'client_redirects',
    column: 'to_id',
    description: 'Ids of clients that were merged into it.',
  },
} satisfies Record<string, ErasedRows>;

type PartName = keyof typeof erasedRecords;

const erasedNames = Object.keys(erasedRecords) as PartName[];

/** The counts of a receipt, with their descriptions. */
export const erasures = {
  clients: 'Clients: this one.',
  ...(Object.fromEntries(
    erasedNames.map((name) => [name, erasedRecords[name].description]),
  ) as Record<PartName, string>),
  answers:
    'Stored results of earlier requests with this client, and of requests with refused items, whose messages quote values.',
};

/** Receipt of a purge. It says nothing of the client but its number. */
export interface PurgeReceipt {
  readonly clientId: number;
  /** The time of the purge, as ISO 8601. */
  readonly at: string;
  /** The user who confirmed it with a password, by id. */
  readonly userId: number;
  /** Erased rows of each kind. */
  readonly counts: Readonly<Record<keyof typeof erasures, number>>;
}

/**
 * Erases a client in any state with everything that belongs to it, for good. What remains is that there was a client
 * with this id, and when which of its fields changed. The id of a merged client erases nothing: the survivor must be
 * named by its own id.
 * @throws NOT_FOUND, CONFLICT, INVALID_ID, WRONG_ID_TYPE, and what `confirmPassword` and `write` throw
 */
export async function purgeClient(
  context: PasswordContext & StoreContext,
  target: ClientTarget,
  request: WriteRequest,
): Promise<Written<PurgeReceipt>> {
  await confirmPassword(context);
  let files: readonly number[] = [];
  const written = await write(context, request, async (writing) => {
    const client = await resolveClient(writing, { ...target, exactId: true });
    const { removed, merged, ...counts } = await eraseParts(writing, client.id);
    files = removed;
    const answers = await eraseReplays(writing, [client.id, ...merged]);
    const at = await deleteClientRow(writing, client.id);
    const version = client.version + 1;
    recordChanges(writing, [{ clientId: client.id, kind: 'PURGED', version, fields: [] }]);
    return {
      clientId: client.id,
      at: at.toISOString(),
      userId: writing.viewer.userId,
      counts: { clients: 1, ...counts, answers },
    };
  });
  if (!request.dryRun) await removeFromStore(context.db, context.files, files);
  return written;
}

/** Result of `eraseParts`: rows of each kind, the files that are to be removed, and the merged clients, by number. */
type Erased = Record<PartName, number> & { removed: number[]; merged: number[] };

/** Erases the owned records of a client: one statement. */
async function eraseParts({ db, viewer }: WriteContext, clientId: number): Promise<Erased> {
  const erase = erasedNames.map((name) => {
    const { table, column } = erasedRecords[name];
    return sql`${raw(name)} as (delete from ${raw(table)}
      where company_id = ${anyCompany(viewer.companyId)} and ${raw(column)} = ${clientId} returning *)`;
  });
  const count = erasedNames.map(
    (name) => sql`(select count(*)::integer from ${raw(name)}) as ${raw(`"${name}"`)}`,
  );
  const [erased] = await db.query<Erased>(sql`
    with ${join(erase)}, removed as (
      insert into removed_files (company_id, hash, reason)
      select ${viewer.companyId}, hash, ${'DELETED' satisfies RemovalReason} from documents returning id
    ) select ${join(count)}, array(select id from removed) as removed,
      array(select from_id from redirects) as merged`);
  return erased as Erased;
}

/** Erases the client itself. @returns the time */
async function deleteClientRow({ db, viewer }: WriteContext, clientId: number): Promise<Date> {
  const [row] = await db.query<{ at: Date }>(sql`
    delete from clients where company_id = ${anyCompany(viewer.companyId)} and id = ${clientId} returning statement_timestamp() as at`);
  return (row as { at: Date }).at;
}
