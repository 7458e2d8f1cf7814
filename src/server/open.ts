import { realpath } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { lockFolder } from '../db/folder-lock.ts';
import { migrate } from '../db/migrate.ts';
import { identifyDatabase } from '../domain/documents/store/identity.ts';
import { openStore } from '../domain/documents/store/open-store.ts';
import { type OwnedStore, ownedStore } from '../domain/documents/store/owned-store.ts';

/** The database of a configuration, at the newest schema, held by this process. */
export interface HeldDatabase {
  readonly db: Database;
  /** Closes the database and gives the data folder back. */
  close(): Promise<void>;
}

/**
 * Opens the store of documents that the settings name, in the hands of the database.
 * @param log gets what there is to say of it to whoever operates the gateway, in lines
 */
export async function openDocuments(
  config: Config,
  db: Database,
  log: OwnedStore['log'],
): Promise<OwnedStore> {
  const folder = join(resolve(config.dataDir), 'documents');
  const store = await openStore(config.bucket ?? { folder });
  const database = await identifyDatabase(db, await whereIs(config, folder));
  return ownedStore(store, { database, quarantineTime: config.quarantineTime, log });
}

/**
 * Where the database is. The embedded one stands in a data folder, which may be moved as a whole: from the folder of
 * documents in it, the way to the database stays the same then, and is another one for a copy of the database alone.
 */
async function whereIs({ databaseUrl, dataDir, bucket }: Config, folder: string): Promise<string> {
  if (databaseUrl !== null) return URL.canParse(databaseUrl) ? new URL(databaseUrl).host : '';
  const data = await realpath(dataDir);
  const database = join(data, 'database');
  if (bucket) return database;
  const documents = await realpath(folder).catch(() => join(data, 'documents'));
  return relative(documents, database);
}

/**
 * Opens the book that the settings name, and migrates it. The embedded database's folder is locked first.
 * @param purpose what this process is, for whoever finds the folder locked
 * @throws FolderHeldError while another process has the embedded database
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
