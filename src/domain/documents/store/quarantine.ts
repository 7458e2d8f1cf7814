import type { Queryable } from '../../../db/database.ts';
import { sql } from '../../../db/sql.ts';
import type { OwnedStore } from './owned-store.ts';
import { filesIn, QUARANTINE } from './removal.ts';
import { nameParts, type StoredFile } from './store.ts';

/** Files that are looked up in one statement. */
const BATCH = 500;

/**
 * Erases what has been in the quarantine since before a moment. What a document has all the same goes back to its place: a
 * backup of the database may bring back documents that were deleted since. The database must own the store.
 */
export async function cleanQuarantine(
  db: Queryable,
  files: OwnedStore,
  before: Date,
): Promise<void> {
  const counts = { erased: 0, back: 0 };
  let batch: StoredFile[] = [];
  const tend = async () => {
    const needed = await neededOf(db, batch);
    for (const { name, writtenAt } of batch) {
      const place = name.slice(QUARANTINE.length);
      if (needed.has(name) && (await files.size(place)) === null) {
        counts.back += Number(await files.move(name, place));
      } else if (writtenAt < before) {
        await files.remove(name);
        counts.erased += 1;
      }
    }
    batch = [];
  };
  for await (const file of files.list(QUARANTINE)) {
    batch.push(file);
    if (batch.length === BATCH) await tend();
  }
  if (batch.length > 0) await tend();
  const { erased, back } = counts;
  if (erased > 0) files.log(`erased from the quarantine: ${filesIn(erased)}`);
  if (back > 0) files.log(`back from the quarantine: ${filesIn(back)} of documents that are there`);
}

/** Counts what is in the quarantine. */
export async function countQuarantined(files: OwnedStore): Promise<number> {
  let count = 0;
  for await (const _file of files.list(QUARANTINE)) count += 1;
  return count;
}

/** The names of those files that a document has: one statement. */
async function neededOf(db: Queryable, files: readonly StoredFile[]): Promise<Set<string>> {
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
