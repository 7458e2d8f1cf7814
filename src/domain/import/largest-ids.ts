import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IdCodec } from '../core/ids.ts';
import { IdScanner, type RecordKind } from './json/id-scanner.ts';
import type { SourceFile } from './json/source.ts';
import { MAX_IMPORTED_ID } from './v1/reader.ts';

/** The largest number of each kind of record; 0 for none. */
export type LargestIds = Record<RecordKind, number>;

/** The number of bytes read at once. */
const READ_BYTES = 1024 * 1024;

/**
 * Finds the largest numbers of records in files, valid or not. Pipes are skipped, because they can be read only once.
 * @param onProgress gets the total number of bytes searched
 */
export async function findLargestIds(
  ids: IdCodec,
  files: readonly SourceFile[],
  onProgress: (bytes: number) => void,
): Promise<LargestIds> {
  const largest: LargestIds = { clients: 0, contacts: 0, documents: 0, gatewayTokens: 0 };
  const see = (kind: RecordKind, id: string) => {
    const number = ids.decodeHash(id) ?? 0;
    if (number > largest[kind] && number <= MAX_IMPORTED_ID) largest[kind] = number;
  };
  let bytes = 0;
  for (const { path } of files) {
    const found = await stat(path).catch(() => null);
    if (!found?.isFile()) continue;
    const scanner = new IdScanner(see);
    const file = createReadStream(path, { highWaterMark: READ_BYTES });
    try {
      for await (const chunk of file) {
        scanner.push(chunk);
        bytes += chunk.length;
        onProgress(bytes);
      }
    } catch (error) {
      // The import itself reports a file that cannot be read.
      if (file.errored !== error) throw error;
    }
  }
  return largest;
}
