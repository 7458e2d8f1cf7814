import type { ViewerContext } from '../../core/context.ts';
import type { DatabaseIdentity } from './identity.ts';
import { markIfEmpty, type OwnerMark, readMark, replaceMark } from './owner-mark.ts';
import type { DocumentStore } from './store.ts';

/** The relation of a database to a store. */
export type Ownership =
  | { readonly is: 'owner'; readonly mark: OwnerMark }
  /** Another database is the owner, perhaps the one that this one is a copy of. */
  | { readonly is: 'guest'; readonly mark: OwnerMark }
  /** The store has files and no owner mark. */
  | { readonly is: 'unmarked' }
  | { readonly is: 'unreadable' };

/** The context of a use case that reads or writes files. */
export interface StoreContext extends ViewerContext {
  readonly files: OwnedStore;
}

/** A store that databases may share. All of them read and write it; only its owner removes files. */
export interface OwnedStore extends DocumentStore {
  readonly database: DatabaseIdentity;
  /** Milliseconds that removed files stay in the quarantine. */
  readonly quarantineTime: number;
  /** Logs a line for the operator. */
  readonly log: (line: string) => void;
  /** Reads the relation of the database to the store. Another process may change it at any time. */
  ownership(): Promise<Ownership>;
  /** Makes the database the owner of an empty store. Every writer must call it first. */
  claim(): Promise<void>;
  /** Makes the database the owner, replacing an earlier one. */
  adopt(): Promise<void>;
}

/** Returns a store as a database uses it. */
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

/** Returns why a database may not remove files from a store, and how to change that. */
export function reasonKept(ownership: Exclude<Ownership, { is: 'owner' }>): string {
  return `${obstacleOf(ownership)}. If this database is to own it, run: npm run store -- adopt`;
}

function obstacleOf(ownership: Exclude<Ownership, { is: 'owner' }>): string {
  if (ownership.is === 'unmarked') return 'the store has files, and no database owns it';
  if (ownership.is === 'unreadable') return 'the owner mark of the store cannot be read';
  const { database, since } = ownership.mark;
  return `the store belongs to the database ${database.id} at ${database.place}, since ${since}`;
}
