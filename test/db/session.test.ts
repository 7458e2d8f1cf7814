import { describe } from 'vitest';
import { connectionTo } from '../../src/db/connection.ts';
import { sql } from '../../src/db/sql.ts';
import { expect, newCompany, test } from '../support/api.ts';
import { onServer } from '../support/books/databases.ts';
import { newBook } from '../support/command.ts';
import { ownGateway } from '../support/gateway.ts';

const OPTIONS =
  '-c statement_timeout=5000 -c timezone=Asia/Tokyo --datestyle=German -c default_transaction_isolation=serializable -c default_transaction_read_only=on';

/** Creates a database in another time zone, and returns settings with options in its address. */
async function foreignDatabase(): Promise<Record<string, string>> {
  const book = await newBook();
  const url = new URL(book.DATABASE_URL);
  await onServer(
    url.href,
    `alter database "${url.pathname.slice(1)}" set timezone = 'America/New_York'`,
  );
  url.searchParams.set('options', OPTIONS);
  return { ...book, DATABASE_URL: url.href };
}

describe.runIf(process.env.DATABASE_URL)('a database address with session options', () => {
  test('does not change times in both APIs', async () => {
    const own = await ownGateway(await foreignDatabase());
    const api = await newCompany(own);
    const before = Math.floor(Date.now() / 1000) - 1;
    const [id] = await api.has({ name: 'Ash' });
    const { client } = await api.ask('query ($id: ID!) { client(id: $id) { createdAt } }', { id });
    const created = Date.parse(client.createdAt) / 1000;
    expect(created).toBeGreaterThanOrEqual(before);
    expect(created).toBeLessThanOrEqual(Date.now() / 1000);
    const response = await fetch(`${own.url}/api/v1/clients/${id}`, {
      headers: { 'x-api-token': api.token },
    });
    const { data } = await response.json();
    expect(data.created_at).toBe(Math.floor(created));
    const [session] = await own.db.query(sql`
      select current_setting('statement_timeout') as timeout, current_setting('timezone') as zone,
        current_setting('default_transaction_isolation') as isolation`);
    expect(session).toEqual({ timeout: '5s', zone: 'UTC', isolation: 'read committed' });
    await own.close();
  });
});

describe.runIf(process.env.DATABASE_URL)('a search path in the database address', () => {
  const withPath = (url: string, path: string) => {
    const address = new URL(url);
    address.searchParams.set('options', `-c search_path=${path}`);
    return address.href;
  };

  test('selects the schema of the tables', async () => {
    const book = await newBook();
    await onServer(book.DATABASE_URL, 'create schema app');
    const own = await ownGateway({ ...book, DATABASE_URL: withPath(book.DATABASE_URL, 'app') });
    const api = await newCompany(own);
    await api.has({ name: 'Ash' });
    expect(await api.names()).toEqual(['Ash']);
    const [found] = await own.db.query(sql`
      select count(*)::integer as tables from pg_tables where tablename = 'clients' and schemaname = 'app'`);
    expect(found).toEqual({ tables: 1 });
    await own.close();
  });

  test.for(['pg_catalog', 'information_schema', 'none', 'pg_catalog,public'])(
    '%s is refused at the start, in words',
    async (path) => {
      const book = await newBook();
      const settings = { ...book, DATABASE_URL: withPath(book.DATABASE_URL, path) };
      await expect(ownGateway(settings)).rejects.toThrow(
        `The search_path of the database begins with no schema that can have tables: "${path}".`,
      );
      const { rows } = await onServer(
        book.DATABASE_URL,
        `select count(*)::integer as tables from pg_tables where schemaname = 'public'`,
      );
      expect(rows).toEqual([{ tables: 0 }]);
    },
  );
});

test.for([
  ['postgres://h/db', ''],
  ['postgres://h/db?options=-c%20geqo%3Doff', '-c geqo=off '],
  ['postgres://h/db?options=-c+geqo%3Doff&sslmode=disable', '-c geqo=off '],
  ['postgres://h/db?options=-c%20geqo%3Doff%5C', '-c geqo=off '],
] as const)('%s keeps its own options before those of the gateway', ([url, given]) => {
  const { connectionString, options } = connectionTo(url, { lock_timeout: '0' });
  expect(options).toBe(
    `${given}-c TimeZone=UTC -c DateStyle=ISO -c standard_conforming_strings=on ` +
      '-c default_transaction_isolation=read\\ committed -c default_transaction_read_only=off -c lock_timeout=0',
  );
  expect(connectionString).not.toContain('options');
  expect(connectionString).toContain(url.includes('sslmode') ? '?sslmode=disable' : '/db');
});
