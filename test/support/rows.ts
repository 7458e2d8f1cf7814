import { raw, sql } from '../../src/db/sql.ts';
import type { Api } from './api.ts';

/** Reads all rows of a company, from every table with a company. */
export async function everything({
  db,
  companyId,
}: Pick<Api, 'db' | 'companyId'>): Promise<Record<string, unknown>> {
  const tables = await db.query<{ name: string }>(sql`
    select table_name as name from information_schema.columns
    where column_name = 'company_id' and table_schema = 'public' order by 1`);
  const rows = tables.map(async ({ name }) => [
    name,
    await db.query(sql`
      select to_jsonb(t) as row from ${raw(name)} t where company_id = ${companyId} order by to_jsonb(t)::text`),
  ]);
  return Object.fromEntries(await Promise.all(rows));
}
