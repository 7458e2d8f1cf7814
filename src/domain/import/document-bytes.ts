import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type DocumentStore, storeName } from '../documents/store.ts';
import type { DocumentRow } from './v1-record.ts';

/** What is known of a document once its bytes are in the store. */
export interface StoredBytes {
  /** In hexadecimal. */
  readonly sha256: string;
  /** Length in bytes. */
  readonly size: number;
}

/**
 * Brings the bytes of documents from a folder, where each is named by its hash, into the store.
 * @returns what was stored, by hash; documents without a file are not in it
 */
export async function storeBytes(
  store: DocumentStore,
  folder: string,
  companyKey: string,
  documents: readonly DocumentRow[],
): Promise<Map<string, StoredBytes>> {
  const stored = new Map<string, StoredBytes>();
  for (const { hash } of documents) {
    const path = join(folder, hash);
    const file = await stat(path).catch(() => null);
    if (file?.isFile()) stored.set(hash, await storeFile(store, path, storeName(companyKey, hash)));
  }
  return stored;
}

async function storeFile(store: DocumentStore, path: string, name: string): Promise<StoredBytes> {
  const digest = createHash('sha256');
  let size = 0;
  async function* measured() {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      digest.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  await store.write(name, Readable.from(measured()));
  return { sha256: digest.digest('hex'), size };
}
