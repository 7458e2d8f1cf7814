import type { Queryable } from '../../db/database.ts';
import { raw, sql } from '../../db/sql.ts';

/** The tables of the records that v1 addresses by id. */
const tables = {
  Client: 'clients',
  Document: 'documents',
  GatewayToken: 'gateway_tokens',
} as const;

/** A type of record that v1 addresses by id. */
export type AddressedType = keyof typeof tables;

/**
 * The company whose record this is; null when nobody has one of this number. Only for telling v1's callers apart what
 * they may not touch from what there is not: nothing of the record is read.
 */
export async function companyOf(
  db: Queryable,
  type: AddressedType,
  id: number,
): Promise<number | null> {
  const [row] = await db.query<{ companyId: number }>(sql`
    select x.company_id as "companyId" from ${raw(tables[type])} x where x.id = ${id}`);
  return row?.companyId ?? null;
}
