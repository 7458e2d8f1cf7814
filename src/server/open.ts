import { join, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { lockFolder } from '../db/folder-lock.ts';
import { migrate } from '../db/migrate.ts';
import { openStore } from '../domain/documents/open-store.ts';
import type { DocumentStore } from '../domain/documents/store.ts';

/** The database of a configuration, at the newest schema, held by this process. */
export interface OpenBook {
  readonly db: Database;
  /** Closes the database and gives the data folder back. */
  close(): Promise<void>;
}

/** Opens the store of documents that the settings name. */
export const openDocuments = (config: Config): Promise<DocumentStore> =>
  openStore(config.bucket ?? { folder: join(resolve(config.dataDir), 'documents') });

/**
 * Opens the book that the settings name, and migrates it. The embedded database's folder is locked first.
 * @param purpose what this process is, for whoever finds the folder locked
 * @throws FolderHeldError while another process has the embedded database
 */
export async function openBook(config: Config, purpose: string): Promise<OpenBook> {
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
