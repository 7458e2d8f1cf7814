import type { Database } from '../../src/db/database.ts';
import { folderStore } from '../../src/domain/documents/store/folder-store.ts';
import { type HeldStore, holdStore } from '../../src/domain/documents/store/held-store.ts';
import { identifyDatabase } from '../../src/domain/documents/store/identity.ts';

/** A store in a folder in the hands of a database, and what it said so far. */
export async function heldFolder(
  db: Database,
  folder: string,
): Promise<HeldStore & { readonly told: string[] }> {
  const told: string[] = [];
  const database = await identifyDatabase(db, folder);
  const day = 24 * 60 * 60 * 1000;
  const tell = (line: string) => {
    told.push(line);
  };
  return { ...holdStore(folderStore(folder), { database, quarantineTime: 7 * day, tell }), told };
}
