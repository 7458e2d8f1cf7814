import type { Database } from './database.ts';
import { raw, sql } from './sql.ts';

/**
 * How far a table may grow before it is looked at anew: by half, and by a few pages, so that small tables are not looked
 * at all the time.
 */
const GROWTH = { factor: 1.5, pages: 8 };

/** Rows that are looked at, in units of 300: a third of PostgreSQL's own measure, since everybody waits meanwhile. */
const TARGET = 30;

/**
 * Tells the database what tables are like that have grown much since it was told last. Until then it plans for tables
 * that are small or empty, and looks through all of a book for each client that a contact refers to. A server looks by
 * itself, though only after a while; the embedded database never does. One statement where nothing has grown.
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
    // One at a time: the embedded database has one session, and others have a turn between two tables.
    await db.transaction(async (tx) => {
      await tx.query(sql`select set_config('default_statistics_target', ${String(TARGET)}, true)`);
      await tx.query(sql`analyze ${raw(name)}`);
    });
  }
  return grown.map(({ name }) => name);
}
