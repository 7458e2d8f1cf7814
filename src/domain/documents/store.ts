import type { Readable } from 'node:stream';

/** Where the bytes of documents are. A name is `{company key}/documents/{hash}`. */
export interface DocumentStore {
  /** Stores a stream under a name; nothing is left under it when the stream breaks. */
  write(name: string, bytes: Readable): Promise<void>;
  /** The bytes under a name, from `start` up to and including `end`; null when there are none. */
  read(name: string, range?: { start: number; end: number }): Promise<Readable | null>;
  /** Length in bytes of what is under a name; null when there is nothing. */
  size(name: string): Promise<number | null>;
  /** Removes what is under a name; nothing happens when there is nothing. */
  remove(name: string): Promise<void>;
  /** The names that start so. */
  list(prefix: string): AsyncIterable<string>;
}

/** The name under which the store has a document. */
export const storeName = (companyKey: string, hash: string): string =>
  `${companyKey}/documents/${hash}`;
