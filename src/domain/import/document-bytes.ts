import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
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

/** A folder that has the bytes of documents, each in a file named by its hash. */
export interface BytesFolder {
  readonly path: string;
  /** The names of its files. */
  readonly hashes: ReadonlySet<string>;
}

/** Looks what there is in a folder; nothing, when there is none. */
export async function openBytesFolder(path: string): Promise<BytesFolder> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  return { path, hashes: new Set(names) };
}

/**
 * Brings the bytes of documents from a folder into the store.
 * @returns what was stored, by hash; documents without a file are not in it
 */
export async function storeBytes(
  store: DocumentStore,
  { path, hashes }: BytesFolder,
  companyKey: string,
  documents: readonly DocumentRow[],
): Promise<Map<string, StoredBytes>> {
  const stored = new Map<string, StoredBytes>();
  for (const { hash } of documents) {
    if (!hashes.has(hash)) continue;
    stored.set(hash, await storeFile(store, join(path, hash), storeName(companyKey, hash)));
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
