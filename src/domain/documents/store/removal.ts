import type { Queryable } from '../../../db/database.ts';
import { sql } from '../../../db/sql.ts';
import { type OwnedStore, reasonKept } from './owned-store.ts';
import { NAME_PART, storeName } from './store.ts';

/** Where removed bytes are until they are erased, each under its old name behind this. */
export const QUARANTINE = '.quarantine/';

/** Why bytes are removed, with what to call such files. */
export const removalReasons = {
  DELETED: 'of deleted documents',
  UNUSED: 'that no document was made of',
  ABANDONED: 'of uploads that were broken off',
} as const;

export type RemovalReason = keyof typeof removalReasons;

/** Files that are taken out of the store at once. */
const BATCH = 100;

/** A file that is to be removed. */
interface RemovedFile {
  readonly id: number;
  readonly companyKey: string;
  readonly hash: string;
  readonly reason: RemovalReason;
  /** A document has it all the same: it came back by an import. */
  readonly isNeeded: boolean;
}

/**
 * Takes files out of the store that `removed_files` has, if the database owns it. What goes wrong is told and left to the
 * next sweep: whoever asked for the removal has it, since nothing leads to the bytes.
 */
export async function removeFromStore(
  db: Queryable,
  files: OwnedStore,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return;
  try {
    const ownership = await files.ownership();
    if (ownership.is === 'owner') await clear(db, files, ids);
    else
      files.log(
        `${filesIn(ids.length)} of no document stay in the store: ${reasonKept(ownership)}`,
      );
  } catch (error) {
    files.log(`${filesIn(ids.length)} are left to the next sweep: ${reasonOf(error)}`);
  }
}

/** Takes everything out of the store that is to be removed. The database must own it. @throws the first failure of each batch */
export async function removeAllFromStore(db: Queryable, files: OwnedStore): Promise<void> {
  const rows = await db.query<{ id: number }>(sql`select id from removed_files order by id`);
  const failures: unknown[] = [];
  for (let start = 0; start < rows.length; start += BATCH) {
    const ids = rows.slice(start, start + BATCH).map(({ id }) => id);
    await clear(db, files, ids).catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

async function clear(db: Queryable, files: OwnedStore, ids: readonly number[]): Promise<void> {
  const rows = await db.query<RemovedFile>(sql`
    select r.id, c.company_key as "companyKey", r.hash, r.reason,
      exists (select from documents d where d.company_id = r.company_id and d.hash = r.hash) as "isNeeded"
    from removed_files r join companies c on c.id = r.company_id
    where r.id = any(${[...ids]}::integer[]) and not exists (
      select from pending_uploads p where p.company_id = r.company_id and p.hash = r.hash)`);
  const taken = await Promise.allSettled(rows.map((row) => takeOut(files, row)));
  const done = rows.filter((_, i) => taken[i]?.status === 'fulfilled');
  await db.query(
    sql`delete from removed_files where id = any(${done.map(({ id }) => id)}::integer[])`,
  );
  tellCounts(
    files,
    rows.filter((_, i) => (taken[i] as { value?: boolean }).value === true),
  );
  const failed = taken.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}

/** @returns whether there were bytes to take out */
async function takeOut(files: OwnedStore, row: RemovedFile): Promise<boolean> {
  const { companyKey, hash, reason, isNeeded } = row;
  // An import may have listed documents whose bytes no store can have.
  if (isNeeded || !NAME_PART.test(hash)) return false;
  const name = storeName(companyKey, hash);
  if (reason === 'ABANDONED') await files.removeUnfinished(name);
  const moved = await files.move(name, `${QUARANTINE}${name}`);
  if (moved && files.quarantineTime === 0) await files.remove(`${QUARANTINE}${name}`);
  return moved;
}

function tellCounts(files: OwnedStore, rows: readonly RemovedFile[]): void {
  const counts = Object.entries(removalReasons).flatMap(([reason, words]) => {
    const count = rows.filter((row) => row.reason === reason).length;
    return count > 0 ? [`${filesIn(count)} ${words}`] : [];
  });
  const to = files.quarantineTime === 0 ? 'erased' : 'moved to the quarantine';
  if (counts.length > 0) files.log(`${to}: ${counts.join(', ')}`);
}

/** Why something failed, in short. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** A number of files, in words. */
export const filesIn = (count: number) => (count === 1 ? '1 file' : `${count} files`);
