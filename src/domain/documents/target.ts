import { sql } from '../../db/sql.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

/** A client that documents go to. */
export interface Target {
  readonly id: number;
  readonly version: number;
  readonly companyKey: string;
}

/**
 * The client that an id in either form leads to, in any state; the id of a merged client leads to its survivor.
 * @throws NOT_FOUND, INVALID_ID, WRONG_ID_TYPE
 */
export async function findTarget(
  { db, ids, viewer }: ReadContext,
  clientId: string,
): Promise<Target> {
  const number = ids.decode('Client', clientId, ['clientId']);
  const [target] = await db.query<Target>(sql`
    select c.id, c.version, co.company_key as "companyKey"
    from clients c join companies co on co.id = c.company_id
    where c.company_id = ${viewer.companyId} and c.id in (
      select ${number}::integer union all
      select to_id from client_redirects where company_id = ${viewer.companyId} and from_id = ${number})`);
  if (!target) throw notFound('client', clientId, ['clientId']);
  return target;
}
