import { createReadStream } from 'node:fs';
import type { IdCodec } from '../core/ids.ts';
import { RecordSplitter, type RecordText } from './json/record-splitter.ts';
import type { ImportSource, SourceFile } from './json/source.ts';
import { type ImportedClient, readV1Client } from './v1/record.ts';

/** Where a record stands. */
export interface Place {
  /** Name of the file. */
  readonly file: string;
  /** The record's place in the file, from 0. */
  readonly index: number;
}

/** A record that can be stored as far as can be told from it alone. */
export interface ReadRecord extends Place {
  readonly client: ImportedClient;
}

/** A record that cannot be read, and why, in whole sentences. */
export interface BadRecord extends Place {
  readonly reason: string;
}

/** Records that are stored together: no two of them have the same client id. */
export interface Batch {
  readonly records: readonly ReadRecord[];
  readonly bad: readonly BadRecord[];
  /** Bytes read up to the end of the batch, of all files. */
  readonly bytes: number;
}

/**
 * Most records in a batch, characters of them, and bytes of their documents. Other writers wait while the records are
 * stored, and bytes that wait long for their rows would look like leftovers.
 */
const MOST = { records: 500, characters: 8_000_000, bytes: 256 * 1024 * 1024 };

/** Reads the records of a source in their order, holding no more than one batch of them. */
export async function* readBatches(ids: IdCodec, { files }: ImportSource): AsyncGenerator<Batch> {
  const records = new Map<number, ReadRecord>();
  let bad: BadRecord[] = [];
  let characters = 0;
  let documentBytes = 0;
  let bytes = 0;
  const cut = (): Batch => {
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
        const read = readRecord(ids, file.name, text);
        if ('reason' in read) bad.push(read);
        else {
          const { id } = read.client.client;
          // A second record of a client has to find the first one stored.
          if (records.has(id)) yield cut();
          records.set(id, read);
          characters += text.text?.length ?? 0;
          documentBytes += read.client.documents.reduce((sum, { size }) => sum + size, 0);
        }
        const isFull =
          records.size + bad.length >= MOST.records ||
          characters >= MOST.characters ||
          documentBytes >= MOST.bytes;
        if (isFull) yield cut();
      }
    }
  }
  yield cut();
}

/**
 * The record texts of a file by the chunk, with the length of the chunk in bytes. A file that cannot be read ends with a
 * problem, as one that breaks off does.
 */
async function* readTexts({
  path,
}: SourceFile): AsyncGenerator<{ texts: RecordText[]; length: number }> {
  const splitter = new RecordSplitter();
  const file = createReadStream(path);
  try {
    for await (const chunk of file as AsyncIterable<Buffer>) {
      yield { texts: splitter.push(chunk), length: chunk.length };
    }
  } catch (error) {
    if (file.errored !== error) throw error;
    const { message } = error as Error;
    yield { texts: splitter.giveUp(`The file cannot be read: ${message}.`), length: 0 };
    return;
  }
  yield { texts: splitter.end(), length: 0 };
}

function readRecord(
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
