import type { Queryable } from '../../db/database.ts';
import { type Sql, sql } from '../../db/sql.ts';
import { DomainError } from '../core/errors.ts';
import type { OwnedStore } from './store/owned-store.ts';
import { type RemovalReason, reasonOf, removeFromStore } from './store/removal.ts';

/** Where the bytes of a company's documents go, and where that is recorded. */
export interface Destination {
  readonly db: Queryable;
  readonly files: OwnedStore;
  readonly companyId: number;
  /** The first part of the names in the store. */
  readonly companyKey: string;
}

/** Records that the bytes of a file are about to come. Only what is recorded can be cleared away. @returns its number */
export async function recordUpload(
  { db, files, companyId }: Omit<Destination, 'companyKey'>,
  hash: string,
): Promise<number> {
  await files.claim();
  const [row] = await db.query<{ id: number }>(sql`
    insert into pending_uploads (company_id, hash, place)
    values (${companyId}, ${hash}, ${files.database.place}) returning id`);
  return (row as { id: number }).id;
}

/**
 * Ends the records of uploads of whose bytes documents are made, in the transaction that makes them.
 * @throws UPLOAD_BROKEN when the sweep has given one of them up
 */
export async function completeUploads(db: Queryable, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const settled = await db.query(
    sql`delete from pending_uploads where id = any(${[...ids]}::integer[]) returning id`,
  );
  if (settled.length === ids.length) return;
  const message = 'The upload took so long that it was given up. Send it again.';
  throw new DomainError('UPLOAD_BROKEN', message, ['files']);
}

/** Has the sweep wait for uploads as if they began now. */
export async function renewUploads(db: Queryable, ids: readonly number[]): Promise<void> {
  await db.query(
    sql`update pending_uploads set started_at = now() where id = any(${[...ids]}::integer[])`,
  );
}

/** Gives up uploads that no document was made of, and takes their bytes out of the store. */
export async function discardUploads(
  { db, files }: Pick<Destination, 'db' | 'files'>,
  ids: readonly number[],
  reason: Exclude<RemovalReason, 'DELETED'>,
): Promise<void> {
  if (ids.length === 0) return;
  try {
    const removed = await giveUp(db, sql`id = any(${[...ids]}::integer[])`, reason);
    await removeFromStore(db, files, removed);
  } catch (error) {
    // What an upload failed with must not be hidden by what tidying up after it fails with.
    files.log(`${ids.length} uploads are left to the next sweep: ${reasonOf(error)}`);
  }
}

/** Gives up the uploads that this database recorded before a moment: nobody is at them any more. */
export async function abandonOldUploads(
  db: Queryable,
  files: OwnedStore,
  before: Date,
): Promise<void> {
  const { place } = files.database;
  await giveUp(db, sql`started_at < ${before} and place = ${place}`, 'ABANDONED');
  // A database that was copied has the records of the other one, whose uploads may have become documents there.
  await db.query(
    sql`delete from pending_uploads where started_at < ${before} and place <> ${place}`,
  );
}

/** @returns the numbers of the files that are to be removed: those that no document and no other upload needs */
async function giveUp(db: Queryable, which: Sql, reason: RemovalReason): Promise<number[]> {
  const rows = await db.query<{ id: number }>(sql`
    with gone as (delete from pending_uploads where ${which} returning id, company_id, hash)
    insert into removed_files (company_id, hash, reason)
    select distinct g.company_id, g.hash, ${reason} from gone g
    where not exists (select from documents d where d.company_id = g.company_id and d.hash = g.hash)
      and not exists (select from pending_uploads p
        where p.company_id = g.company_id and p.hash = g.hash and p.id not in (select id from gone))
    returning id`);
  return rows.map(({ id }) => id);
}
