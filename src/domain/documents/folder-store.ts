import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DocumentStore } from './store.ts';

/** A store in a folder. A file appears under its name only once all of it is there. */
export function folderStore(folder: string): DocumentStore {
  const place = (name: string) => join(folder, ...name.split('/'));
  return {
    async write(name, bytes) {
      const path = place(name);
      const partial = `${path}.part`;
      await mkdir(dirname(path), { recursive: true });
      try {
        await pipeline(bytes, createWriteStream(partial, { flush: true }));
        await rename(partial, path);
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
    },
    async read(name, range) {
      return (await sizeOf(place(name))) === null
        ? null
        : (createReadStream(place(name), range) satisfies Readable);
    },
    size: (name) => sizeOf(place(name)),
    remove: (name) => rm(place(name), { force: true }),
    async *list(prefix) {
      for await (const path of files(folder)) {
        const name = relative(folder, path).split(sep).join('/');
        if (name.startsWith(prefix)) yield name;
      }
    },
  };
}

async function sizeOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(absent);
  return found?.isFile() ? found.size : null;
}

async function* files(folder: string): AsyncIterable<string> {
  const entries = await opendir(folder, { recursive: true }).catch(absent);
  if (!entries) return;
  for await (const entry of entries) if (entry.isFile()) yield join(entry.parentPath, entry.name);
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
