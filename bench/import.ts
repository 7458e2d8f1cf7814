// How long does it take to import 100,000 clients? tsx bench/import.ts [COUNT], with DATABASE_URL for a server: the clients
// go to a database of their own there, which is dropped at the end.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import { createCompany } from '../src/domain/company/create.ts';
import { folderStore } from '../src/domain/documents/folder-store.ts';
import { IdCodec } from '../src/domain/ids.ts';
import { importBook } from '../src/domain/import/import-book.ts';
import { findSource } from '../src/domain/import/source.ts';
import { writePages } from './generate.ts';

const count = Number(process.argv[2] ?? 100_000);
const folder = await mkdtemp(join(tmpdir(), 'bench-import-'));
const server = process.env.DATABASE_URL;
const name = `clients_gateway_bench_${process.pid}`;
const url = server ? new URL(`/${name}`, server).href : null;

async function onServer(statement: string): Promise<void> {
  if (!server) return;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(statement);
  await client.end();
}

await writePages(count, join(folder, 'book'));
await onServer(`create database ${name}`);
const db = await openDatabase({ url, folder: join(folder, 'database') });
try {
  await migrate(db, url);
  const owner = { name: 'Bench', email: 'bench@example.com', password: 'bench' };
  const { companyId, userId } = await createCompany(db, owner);
  const context = {
    db,
    ids: new IdCodec(),
    files: folderStore(join(folder, 'documents')),
    companyKey: 'bench',
    viewer: { companyId, userId, tokenId: 0, role: 'owner' },
  } as const;
  const source = await findSource(join(folder, 'book'));
  const start = performance.now();
  const counts = await importBook(context, source, { progress: () => {}, note: console.error });
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${seconds.toFixed(1)} s for ${counts.imported} clients and ${counts.contacts} contacts (${db.kind})`,
  );
} finally {
  await db.close();
  await onServer(`drop database ${name}`);
  await rm(folder, { recursive: true });
}
