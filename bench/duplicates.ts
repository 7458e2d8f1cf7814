// How long does it take to look through 100,000 clients for duplicates, and how long do other requests wait meanwhile?
// tsx bench/duplicates.ts [COUNT] [SCORE], with DATABASE_URL for a server.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Database } from '../src/db/database.ts';
import { sql } from '../src/db/sql.ts';
import { clientDuplicates, DEFAULT_SCORE } from '../src/domain/clients/duplicates/find.ts';
import { IdCodec } from '../src/domain/core/ids.ts';
import { onBenchDatabase } from './bench-database.ts';

const count = Number(process.argv[2] ?? 100_000);
const minScore = Number(process.argv[3] ?? DEFAULT_SCORE);

await onBenchDatabase(async ({ db, company: { companyId, userId } }) => {
  await fill(db, companyId);
  const viewer = { companyId, userId, tokenId: 0, role: 'owner' } as const;
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const start = performance.now();
  const { totalCount } = await clientDuplicates({ db, ids: new IdCodec(), viewer }, { minScore });
  const seconds = (performance.now() - start) / 1000;
  const wait = (delays.max / 1e6).toFixed(0);
  console.log(
    `${seconds.toFixed(1)} s for ${count} clients, ${totalCount} clusters (${db.kind}); others wait up to ${wait} ms`,
  );
});

/**
 * Inserts the clients. Names have two or three words of 4,000; a tenth also has a number. Most clients have a phone
 * number and one or two contacts, a third has a VAT number. One in a hundred differs from the one before it by a typing
 * error; one in two hundred shares its VAT number, e-mail address or phone number.
 */
async function fill(db: Database, companyId: number): Promise<void> {
  await db.pool.query(`create function pg_temp.word(n bigint) returns text language sql immutable as
    $$ select initcap(translate(substr(md5((n % 4000)::text), 1, 5 + (n % 5)::int), '0123456789', 'aeiouaeiou')) $$`);
  await db.query(sql`
    insert into clients (company_id, user_id, name, display_name, client_hash, number, vat_number, phone)
    select ${companyId}, 1, name, name, md5(n::text), n::text,
      case when n % 3 = 0 then 'DE ' || n - case when n % 200 = 0 then 3 else 0 end end,
      case when n % 5 > 0 then '+49 (30) ' || 1000000 + n - case when n % 201 = 0 then 1 else 0 end end
    from (select n, case when n % 100 = 0 then overlay(name placing '' from 3 for 1) else name end as name
      from generate_series(1, ${count}::bigint) n, lateral (select n - case when n % 100 = 0 then 1 else 0 end as m) other,
      lateral (select case when m % 10 = 0 then 'Branch ' || m else pg_temp.word(m * 7919) || ' ' || pg_temp.word(m * 104729)
        || case m % 4 when 0 then ' GmbH' when 1 then ' ' || pg_temp.word(m * 1299709) else '' end end as name) named) x`);
  await db.query(sql`
    insert into contacts (company_id, client_id, email, contact_key, is_primary)
    select company_id, id, 'user' || id - case when id % 202 = 0 then 1 else 0 end || '@example.com', id || '-' || i, i = 1
    from clients, generate_series(1, 2) i where company_id = ${companyId} and (i = 1 or id % 2 = 0)`);
  await db.query(sql`analyze`);
}
