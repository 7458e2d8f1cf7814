import type { Queryable } from '../../../db/database.ts';
import { sql } from '../../../db/sql.ts';
import { abandonOldUploads } from '../pending-uploads.ts';
import { type OwnedStore, reasonKept } from './owned-store.ts';
import { cleanQuarantine } from './quarantine.ts';
import { removeAllFromStore } from './removal.ts';

/**
 * Clears what was recorded and has come to nothing: uploads that processes began and were killed over, and bytes that lost
 * their document and could not be removed at once. Then erases what has been in the quarantine for long enough. Nothing of
 * the store is looked at that was not recorded, and nothing is removed unless the database owns the store.
 * @param before uploads that began before are given up
 */
export async function cleanUpDocuments(
  db: Queryable,
  files: OwnedStore,
  before: Date,
): Promise<void> {
  await files.claim();
  const ownership = await files.ownership();
  if (ownership.is !== 'owner') {
    const { uploads, removed } = await countPending(db);
    const waiting = `${uploads} uploads and ${removed} removed files are recorded`;
    files.log(`nothing is removed (${waiting}): ${reasonKept(ownership)}`);
    return;
  }
  await abandonOldUploads(db, files, before);
  await removeAllFromStore(db, files);
  await cleanQuarantine(db, files, new Date(Date.now() - files.quarantineTime));
}

/** Counts what is recorded: uploads under way or broken off, and files that are still to be removed. */
export async function countPending(db: Queryable): Promise<{ uploads: number; removed: number }> {
  const [counts] = await db.query<{ uploads: number; removed: number }>(sql`
    select (select count(*)::integer from pending_uploads) as uploads,
      (select count(*)::integer from removed_files) as removed`);
  return counts as { uploads: number; removed: number };
}
