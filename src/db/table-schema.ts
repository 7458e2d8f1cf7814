import type pg from 'pg';

/** A search path that leads to no schema for the tables. Its message says what to do. */
export class SearchPathRefusal extends Error {
  override readonly name = 'SearchPathRefusal';
}

/** Schemas of the system, which have no tables of ours. */
const OF_SYSTEM = /^(pg_|information_schema$)/;

/**
 * Returns the schema that has the tables: the first of the search path, which may come with the address of the database.
 * The pool is closed when there is none.
 * @throws SearchPathRefusal for a path that begins with a schema of the system, or names none that exists
 */
export async function tableSchema(pool: pg.Pool): Promise<string> {
  try {
    return await firstOfPath(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function firstOfPath(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query(
    `select current_schema() as schema, current_setting('search_path') as path`,
  );
  const { schema, path } = rows[0] as { schema: string | null; path: string };
  if (schema !== null && !OF_SYSTEM.test(schema)) return schema;
  throw new SearchPathRefusal(
    `The search_path of the database begins with no schema that can have tables: "${path}". ` +
      'Leave it out of DATABASE_URL, or name a schema that exists.',
  );
}
