import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { DatabaseIdentity } from './identity.ts';
import type { DocumentStore } from './store.ts';

/** The name under which a store says which database owns it. No document has it: hashes and keys begin otherwise. */
export const OWNER_MARK = '.owner.json';

/** The database that owns a store. */
export interface OwnerMark {
  readonly database: DatabaseIdentity;
  /** Since when, as ISO 8601. */
  readonly since: string;
}

/** Reads the owner mark of a store; null when it has none, `unreadable` when it says nothing that we understand. */
export async function readMark(store: DocumentStore): Promise<OwnerMark | 'unreadable' | null> {
  const bytes = await store.read(OWNER_MARK);
  if (bytes === null) return null;
  const said = await text(bytes);
  try {
    const { database, since } = JSON.parse(said);
    const isMark = [database.id, database.place, since].every((part) => typeof part === 'string');
    return isMark ? { database: { id: database.id, place: database.place }, since } : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** Marks a store that has nothing in it, not even a mark. Does nothing to any other one. */
export async function markIfEmpty(store: DocumentStore, database: DatabaseIdentity): Promise<void> {
  for await (const _file of store.list('')) return;
  await store.create(OWNER_MARK, markOf(database));
}

/** Marks a store, whatever it is marked as. */
export async function replaceMark(store: DocumentStore, database: DatabaseIdentity): Promise<void> {
  await store.write(OWNER_MARK, Readable.from([Buffer.from(markOf(database))]));
}

function markOf(database: DatabaseIdentity): string {
  const mark: OwnerMark = { database, since: new Date().toISOString() };
  return `${JSON.stringify(mark, null, 2)}\n`;
}
