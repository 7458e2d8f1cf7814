import { type LedgerKind, ledgerKinds } from '../../domain/ledger/ledger-kinds.ts';
import { ownedPage, readOwnedPages } from '../../domain/records/owned-pages.ts';
import type { ViewerRequest } from '../../domain/request-context.ts';
import type { FullClient } from '../../projection/full-clients.ts';
import { badRequest } from '../http/errors.ts';
import { type Input, textParam } from '../http/input.ts';
import { ExactNumber } from '../http/json.ts';
import type { V1Record } from '../http/route.ts';
import { encode } from './kinds.ts';

/** Includes that add a member to clients, in the order of the members. */
export const includes = {
  activities: 'Always empty: activities are not stored.',
  ledger: "Entries of the client's ledger, newest first.",
  system_logs: 'Always empty: system logs are not stored.',
} as const;

type Include = keyof typeof includes;

/** Other includes of v1. They are part of every client, or this product has no such records. */
const otherNames = new Set(
  `contacts documents gateway_tokens group_settings company_ledger company country credits expenses industry invoices
   payments primary_contact projects purgeable_activities quotes recurring_expenses recurring_invoices shipping_country
   size tasks user`.split(/\s+/),
);

/** Maximum of ledger entries of one client in a response. */
const MAX_ENTRIES = 5000;

const namesOf = (input: Input): string[] =>
  (textParam(input, 'include') ?? '').split(',').filter((name) => name !== '');

/** Returns the includes of a request. Unknown names are ignored. */
export function knownIncludes(input: Input): Include[] {
  const names = new Set(namesOf(input));
  return Object.keys(includes).filter((name): name is Include => names.has(name));
}

/** Returns the includes of a request for a list. @throws 400 for an unknown name, as v1 does for lists only */
export function checkIncludes(input: Input): Include[] {
  const unknown = namesOf(input).find(
    (name) => !Object.hasOwn(includes, name) && !otherNames.has(name),
  );
  if (unknown !== undefined) {
    throw badRequest(`Call to undefined relationship [${unknown}] on model [App\\Models\\Client].`);
  }
  return knownIncludes(input);
}

/** Returns the included members of each client. One statement reads the ledgers of all clients. */
export async function includeBlocks(
  context: ViewerRequest,
  included: readonly Include[],
  clients: readonly FullClient[],
): Promise<V1Record[]> {
  const ledgers = included.includes('ledger') ? await readLedgers(context, clients) : [];
  return clients.map((_, i) =>
    Object.fromEntries(included.map((name) => [name, name === 'ledger' ? ledgers[i] : []])),
  );
}

async function readLedgers(
  context: ViewerRequest,
  clients: readonly FullClient[],
): Promise<V1Record[][]> {
  const page = { ...ownedPage('LedgerEntry', {}), size: MAX_ENTRIES };
  const ids = clients.map(({ client }) => client.id);
  const ledgers = await readOwnedPages(context, 'LedgerEntry', page, ids);
  return ledgers.map(({ rows }) => rows.map(presentEntry));
}

/** Returns a ledger entry as a v1 record. */
function presentEntry(row: Readonly<Record<string, unknown>>): V1Record {
  const { balance: sign } = ledgerKinds[row.kind as LedgerKind];
  const createdAt = encode.instant(row.createdAt as Date);
  return {
    notes: encode.text(row.notes as string | null),
    balance: encode.money(row.balance as string),
    adjustment: new ExactNumber(timesSign(row.amount as string, sign)),
    activity_id: 0,
    created_at: createdAt,
    updated_at: createdAt,
    archived_at: 0,
  };
}

/** Multiplies digits by a sign. */
function timesSign(digits: string, sign: -1 | 0 | 1): string {
  if (sign === 0 || digits === '0') return '0';
  if (sign === 1) return digits;
  return digits.startsWith('-') ? digits.slice(1) : `-${digits}`;
}
