import { refreshStatistics } from '../../db/statistics.ts';
import { skipTakenNumbers } from '../clients/upsert/plan/number-counter.ts';
import { openBytesFolder } from './document-bytes.ts';
import { type ImportContext, type ImportOutcome, importBatch } from './import-batch.ts';
import type { ImportSource } from './json/source.ts';
import { findLargestIds } from './largest-ids.ts';
import { type ImportBatch, type RecordPosition, readBatches } from './read-batches.ts';
import { advanceSequences } from './store-clients.ts';

/** The numbers of records by outcome, of owned records of imported clients, and of bad records with a foreign id. */
export type ImportCounts = Record<
  ImportOutcome['is'] | 'contacts' | 'documents' | 'gatewayTokens' | 'foreign',
  number
>;

/** A message about a record that was not stored as its file has it. */
export interface ImportNote extends RecordPosition {
  readonly is: 'kept' | 'purged' | 'bad';
  /** One or more whole sentences. */
  readonly reason: string;
}

/** The observer of a running import. */
export interface ImportObserver {
  /** Reports the bytes of all files that are done, after every batch. */
  progress(bytes: number, counts: Readonly<ImportCounts>): void;
  /** Reports a record that was not stored as its file has it. */
  note(note: ImportNote): void;
  /** Reports the bytes searched for ids before the import, on a server that others may write to. */
  scanned?(bytes: number): void;
  /** Ends the import after the current batch. */
  readonly stop?: AbortSignal;
}

/**
 * Imports the client records of a source into the viewer's company. Each batch is stored completely or not at all, so an
 * interrupted import continues when it is started again. Existing clients are not changed.
 */
export async function importBook(
  context: ImportContext,
  source: ImportSource,
  observer: ImportObserver,
): Promise<ImportCounts> {
  const counts: ImportCounts = {
    imported: 0,
    unchanged: 0,
    kept: 0,
    purged: 0,
    bad: 0,
    contacts: 0,
    documents: 0,
    gatewayTokens: 0,
    foreign: 0,
  };
  if (context.db.kind === 'server') await reserveIds(context, source, observer);
  const documents = await openBytesFolder(source.documents);
  let stored = 0;
  const store = async (batch: ImportBatch) => {
    const outcomes = await importBatch(
      context,
      documents,
      batch.records.map(({ client }) => client),
    );
    countOutcomes(counts, batch, outcomes);
    for (const note of notesOf(batch, outcomes)) observer.note(note);
    observer.progress(batch.bytes, counts);
    stored += 1;
    // After batch 1, 2, 4, 8 …, that is whenever the book may have doubled.
    if (Number.isInteger(Math.log2(stored))) await refreshStatistics(context.db);
  };
  let storing = Promise.resolve();
  for await (const batch of readBatches(context.ids, source)) {
    await storing;
    if (observer.stop?.aborted) break;
    // The next batch is read while the database stores this one.
    storing = store(batch);
    storing.catch(() => {});
  }
  await storing;
  await skipTakenNumbers(context.db, context.viewer.companyId);
  await refreshStatistics(context.db);
  return counts;
}

/** Reserves the ids of all records, so that clients created during the import do not get them. */
async function reserveIds(
  { db, ids }: ImportContext,
  { files }: ImportSource,
  observer: ImportObserver,
): Promise<void> {
  await advanceSequences(
    db,
    await findLargestIds(ids, files, (bytes) => observer.scanned?.(bytes)),
  );
}

function countOutcomes(
  counts: ImportCounts,
  { records, bad }: ImportBatch,
  outcomes: readonly ImportOutcome[],
): void {
  counts.bad += bad.length;
  for (const [index, outcome] of outcomes.entries()) {
    counts[outcome.is] += 1;
    if (outcome.is === 'bad' && outcome.isForeign) counts.foreign += 1;
    if (outcome.is !== 'imported') continue;
    for (const list of ['contacts', 'documents', 'gatewayTokens'] as const) {
      counts[list] += records[index]?.client[list].length ?? 0;
    }
  }
}

/** Returns the messages about the records of a batch, in the order of their files. */
function notesOf({ records, bad }: ImportBatch, outcomes: readonly ImportOutcome[]): ImportNote[] {
  const notes: ImportNote[] = bad.map((record) => ({ ...record, is: 'bad' }));
  for (const [nth, { file, index }] of records.entries()) {
    const outcome = outcomes[nth];
    if (outcome && 'reason' in outcome) {
      notes.push({ file, index, is: outcome.is, reason: outcome.reason });
    }
  }
  return notes.sort((a, b) => (a.file === b.file ? a.index - b.index : 0));
}
