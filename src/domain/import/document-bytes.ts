import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Destination, recordUpload, renewUploads } from '../documents/pending-uploads.ts';
import type { OwnedStore, Ownership } from '../documents/store/owned-store.ts';
import { storeName } from '../documents/store/store.ts';
import type { DocumentRow } from './v1/record.ts';

/** What is known of a document once its bytes are in the store. */
export interface StoredBytes {
  /** In hexadecimal. */
  readonly sha256: string;
  /** Length in bytes. */
  readonly size: number;
  /** The number under which the upload is recorded, until the row of the document is there. */
  readonly uploadId: number;
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
 * Brings the bytes of documents from a folder into the store, each recorded as an upload before.
 * @returns what was stored, by hash; documents without a file are not in it
 */
export async function storeBytes(
  destination: Destination,
  { path, hashes }: BytesFolder,
  documents: readonly DocumentRow[],
): Promise<Map<string, StoredBytes>> {
  const stored = new Map<string, StoredBytes>();
  const { db, files, companyKey } = destination;
  await files.claim();
  const { is } = await files.ownership();
  let renewed = Date.now();
  for (const { hash } of documents) {
    if (!hashes.has(hash)) continue;
    const copying = { from: join(path, hash), to: storeName(companyKey, hash) };
    const uploadId = await recordUpload(destination, hash);
    const measured = await storeFile(files, copying, is);
    stored.set(hash, { ...measured, uploadId });
    if (Date.now() - renewed < RENEWED_EVERY_MS) continue;
    const uploads = [...stored.values()];
    await renewUploads(
      db,
      uploads.map((each) => each.uploadId),
    );
    renewed = Date.now();
  }
  return stored;
}

/** Time after which the records of uploads are renewed while others of the batch are under way. */
const RENEWED_EVERY_MS = 10 * 60 * 1000;

/** A file of the folder, and the name that it gets in the store. */
interface Copying {
  readonly from: string;
  readonly to: string;
}

/**
 * Puts a file into the store. Where the store is another database's, bytes that are there already are left as they are, and
 * measured.
 */
async function storeFile(
  files: OwnedStore,
  { from, to }: Copying,
  is: Ownership['is'],
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
  const theirs = is === 'owner' ? null : await files.read(to);
  if (theirs) for await (const _chunk of measured(theirs));
  else await files.write(to, Readable.from(measured(createReadStream(from))));
  return { sha256: digest.digest('hex'), size };
}
