import { type WriteContext, type Writer, write } from '../core/write.ts';
import { completeUploads, discardUploads } from '../documents/pending-uploads.ts';
import type { OwnedStore } from '../documents/store/owned-store.ts';
import type { JudgeContext } from './claims.ts';
import { judge, type Verdict } from './conflicts.ts';
import { type BytesFolder, type StoredBytes, storeBytes } from './document-bytes.ts';
import { findDiffering, rowTables } from './rows.ts';
import { storeClients } from './storing.ts';
import type { DocumentRow, ImportedClient } from './v1/record.ts';

/** What became of a record. */
export type Outcome =
  /** Stored as a new client. */
  | { readonly is: 'imported' }
  /** The company has the client already, exactly so. */
  | { readonly is: 'unchanged' }
  /** The company has the client already, but something is different here: it was left as it is. */
  | { readonly is: 'kept'; readonly reason: string }
  /** The company had the client and purged it: it was left out. */
  | { readonly is: 'purged'; readonly reason: string }
  /** Nothing of it was stored; a foreign one has an id of somebody else's. */
  | { readonly is: 'bad'; readonly reason: string; readonly isForeign: boolean };

/** For whom and where to an import works. */
export interface ImportContext extends Writer {
  readonly files: OwnedStore;
  /** First folder of the company's documents in the store. */
  readonly companyKey: string;
}

/** PostgreSQL's codes for a value that somebody else was quicker to take, and for two who wait for one another. */
const COLLISIONS = new Set(['23505', '40P01']);

/** How often a batch is tried against others who write at the same time. */
const TRIES = 5;

/**
 * Imports a batch in one transaction: all of its good records are stored, or none is.
 * No two records of it may have the same client id.
 * @param documents the bytes of documents
 * @returns what became of each record, in order
 */
export async function importBatch(
  context: ImportContext,
  documents: BytesFolder,
  batch: readonly ImportedClient[],
): Promise<Outcome[]> {
  if (batch.length === 0) return [];
  const bytes = await bringBytes(context, documents, batch);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { result } = await write(context, { operation: 'import', arguments: null }, (writing) =>
        writeBatch(writing, batch, bytes, attempt === 1 ? 'ids' : 'everything'),
      );
      await discardUploads(context, uploadsOf([...bytes.values()]), 'UNUSED');
      return result;
    } catch (error) {
      // Something of a record is taken, or was taken between our look and our write: look again, and closely.
      if (attempt === TRIES || !COLLISIONS.has((error as { code?: string }).code ?? ''))
        throw error;
    }
  }
}

/**
 * Stores the bytes of the records that will be stored. That may take long, so it happens before the book is locked; if
 * it ends here, the next import puts the same ones in their place, or the sweep clears them away.
 */
async function bringBytes(
  context: ImportContext,
  folder: BytesFolder,
  batch: readonly ImportedClient[],
): Promise<Map<string, StoredBytes>> {
  const isThere = ({ hash }: DocumentRow) => folder.hashes.has(hash);
  if (!batch.some(({ documents }) => documents.some(isThere))) return new Map();
  const verdicts = await judge(judging(context), batch, 'everything');
  const documents = batch
    .filter((_, place) => verdicts[place]?.is === 'new')
    .flatMap((client) => client.documents);
  const { db, files, companyKey, viewer } = context;
  const destination = { db, files, companyKey, companyId: viewer.companyId };
  return await storeBytes(destination, folder, documents);
}

const uploadsOf = (bytes: readonly (StoredBytes | undefined)[]): number[] =>
  bytes.flatMap((each) => each?.uploadId ?? []);

const judging = ({ db, ids, viewer }: WriteContext | ImportContext): JudgeContext => ({
  db,
  ids,
  companyId: viewer.companyId,
});

async function writeBatch(
  writing: WriteContext,
  batch: readonly ImportedClient[],
  bytes: ReadonlyMap<string, StoredBytes>,
  look: 'ids' | 'everything',
): Promise<Outcome[]> {
  const verdicts = await judge(judging(writing), batch, look);
  const such = (is: Verdict['is']) => batch.filter((_, place) => verdicts[place]?.is === is);
  const fresh = such('new');
  await storeClients(writing, fresh, bytes);
  const hashes = fresh.flatMap(({ documents }) => documents.map(({ hash }) => hash));
  await completeUploads(writing.db, uploadsOf(hashes.map((hash) => bytes.get(hash))));
  const different = await findDifferent(writing, such('here'));
  return verdicts.map((verdict, place) => {
    const { id } = (batch[place] as ImportedClient).client;
    return outcomeOf(
      verdict,
      different.has(id),
      (number = id) => `"${writing.ids.encode(number)}"`,
    );
  });
}

function outcomeOf(
  verdict: Verdict,
  different: boolean,
  shown: (number?: number) => string,
): Outcome {
  if (verdict.is === 'new') return { is: 'imported' };
  if (verdict.is === 'refused') {
    return { is: 'bad', reason: verdict.reason, isForeign: verdict.isForeign };
  }
  if (verdict.is === 'purged') {
    return { is: 'purged', reason: `The client ${shown()} was purged here.` };
  }
  if (verdict.is === 'merged') {
    return { is: 'kept', reason: `The client ${shown()} was merged into ${shown(verdict.into)}.` };
  }
  return different
    ? { is: 'kept', reason: `The client ${shown()} is not the same here.` }
    : { is: 'unchanged' };
}

/** Those of the records that differ from what the company has under their ids: four statements, none for no records. */
async function findDifferent(
  { db, viewer }: WriteContext,
  records: readonly ImportedClient[],
): Promise<Set<number>> {
  if (records.length === 0) return new Set();
  const clientIds = records.map(({ client }) => client.id);
  const differing = (table: keyof typeof rowTables, rows: readonly object[]) =>
    findDiffering(db, viewer.companyId, rowTables[table], clientIds, rows);
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
