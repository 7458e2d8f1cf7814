import type { Queryable } from '../../db/database.ts';
import { type Sql, sql } from '../../db/sql.ts';
import { DomainError } from '../core/errors.ts';
import type { OwnedStore } from './store/owned-store.ts';
import { type RemovalReason, reasonOf, removeFromStore } from './store/removal.ts';

/** The store and the database of a company's uploads. */
export interface Destination {
  readonly db: Queryable;
  readonly files: OwnedStore;
  readonly companyId: number;
  /** The first part of names in the store. */
  readonly companyKey: string;
}

/** Records an upload before its bytes arrive: the cleanup removes only recorded files. @returns its id */
export async function recordUpload(
  { db, files, companyId }: Omit<Destination, 'companyKey'>,
  hash: string,
): Promise<number> {
  await files.claim();
  const [row] = await db.query<{ id: number }>(sql`
    insert into pending_uploads (company_id, hash, place)
    values (${companyId}, ${hash}, ${files.database.place}) returning id`);
  if (!row) throw new Error('The upload was not recorded.');
  return row.id;
}

/**
 * Deletes the records of uploads in the transaction that creates their documents.
 * @throws UPLOAD_BROKEN when the cleanup has abandoned one of them
 */
export async function completeUploads(db: Queryable, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const completed = await db.query(
    sql`delete from pending_uploads where id = any(${[...ids]}::integer[]) returning id`,
  );
  if (completed.length === ids.length) return;
  const message = 'The upload took so long that it was given up. Send it again.';
  throw new DomainError('UPLOAD_BROKEN', message, ['files']);
}

/** Restarts the time after which the cleanup abandons uploads. */
export async function renewUploads(db: Queryable, ids: readonly number[]): Promise<void> {
  await db.query(
    sql`update pending_uploads set started_at = now() where id = any(${[...ids]}::integer[])`,
  );
}

/** Abandons uploads without a document, and removes their bytes from the store. */
export async function discardUploads(
  { db, files }: Pick<Destination, 'db' | 'files'>,
  ids: readonly number[],
  reason: Exclude<RemovalReason, 'DELETED'>,
): Promise<void> {
  if (ids.length === 0) return;
  try {
    const removed = await abandon(db, sql`id = any(${[...ids]}::integer[])`, reason);
    await removeFromStore(db, files, removed);
  } catch (error) {
    // A failed removal must not hide the error of the upload itself.
    files.log(`${ids.length} uploads are left to the next cleanup: ${reasonOf(error)}`);
  }
}

/** Abandons uploads that this database recorded before a time. */
export async function abandonOldUploads(
  db: Queryable,
  files: OwnedStore,
  before: Date,
): Promise<void> {
  const { place } = files.database;
  await abandon(db, sql`started_at < ${before} and place = ${place}`, 'ABANDONED');
  // A copy of a database has the other one's records. Those uploads may have become documents there.
  await db.query(
    sql`delete from pending_uploads where started_at < ${before} and place <> ${place}`,
  );
}

/** Moves upload records to the files to be removed, unless another row needs them. @returns the ids of the removals */
async function abandon(db: Queryable, condition: Sql, reason: RemovalReason): Promise<number[]> {
  const rows = await db.query<{ id: number }>(sql`
    with abandoned as (delete from pending_uploads where ${condition} returning id, company_id, hash)
    insert into removed_files (company_id, hash, reason)
    select distinct g.company_id, g.hash, ${reason} from abandoned g
    where not exists (select from documents d where d.company_id = g.company_id and d.hash = g.hash)
      and not exists (select from pending_uploads p
        where p.company_id = g.company_id and p.hash = g.hash and p.id not in (select id from abandoned))
    returning id`);
  return rows.map(({ id }) => id);
}
