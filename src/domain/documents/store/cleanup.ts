import type { Queryable } from '../../../db/database.ts';
import { sql } from '../../../db/sql.ts';
import { abandonOldUploads } from '../pending-uploads.ts';
import { type OwnedStore, reasonKept } from './owned-store.ts';
import { cleanQuarantine } from './quarantine.ts';
import { removeAllFromStore } from './removal.ts';

/**
 * Abandons the uploads of ended processes, removes files that lost their document, and erases expired files from the
 * quarantine. Only recorded files are examined, and nothing is removed unless the database owns the store.
 * @param before the time of the oldest upload that may still be running
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

/** Counts the recorded uploads and the files to be removed. */
export async function countPending(db: Queryable): Promise<{ uploads: number; removed: number }> {
  const [counts] = await db.query<{ uploads: number; removed: number }>(sql`
    select (select count(*)::integer from pending_uploads) as uploads,
      (select count(*)::integer from removed_files) as removed`);
  return counts ?? { uploads: 0, removed: 0 };
}
