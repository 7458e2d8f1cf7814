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

/** How the file of a document that is still being written ends. Each writer has one of its own. */
const UNFINISHED = '.part';

/** A store in a folder. A file appears under its name only once all of it is on the disk. */
export function folderStore(folder: string): DocumentStore {
  const place = (name: string) => join(folder, ...name.split('/'));
  return {
    async write(name, bytes) {
      const path = place(name);
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
      const path = place(name);
      const draft = `${path}.${randomUUID()}${UNFINISHED}`;
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeFile(draft, text, { flush: true });
        await putIfAbsent(draft, path);
        await flushFolder(dirname(path));
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw error;
      } finally {
        await rm(draft, { force: true });
      }
    },
    async read(name, range) {
      const handle = await open(place(name)).catch(absent);
      return handle && createReadStream('', { fd: handle, ...range });
    },
    size: async (name) => (await statOf(place(name)))?.size ?? null,
    async move(from, to) {
      const [source, target] = [place(from), place(to)];
      if (!(await statOf(source))) return false;
      await mkdir(dirname(target), { recursive: true });
      const now = new Date();
      // Another process may be moving it at the same time.
      const moved = await utimes(source, now, now)
        .then(() => rename(source, target))
        .then(() => true, absent);
      if (!moved) return false;
      await flushFolder(dirname(target));
      await flushFolder(dirname(source));
      return true;
    },
    remove: (name) => rm(place(name), { force: true }),
    async *list(prefix) {
      for await (const path of files(place(prefix.slice(0, prefix.lastIndexOf('/') + 1)))) {
        const name = relative(folder, path).split(sep).join('/');
        if (!name.startsWith(prefix) || name.endsWith(UNFINISHED)) continue;
        const found = await statOf(path);
        if (found) yield { name, writtenAt: found.mtime };
      }
    },
    async removeUnfinished(name) {
      const entries = await opendir(dirname(place(name))).catch(absent);
      if (!entries) return;
      const start = `${basename(place(name))}.`;
      for await (const entry of entries) {
        const isOfName = entry.name.startsWith(start) && entry.name.endsWith(UNFINISHED);
        if (isOfName) await rm(join(dirname(place(name)), entry.name), { force: true });
      }
    },
  };
}

/** Gives a whole file a second name, if nothing has it. @throws with the code EEXIST when something has */
async function putIfAbsent(file: string, name: string): Promise<void> {
  try {
    await link(file, name);
  } catch (error) {
    // Not every file system knows second names.
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw error;
    await copyFile(file, name, constants.COPYFILE_EXCL);
  }
}

/** A new name in a folder is on the disk only once the folder is. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function statOf(path: string): Promise<Stats | null> {
  const found = await stat(path).catch(absent);
  return found?.isFile() ? found : null;
}

/** All files below a folder. Node 20 forgets all but 32 of them in each folder that it is asked to walk by itself. */
async function* files(folder: string): AsyncIterable<string> {
  const entries = await opendir(folder).catch(absent);
  if (!entries) return;
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files(path);
    else if (entry.isFile()) yield path;
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
