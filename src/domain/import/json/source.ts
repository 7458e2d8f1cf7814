import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { invalidInput } from '../../core/errors.ts';

/** A file of client records. */
export interface SourceFile {
  /** The name without directories. */
  readonly name: string;
  readonly path: string;
  /** Length in bytes; 0 if it is unknown. */
  readonly size: number;
}

/** The source of an import: JSON files, and a folder with the bytes of documents under their hashes. */
export interface ImportSource {
  readonly files: readonly SourceFile[];
  /** The path of the folder, which need not exist. */
  readonly documents: string;
}

/** A collator that sorts page 10 after page 9. */
const byName = new Intl.Collator('en', { numeric: true });

/**
 * Finds the files to import at a path: one file or pipe, or every `*.json` directly in a folder, by name.
 * @throws INVALID_INPUT when there is nothing
 */
export async function findSource(path: string): Promise<ImportSource> {
  const found = await stat(path).catch(() => null);
  if (!found) throw invalidInput(`There is no file or folder ${path}.`);
  if (!found.isDirectory()) {
    const file = { name: basename(path), path, size: found.size };
    return { files: [file], documents: join(dirname(path), 'documents') };
  }
  const names = (await readdir(path))
    .filter((name) => name.toLowerCase().endsWith('.json'))
    .sort(byName.compare);
  const files: SourceFile[] = [];
  for (const name of names) {
    const file = join(path, name);
    // The import reports a file that cannot be read.
    const named = await stat(file).catch(() => null);
    if (!named?.isDirectory()) files.push({ name, path: file, size: named?.size ?? 0 });
  }
  if (files.length === 0) throw invalidInput(`There are no *.json files in ${path}.`);
  return { files, documents: join(path, 'documents') };
}
