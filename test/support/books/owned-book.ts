import { readdir, rm, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../../src/config.ts';
import { sql } from '../../../src/db/sql.ts';
import { startGateway } from '../../../src/server/gateway.ts';
import { Api, newCompany } from '../api.ts';
import { type BookSettings, copyBook, newBook } from '../command.ts';
import { defects } from '../gateway.ts';
import { uploadForm } from '../upload.ts';

/** A gateway on a book of its own, which a test opens and closes as it likes. */
export class OwnedBook {
  readonly settings: Record<string, string>;
  /** Lines that the gateway has logged about its store. */
  readonly logged: string[] = [];
  #api: Api | undefined;
  #close: () => Promise<void> = async () => {};

  constructor(settings: Record<string, string>) {
    this.settings = settings;
  }

  /** Creates a book with a company. @param settings in addition to those that name the book */
  static async make(settings: Record<string, string> = {}): Promise<OwnedBook> {
    const book = new OwnedBook({ ...(await newBook()), ...settings });
    await book.open();
    return book;
  }

  /** The first company of the book, as its owner sees it. */
  get api(): Api {
    return this.#api as Api;
  }

  /** The folder of the store, where it is one. */
  get folder(): string {
    return join(this.settings.DATA_DIR as string, 'documents');
  }

  async open(): Promise<void> {
    const config = readConfig({ ...this.settings, PORT: '0', NODE_ENV: 'production' });
    const gateway = await startGateway(
      config,
      (defect) => defects.push(defect),
      (line) => this.logged.push(line),
    );
    this.#close = gateway.close;
    const { token, password, companyId } = this.#api ?? (await newCompany(gateway));
    this.#api = new Api(gateway.url, gateway.db, { token, password, companyId });
  }

  /** Stops the gateway and its running cleanup. */
  close(): Promise<void> {
    return this.#close();
  }

  /** Starts the gateway again, which begins with a cleanup, and waits for that. */
  async cleanUp(): Promise<void> {
    await this.close();
    await this.open();
    await this.close();
    await this.open();
  }

  /**
   * Copies the book and leaves the gateway closed.
   * @returns a book on the copy of the database and on the same store
   */
  async copy(): Promise<OwnedBook> {
    await this.close();
    const copied = await copyBook(this.settings as unknown as BookSettings);
    const book = new OwnedBook({ ...this.settings, ...copied });
    book.#api = this.#api;
    await rm(book.folder, { recursive: true, force: true });
    if (!this.settings.DOCUMENT_STORE) await symlink(this.folder, book.folder);
    return book;
  }

  /** Makes a client with files. @returns its id, and its documents */
  async upload(...names: string[]): Promise<Uploads> {
    const [clientId] = (await this.api.has({})) as [string];
    const files = names.map((name) => ({ name, bytes: `The file ${name}.` }));
    const body = uploadForm({ clientId }, files);
    const response = await this.api.fetch('/graphql', { method: 'POST', body });
    const { data } = (await response.json()) as { data: Record<string, { results: Result[] }> };
    const results = data.uploadClientDocuments?.results ?? [];
    return { clientId, documentIds: results.map(({ document }) => document.id) };
  }

  /** Downloads documents, and returns the statuses. */
  downloads(documentIds: readonly string[]): Promise<number[]> {
    return Promise.all(
      documentIds.map(async (id) => {
        const response = await this.api.fetch(`/api/v1/documents/${id}/download`);
        await response.arrayBuffer();
        return response.status;
      }),
    );
  }

  /** Counts the records of uploads and of removed files. */
  async recorded(): Promise<{ uploads: number; removed: number }> {
    const [counts] = await this.api.db.query<{ uploads: number; removed: number }>(sql`
      select (select count(*)::integer from pending_uploads) as uploads,
        (select count(*)::integer from removed_files) as removed`);
    return counts as { uploads: number; removed: number };
  }
}

/** A client and the documents that were uploaded to it. */
export interface Uploads {
  readonly clientId: string;
  readonly documentIds: readonly string[];
}

interface Result {
  readonly document: { readonly id: string };
}

/** Returns the paths of the files in a folder, without the store's marker files. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== '.owner.json')
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Sets the modification time of all files in a folder to some hours ago. */
export async function age(folder: string, hours: number): Promise<void> {
  const then = new Date(Date.now() - hours * 60 * 60 * 1000);
  for (const path of await filesBelow(folder)) await utimes(join(folder, path), then, then);
}
