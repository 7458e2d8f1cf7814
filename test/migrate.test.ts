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
      'select migration_name, applied_steps_count from _prisma_migrations where rolled_back_at is null order by migration_name',
    );
    expect(applied.rows).toEqual(
      names.map((name) => ({ migration_name: name, applied_steps_count: 1 })),
    );
  });
});

test('clients of an older book are found by the texts that they had', long, async () => {
  const migrations = await readMigrations();
  const at = migrations.findIndex(({ name }) => name === '0005_own_and_contacts_texts');
  await onNewDatabase(async ({ pool }) => {
    for (const { script } of migrations.slice(0, at)) await pool.query(script);
    await pool.query(`
      insert into companies (id, name, company_key) values (1, 'Old', 'k');
      insert into users (company_id, id, email, name, role) values (1, 1, 'u@old.example', 'U', 'owner');
      insert into clients (company_id, user_id, client_hash, display_name, updated_at, number, name, id_number, search_text)
      values
        (1, 1, 'a', '', now(), '1', 'Ärger', 'HRB', E'arger\\x1fhrb\\x1f1\\x1fada\\x1fada@arger.example'),
        (1, 1, 'b', '', now(), '2', '', null, '2'),
        (1, 1, 'c', '', now(), '3', 'Cedar', null, 'written by hand')`);
    for (const { script } of migrations.slice(at)) await pool.query(script);
    const { rows } = await pool.query('select own_text, contacts_text from clients order by id');
    expect(rows).toEqual([
      { own_text: 'arger\u001fhrb\u001f1', contacts_text: 'ada\u001fada@arger.example' },
      { own_text: '2', contacts_text: '' },
      { own_text: 'cedar\u001f3', contacts_text: 'written by hand' },
    ]);
  });
});
