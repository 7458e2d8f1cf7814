import { anyCompany, sql } from '../../db/sql.ts';
import { touchClients } from '../changes/changes.ts';
import { checkVersion } from '../clients/version.ts';
import { notFound } from '../core/errors.ts';
import { type WriteContext, type WriteRequest, type Written, write } from '../core/write.ts';
import type { StoreContext } from './store/owned-store.ts';
import { type RemovalReason, removeFromStore } from './store/removal.ts';
import type { ChangedDocument, DocumentTarget } from './update.ts';

/** Deleted documents, and the ids of the removals of their bytes. */
interface DeletedRows {
  readonly documents: readonly ChangedDocument[];
  readonly removed: readonly number[];
  /** The new versions of the clients. */
  readonly versions: ReadonlyMap<number, number>;
}

/**
 * Deletes a document for good: its row, then its bytes if no other document needs them.
 * @throws NOT_FOUND, CONFLICT, and what `write` throws
 */
export async function deleteDocument(
  context: StoreContext,
  { id, expectedVersion }: DocumentTarget,
  request: WriteRequest,
): Promise<Written<ChangedDocument>> {
  const number = context.ids.decode('Document', id, ['id']);
  const { result, replayed } = await deleteRows(context, request, async (writing) => {
    const deleted = await deleteOwn(writing, [number]);
    for (const [clientId, version] of deleted.versions) {
      checkVersion({ id: clientId, version: version - 1 }, expectedVersion);
    }
    if (deleted.documents.length === 0) throw notFound('document', id, ['id']);
    return deleted;
  });
  const [document] = result;
  if (!document) throw notFound('document', id, ['id']);
  return { result: document, replayed };
}

/**
 * Deletes documents in one transaction. Numbers without a document are ignored.
 * @param numbers numbers of documents
 */
export const deleteDocuments = (
  context: StoreContext,
  numbers: readonly number[],
  request: WriteRequest,
): Promise<Written<readonly ChangedDocument[]>> =>
  deleteRows(context, request, (writing) => deleteOwn(writing, numbers));

/**
 * Deletes rows, and their bytes only after the commit, so that no row ever lacks its bytes. The transaction also
 * records the removal: if the process ends before it, the cleanup carries it out.
 */
async function deleteRows(
  context: StoreContext,
  request: WriteRequest,
  work: (writing: WriteContext) => Promise<DeletedRows>,
): Promise<Written<readonly ChangedDocument[]>> {
  let removed: readonly number[] = [];
  const written = await write(context, request, async (writing) => {
    const deleted = await work(writing);
    removed = deleted.removed;
    return deleted.documents;
  });
  if (!request.dryRun) await removeFromStore(context.db, context.files, removed);
  return written;
}

async function deleteOwn(writing: WriteContext, numbers: readonly number[]): Promise<DeletedRows> {
  const { db, viewer } = writing;
  const rows = await db.query<ChangedDocument & { removedId: number }>(sql`
    with deleted as (
      delete from documents where company_id = ${anyCompany(viewer.companyId)} and id = any(${[...numbers]}::integer[])
      returning id, client_id, hash
    ), removed as (
      insert into removed_files (company_id, hash, reason)
      select ${viewer.companyId}, hash, ${'DELETED' satisfies RemovalReason} from deleted returning id, hash
    )
    select g.id as "documentId", g.client_id as "clientId", r.id as "removedId"
    from deleted g join removed r using (hash)`);
  const clients = [...new Set(rows.map(({ clientId }) => clientId))];
  const versions = await touchClients(writing, clients, ['documents']);
  return {
    documents: rows.map(({ documentId, clientId }) => ({ documentId, clientId })),
    versions,
    removed: rows.map(({ removedId }) => removedId),
  };
}
