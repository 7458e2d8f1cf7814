import type { Queryable } from '../../../db/database.ts';
import { sql } from '../../../db/sql.ts';
import type { OwnedStore } from './owned-store.ts';
import { filesIn, QUARANTINE } from './removal.ts';
import { nameParts, type StoredFile } from './store.ts';

/** The number of files looked up in one statement. */
const FILES_PER_LOOKUP = 500;

/**
 * Erases files that entered the quarantine before a time. Files that a document needs return to the store: a restored
 * backup may bring back deleted documents. The database must own the store.
 */
export async function cleanQuarantine(
  db: Queryable,
  files: OwnedStore,
  before: Date,
): Promise<void> {
  const counts = { erased: 0, returned: 0 };
  let batch: StoredFile[] = [];
  const cleanBatch = async () => {
    const needed = await findNeeded(db, batch);
    for (const { name, writtenAt } of batch) {
      const original = name.slice(QUARANTINE.length);
      if (needed.has(name) && (await files.size(original)) === null) {
        counts.returned += Number(await files.move(name, original));
      } else if (writtenAt < before) {
        await files.remove(name);
        counts.erased += 1;
      }
    }
    batch = [];
  };
  for await (const file of files.list(QUARANTINE)) {
    batch.push(file);
    if (batch.length === FILES_PER_LOOKUP) await cleanBatch();
  }
  if (batch.length > 0) await cleanBatch();
  const { erased, returned } = counts;
  if (erased > 0) files.log(`erased from the quarantine: ${filesIn(erased)}`);
  if (returned > 0)
    files.log(`back from the quarantine: ${filesIn(returned)} of documents that are there`);
}

/** Counts the files in the quarantine. */
export async function countQuarantined(files: OwnedStore): Promise<number> {
  let count = 0;
  for await (const _file of files.list(QUARANTINE)) count += 1;
  return count;
}

/** Finds the names of the files that a document needs, by one statement. */
async function findNeeded(db: Queryable, files: readonly StoredFile[]): Promise<Set<string>> {
  const parts = files.flatMap(({ name }) => {
    const found = nameParts(name.slice(QUARANTINE.length));
    return found ? [{ name, ...found }] : [];
  });
  const rows = await db.query<{ name: string }>(sql`
    select f.name from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb)
      as f(name text, "companyKey" text, hash text)
    join companies c on c.company_key = f."companyKey"
    join documents d on d.company_id = c.id and d.hash = f.hash`);
  return new Set(rows.map(({ name }) => name));
}
