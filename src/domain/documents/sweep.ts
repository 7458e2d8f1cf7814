import type { Queryable } from '../../db/database.ts';
import { sql } from '../../db/sql.ts';
import { type DocumentStore, nameParts } from './store.ts';

/** Names that are looked up in one statement. */
const BATCH = 500;

/** Removes bytes that no row names any more. What cannot be removed now is left to the sweep. */
export async function removeBytes(files: DocumentStore, names: readonly string[]): Promise<void> {
  await Promise.allSettled(names.map((name) => files.remove(name)));
}

/**
 * Removes what processes that were killed have left in the store: unfinished files, and files that got no row or lost
 * theirs. Files of companies that the database does not know are left alone: a store may outlive a database.
 * @param before only files older than this are looked at. A file whose row is still to come must be younger
 * @returns how many files were removed
 */
export async function sweepDocuments(
  db: Queryable,
  files: DocumentStore,
  before: Date,
): Promise<number> {
  await files.removeUnfinished(before);
  let removed = 0;
  let names: string[] = [];
  const sweep = async () => {
    const leftovers = await withoutRow(db, names);
    await removeBytes(files, leftovers);
    removed += leftovers.length;
    names = [];
  };
  for await (const { name, writtenAt } of files.list('')) {
    if (writtenAt < before) names.push(name);
    if (names.length === BATCH) await sweep();
  }
  if (names.length > 0) await sweep();
  return removed;
}

/** Those of the names that no row has: one statement. */
async function withoutRow(db: Queryable, names: readonly string[]): Promise<string[]> {
  const parts = names.flatMap((name) => {
    const found = nameParts(name);
    return found ? [{ name, ...found }] : [];
  });
  const rows = await db.query<{ name: string }>(sql`
    select f.name from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb)
      as f(name text, "companyKey" text, hash text)
    join companies c on c.company_key = f."companyKey"
    where not exists (select from documents d where d.company_id = c.id and d.hash = f.hash)`);
  return rows.map(({ name }) => name);
}
