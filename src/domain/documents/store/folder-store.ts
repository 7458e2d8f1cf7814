import { randomUUID } from 'node:crypto';
import { constants, createReadStream, createWriteStream, type Stats } from 'node:fs';
import {
  copyFile,
  link,
  mkdir,
  open,
  opendir,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DocumentStore } from './store.ts';

/** The extension of files that are still being written. Each writer has a file of its own. */
const UNFINISHED = '.part';

/** Returns a store in a folder. A file appears under its name only once all of it is on disk. */
export function folderStore(folder: string): DocumentStore {
  const pathOf = (name: string) => join(folder, ...name.split('/'));
  return {
    async write(name, bytes) {
      const path = pathOf(name);
      const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
      await mkdir(dirname(path), { recursive: true });
      try {
        await pipeline(bytes, createWriteStream(unfinished, { flush: true }));
        await rename(unfinished, path);
        await flushFolder(dirname(path));
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    async create(name, text) {
      const path = pathOf(name);
      const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeFile(unfinished, text, { flush: true });
        await linkIfUnused(unfinished, path);
        await flushFolder(dirname(path));
        return true;
      } catch (error) {
        if (errorCode(error) === 'EEXIST') return false;
        throw error;
      } finally {
        await rm(unfinished, { force: true });
      }
    },
    async read(name, range) {
      const handle = await open(pathOf(name)).catch(nullIfMissing);
      return handle && createReadStream('', { fd: handle, ...range });
    },
    size: async (name) => (await statOf(pathOf(name)))?.size ?? null,
    async move(from, to) {
      const [source, target] = [pathOf(from), pathOf(to)];
      if (!(await statOf(source))) return false;
      await mkdir(dirname(target), { recursive: true });
      const now = new Date();
      // Another process may be moving it at the same time.
      const moved = await utimes(source, now, now)
        .then(() => rename(source, target))
        .then(() => true, nullIfMissing);
      if (!moved) return false;
      await flushFolder(dirname(target));
      await flushFolder(dirname(source));
      return true;
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    async *list(prefix) {
      for await (const path of filesBelow(pathOf(prefix.slice(0, prefix.lastIndexOf('/') + 1)))) {
        const name = relative(folder, path).split(sep).join('/');
        if (!name.startsWith(prefix) || name.endsWith(UNFINISHED)) continue;
        const found = await statOf(path);
        if (found) yield { name, writtenAt: found.mtime };
      }
    },
    async removeUnfinished(name) {
      const entries = await opendir(dirname(pathOf(name))).catch(nullIfMissing);
      if (!entries) return;
      const start = `${basename(pathOf(name))}.`;
      for await (const entry of entries) {
        const isOfName = entry.name.startsWith(start) && entry.name.endsWith(UNFINISHED);
        if (isOfName) await rm(join(dirname(pathOf(name)), entry.name), { force: true });
      }
    },
  };
}

/** Links a complete file to a second name. @throws with the code EEXIST when the name is taken */
async function linkIfUnused(file: string, name: string): Promise<void> {
  try {
    await link(file, name);
  } catch (error) {
    // Not every file system supports hard links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(error))) throw error;
    await copyFile(file, name, constants.COPYFILE_EXCL);
  }
}

/** Flushes a folder: only then are new names in it on disk. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function statOf(path: string): Promise<Stats | null> {
  const found = await stat(path).catch(nullIfMissing);
  return found?.isFile() ? found : null;
}

/** Yields the paths of all files below a folder. Node 20's recursive `opendir` loses entries beyond 32 a folder. */
async function* filesBelow(folder: string): AsyncIterable<string> {
  const entries = await opendir(folder).catch(nullIfMissing);
  if (!entries) return;
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

/** Returns null for the error that a file is missing. @throws any other error */
function nullIfMissing(error: unknown): null {
  if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
  throw error;
}

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';
