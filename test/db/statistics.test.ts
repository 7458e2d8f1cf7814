import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { sql } from '../../src/db/sql.ts';
import { refreshStatistics } from '../../src/db/statistics.ts';
import { createToken } from '../../src/domain/companies/tokens.ts';
import { ownGateway } from '../support/gateway.ts';

const SLOW = 120_000;

/** Returns the planner's estimate of a table's rows; -1 when it was never analyzed. */
async function believed(db: Database, table: string): Promise<number> {
  const [row] = await db.query<{ rows: number }>(
    sql`select reltuples::integer as rows from pg_class where oid = ${table}::regclass`,
  );
  return (row as { rows: number }).rows;
}

test('only grown tables are analyzed', { timeout: SLOW }, async () => {
  const db = await openDatabase({ url: null, folder: null });
  await db.query(sql`create table grown (text text)`);
  await db.query(sql`create table empty (text text)`);
  const grow = (rows: number) =>
    db.query(sql`insert into grown select repeat('x', 100) from generate_series(1, ${rows})`);
  await grow(2000);
  expect(await believed(db, 'grown')).toBe(-1);
  expect(await refreshStatistics(db)).toEqual(['grown']);
  expect(await believed(db, 'grown')).toBe(2000);
  expect(await refreshStatistics(db)).toEqual([]);
  await grow(200);
  expect(await refreshStatistics(db)).toEqual([]);
  await grow(4000);
  expect(await refreshStatistics(db)).toEqual(['grown']);
  expect(await believed(db, 'grown')).toBe(6200);
  await db.close();
});

test('a book of upserts is analyzed, and so is a reopened one', {
  timeout: SLOW,
}, async () => {
  const DATA_DIR = await mkdtemp(join(tmpdir(), 'statistics-'));
  const settings = { DATABASE_URL: '', DATA_DIR };
  const first = await ownGateway({ ...settings, STATISTICS_SECONDS: '0.1' });
  const { db } = first;
  const [owner] = await db.query<{ companyId: number; userId: number }>(
    sql`select company_id as "companyId", id as "userId" from users`,
  );
  const { token } = await createToken(db, owner as NonNullable<typeof owner>, 'Feeder');
  const inputs = Array.from({ length: 200 }, (_, n) => ({ name: `Client ${n}` }));
  const response = await fetch(`${first.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-token': token },
    body: JSON.stringify({
      query:
        'mutation ($inputs: [UpsertClientInput!]!) { upsertClients(inputs: $inputs) { results { outcome } } }',
      variables: { inputs },
    }),
  });
  expect((await response.json()).data.upsertClients.results).toHaveLength(200);
  await expect.poll(() => believed(db, 'clients'), { timeout: 10_000 }).toBe(200);
  // As a book is that an older build has filled.
  await db.query(sql`update pg_class set reltuples = -1, relpages = 0 where relname = 'clients'`);
  await first.close();
  const second = await ownGateway(settings);
  await expect.poll(() => believed(second.db, 'clients'), { timeout: 10_000 }).toBe(200);
  await second.close();
});
