import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Destination, recordUpload, renewUploads } from '../documents/pending-uploads.ts';
import type { OwnedStore, Ownership } from '../documents/store/owned-store.ts';
import { storeName } from '../documents/store/store.ts';
import type { DocumentRow } from './v1/record.ts';

/** The bytes of a document in the store. */
export interface StoredBytes {
  /** In hexadecimal. */
  readonly sha256: string;
  /** Length in bytes. */
  readonly size: number;
  /** The id of the pending upload, until the document's row is stored. */
  readonly uploadId: number;
}

/** A folder with the bytes of documents, in files named by their hashes. */
export interface BytesFolder {
  readonly path: string;
  /** The names of its files. */
  readonly hashes: ReadonlySet<string>;
}

/** Lists a folder of bytes. It is empty if it does not exist. */
export async function openBytesFolder(path: string): Promise<BytesFolder> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  return { path, hashes: new Set(names) };
}

/**
 * Copies the bytes of documents from a folder into the store, each after its pending upload is recorded.
 * @returns the stored bytes by hash, without documents that have no file
 */
export async function storeBytes(
  destination: Destination,
  { path, hashes }: BytesFolder,
  documents: readonly DocumentRow[],
): Promise<Map<string, StoredBytes>> {
  const stored = new Map<string, StoredBytes>();
  const { db, files, companyKey } = destination;
  await files.claim();
  const { is: ownership } = await files.ownership();
  let renewed = Date.now();
  for (const { hash } of documents) {
    if (!hashes.has(hash)) continue;
    const uploadId = await recordUpload(destination, hash);
    const measured = await storeFile(
      files,
      { from: join(path, hash), to: storeName(companyKey, hash) },
      ownership,
    );
    stored.set(hash, { ...measured, uploadId });
    if (Date.now() - renewed < RENEWAL_INTERVAL_MS) continue;
    const uploads = [...stored.values()];
    await renewUploads(
      db,
      uploads.map((each) => each.uploadId),
    );
    renewed = Date.now();
  }
  return stored;
}

/** The interval at which pending uploads are renewed while a batch is copied. */
const RENEWAL_INTERVAL_MS = 10 * 60 * 1000;

/** The path of a file and its name in the store. */
interface FileCopy {
  readonly from: string;
  readonly to: string;
}

/**
 * Copies a file into the store, and measures it. In the store of another database an existing file is only measured.
 */
async function storeFile(
  files: OwnedStore,
  { from, to }: FileCopy,
  ownership: Ownership['is'],
): Promise<Pick<StoredBytes, 'sha256' | 'size'>> {
  const digest = createHash('sha256');
  let size = 0;
  async function* measured(bytes: AsyncIterable<Buffer>) {
    for await (const chunk of bytes) {
      digest.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  const existing = ownership === 'owner' ? null : await files.read(to);
  if (existing) for await (const _chunk of measured(existing));
  else await files.write(to, Readable.from(measured(createReadStream(from))));
  return { sha256: digest.digest('hex'), size };
}
