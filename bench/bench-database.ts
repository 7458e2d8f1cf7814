import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Database, openDatabase } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import { createCompany, type NewCompany } from '../src/domain/companies/create.ts';

/** The environment of a bench: an empty company in a database of its own, and a folder. */
export interface BenchPlace {
  readonly db: Database;
  readonly company: NewCompany;
  readonly folder: string;
}

/**
 * Runs a bench on a database of its own, which is dropped at the end: on the server that DATABASE_URL names, else on the
 * embedded one.
 */
export async function onBenchDatabase(bench: (place: BenchPlace) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const server = process.env.DATABASE_URL;
  const name = `clients_gateway_bench_${process.pid}`;
  const url = server ? new URL(`/${name}`, server).href : null;
  await onServer(server, `create database ${name}`);
  const db = await openDatabase({ url, folder: join(folder, 'database') });
  try {
    await migrate(db, url);
    const owner = { name: 'Bench', email: 'bench@example.com', password: 'bench' };
    await bench({ db, company: await createCompany(db, owner), folder });
  } finally {
    await db.close();
    await onServer(server, `drop database ${name}`);
    await rm(folder, { recursive: true });
  }
}

async function onServer(server: string | undefined, statement: string): Promise<void> {
  if (!server) return;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(statement);
  await client.end();
}
