import { createReadStream } from 'node:fs';
import type { IdCodec } from '../core/ids.ts';
import { RecordSplitter, type RecordText } from './json/record-splitter.ts';
import type { ImportSource, SourceFile } from './json/source.ts';
import { type ImportedClient, readV1Client } from './v1/record.ts';

/** The position of a record. */
export interface RecordPosition {
  /** The name of the file. */
  readonly file: string;
  /** The record's index in the file, from 0. */
  readonly index: number;
}

/** A record that is valid by itself. */
export interface ReadRecord extends RecordPosition {
  readonly client: ImportedClient;
}

/** An invalid record. */
export interface BadRecord extends RecordPosition {
  /** One or more whole sentences. */
  readonly reason: string;
}

/** Records that are stored together. No two of them have the same client id. */
export interface ImportBatch {
  readonly records: readonly ReadRecord[];
  readonly bad: readonly BadRecord[];
  /** The bytes of all files up to the end of the batch. */
  readonly bytes: number;
}

/**
 * The maximum size of a batch: records, their characters, and bytes of their documents. Other writers wait while a batch
 * is stored, and the cleanup would abandon uploads that wait long for their rows.
 */
const BATCH_LIMITS = { records: 500, characters: 8_000_000, bytes: 256 * 1024 * 1024 };

/** Reads the records of a source in order, holding one batch in memory. */
export async function* readBatches(
  ids: IdCodec,
  { files }: ImportSource,
): AsyncGenerator<ImportBatch> {
  const records = new Map<number, ReadRecord>();
  let bad: BadRecord[] = [];
  let characters = 0;
  let documentBytes = 0;
  let bytes = 0;
  const takeBatch = (): ImportBatch => {
    const batch = { records: [...records.values()], bad, bytes };
    records.clear();
    bad = [];
    characters = 0;
    documentBytes = 0;
    return batch;
  };
  for (const file of files) {
    for await (const { texts, length } of readTexts(file)) {
      bytes += length;
      for (const text of texts) {
        const read = readRecordText(ids, file.name, text);
        if ('reason' in read) bad.push(read);
        else {
          const { id } = read.client.client;
          // The second record of a client is compared with the first, which must be stored before.
          if (records.has(id)) yield takeBatch();
          records.set(id, read);
          characters += text.text?.length ?? 0;
          documentBytes += read.client.documents.reduce((sum, { size }) => sum + size, 0);
        }
        const isFull =
          records.size + bad.length >= BATCH_LIMITS.records ||
          characters >= BATCH_LIMITS.characters ||
          documentBytes >= BATCH_LIMITS.bytes;
        if (isFull) yield takeBatch();
      }
    }
  }
  yield takeBatch();
}

/**
 * Yields the record texts of a file by chunk, with the chunk's length in bytes. A read error becomes a problem of the
 * last record.
 */
async function* readTexts({
  path,
}: SourceFile): AsyncGenerator<{ texts: RecordText[]; length: number }> {
  const splitter = new RecordSplitter();
  const file = createReadStream(path);
  try {
    for await (const chunk of file) {
      yield { texts: splitter.push(chunk), length: chunk.length };
    }
  } catch (error) {
    if (file.errored !== error) throw error;
    const message = error instanceof Error ? error.message : String(error);
    yield { texts: splitter.giveUp(`The file cannot be read: ${message}.`), length: 0 };
    return;
  }
  yield { texts: splitter.end(), length: 0 };
}

function readRecordText(
  ids: IdCodec,
  file: string,
  { index, text, problem }: RecordText,
): ReadRecord | BadRecord {
  if (text === undefined) return { file, index, reason: problem ?? '' };
  const read = readV1Client(ids, text);
  return 'problems' in read
    ? { file, index, reason: read.problems.join(' ') }
    : { file, index, client: read.client };
}
