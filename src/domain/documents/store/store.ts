import type { Readable } from 'node:stream';

/** A store of the bytes of documents. Names are `{company key}/documents/{hash}`, as `storeName` returns them. */
export interface DocumentStore {
  /** Stores a stream under a name. Nothing is stored if the stream fails. @throws the error of the stream */
  write(name: string, bytes: Readable): Promise<void>;
  /** Stores a short text under an unused name. @returns false if the name is taken */
  create(name: string, text: string): Promise<boolean>;
  /** Opens the bytes under a name, from `start` up to and including `end`; null when there are none. */
  read(name: string, range?: { start: number; end: number }): Promise<Readable | null>;
  /** Returns the length in bytes; null when the name is unused. */
  size(name: string): Promise<number | null>;
  /** Renames a file, and sets its time of writing to now. @returns false if there is none */
  move(from: string, to: string): Promise<boolean>;
  /** Removes a file if it exists. */
  remove(name: string): Promise<void>;
  /** Lists the files whose names start with a prefix, in no particular order. */
  list(prefix: string): AsyncIterable<StoredFile>;
  /** Removes the leftovers of interrupted writes under a name. No write to it may be in progress. */
  removeUnfinished(name: string): Promise<void>;
}

/** A file in a store. */
export interface StoredFile {
  readonly name: string;
  /** The time when the last byte was written. */
  readonly writtenAt: Date;
}

/** The allowed form of both parts of a name. It rules out paths that lead out of the store's folder. */
export const NAME_PART = /^[A-Za-z0-9][A-Za-z0-9._-]{0,190}$/;

/**
 * Returns the name of a document in the store.
 * @throws Error for a company key or hash with characters that are not allowed, such as a slash
 */
export function storeName(companyKey: string, hash: string): string {
  if (!NAME_PART.test(companyKey) || !NAME_PART.test(hash)) {
    throw new Error(`"${companyKey}" and "${hash}" name no document.`);
  }
  return `${companyKey}/documents/${hash}`;
}

/** Returns the parts of a name in the store; null for a name that `storeName` would not return. */
export function nameParts(name: string): { companyKey: string; hash: string } | null {
  const [companyKey = '', folder, hash = '', ...more] = name.split('/');
  const isDocument = folder === 'documents' && more.length === 0;
  return isDocument && NAME_PART.test(companyKey) && NAME_PART.test(hash)
    ? { companyKey, hash }
    : null;
}
