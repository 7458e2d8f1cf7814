import type { Database } from '../../src/db/database.ts';
import { folderStore } from '../../src/domain/documents/store/folder-store.ts';
import { identifyDatabase } from '../../src/domain/documents/store/identity.ts';
import { type OwnedStore, ownedStore } from '../../src/domain/documents/store/owned-store.ts';

/** Returns a store in a folder, owned by the database, with its log. */
export async function ownedFolder(
  db: Database,
  folder: string,
): Promise<OwnedStore & { readonly logged: string[] }> {
  const logged: string[] = [];
  const database = await identifyDatabase(db, folder);
  const day = 24 * 60 * 60 * 1000;
  const log = (line: string) => {
    logged.push(line);
  };
  return { ...ownedStore(folderStore(folder), { database, quarantineTime: 7 * day, log }), logged };
}
