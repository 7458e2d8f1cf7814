import { type WriteContext, type Writer, write } from '../core/write.ts';
import { completeUploads, discardUploads } from '../documents/pending-uploads.ts';
import type { OwnedStore } from '../documents/store/owned-store.ts';
import { findConflicts, type RecordStatus } from './conflicts.ts';
import { type BytesFolder, type StoredBytes, storeBytes } from './document-bytes.ts';
import { findDiffering, type ImportedRow, rowTables } from './rows.ts';
import { storeClients } from './store-clients.ts';
import type { TargetContext } from './uniqueness.ts';
import type { DocumentRow, ImportedClient } from './v1/record.ts';

/** The result of importing a record. */
export type ImportOutcome =
  /** Stored as a new client. */
  | { readonly is: 'imported' }
  /** The company has the same client. */
  | { readonly is: 'unchanged' }
  /** The company has the client with other values, which were kept. */
  | { readonly is: 'kept'; readonly reason: string }
  /** The company has purged the client: the record was skipped. */
  | { readonly is: 'purged'; readonly reason: string }
  /** The record was refused. A foreign one has an id of another record. */
  | { readonly is: 'bad'; readonly reason: string; readonly isForeign: boolean };

/** The company, the database and the store of an import. */
export interface ImportContext extends Writer {
  readonly files: OwnedStore;
  /** The first part of the company's names in the store. */
  readonly companyKey: string;
}

/** PostgreSQL's codes for a unique violation and a deadlock, which concurrent writers cause. */
const RETRIED_CODES = new Set<unknown>(['23505', '40P01']);

/** The maximum number of attempts to write a batch. */
const MAX_ATTEMPTS = 5;

/**
 * Imports a batch in one transaction, all of its good records or none. No two records may have the same client id.
 * @param documents the folder of the documents' bytes
 * @returns the outcome of each record, in order
 */
export async function importBatch(
  context: ImportContext,
  documents: BytesFolder,
  batch: readonly ImportedClient[],
): Promise<ImportOutcome[]> {
  if (batch.length === 0) return [];
  const bytes = await storeBatchBytes(context, documents, batch);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { result } = await write(context, { operation: 'import', arguments: null }, (writing) =>
        writeBatch(writing, { records: batch, bytes }, attempt === 1 ? 'ids' : 'everything'),
      );
      await discardUploads(context, uploadsOf([...bytes.values()]), 'UNUSED');
      return result;
    } catch (error) {
      // A value is taken, perhaps since the check: the next attempt checks everything.
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (attempt === MAX_ATTEMPTS || !RETRIED_CODES.has(code)) throw error;
    }
  }
}

/**
 * Stores the bytes of new records before the transaction, because copying may take long and the transaction locks the
 * book. After an interruption the next import replaces them, or the cleanup removes them.
 */
async function storeBatchBytes(
  context: ImportContext,
  folder: BytesFolder,
  batch: readonly ImportedClient[],
): Promise<Map<string, StoredBytes>> {
  const hasFile = ({ hash }: DocumentRow) => folder.hashes.has(hash);
  if (!batch.some(({ documents }) => documents.some(hasFile))) return new Map();
  const statuses = await findConflicts(targetOf(context), batch, 'everything');
  const documents = batch
    .filter((_, index) => statuses[index]?.is === 'new')
    .flatMap((client) => client.documents);
  const { db, files, companyKey, viewer } = context;
  const destination = { db, files, companyKey, companyId: viewer.companyId };
  return await storeBytes(destination, folder, documents);
}

const uploadsOf = (bytes: readonly (StoredBytes | undefined)[]): number[] =>
  bytes.flatMap((each) => each?.uploadId ?? []);

const targetOf = ({ db, ids, viewer }: WriteContext | ImportContext): TargetContext => ({
  db,
  ids,
  companyId: viewer.companyId,
});

/** The records of a batch, and the stored bytes of their documents by hash. */
interface PreparedBatch {
  readonly records: readonly ImportedClient[];
  readonly bytes: ReadonlyMap<string, StoredBytes>;
}

async function writeBatch(
  writing: WriteContext,
  { records, bytes }: PreparedBatch,
  check: 'ids' | 'everything',
): Promise<ImportOutcome[]> {
  const statuses = await findConflicts(targetOf(writing), records, check);
  const withStatus = (is: RecordStatus['is']) =>
    records.filter((_, index) => statuses[index]?.is === is);
  const fresh = withStatus('new');
  await storeClients(writing, fresh, bytes);
  const hashes = fresh.flatMap(({ documents }) => documents.map(({ hash }) => hash));
  await completeUploads(writing.db, uploadsOf(hashes.map((hash) => bytes.get(hash))));
  const different = await findDifferent(writing, withStatus('existing'));
  return records.map(({ client: { id } }, index) => {
    const status = statuses[index];
    if (!status) throw new Error(`The record ${index} of the batch has no status.`);
    const shown = (number = id) => `"${writing.ids.encode(number)}"`;
    return outcomeOf(status, different.has(id), shown);
  });
}

function outcomeOf(
  status: RecordStatus,
  isDifferent: boolean,
  shown: (number?: number) => string,
): ImportOutcome {
  if (status.is === 'new') return { is: 'imported' };
  if (status.is === 'refused') {
    return { is: 'bad', reason: status.reason, isForeign: status.isForeign };
  }
  if (status.is === 'purged') {
    return { is: 'purged', reason: `The client ${shown()} was purged here.` };
  }
  if (status.is === 'merged') {
    return { is: 'kept', reason: `The client ${shown()} was merged into ${shown(status.into)}.` };
  }
  return isDifferent
    ? { is: 'kept', reason: `The client ${shown()} is not the same here.` }
    : { is: 'unchanged' };
}

/** Finds the ids of records that differ from the stored clients, by four statements. */
async function findDifferent(
  { db, viewer }: WriteContext,
  records: readonly ImportedClient[],
): Promise<Set<number>> {
  if (records.length === 0) return new Set();
  const clientIds = records.map(({ client }) => client.id);
  const differing = (table: keyof typeof rowTables, rows: readonly ImportedRow[]) =>
    findDiffering(db, rowTables[table], { companyId: viewer.companyId, clientIds, rows });
  return new Set([
    ...(await differing(
      'client',
      records.map(({ client }) => client),
    )),
    ...(await differing(
      'contacts',
      records.flatMap(({ contacts }) => contacts),
    )),
    ...(await differing(
      'documents',
      records.flatMap(({ documents }) => documents),
    )),
    ...(await differing(
      'gatewayTokens',
      records.flatMap((record) => record.gatewayTokens),
    )),
  ]);
}
