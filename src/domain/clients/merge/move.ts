import { columnName, join, raw, type Sql, sql } from '../../../db/sql.ts';
import type { WriteContext } from '../../core/write.ts';
import { ledgerKinds } from '../../ledger/ledger-kinds.ts';
import { isKept, type MergedContact } from './contacts.ts';
import { type MergedMoney, mergedAmounts } from './money.ts';
import type { MovedParts } from './preview.ts';

/** The clients of a merge, by id. */
export interface MergedIds {
  readonly survivorId: number;
  readonly sourceIds: readonly number[];
}

/**
 * Deletes the records that are not moved: dropped contacts, contacts that were removed before, and deleted gateway
 * tokens.
 */
export async function deleteUnmoved(
  { db, viewer }: WriteContext,
  { sourceIds }: MergedIds,
  contacts: readonly MergedContact[],
): Promise<void> {
  const kept = contacts.filter(isKept).map(({ contact }) => contact.id);
  const ofSources = sql`company_id = ${viewer.companyId} and client_id = any(${sourceIds}::integer[])`;
  await db.query(sql`
    with dropped as (delete from contacts where ${ofSources} and id <> all(${kept}::integer[]))
    delete from gateway_tokens where ${ofSources} and is_deleted`);
}

/** The effect of one unit of a ledger entry on the balance, by the entry's kind. */
const effectOnBalance: Sql = sql`case l.kind ${join(
  Object.entries(ledgerKinds).map(
    ([kind, { balance }]) => sql`when ${raw(`'${kind}'`)} then ${raw(String(balance))}`,
  ),
  ' ',
)} end`;

/**
 * Moves the owned records of the sources to the survivor, and redirects their ids to it: one statement. At most one
 * gateway token stays the default, the survivor's own if it has one. The running balance of the ledger is computed
 * again, in the order in which the ledger is listed. Files of documents stay where they are.
 * @returns the number of moved records
 */
export async function moveRecords(
  { db, viewer }: WriteContext,
  { survivorId, sourceIds }: MergedIds,
  contacts: readonly MergedContact[],
): Promise<MovedParts> {
  const kept = contacts.filter(isKept);
  const keptIds = kept.map(({ contact }) => contact.id);
  const primaryId = kept.find(({ isPrimary }) => isPrimary)?.contact.id ?? null;
  const company = sql`company_id = ${viewer.companyId}`;
  const everyId = [survivorId, ...sourceIds];
  const ofSources = sql`${company} and client_id = any(${sourceIds}::integer[])`;
  const ofAll = sql`${company} and client_id = any(${everyId}::integer[])`;
  const [moved] = await db.query<Omit<MovedParts, 'contacts'>>(sql`
    with contact as (
      update contacts set client_id = ${survivorId}, is_primary = id = ${primaryId}, updated_at = statement_timestamp()
      where ${company} and id = any(${keptIds}::integer[])
        and (client_id <> ${survivorId} or is_primary <> (id = ${primaryId}))
    ), document as (
      update documents set client_id = ${survivorId}, updated_at = statement_timestamp() where ${ofSources}
    ), token as (
      update gateway_tokens set client_id = ${survivorId}, updated_at = statement_timestamp(), is_default = is_default and id = (
        select id from gateway_tokens where ${ofAll} and is_default and not is_deleted
        order by array_position(${everyId}::integer[], client_id), id limit 1)
      where ${ofSources}
    ), running as (
      select l.id, sum(l.amount * ${effectOnBalance}) over (order by l.id) as balance from ledger_entries l where ${ofAll}
    ), entry as (
      update ledger_entries l set client_id = ${survivorId}, balance = running.balance from running
      where l.id = running.id and (l.client_id <> ${survivorId} or l.balance <> running.balance)
    ), earlier as (
      update client_redirects set to_id = ${survivorId} where ${company} and to_id = any(${sourceIds}::integer[])
    ), redirect as (
      insert into client_redirects (from_id, company_id, to_id)
      select unnest(${sourceIds}::integer[]), ${viewer.companyId}, ${survivorId}
    )
    select (select count(*)::integer from documents where ${ofSources}) as documents,
      (select count(*)::integer from gateway_tokens where ${ofSources}) as "gatewayTokens",
      (select count(*)::integer from ledger_entries where ${ofSources}) as "ledgerEntries"`);
  const came = kept.filter(({ clientId }) => clientId !== survivorId).length;
  return { contacts: came, ...(moved as Omit<MovedParts, 'contacts'>) };
}

/** Deletes the sources and stores the added amounts with the survivor: one statement. */
export async function absorbSources(
  { db, viewer }: WriteContext,
  { survivorId, sourceIds }: MergedIds,
  money: MergedMoney,
): Promise<void> {
  const amounts = mergedAmounts.map(
    (name) => sql`${raw(columnName(name))} = ${money[name]}::numeric`,
  );
  await db.query(sql`
    with gone as (
      delete from clients where company_id = ${viewer.companyId} and id = any(${sourceIds}::integer[])
    )
    update clients set ${join(amounts)} where company_id = ${viewer.companyId} and id = ${survivorId}`);
}
