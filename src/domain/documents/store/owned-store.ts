import type { DatabaseIdentity } from './identity.ts';
import { markIfEmpty, type OwnerMark, readMark, replaceMark } from './owner-mark.ts';
import type { DocumentStore } from './store.ts';

/** The relation of a database to a store. */
export type Ownership =
  | { readonly is: 'owner'; readonly mark: OwnerMark }
  /** Another database is the owner: perhaps the one that this one is a copy of. */
  | { readonly is: 'guest'; readonly mark: OwnerMark }
  /** The store has files, and nobody has said whose they are. */
  | { readonly is: 'unmarked' }
  | { readonly is: 'unreadable' };

/** A store as a database uses it: to read and write, and to remove from if it is the owner. */
export interface OwnedStore extends DocumentStore {
  readonly database: DatabaseIdentity;
  /** Time that removed bytes stay in the quarantine, in milliseconds. */
  readonly quarantineTime: number;
  /** Tells whoever operates the gateway something, in a line. */
  readonly log: (line: string) => void;
  /** The relation of the database to the store now. Another process may change that at any time. */
  ownership(): Promise<Ownership>;
  /** Makes the database the owner if the store is empty and has none. Nobody may write to the store before. */
  claim(): Promise<void>;
  /** Makes the database the owner, whoever was it before. */
  adopt(): Promise<void>;
}

/** A store in the hands of a database. */
export function ownedStore(
  store: DocumentStore,
  { database, quarantineTime, log }: Pick<OwnedStore, 'database' | 'quarantineTime' | 'log'>,
): OwnedStore {
  let claimed: Promise<void> | undefined;
  const claim = async () => {
    if ((await readMark(store)) === null) await markIfEmpty(store, database);
  };
  return {
    ...store,
    database,
    quarantineTime,
    log,
    ownership: async () => ownershipOf(await readMark(store), database),
    claim: () => {
      claimed ??= claim().catch((error) => {
        claimed = undefined;
        throw error;
      });
      return claimed;
    },
    adopt: () => replaceMark(store, database),
  };
}

function ownershipOf(mark: OwnerMark | 'unreadable' | null, database: DatabaseIdentity): Ownership {
  if (mark === null) return { is: 'unmarked' };
  if (mark === 'unreadable') return { is: 'unreadable' };
  const { id, place } = mark.database;
  return { is: id === database.id && place === database.place ? 'owner' : 'guest', mark };
}

/** Why bytes stay in the store, and what to do about it, in a sentence. */
export function reasonKept(ownership: Exclude<Ownership, { is: 'owner' }>): string {
  const reasons = {
    guest: () => {
      const { database, since } = (ownership as { mark: OwnerMark }).mark;
      return `the store belongs to the database ${database.id} at ${database.place}, since ${since}`;
    },
    unmarked: () => 'the store has files, and nobody has said which database owns them',
    unreadable: () => 'the owner mark of the store cannot be read',
  };
  return `${reasons[ownership.is]()}. If this database is to own it, run: npm run store -- adopt`;
}
