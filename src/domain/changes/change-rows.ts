import type { Queryable } from '../../db/database.ts';
import { anyCompany, empty, raw, type Sql, sql } from '../../db/sql.ts';

/** The kinds of changes of a client. */
export const changeKinds = {
  CREATED: 'The client was created.',
  UPDATED:
    'The client, or one of its contacts, documents, gateway tokens or ledger entries, changed.',
  ARCHIVED: 'The client was archived.',
  RESTORED: 'The client was restored.',
  DELETED: 'The client was deleted; it can be restored.',
  PURGED: 'The client was purged.',
  MERGED: 'The client was merged into another one.',
} as const;

/** A kind of change of a client. */
export type ChangeKind = keyof typeof changeKinds;

/** A change of a client, as callers read it. */
export interface Change {
  /** Its place in the company's sequence, as digits: the next page is read after it. */
  readonly cursor: string;
  readonly clientId: number;
  readonly kind: ChangeKind;
  /** Version of the client after the change. */
  readonly version: number;
  /** Names of the changed fields and lists. */
  readonly fields: readonly string[];
  /** The survivor of a merge; null for other changes. */
  readonly mergedInto: number | null;
  readonly at: Date;
  /** The user who made it; null when no user of the product did. */
  readonly userId: number | null;
}

const CHANGE_COLUMNS =
  raw(`x.sequence::text as cursor, x.client_id as "clientId", x.kind, x.version, x.fields,
  x.merged_into as "mergedInto", x.at, x.user_id as "userId"`);

/**
 * Reads the changes after a cursor, in their order: one statement. Each client that they are narrowed to is a range of
 * an index, so that old changes of other clients cost nothing.
 * @param clientIds null for the changes of all clients
 */
export async function changesAfter(
  db: Queryable,
  companyId: number,
  cursor: string,
  clientIds: readonly number[] | null,
  limit: number,
): Promise<Change[]> {
  const range = (more: Sql) => sql`
    select ${CHANGE_COLUMNS}, x.sequence from changes x
    where x.company_id = ${anyCompany(companyId)} and x.sequence > ${cursor}::bigint${more} order by x.sequence limit ${limit}`;
  const rows =
    clientIds === null
      ? range(empty)
      : sql`select r.* from unnest(${[...clientIds]}::integer[]) c(id)
          cross join lateral (${range(sql` and x.client_id = c.id`)}) r order by r.sequence limit ${limit}`;
  const found = await db.query<Change & { sequence: unknown }>(rows);
  return found.map(({ sequence: _, ...change }) => change);
}
