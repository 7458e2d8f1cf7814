import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IdCodec } from '../core/ids.ts';
import { IdScanner, type RecordKind } from './json/id-scanner.ts';
import type { SourceFile } from './json/source.ts';
import { MAX_ID } from './v1/reader.ts';

/** The largest number of each kind of record; 0 for none. */
export type LargestIds = Record<RecordKind, number>;

/** Bytes that are read at once. */
const CHUNK = 1024 * 1024;

/**
 * Looks through files for the largest numbers that records have, whether they can be imported or not. Pipes are left
 * alone: they can be read but once.
 * @param looked is told of bytes that were looked through, all in all
 */
export async function findLargestIds(
  ids: IdCodec,
  files: readonly SourceFile[],
  looked: (bytes: number) => void,
): Promise<LargestIds> {
  const largest: LargestIds = { clients: 0, contacts: 0, documents: 0, gatewayTokens: 0 };
  const see = (kind: RecordKind, id: string) => {
    const number = ids.decodeHash(id) ?? 0;
    if (number > largest[kind] && number <= MAX_ID) largest[kind] = number;
  };
  let bytes = 0;
  for (const { path } of files) {
    const found = await stat(path).catch(() => null);
    if (!found?.isFile()) continue;
    const scanner = new IdScanner(see);
    const file = createReadStream(path, { highWaterMark: CHUNK });
    try {
      for await (const chunk of file) {
        scanner.push(chunk);
        bytes += chunk.length;
        looked(bytes);
      }
    } catch (error) {
      // A file that cannot be read is told of when its turn comes.
      if (file.errored !== error) throw error;
    }
  }
  return largest;
}
