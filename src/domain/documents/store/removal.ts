import type { Queryable } from '../../../db/database.ts';
import { sql } from '../../../db/sql.ts';
import { type OwnedStore, reasonKept } from './owned-store.ts';
import { NAME_PART, storeName } from './store.ts';

/** The prefix of removed files until they are erased. */
export const QUARANTINE = '.quarantine/';

/** The reasons for a removal, as log messages describe the files. */
export const removalReasons = {
  DELETED: 'of deleted documents',
  UNUSED: 'that no document was made of',
  ABANDONED: 'of uploads that were broken off',
} as const;

/** A reason for a removal. */
export type RemovalReason = keyof typeof removalReasons;

/** The number of files removed concurrently. */
const FILES_PER_REMOVAL = 100;

/** A file that is to be removed. */
interface RemovedFile {
  readonly id: number;
  readonly companyKey: string;
  readonly hash: string;
  readonly reason: RemovalReason;
  /** True if a document needs the file: an import has brought it back. */
  readonly isNeeded: boolean;
}

/**
 * Removes recorded files from the store if the database owns it. A failure is logged and left to the next cleanup: no
 * row names the files any more, so the caller's request has succeeded.
 * @param ids ids in `removed_files`
 */
export async function removeFromStore(
  db: Queryable,
  files: OwnedStore,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return;
  try {
    const ownership = await files.ownership();
    if (ownership.is === 'owner') await removeRecorded(db, files, ids);
    else
      files.log(
        `${filesIn(ids.length)} of no document stay in the store: ${reasonKept(ownership)}`,
      );
  } catch (error) {
    files.log(`${filesIn(ids.length)} are left to the next cleanup: ${reasonOf(error)}`);
  }
}

/** Removes all recorded files from the store. The database must own it. @throws the first error, after all attempts */
export async function removeAllFromStore(db: Queryable, files: OwnedStore): Promise<void> {
  const rows = await db.query<{ id: number }>(sql`select id from removed_files order by id`);
  const failures: unknown[] = [];
  for (let start = 0; start < rows.length; start += FILES_PER_REMOVAL) {
    const ids = rows.slice(start, start + FILES_PER_REMOVAL).map(({ id }) => id);
    await removeRecorded(db, files, ids).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

async function removeRecorded(
  db: Queryable,
  files: OwnedStore,
  ids: readonly number[],
): Promise<void> {
  const rows = await db.query<RemovedFile>(sql`
    select r.id, c.company_key as "companyKey", r.hash, r.reason,
      exists (select from documents d where d.company_id = r.company_id and d.hash = r.hash) as "isNeeded"
    from removed_files r join companies c on c.id = r.company_id
    where r.id = any(${[...ids]}::integer[]) and not exists (
      select from pending_uploads p where p.company_id = r.company_id and p.hash = r.hash)`);
  const results = await Promise.allSettled(rows.map((row) => moveToQuarantine(files, row)));
  const done = rows.filter((_, i) => results[i]?.status === 'fulfilled');
  await db.query(
    sql`delete from removed_files where id = any(${done.map(({ id }) => id)}::integer[])`,
  );
  const isMoved = (result: PromiseSettledResult<boolean> | undefined) =>
    result?.status === 'fulfilled' && result.value;
  logCounts(
    files,
    rows.filter((_, i) => isMoved(results[i])),
  );
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Moves a file to the quarantine, or erases it if there is none. @returns true if the store had the file */
async function moveToQuarantine(files: OwnedStore, row: RemovedFile): Promise<boolean> {
  const { companyKey, hash, reason, isNeeded } = row;
  // An imported document may have a hash that is no name of a file.
  if (isNeeded || !NAME_PART.test(hash)) return false;
  const name = storeName(companyKey, hash);
  if (reason === 'ABANDONED') await files.removeUnfinished(name);
  const moved = await files.move(name, `${QUARANTINE}${name}`);
  if (moved && files.quarantineTime === 0) await files.remove(`${QUARANTINE}${name}`);
  return moved;
}

function logCounts(files: OwnedStore, rows: readonly RemovedFile[]): void {
  const counts = Object.entries(removalReasons).flatMap(([reason, words]) => {
    const count = rows.filter((row) => row.reason === reason).length;
    return count > 0 ? [`${filesIn(count)} ${words}`] : [];
  });
  const to = files.quarantineTime === 0 ? 'erased' : 'moved to the quarantine';
  if (counts.length > 0) files.log(`${to}: ${counts.join(', ')}`);
}

/** Returns the message of an error. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Returns a number of files in words. */
export const filesIn = (count: number) => (count === 1 ? '1 file' : `${count} files`);
