import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { DatabaseIdentity } from './identity.ts';
import type { DocumentStore } from './store.ts';

/** The name of the file that names a store's owner. No document has this name: none begins with a dot. */
export const OWNER_MARK = '.owner.json';

/** The database that owns a store. */
export interface OwnerMark {
  readonly database: DatabaseIdentity;
  /** The start of the ownership, in ISO 8601. */
  readonly since: string;
}

/** Reads the owner mark of a store; null when it has none, `unreadable` when its content is malformed. */
export async function readMark(store: DocumentStore): Promise<OwnerMark | 'unreadable' | null> {
  const bytes = await store.read(OWNER_MARK);
  if (bytes === null) return null;
  const json = await text(bytes);
  try {
    const { database, since } = JSON.parse(json);
    const isMark = [database.id, database.place, since].every((part) => typeof part === 'string');
    return isMark ? { database: { id: database.id, place: database.place }, since } : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** Marks a store as owned if it is empty. */
export async function markIfEmpty(store: DocumentStore, database: DatabaseIdentity): Promise<void> {
  for await (const _file of store.list('')) return;
  await store.create(OWNER_MARK, markOf(database));
}

/** Marks a store as owned, replacing an earlier mark. */
export async function replaceMark(store: DocumentStore, database: DatabaseIdentity): Promise<void> {
  await store.write(OWNER_MARK, Readable.from([Buffer.from(markOf(database))]));
}

function markOf(database: DatabaseIdentity): string {
  const mark: OwnerMark = { database, since: new Date().toISOString() };
  return `${JSON.stringify(mark, null, 2)}\n`;
}
