import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameParts } from '../../../src/domain/documents/store/store.ts';
import {
  type ImportCounts,
  type ImportNote,
  importBook,
} from '../../../src/domain/import/import-book.ts';
import { findSource } from '../../../src/domain/import/json/source.ts';
import type { Api } from '../api.ts';
import { ownedFolder } from '../owned-folder.ts';

/** The result of an import. */
export interface Imported {
  readonly counts: ImportCounts;
  readonly notes: readonly ImportNote[];
  /** Folder of the store into which bytes of documents went. */
  readonly store: string;
  /** Names of the files in the store. */
  readonly stored: () => Promise<string[]>;
}

/** Contents of files by name; those in `documents/` are the bytes of documents. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Makes a folder of files. @returns its path */
export async function writeFiles(files: Files): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'import-'));
  await mkdir(join(folder, 'documents'));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/**
 * Imports a folder of files into the company of an API. The store is in the folder, too.
 * @param progress is called after each batch
 */
export async function importFolder(
  { db, ids, companyId }: Api,
  folder: string,
  progress: () => void = () => {},
): Promise<Imported> {
  const store = join(folder, 'store');
  const notes: ImportNote[] = [];
  const context = {
    db,
    ids,
    files: await ownedFolder(db, store),
    companyKey: 'company',
    viewer: { companyId, userId: 1, tokenId: 0, role: 'owner' },
  } as const;
  const counts = await importBook(context, await findSource(folder), {
    progress,
    note: (note) => notes.push(note),
  });
  const stored = async () => {
    const names: string[] = [];
    for await (const { name } of context.files.list('')) if (nameParts(name)) names.push(name);
    return names.sort();
  };
  return { counts, notes, store, stored };
}

/** Imports a folder made of files. */
export const importFiles = async (api: Api, files: Files): Promise<Imported> =>
  importFolder(api, await writeFiles(files));

/** Imports a list of records. */
export const importRecords = (api: Api, ...records: unknown[]): Promise<Imported> =>
  importFiles(api, { 'clients.json': JSON.stringify(records) });
