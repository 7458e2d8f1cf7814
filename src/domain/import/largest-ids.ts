import { stat } from 'node:fs/promises';
import type { IdCodec } from '../ids.ts';
import { readTexts } from './read-batches.ts';
import type { SourceFile } from './source.ts';
import { MAX_ID } from './v1-reader.ts';
import { isObject } from './v1-values.ts';

/** The largest number of each kind of record; 0 for none. */
export interface LargestIds {
  clients: number;
  contacts: number;
  documents: number;
  gatewayTokens: number;
}

/** The lists in a record, by the key under which v1 has them. */
const lists = {
  contacts: 'contacts',
  documents: 'documents',
  gateway_tokens: 'gatewayTokens',
} as const;

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
  const see = (kind: keyof LargestIds, id: unknown) => {
    const number = typeof id === 'string' ? (ids.decodeHash(id) ?? 0) : 0;
    if (number > largest[kind] && number <= MAX_ID) largest[kind] = number;
  };
  let bytes = 0;
  for (const file of files) {
    const found = await stat(file.path).catch(() => null);
    if (!found?.isFile()) continue;
    for await (const { texts, length } of readTexts(file)) {
      bytes += length;
      looked(bytes);
      for (const { text } of texts) seeRecord(text ?? '', see);
    }
  }
  return largest;
}

function seeRecord(text: string, see: (kind: keyof LargestIds, id: unknown) => void): void {
  const record = parse(text);
  if (!isObject(record)) return;
  see('clients', record.id);
  for (const [key, kind] of Object.entries(lists)) {
    const list = record[key];
    if (!Array.isArray(list)) continue;
    for (const part of list) if (isObject(part)) see(kind, part.id);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // It is refused when it is read for good.
    return null;
  }
}
