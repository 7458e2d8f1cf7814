import { anyCompany, columnName, join, raw, type Sql, sql } from '../../../db/sql.ts';
import type { WriteContext } from '../../core/write.ts';
import { ledgerKinds } from '../../ledger/ledger-kinds.ts';
import { type OwnedType, ownedRecords, ownedTypes, records } from '../../records/descriptors.ts';
import { tableOf } from '../../records/records.ts';
import { isKept, type MergedContact } from './contacts.ts';
import { type MergedMoney, mergedAmounts } from './money.ts';
import { type MovedParts, movedTypes, NONE_MOVED } from './preview.ts';

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
  const ofSources = sql`company_id = ${anyCompany(viewer.companyId)} and client_id = any(${sourceIds}::integer[])`;
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

/** The clients and contacts of a merge, as the statements that move records need them. */
interface Move {
  readonly survivorId: number;
  readonly company: Sql;
  /** The condition on rows that belong to a client which is merged away. */
  readonly ofSources: Sql;
  /** The condition on rows that belong to any client of the merge. */
  readonly ofAll: Sql;
  /** The survivor's number, then those of the sources. */
  readonly everyId: readonly number[];
  readonly keptContactIds: readonly number[];
  readonly primaryContactId: number | null;
}

/** The statement that moves the records of each type to the survivor. */
const moves: Readonly<Record<OwnedType, (move: Move) => Sql>> = {
  Contact: ({ survivorId, company, keptContactIds, primaryContactId }) => sql`
    update contacts set client_id = ${survivorId}, is_primary = id = ${primaryContactId}, updated_at = statement_timestamp()
    where ${company} and id = any(${keptContactIds}::integer[])
      and (client_id <> ${survivorId} or is_primary <> (id = ${primaryContactId}))`,
  Document: ({ survivorId, ofSources }) => sql`
    update documents set client_id = ${survivorId}, updated_at = statement_timestamp() where ${ofSources}`,
  // At most one token stays the default one: the survivor's own if it has one.
  GatewayToken: ({ survivorId, ofSources, ofAll, everyId }) => sql`
    update gateway_tokens set client_id = ${survivorId}, updated_at = statement_timestamp(), is_default = is_default and id = (
      select id from gateway_tokens where ${ofAll} and is_default and not is_deleted
      order by array_position(${everyId}::integer[], client_id), id limit 1)
    where ${ofSources}`,
  // The balance beside each entry is computed again, in the order in which the ledger is listed.
  LedgerEntry: ({ survivorId, ofAll }) => sql`
    update ledger_entries l set client_id = ${survivorId}, balance = running.balance from (
      select l.id, sum(l.amount * ${effectOnBalance}) over (order by l.id) as balance from ledger_entries l where ${ofAll}
    ) running
    where l.id = running.id and (l.client_id <> ${survivorId} or l.balance <> running.balance)`,
};

/**
 * Moves the owned records of the sources to the survivor, and redirects their ids to it: one statement. The bytes of
 * documents stay where they are.
 * @returns how many records moved
 */
export async function moveRecords(
  { db, viewer }: WriteContext,
  { survivorId, sourceIds }: MergedIds,
  contacts: readonly MergedContact[],
): Promise<MovedParts> {
  const kept = contacts.filter(isKept);
  const company = sql`company_id = ${anyCompany(viewer.companyId)}`;
  const everyId = [survivorId, ...sourceIds];
  const ofSources = sql`${company} and client_id = any(${sourceIds}::integer[])`;
  const move: Move = {
    survivorId,
    company,
    ofSources,
    ofAll: sql`${company} and client_id = any(${everyId}::integer[])`,
    everyId,
    keptContactIds: kept.map(({ contact }) => contact.id),
    primaryContactId: kept.find(({ isPrimary }) => isPrimary)?.contact.id ?? null,
  };
  const updates = ownedTypes.map(
    (type) => sql`${raw(`moved_${records[type].table}`)} as (${moves[type](move)})`,
  );
  const counts = movedTypes.map(
    (type) =>
      sql`(select count(*)::integer from ${tableOf(type)} where ${ofSources}) as ${raw(`"${ownedRecords[type].plural}"`)}`,
  );
  const [moved] = await db.query<MovedParts>(sql`
    with ${join(updates)}, earlier as (
      update client_redirects set to_id = ${survivorId} where ${company} and to_id = any(${sourceIds}::integer[])
    ), redirect as (
      insert into client_redirects (from_id, company_id, to_id)
      select unnest(${sourceIds}::integer[]), ${viewer.companyId}, ${survivorId}
    )
    select ${join(counts)}`);
  const movedContacts = kept.filter(({ clientId }) => clientId !== survivorId).length;
  return { ...(moved ?? NONE_MOVED), contacts: movedContacts };
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
      delete from clients where company_id = ${anyCompany(viewer.companyId)} and id = any(${sourceIds}::integer[])
    )
    update clients set ${join(amounts)} where company_id = ${anyCompany(viewer.companyId)} and id = ${survivorId}`);
}
