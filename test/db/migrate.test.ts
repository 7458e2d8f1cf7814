import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { migrate, migrationList, readMigrations } from '../../src/db/migrate.ts';
import { NO_FILTERS, openSchemaEngine } from '../../src/db/schema-engine.ts';
import { searchTextsOf } from '../../src/domain/clients/search-texts.ts';
import { foldSearch } from '../../src/domain/text/folding.ts';
import { fatalErrorMessage } from '../../src/server/fatal-error.ts';
import { newBook } from '../support/command.ts';

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

/** Drops all tables and marks their migrations as unfinished, as a process leaves them that is killed halfway. */
async function killHalfway({ pool }: Database): Promise<void> {
  await pool.query(`
    create schema kept; alter table _prisma_migrations set schema kept;
    drop schema public cascade; create schema public;
    alter table kept._prisma_migrations set schema public; drop schema kept;
    update _prisma_migrations set finished_at = null, applied_steps_count = 0`);
}

test('each migration is applied once, and an interrupted one again', long, async () => {
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

test('clients of an older book are found by their texts', long, async () => {
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
    for (const { script } of migrations.slice(at, at + 1)) await pool.query(script);
    const { rows } = await pool.query('select own_text, contacts_text from clients order by id');
    expect(rows).toEqual([
      { own_text: 'arger\u001fhrb\u001f1', contacts_text: 'ada\u001fada@arger.example' },
      { own_text: '2', contacts_text: '' },
      { own_text: 'cedar\u001f3', contacts_text: 'written by hand' },
    ]);
  });
});

/**
 * Returns SQL that inserts a company and clients with these numbers, for the tables before identities were folded anew.
 */
const bookBefore = (clients: readonly [number: string, idNumber: string | null][]) => `
  insert into companies (id, name, company_key) values (1, 'Old', 'k');
  insert into users (company_id, id, email, name, role) values (1, 1, 'u@old.example', 'U', 'owner');
  insert into clients (company_id, user_id, client_hash, display_name, updated_at, number, id_number)
  values ${clients.map(([number, id], i) => `(1, 1, 'h${i}', '', now(), '${number}', ${id === null ? 'null' : `'${id}'`})`).join()}`;

/** Applies the migrations before the named one, which is the database of the release before it. */
async function migrateBefore({ pool }: Database, name: string): Promise<void> {
  const migrations = await readMigrations();
  const engine = await openSchemaEngine(pool);
  const before = migrations.filter((migration) => migration.name < name);
  await engine.applyMigrations({ migrationsList: migrationList(before), filters: NO_FILTERS });
  engine.free();
}

test(
  'an upgrade that makes numbers the same lists them, changes nothing, and goes on once they differ',
  long,
  async () => {
    await onNewDatabase(async (db, url) => {
      await migrateBefore(db, '0013_fold_by_use');
      await db.pool.query(
        bookBefore([
          ['STRASSE 1', null],
          ['straße 1', 'ﬁ'],
          ['3', 'FI'],
          ['4', null],
        ]),
      );
      const state = async () => {
        const { rows } = await db.pool.query(
          "select number, id_number, own_text, to_regprocedure('fold(text)') is not null as folds from clients order by id",
        );
        return rows;
      };
      const before = await state();
      for (const time of ['first', 'second']) {
        const refusal = await migrate(db, url).catch((error) => fatalErrorMessage(error));
        expect(refusal, time).toBe(
          `The upgrade stopped, and changed no client: these have numbers that are the same from now on, as "ß" and "ss" are.
  company 1, id number: client 2 has "ﬁ", client 3 has "FI"
  company 1, number: client 1 has "STRASSE 1", client 2 has "straße 1"
Start the release that ran before, give all clients of a line but one another number, and start this release again. (At most 50 lines are shown.)`,
        );
        expect(await state(), time).toEqual(before);
      }
      await db.pool.query(
        "update clients set number = '2' where id = 2; update clients set id_number = null where id = 3",
      );
      expect(await migrate(db, url)).toContain('0013_fold_by_use');
      expect(await state()).toEqual(
        before.map((_, i) =>
          expect.objectContaining({ folds: false, number: ['STRASSE 1', '2', '3', '4'][i] }),
        ),
      );
    });
  },
);

test('clients of an older book are found without case and accents', long, async () => {
  await onNewDatabase(async (db, url) => {
    await migrateBefore(db, '0013_fold_by_use');
    await db.pool.query(
      bookBefore([
        ['1', 'HRB'],
        ['2', null],
        ['3', null],
      ]),
    );
    await db.pool.query(`
      update clients set name = 'Παπαδόπουλος', custom_value4 = 'Straße', own_text = fold('x'), contacts_text = 'stale' where id = 1;
      insert into contacts (company_id, client_id, first_name, last_name, email, phone, contact_key, is_primary, removed_at, updated_at)
      values
        (1, 1, 'Ünal', '', 'second@x.example', null, 'a', false, null, now()),
        (1, 1, 'İpek', 'Şahin', 'FIRST@x.example', '１２', 'b', true, null, now()),
        (1, 1, 'Gone', 'Gone', 'gone@x.example', null, 'c', false, now(), now()),
        (1, 2, null, null, '', null, 'd', true, null, now())`);
    await migrate(db, url);
    const clients = await db.prisma.client.findMany({
      orderBy: { id: 'asc' },
      include: {
        contacts: { where: { removedAt: null }, orderBy: [{ isPrimary: 'desc' }, { id: 'asc' }] },
      },
    });
    expect(clients[0]?.ownText).toBe('παπαδοπουλοσ\u001fstrasse\u001fhrb\u001f1');
    for (const client of clients) {
      const { ownText, contactsText } = searchTextsOf(client, client.contacts);
      expect([client.ownText, client.contactsText]).toEqual([
        foldSearch(ownText),
        foldSearch(contactsText),
      ]);
    }
  });
});
