import { and, anyCompany, join, raw, sql } from '../../../db/sql.ts';
import type { ReadContext } from '../../core/context.ts';
import type { DomainError } from '../../core/errors.ts';
import { byPlural, type OwnedPlural, ownedRecords, ownedTypes } from '../../records/descriptors.ts';
import { isListed, tableOf } from '../../records/records.ts';
import { readStoredContacts, type StoredClient } from '../match/match.ts';
import { isKept, type MergedContact, mergeContacts } from './contacts.ts';
import type { MergeInput } from './input.ts';
import type { MergedMoney } from './money.ts';
import { type MergeSides, previewTokenOf, readSides } from './sides.ts';
import { type MergedValue, mergedValues } from './values.ts';

/** The number of owned records of each type that move to another client. */
export type MovedParts = Readonly<Record<OwnedPlural, number>>;

/** The types of owned record that move as they are. Contacts are combined one by one. */
export const movedTypes = ownedTypes.filter((type) => ownedRecords[type].onMerge === 'move');

/** The counts of a client of which nothing moves. */
export const NONE_MOVED: MovedParts = byPlural(() => 0);

/** Unexpected effects that do not prevent a merge. */
export const mergeWarnings = {
  CURRENCIES_DIFFER: 'The clients have different currencies. Amounts are added without conversion.',
  SURVIVOR_DELETED: 'The survivor is deleted, and the merged records are hidden with it.',
  SOURCE_DELETED:
    'A client to merge is deleted. Its amounts count in sums again, as part of the survivor.',
} as const;

/** A warning of a preview. */
export type MergeWarning = keyof typeof mergeWarnings;

/** A preview of a merge. */
export interface MergePreview {
  readonly survivorId: number | null;
  readonly sources: readonly { readonly clientId: number; readonly moved: MovedParts }[];
  readonly values: readonly MergedValue[];
  readonly contacts: readonly MergedContact[];
  /** Amounts of the survivor after the merge; null if there is no survivor, or if one is out of range. */
  readonly money: MergedMoney | null;
  readonly warnings: readonly MergeWarning[];
  /** The errors that prevent the merge. */
  readonly blockers: readonly DomainError[];
  /** A token that binds the merge to these versions of the clients; null when the merge is not possible. */
  readonly previewToken: string | null;
}

/** Previews a merge, down to each value and contact, without writing: at most three statements. */
export async function mergePreview(context: ReadContext, input: MergeInput): Promise<MergePreview> {
  const sides = await readSides(context, input, { lock: false });
  const { survivor, sources, choices, money, errors } = sides;
  const shared = {
    blockers: errors,
    previewToken: previewTokenOf(sides),
    warnings: warningsOf(sides),
  };
  if (!survivor) {
    return { ...shared, survivorId: null, sources: [], values: [], contacts: [], money: null };
  }
  const sourceIds = sources.map(({ id }) => id);
  const stored = await readStoredContacts(context, [survivor.id, ...sourceIds]);
  const contacts = mergeContacts(survivor.id, sourceIds, stored);
  const counted = await countMoving(context, sourceIds);
  return {
    ...shared,
    survivorId: survivor.id,
    sources: sourceIds.map((clientId) => {
      const moving = contacts.filter((one) => one.clientId === clientId && isKept(one));
      const moved = { ...NONE_MOVED, ...counted.get(clientId), contacts: moving.length };
      return { clientId, moved };
    }),
    values: mergedValues(context, survivor, sources, choices),
    contacts,
    money,
  };
}

function warningsOf({ survivor, sources }: MergeSides): MergeWarning[] {
  const isDeleted = (client: StoredClient | null) => client?.isDeleted === true;
  const currencies = new Set([survivor, ...sources].map((client) => client?.currencyId));
  const found: Record<MergeWarning, boolean> = {
    CURRENCIES_DIFFER: survivor !== null && currencies.size > 1,
    SURVIVOR_DELETED: isDeleted(survivor),
    SOURCE_DELETED: !isDeleted(survivor) && sources.some(isDeleted),
  };
  return (Object.keys(found) as MergeWarning[]).filter((warning) => found[warning]);
}

/** Counts the records that move with each client: one statement. Contacts are counted as they are combined. */
async function countMoving(
  { db, viewer }: ReadContext,
  clientIds: readonly number[],
): Promise<Map<number, Partial<MovedParts>>> {
  const counts = movedTypes.map((type) => {
    const ofClient = sql`x.company_id = ${anyCompany(viewer.companyId)} and x.client_id = c.id`;
    const where = and([ofClient, isListed(type, 'x')]);
    const name = raw(`"${ownedRecords[type].plural}"`);
    return sql`(select count(*)::integer from ${tableOf(type)} x where ${where}) as ${name}`;
  });
  const rows = await db.query<{ id: number } & Partial<MovedParts>>(sql`
    select c.id, ${join(counts)} from unnest(${clientIds}::integer[]) c(id)`);
  return new Map(rows.map(({ id, ...moving }) => [id, moving]));
}
