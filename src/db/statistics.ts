import type { Database } from './database.ts';
import { raw, sql } from './sql.ts';

/**
 * Growth after which a table is analyzed again: by half and by a few pages, so that small tables are not analyzed all
 * the time.
 */
const GROWTH = { factor: 1.5, pages: 8 };

/** Statistics target: a third of PostgreSQL's default, since the embedded database runs nothing else meanwhile. */
const TARGET = 30;

/**
 * Analyzes tables that have grown much since they were last analyzed. Until then the planner takes them for small, and
 * reads a whole book for each client that a contact refers to. A server analyzes by itself after a while; the embedded
 * database never does. One statement if no table has grown.
 * @returns the names of the tables
 */
export async function refreshStatistics(
  db: Pick<Database, 'query' | 'transaction'>,
): Promise<string[]> {
  const grown = await db.query<{ name: string }>(sql`
    select oid::regclass::text as name from (
      select oid, relpages, reltuples, pg_relation_size(oid) / current_setting('block_size')::integer as pages
      from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace
    ) t
    where case when reltuples < 0 then pages > 0 else pages > relpages * ${GROWTH.factor}::numeric + ${GROWTH.pages}::integer end
    order by name`);
  for (const { name } of grown) {
    // One at a time: the embedded database has one session, on which others run between two tables.
    await db.transaction(async (tx) => {
      await tx.query(sql`select set_config('default_statistics_target', ${String(TARGET)}, true)`);
      await tx.query(sql`analyze ${raw(name)}`);
    });
  }
  return grown.map(({ name }) => name);
}
