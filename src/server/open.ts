import { realpath } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { lockFolder } from '../db/folder-lock.ts';
import { migrate } from '../db/migrate.ts';
import { identifyDatabase } from '../domain/documents/store/identity.ts';
import { openStore } from '../domain/documents/store/open-store.ts';
import { type OwnedStore, ownedStore } from '../domain/documents/store/owned-store.ts';

/** A migrated database that this process holds. */
export interface HeldDatabase {
  readonly db: Database;
  /** Closes the database and unlocks the data folder. */
  close(): Promise<void>;
}

/** Opens the store of documents of the settings. @param log receives messages for operators, a line each */
export async function openDocuments(
  config: Config,
  db: Database,
  log: OwnedStore['log'],
): Promise<OwnedStore> {
  const folder = join(resolve(config.dataDir), 'documents');
  const store = await openStore(config.bucket ?? { folder });
  const database = await identifyDatabase(db, await placeOfDatabase(config, folder));
  return ownedStore(store, { database, quarantineTime: config.quarantineTime, log });
}

/**
 * Returns a place that identifies the database to the store. For an embedded database it is the path from the documents to
 * the database: it stays the same when the data folder is moved as a whole, and differs for a copy of the database alone.
 */
async function placeOfDatabase(
  { databaseUrl, dataDir, bucket }: Config,
  folder: string,
): Promise<string> {
  if (databaseUrl !== null) return URL.canParse(databaseUrl) ? new URL(databaseUrl).host : '';
  const data = await realpath(dataDir);
  const database = join(data, 'database');
  if (bucket) return database;
  const documents = await realpath(folder).catch(() => join(data, 'documents'));
  return relative(documents, database);
}

/**
 * Opens the database of the settings, and migrates it. An embedded database is locked first.
 * @param purpose the command that holds the lock, for the message to other processes
 * @throws FolderHeldError if another process holds the embedded database
 */
export async function openDatabaseFor(config: Config, purpose: string): Promise<HeldDatabase> {
  const folder = resolve(config.dataDir);
  const unlock = config.databaseUrl === null ? await lockFolder(folder, purpose) : async () => {};
  try {
    const db = await openDatabase({
      url: config.databaseUrl,
      folder: join(folder, 'database'),
      poolSize: config.databasePool,
    });
    await migrate(db, config.databaseUrl);
    return {
      db,
      close: async () => {
        await db.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}
