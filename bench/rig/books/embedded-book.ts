import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../../src/db/database.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { bookScript, fingerprint } from './book.ts';
import { benchFolder } from './cluster.ts';

/**
 * Returns a data folder whose embedded database has a book of this number of clients, and creates it if it is missing.
 * @returns the folder, as `DATA_DIR` takes it
 */
export async function embeddedBook(clients: number, say: (text: string) => void): Promise<string> {
  const folder = join(benchFolder, `embedded-${clients}-${await fingerprint()}`);
  if (existsSync(folder)) return folder;
  say(`making the embedded book of ${clients} clients (${folder}) …`);
  const unfinished = `${folder}-unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const db = await openDatabase({ url: null, folder: join(unfinished, 'database') });
  await migrate(db, null);
  await db.pool.query(await bookScript(clients));
  await db.pool.query('vacuum analyze');
  await db.close();
  await rename(unfinished, folder);
  return folder;
}
