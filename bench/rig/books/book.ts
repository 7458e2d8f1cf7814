import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { openDatabase } from '../../../src/db/database.ts';
import { migrate, readMigrations } from '../../../src/db/migrate.ts';
import type { Cluster } from './cluster.ts';

/** Clients in the book of each size. */
export const sizes = { '1k': 1_000, '100k': 100_000, '1m': 1_000_000 } as const;

export type Size = keyof typeof sizes;

/** Companies of every book: one with the clients that are read, and an empty one for creates. */
export const READ = 1;
export const WRITTEN = 3;

/** Returns the token of a company. */
export const tokenOf = (company: number): string => `company-token-${company}`;

/** Settings of each database, so that all servers have the same: no waiting for disks, no parallel plans. */
const SETTINGS = {
  synchronous_commit: 'off',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  random_page_cost: '1.1',
  work_mem: '32MB',
};

/** Key of the advisory lock on the database postgres. Any number that no other program uses there. */
const LOCK = 7_266_327;

const here = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');

/** Returns the statements that fill an empty, migrated database with this number of clients. */
export const bookScript = async (clients: number): Promise<string> =>
  (await here('book.sql')).replaceAll(':clients', String(clients));

/**
 * Opens the database with the book of a size, and creates it if it is missing. Its name is a hash of the schema and of
 * the book's scripts, so a change of either makes another database.
 * @returns the database's address
 */
export async function openBook(
  cluster: Cluster,
  size: Size,
  say: (text: string) => void,
): Promise<string> {
  const name = `bench_${size}_${await fingerprint()}`;
  const url = cluster.url(name);
  const unfinished = `${name}_unfinished`;
  await onCluster(cluster, async (client) => {
    // Two benches that begin at once make one book.
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const { rows } = await client.query('select from pg_database where datname = $1', [name]);
    if (rows.length > 0) return;
    say(`making the book of ${sizes[size]} clients (${name}) …`);
    await client.query(`drop database if exists ${unfinished} with (force)`);
    await client.query(`create database ${unfinished} template template0`);
    for (const [setting, value] of Object.entries(SETTINGS)) {
      await client.query(`alter database ${unfinished} set ${setting} = '${value}'`);
    }
    await fill(cluster.url(unfinished), sizes[size]);
    await client.query(`alter database ${unfinished} rename to ${name}`);
  });
  return url;
}

/** Returns a hash of the scripts and migrations that create a book. */
export async function fingerprint(): Promise<string> {
  const scripts = [await here('book.sql'), await here('plain.sql')];
  for (const { script } of await readMigrations()) scripts.push(script);
  return createHash('sha256').update(scripts.join('\0')).digest('hex').slice(0, 8);
}

async function onCluster(
  cluster: Cluster,
  work: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.url('postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function fill(url: string, clients: number): Promise<void> {
  const db = await openDatabase({ url, folder: null });
  await migrate(db, url);
  await db.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`set maintenance_work_mem = '512MB'`);
  await loadRows(client, clients);
  await client.query(await here('plain.sql'));
  await client.query('vacuum (analyze)');
  await client.query('checkpoint');
  await client.end();
}

/**
 * Inserts the rows of a book. Indexes are created afterwards, and references are not checked row by row, since the
 * script keeps them valid.
 */
async function loadRows(client: pg.Client, clients: number): Promise<void> {
  const { rows: indexes } = await client.query(
    `select indexname, indexdef from pg_indexes where schemaname = 'public'
    and tablename in ('clients', 'contacts', 'documents', 'gateway_tokens')
    and indexname not in (select conname from pg_constraint) and indexname !~ '_company_id_id_key$'`,
  );
  for (const { indexname } of indexes) await client.query(`drop index ${indexname}`);
  await client.query('set session_replication_role = replica');
  await client.query(await bookScript(clients));
  await client.query('reset session_replication_role');
  for (const { indexdef } of indexes) await client.query(indexdef);
}

/**
 * Deletes the records that a load created. Locks out the product's writers meanwhile, because the last requests of a
 * load may still be running.
 * @returns the number of clients deleted
 */
export async function emptyWritten(client: pg.Client): Promise<number> {
  await client.query('begin');
  await client.query(`select from company_counters where company_id = ${WRITTEN} for update`);
  await client.query(`delete from changes where company_id = ${WRITTEN}`);
  let clients = 0;
  for (const schema of ['public', 'plain']) {
    await client.query(`delete from ${schema}.contacts where company_id = ${WRITTEN}`);
    const { rowCount } = await client.query(
      `delete from ${schema}.clients where company_id = ${WRITTEN}`,
    );
    clients += rowCount ?? 0;
  }
  await client.query('commit');
  return clients;
}
