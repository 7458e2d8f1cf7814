import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Database, openDatabase } from '../src/db/database.ts';
import { migrate, readMigrations } from '../src/db/migrate.ts';
import { newBook } from './support/command.ts';

const long = { timeout: 120_000 };

async function onNewDatabase(work: (db: Database, url: string | null) => Promise<void>) {
  const { DATA_DIR, DATABASE_URL } = await newBook();
  const url = DATABASE_URL || null;
  const db = await openDatabase({ url, folder: join(DATA_DIR, 'database') });
  try {
    await work(db, url);
  } finally {
    await db.close();
  }
}

/** Leaves the database as a process does that is killed in the middle of a migration: begun, and nothing done. */
async function killHalfway({ pool }: Database): Promise<void> {
  await pool.query(`
    create schema kept; alter table _prisma_migrations set schema kept;
    drop schema public cascade; create schema public;
    alter table kept._prisma_migrations set schema public; drop schema kept;
    update _prisma_migrations set finished_at = null, applied_steps_count = 0`);
}

test('each migration is applied once, and one that was killed again', long, async () => {
  const names = (await readMigrations()).map(({ name }) => name);
  await onNewDatabase(async (db, url) => {
    expect(await migrate(db, url)).toEqual(names);
    expect(await migrate(db, url)).toEqual([]);
    await killHalfway(db);
    expect(await migrate(db, url)).toEqual(names);
    const { rows } = await db.pool.query('select count(*)::integer as clients from clients');
    expect(rows).toEqual([{ clients: 0 }]);
    const applied = await db.pool.query(
      'select migration_name, applied_steps_count from _prisma_migrations where rolled_back_at is null',
    );
    expect(applied.rows).toEqual(
      names.map((name) => ({ migration_name: name, applied_steps_count: 1 })),
    );
  });
});
