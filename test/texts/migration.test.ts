import { join } from 'node:path';
import type pg from 'pg';
import { expect, test } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { readMigrations } from '../../src/db/migrate.ts';
import { normalText, trimmed } from '../../src/domain/text/text.ts';
import { newBook } from '../support/command.ts';

const long = { timeout: 120_000 };

/** Migrates a new database up to the migration that normalizes texts, and passes a function that applies the rest. */
async function onOlderBook(
  work: (pool: Pick<pg.Pool, 'query'>, goOn: () => Promise<void>) => Promise<void>,
) {
  const migrations = await readMigrations();
  const at = migrations.findIndex(({ name }) => name === '0009_normal_text');
  const { DATA_DIR, DATABASE_URL } = await newBook();
  const db = await openDatabase({ url: DATABASE_URL || null, folder: join(DATA_DIR, 'database') });
  const apply = async (scripts: readonly { script: string }[]) => {
    for (const { script } of scripts) await db.pool.query(script);
  };
  try {
    await apply(migrations.slice(0, at));
    await db.pool.query(`
      insert into companies (id, name, company_key, settings) values (1, ' Old\u200b', 'k', '{"name": "a\\u0007"}');
      insert into company_counters (company_id) values (1);
      insert into users (company_id, id, email, name, role) values (1, 1, ' u@old.example', 'U', 'owner')`);
    await work(db.pool, () => apply(migrations.slice(at)));
  } finally {
    await db.close();
  }
}

const INSERT = `insert into clients (company_id, user_id, client_hash, number, display_name, name, private_notes, settings)
  values (1, 1, $1, $2, $3, $4, $5, $6)`;

test('the migration normalizes stored texts', long, async () => {
  await onOlderBook(async (pool, goOn) => {
    const notes = ' cafe\u0301\u0007\tb\r\n';
    const settings = JSON.stringify({
      'k\u0001': 'a\u0007\u0008\u0085b',
      path: 'C:\\u0007\\\\b',
      kept: ' "\t\n" ',
    });
    await pool.query(INSERT, [
      'a',
      ' Nº-1\u2060',
      'x',
      '\u00a0Cafe\u0301\u000b\u200b',
      notes,
      settings,
    ]);
    await pool.query(INSERT, ['b', '2', 'Jo Lane', 'A', null, '{}']);
    await pool.query(INSERT, ['c', '3', 'untouched', 'Untouched', null, '{}']);
    await pool.query(INSERT, ['d', '4', 'x', ' \u200b', null, '{}']);
    await pool.query(`
      insert into contacts (company_id, client_id, contact_key, first_name, email, is_primary)
      select 1, id, client_hash, E' Zoe\\u0308\\x07', ' z@x.example\u00a0', true from clients where client_hash in ('b', 'd')`);
    await goOn();
    const { rows } = await pool.query(`
      select number, name, display_name, private_notes, settings, own_text, contacts_text, version
      from clients order by client_hash`);
    expect(rows).toMatchObject([
      {
        number: 'Nº-1',
        name: 'Café',
        display_name: 'Café',
        private_notes: 'cafe\u0301\tb',
        settings: { k: 'ab', path: 'C:\\u0007\\\\b', kept: ' "\t\n" ' },
        version: 1,
      },
      { name: 'A', display_name: 'A', contacts_text: 'zoe\u001fz@x.example' },
      { name: 'Untouched', display_name: 'untouched' },
      { name: null, display_name: 'Zoë ', own_text: '4' },
    ]);
    expect(rows[0].own_text.startsWith('cafe\u001f')).toBe(true);
    const { rows: contacts } = await pool.query('select first_name, email from contacts');
    expect(contacts[0]).toEqual({ first_name: 'Zoë', email: 'z@x.example' });
    const { rows: names } = await pool.query(
      'select c.name, c.settings, u.email from companies c join users u on u.company_id = c.id',
    );
    expect(names).toEqual([{ name: 'Old', settings: { name: 'a' }, email: 'u@old.example' }]);
  });
});

test('the migration normalizes blanks and letters as the product does', long, async () => {
  await onOlderBook(async (pool, goOn) => {
    const blanks = Array.from({ length: 0x3100 }, (_, code) => String.fromCharCode(code + 0xa0));
    const texts = [...blanks, '\ufeff', ' ', '\t', '\r\n', 'e\u0301', '\u212b', '\u0958'].map(
      (character) => `${character}x${character}`,
    );
    await pool.query(
      `insert into clients (company_id, user_id, client_hash, number, display_name, city, private_notes)
       select 1, 1, place::text, place::text, '', value, value
       from unnest($1::text[]) with ordinality t(value, place)`,
      [texts],
    );
    await goOn();
    const { rows } = await pool.query(
      'select city, private_notes as notes from clients order by client_hash::integer',
    );
    const wrong = texts.filter(
      (text, i) => rows[i].city !== normalText(text) || rows[i].notes !== trimmed(text),
    );
    expect(wrong).toEqual([]);
  });
});

test('numbers that become equal stop the upgrade without changes', long, async () => {
  await onOlderBook(async (pool, goOn) => {
    await pool.query(INSERT, ['a', 'N-1', 'x', ' Ash', null, '{}']);
    await pool.query(INSERT, ['b', 'N-1\u00a0', 'x', ' Birch', null, '{}']);
    await expect(goOn()).rejects.toThrow(
      /company 1, number: client 1 has "N-1", client 2 has "N-1\u00a0"\nStart the release that ran before/,
    );
    const { rows } = await pool.query('select name from clients order by id');
    expect(rows).toEqual([{ name: ' Ash' }, { name: ' Birch' }]);
    await pool.query(`update clients set number = 'N-2' where client_hash = 'b'`);
    await goOn();
    const { rows: after } = await pool.query('select name from clients order by id');
    expect(after).toEqual([{ name: 'Ash' }, { name: 'Birch' }]);
  });
});
