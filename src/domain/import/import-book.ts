import { refreshStatistics } from '../../db/statistics.ts';
import { skipTakenNumbers } from '../clients/upsert/plan/number-counter.ts';
import { type BytesFolder, openBytesFolder } from './document-bytes.ts';
import { type ImportContext, importBatch, type Outcome } from './import-batch.ts';
import type { ImportSource } from './json/source.ts';
import { findLargestIds } from './largest-ids.ts';
import { type Batch, type Place, readBatches } from './read-batches.ts';
import { leaveNumbersBehind } from './storing.ts';
import type { ImportedClient } from './v1/record.ts';

/**
 * How many records came to each outcome, how many parts the imported ones have, and how many of the bad ones have an id
 * of somebody else's.
 */
export type ImportCounts = Record<
  Outcome['is'] | 'contacts' | 'documents' | 'gatewayTokens' | 'foreign',
  number
>;

/** A record that is not stored as its file has it, and why, in whole sentences. */
export interface ImportNote extends Place {
  readonly is: 'kept' | 'purged' | 'bad';
  readonly reason: string;
}

/** Who is told of an import while it goes on. */
export interface ImportWatch {
  /** Called after every batch, with the bytes of all files that are done with. */
  progress(bytes: number, counts: Readonly<ImportCounts>): void;
  note(note: ImportNote): void;
  /** Called before the import with the bytes that were looked through, where others may write at the same time. */
  looked?(bytes: number): void;
  /** Ends the import after the batch that is under way. */
  readonly stop?: AbortSignal;
}

/**
 * Imports the client records of a source into the viewer's company. Records are stored by the batch, each whole or not
 * at all, so an import that was cut short goes on where it was when it is started again; a client that is here already
 * is left as it is.
 */
export async function importBook(
  context: ImportContext,
  source: ImportSource,
  watch: ImportWatch,
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
  if (context.db.kind === 'server') await reserveIds(context, source, watch);
  const documents = await openBytesFolder(source.documents);
  let stored = 0;
  const store = async (batch: Batch) => {
    for (const note of await storeBatch(context, documents, batch, counts)) watch.note(note);
    watch.progress(batch.bytes, counts);
    stored += 1;
    // After the first batch, the second, the fourth, the eighth …: as often as the book may have doubled.
    if (Number.isInteger(Math.log2(stored))) await refreshStatistics(context.db);
  };
  let storing = Promise.resolve();
  for await (const batch of readBatches(context.ids, source)) {
    await storing;
    if (watch.stop?.aborted) break;
    // The next batch is read while the database works on this one.
    storing = store(batch);
    storing.catch(() => {});
  }
  await storing;
  await skipTakenNumbers(context.db, context.viewer.companyId);
  await refreshStatistics(context.db);
  return counts;
}

/** Keeps the ids of all records for them, lest clients that are made during the import get those of later batches. */
async function reserveIds(
  { db, ids }: ImportContext,
  { files }: ImportSource,
  watch: ImportWatch,
): Promise<void> {
  await leaveNumbersBehind(db, await findLargestIds(ids, files, (bytes) => watch.looked?.(bytes)));
}

/** Stores a batch and counts what became of it. @returns what there is to say of its records */
async function storeBatch(
  context: ImportContext,
  documents: BytesFolder,
  { records, bad }: Batch,
  counts: ImportCounts,
): Promise<ImportNote[]> {
  const clients = records.map(({ client }) => client);
  const outcomes = await importBatch(context, documents, clients);
  const notes: ImportNote[] = bad.map((record) => ({ ...record, is: 'bad' }));
  counts.bad += bad.length;
  for (const [nth, { client, ...place }] of records.entries()) {
    const outcome = outcomes[nth] as Outcome;
    counts[outcome.is] += 1;
    if (outcome.is === 'imported') countParts(counts, client);
    if (outcome.is === 'bad' && outcome.isForeign) counts.foreign += 1;
    if ('reason' in outcome) notes.push({ ...place, is: outcome.is, reason: outcome.reason });
  }
  return notes.sort((a, b) => (a.file === b.file ? a.index - b.index : 0));
}

function countParts(counts: ImportCounts, client: ImportedClient): void {
  counts.contacts += client.contacts.length;
  counts.documents += client.documents.length;
  counts.gatewayTokens += client.gatewayTokens.length;
}
