import { sql } from '../../db/sql.ts';
import { touchClients } from '../changes/changes.ts';
import { checkVersion } from '../clients/version.ts';
import type { ViewerContext } from '../core/context.ts';
import { notFound } from '../core/errors.ts';
import { type WriteContext, type WriteRequest, type Written, write } from '../core/write.ts';
import { type RemovalReason, removeFromStore } from './store/removal.ts';
import type { ChangedDocument, NamedDocument } from './update.ts';

/** Documents that are no more, and the numbers under which their bytes are to be removed. */
interface Deleted {
  readonly documents: readonly ChangedDocument[];
  readonly removed: readonly number[];
  /** The new versions of their clients. */
  readonly versions: ReadonlyMap<number, number>;
}

/**
 * Deletes a document for good: its row, then, once nothing leads to them any more, its bytes.
 * @throws NOT_FOUND, CONFLICT, and what `write` throws
 */
export async function deleteDocument(
  context: ViewerContext,
  { id, expectedVersion }: NamedDocument,
  request: WriteRequest,
): Promise<Written<ChangedDocument>> {
  const number = context.ids.decode('Document', id, ['id']);
  const { result, replayed } = await deleteRows(context, request, async (writing) => {
    const deleted = await remove(writing, [number]);
    for (const [clientId, version] of deleted.versions) {
      checkVersion({ id: clientId, version: version - 1 }, expectedVersion);
    }
    if (deleted.documents.length === 0) throw notFound('document', id, ['id']);
    return deleted;
  });
  return { result: result[0] as ChangedDocument, replayed };
}

/**
 * Deletes those of many documents that there are, in one transaction.
 * @param numbers of the documents
 */
export const deleteDocuments = (
  context: ViewerContext,
  numbers: readonly number[],
  request: WriteRequest,
): Promise<Written<readonly ChangedDocument[]>> =>
  deleteRows(context, request, (writing) => remove(writing, numbers));

/**
 * Removes bytes only after the rows are gone for certain: a row never leads to bytes that are not there. That they are to be
 * removed is recorded with it, for the sweep, should the process end before.
 */
async function deleteRows(
  context: ViewerContext,
  request: WriteRequest,
  work: (writing: WriteContext) => Promise<Deleted>,
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

async function remove(writing: WriteContext, numbers: readonly number[]): Promise<Deleted> {
  const { db, viewer } = writing;
  const rows = await db.query<ChangedDocument & { removedId: number }>(sql`
    with gone as (
      delete from documents where company_id = ${viewer.companyId} and id = any(${[...numbers]}::integer[])
      returning id, client_id, hash
    ), removed as (
      insert into removed_files (company_id, hash, reason)
      select ${viewer.companyId}, hash, ${'DELETED' satisfies RemovalReason} from gone returning id, hash
    )
    select g.id as "documentId", g.client_id as "clientId", r.id as "removedId"
    from gone g join removed r using (hash)`);
  const clients = [...new Set(rows.map(({ clientId }) => clientId))];
  const versions = await touchClients(writing, clients, ['documents']);
  return {
    documents: rows.map(({ documentId, clientId }) => ({ documentId, clientId })),
    versions,
    removed: rows.map(({ removedId }) => removedId),
  };
}
