import type { Readable } from 'node:stream';

/** Where the bytes of documents are. A name is `{company key}/documents/{hash}`, as `storeName` makes it. */
export interface DocumentStore {
  /** Stores a stream under a name; nothing is left under it when the stream breaks, whose error is thrown on. */
  write(name: string, bytes: Readable): Promise<void>;
  /** Stores a short text under a name that nothing is under. @returns false, and nothing happens, when something is */
  create(name: string, text: string): Promise<boolean>;
  /** The bytes under a name, from `start` up to and including `end`; null when there are none. */
  read(name: string, range?: { start: number; end: number }): Promise<Readable | null>;
  /** Length in bytes of what is under a name; null when there is nothing. */
  size(name: string): Promise<number | null>;
  /** Puts what is under a name under another one, where it counts as written now. @returns false when there is nothing */
  move(from: string, to: string): Promise<boolean>;
  /** Removes what is under a name; nothing happens when there is nothing. */
  remove(name: string): Promise<void>;
  /** What there is under names that start so, in no particular order. */
  list(prefix: string): AsyncIterable<StoredFile>;
  /** Removes what writes under a name that never ended have left under no name. Nobody may be writing under it. */
  removeUnfinished(name: string): Promise<void>;
}

/** Bytes in a store. */
export interface StoredFile {
  readonly name: string;
  /** When the last byte of it was written. */
  readonly writtenAt: Date;
}

/** What both parts of a name are made of: nothing that a folder could take for a way out of it. */
export const NAME_PART = /^[A-Za-z0-9][A-Za-z0-9._-]{0,190}$/;

/**
 * The name under which the store has a document.
 * @throws Error for a company key or hash that no document of ours has, such as one with a slash
 */
export function storeName(companyKey: string, hash: string): string {
  if (!NAME_PART.test(companyKey) || !NAME_PART.test(hash)) {
    throw new Error(`"${companyKey}" and "${hash}" name no document.`);
  }
  return `${companyKey}/documents/${hash}`;
}

/** What a name of the store is made of; null for a name that `storeName` does not make. */
export function nameParts(name: string): { companyKey: string; hash: string } | null {
  const [companyKey = '', folder, hash = '', ...more] = name.split('/');
  const ours = folder === 'documents' && more.length === 0;
  return ours && NAME_PART.test(companyKey) && NAME_PART.test(hash) ? { companyKey, hash } : null;
}
