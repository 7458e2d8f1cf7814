import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/server/gateway.ts';
import { Api } from './api.ts';
import { type Ended, newBook, run } from './command.ts';
import { defects } from './gateway.ts';

/** The folder of the client book of a real company: pages of the v1 API, and the bytes of its documents. */
export const bookFolder = fileURLToPath(new URL('../data/invoice-ninja-5.10', import.meta.url));

/** The client book of a real company in a gateway of its own, which has no other clients. */
export interface ImportedBook {
  readonly api: Api;
  readonly dataDir: string;
  /** How `npm run import` ended, the first and the second time. */
  readonly imports: readonly [Ended, Ended];
}

let imported: Promise<ImportedBook> | undefined;

/** The imported book; all tests share it, so they must leave its clients as they are. */
export function importedBook(): Promise<ImportedBook> {
  imported ??= importBook();
  return imported;
}

async function importBook(): Promise<ImportedBook> {
  const settings = await newBook();
  const first = await run('import', [bookFolder], settings);
  const second = await run('import', [bookFolder], settings);
  const config = readConfig({ ...settings, PORT: '0' });
  const { url, db } = await startGateway(config, (defect) => {
    defects.push(defect);
  });
  const shown = (what: string) => new RegExp(`${what} +(\\S+)`).exec(first.stdout)?.[1] ?? '';
  const [company] = await db.prisma.company.findMany();
  const owner = { token: shown('token'), password: shown('password') };
  const api = new Api(url, db, { companyId: company?.id ?? 0, ...owner });
  return { api, dataDir: settings.DATA_DIR, imports: [first, second] };
}
