import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { connectionTo } from './connection.ts';
import type { Database } from './database.ts';
import { NO_FILTERS, openSchemaEngine } from './schema-engine.ts';

const FOLDER = new URL('../../prisma/migrations/', import.meta.url);

/** Number of the advisory lock that lets one process migrate at a time. Any number that no other program locks. */
const LOCK = 7_266_325;

/** Removes the timeouts that the address or the database sets for other statements. */
const UNLIMITED = { statement_timeout: '0', lock_timeout: '0' };

/** An error of a migration that found rows for which people must decide. Its message says what. */
export class MigrationRefusal extends Error {
  override readonly name = 'MigrationRefusal';
}

/** SQLSTATE of an error that a script raises. */
const RAISED = 'P0001';

interface Migration {
  readonly name: string;
  readonly script: string;
}

/**
 * Migrates the database to the newest schema, with Prisma's engine and its table `_prisma_migrations`. Any number of
 * processes may call this at once: one migrates, the others wait.
 * @param url of the server, or null for the embedded database, which one process holds alone
 * @returns the names of the migrations that were applied
 */
export async function migrate(database: Database, url: string | null): Promise<string[]> {
  const migrations = await readMigrations();
  if (await isUpToDate(database, migrations)) return [];
  if (url === null) return await apply(database, migrations);
  const lock = new pg.Client(connectionTo(url, UNLIMITED));
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [LOCK]);
    return (await isUpToDate(database, migrations)) ? [] : await apply(database, migrations);
  } finally {
    await lock.end();
  }
}

/** Reads the migrations of this build, oldest first. */
export async function readMigrations(): Promise<Migration[]> {
  const entries = await readdir(FOLDER, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return await Promise.all(
    names.sort().map(async (name) => ({
      name,
      script: await readFile(new URL(`${name}/migration.sql`, FOLDER), 'utf8'),
    })),
  );
}

/** Returns the list of migrations as Prisma's engine takes it. */
export const migrationList = (migrations: readonly Migration[]) => ({
  baseDir: 'prisma/migrations',
  lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
  shadowDbInitScript: '',
  migrationDirectories: migrations.map(({ name, script }) => ({
    path: name,
    migrationFile: {
      path: 'migration.sql',
      content: { tag: 'ok' as const, value: script },
    },
  })),
});

/** Returns whether all migrations were applied, from Prisma's table. Only if not does a start load the engine. */
async function isUpToDate({ pool }: Database, migrations: readonly Migration[]): Promise<boolean> {
  if (!(await hasTable(pool))) return false;
  const { rows } = await pool.query(
    'select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  );
  const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));
  return migrations.every(({ name, script }) => applied.get(name) === sha256(script));
}

/** Returns whether the database was ever migrated. */
async function hasTable(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query(`select to_regclass('_prisma_migrations') is not null as has`);
  return rows[0].has;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function apply({ pool }: Database, migrations: readonly Migration[]): Promise<string[]> {
  await markUnfinished(pool);
  let cause: unknown;
  const engine = await openSchemaEngine(pool, (error) => {
    cause = error;
  });
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: migrationList(migrations),
      filters: NO_FILTERS,
    });
    return appliedMigrationNames;
  } catch (error) {
    throw refusalOf(cause) ?? cause ?? error;
  } finally {
    engine.free();
  }
}

const refusalOf = (cause: unknown): MigrationRefusal | null =>
  cause instanceof Error && (cause as { code?: string }).code === RAISED
    ? new MigrationRefusal(cause.message)
    : null;

/**
 * Marks migrations of killed processes as rolled back. Prisma's engine would stop at them and ask for help, which is
 * not needed: a script takes effect with the row that marks it as finished, or not at all.
 */
async function markUnfinished(pool: pg.Pool): Promise<void> {
  if (!(await hasTable(pool))) return;
  await pool.query(
    'update _prisma_migrations set rolled_back_at = now() where finished_at is null and rolled_back_at is null',
  );
}
