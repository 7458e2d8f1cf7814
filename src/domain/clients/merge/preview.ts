import { sql } from '../../../db/sql.ts';
import type { ReadContext } from '../../core/context.ts';
import type { DomainError } from '../../core/errors.ts';
import { readStoredContacts, type StoredClient } from '../match/match.ts';
import { isKept, type MergedContact, mergeContacts } from './contacts.ts';
import type { MergeInput } from './input.ts';
import type { MergedMoney } from './money.ts';
import { type MergeSides, previewTokenOf, readSides } from './sides.ts';
import { type MergedValue, mergedValues } from './values.ts';

/** The numbers of owned records that move to the survivor. */
export interface MovedParts {
  readonly contacts: number;
  readonly documents: number;
  readonly gatewayTokens: number;
  readonly ledgerEntries: number;
}

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
  const counted = await countParts(context, sourceIds);
  return {
    ...shared,
    survivorId: survivor.id,
    sources: sourceIds.map((clientId) => {
      const moving = contacts.filter((one) => one.clientId === clientId && isKept(one));
      const others = counted.get(clientId) ?? { documents: 0, gatewayTokens: 0, ledgerEntries: 0 };
      return { clientId, moved: { ...others, contacts: moving.length } };
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

async function countParts(
  { db, viewer }: ReadContext,
  clientIds: readonly number[],
): Promise<Map<number, Omit<MovedParts, 'contacts'>>> {
  const ofClient = sql`x.company_id = ${viewer.companyId} and x.client_id = c.id`;
  const rows = await db.query<{ id: number } & Omit<MovedParts, 'contacts'>>(sql`
    select c.id,
      (select count(*)::integer from documents x where ${ofClient}) as documents,
      (select count(*)::integer from gateway_tokens x where ${ofClient} and not x.is_deleted) as "gatewayTokens",
      (select count(*)::integer from ledger_entries x where ${ofClient}) as "ledgerEntries"
    from unnest(${clientIds}::integer[]) c(id)`);
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
