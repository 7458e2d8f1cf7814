import { fileURLToPath } from 'node:url';
import { readConfig } from '../../../src/config.ts';
import { startGateway } from '../../../src/server/gateway.ts';
import { Api } from '../api.ts';
import { type BookSettings, copyBook, type Ended, newBook, run } from '../command.ts';
import { defects } from '../gateway.ts';

/** The folder of the client book of a real company: pages of the v1 API, and the bytes of its documents. */
export const bookFolder = fileURLToPath(new URL('../../data/invoice-ninja-5.10', import.meta.url));

/** The client book of a real company in a gateway of its own, which has no other clients. */
export interface ImportedBook {
  readonly api: Api;
  readonly dataDir: string;
  /** Results of `npm run import`: the first run and the second one. */
  readonly imports: readonly [Ended, Ended];
}

let imported: Promise<ImportedBook> | undefined;

/** Imports the book once, for all tests. They share it, so they must not change its clients. */
export function importedBook(): Promise<ImportedBook> {
  imported ??= importBook();
  return imported;
}

async function importBook(): Promise<ImportedBook> {
  const settings = await newBook();
  const first = await run('import', [bookFolder], settings);
  const second = await run('import', [bookFolder], settings);
  const { api } = await open(settings, first);
  return { api, dataDir: settings.DATA_DIR, imports: [first, second] };
}

/** Opens a gateway on a book, as the owner that the first import printed. */
async function open(settings: BookSettings, { stdout }: Ended) {
  const config = readConfig({ ...settings, PORT: '0' });
  const { url, db, close } = await startGateway(config, (defect) => {
    defects.push(defect);
  });
  const shown = (what: string) => new RegExp(`${what} +(\\S+)`).exec(stdout)?.[1] ?? '';
  const [company] = await db.prisma.company.findMany();
  const owner = { token: shown('token'), password: shown('password') };
  return { api: new Api(url, db, { companyId: company?.id ?? 0, ...owner }), close };
}

let original: Promise<readonly [BookSettings, Ended]> | undefined;

/** Copies the book as it is after its import, on a gateway of its own. The test may change it, and must close it. */
export async function copyOfBook(): Promise<{ api: Api; close: () => Promise<void> }> {
  original ??= newBook().then(async (book) => [book, await run('import', [bookFolder], book)]);
  const [settings, imported] = await original;
  return await open(await copyBook(settings), imported);
}
