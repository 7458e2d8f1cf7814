import { anyCompany, inList, join, type Sql, sql } from '../../db/sql.ts';
import type { ReadContext } from '../core/context.ts';
import type { WriteContext } from '../core/write.ts';
import type { ChangeKind } from './change-rows.ts';

/** Returns the sequence number of a company's newest change, as SQL. Every write to its book changes it. */
export const newestChange = (companyId: number): Sql =>
  sql`(select n.change::text from company_counters n where n.company_id = ${anyCompany(companyId)})`;

/** A change of a client that is about to be recorded. */
export interface ClientChange {
  readonly clientId: number;
  readonly kind: ChangeKind;
  /** The client's version after the change. */
  readonly version: number;
  /** Names of the fields and owned records that changed. */
  readonly fields: readonly string[];
  /** The survivor of a merge. */
  readonly mergedInto?: number;
}

/**
 * Records changes, in their order, in the company's sequence: one statement, which is not waited for. The sequence is
 * counted on the row that every writer locks first. So it has no gaps, no change is visible before all earlier ones,
 * and times, which are read under the same lock, never go back.
 */
export function recordChanges(
  { db, viewer }: WriteContext,
  changes: readonly ClientChange[],
): void {
  if (changes.length === 0) return;
  const rows = changes.map((change) => ({ ...change, mergedInto: change.mergedInto ?? null }));
  db.send(sql`
    with counted as (
      update company_counters set change = change + ${changes.length}
      where company_id = ${anyCompany(viewer.companyId)} returning change - ${changes.length} as before, clock_timestamp() as at
    )
    insert into changes (company_id, sequence, client_id, kind, version, fields, user_id, merged_into, at)
    select ${viewer.companyId}, before + place, x."clientId", x.kind, x.version,
      x.fields, ${viewer.userId}, x."mergedInto", counted.at
    from counted, rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as
      (${join(RECORDED_COLUMNS)})) with ordinality as x("clientId", kind, version, fields, "mergedInto", place)`);
}

const RECORDED_COLUMNS = [
  sql`"clientId" integer`,
  sql`kind text`,
  sql`version integer`,
  sql`fields text[]`,
  sql`"mergedInto" integer`,
];

/**
 * Records that owned records of clients changed: their versions grow by one and their time of change is now.
 * @param parts names of what changed, such as `documents`
 * @returns the new version of each client that there is
 */
export async function touchClients(
  context: WriteContext,
  clientIds: readonly number[],
  parts: readonly string[],
): Promise<Map<number, number>> {
  const rows = await context.db.query<{ id: number; version: number }>(sql`
    update clients c set version = c.version + 1, updated_at = statement_timestamp()
    where c.company_id = ${anyCompany(context.viewer.companyId)} and ${inList(sql`c.id`, clientIds)}
    returning c.id, c.version`);
  const changes = rows.map(({ id, version }) => ({
    clientId: id,
    kind: 'UPDATED' as const,
    version,
    fields: parts,
  }));
  recordChanges(context, changes);
  return new Map(rows.map(({ id, version }) => [id, version]));
}

/**
 * Reads the names of the fields and owned records of a client that changed after a version of it, in alphabetical
 * order.
 */
export async function changedSince(
  { db, viewer }: ReadContext,
  clientId: number,
  version: number,
): Promise<string[]> {
  const rows = await db.query<{ field: string }>(sql`
    select distinct unnest(fields) as field from changes
    where company_id = ${anyCompany(viewer.companyId)} and client_id = ${clientId} and version > ${version} order by field`);
  return rows.map(({ field }) => field);
}
