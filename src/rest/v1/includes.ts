import type { ViewerContext } from '../../domain/core/context.ts';
import { type LedgerKind, ledgerKinds } from '../../domain/ledger/ledger-kinds.ts';
import { ownedPage, readOwnedPages } from '../../domain/records/owned-pages.ts';
import type { FullClient } from '../../projection/full-clients.ts';
import { badRequest } from '../http/errors.ts';
import { type Input, textParam } from '../http/input.ts';
import { ExactNumber } from '../http/json.ts';
import type { V1Record } from '../http/route.ts';
import { encode } from './kinds.ts';

/** What can be asked for besides what a client always has, in the order in which it is shown. */
export const includes = {
  activities: 'Nothing is kept of activities: an empty list.',
  ledger: "The movements of the client's money, newest first.",
  system_logs: 'Nothing is kept of system logs: an empty list.',
} as const;

type Include = keyof typeof includes;

/** Names that v1 knows: always there, not shown, or left out where there is nothing. */
const otherNames = new Set(
  `contacts documents gateway_tokens group_settings company_ledger company country credits expenses industry invoices
   payments primary_contact projects purgeable_activities quotes recurring_expenses recurring_invoices shipping_country
   size tasks user`.split(/\s+/),
);

/** Most entries of one ledger in an answer: the newest ones. */
const MAX_ENTRIES = 5000;

const namesOf = (input: Input): string[] =>
  (textParam(input, 'include') ?? '').split(',').filter((name) => name !== '');

/** The includes that a request names; names that v1 does not know are passed over. */
export function knownIncludes(input: Input): Include[] {
  const names = new Set(namesOf(input));
  return (Object.keys(includes) as Include[]).filter((name) => names.has(name));
}

/** The includes that a request for a list names. @throws 400 for a name that v1 does not know */
export function checkIncludes(input: Input): Include[] {
  const unknown = namesOf(input).find(
    (name) => !Object.hasOwn(includes, name) && !otherNames.has(name),
  );
  if (unknown !== undefined) {
    throw badRequest(`Call to undefined relationship [${unknown}] on model [App\\Models\\Client].`);
  }
  return knownIncludes(input);
}

/** The blocks that are shown after the parts of each client: one statement for all ledgers, none without them. */
export async function includeBlocks(
  context: ViewerContext,
  included: readonly Include[],
  clients: readonly FullClient[],
): Promise<V1Record[]> {
  const ledgers = included.includes('ledger') ? await readLedgers(context, clients) : [];
  return clients.map((_, i) =>
    Object.fromEntries(included.map((name) => [name, name === 'ledger' ? ledgers[i] : []])),
  );
}

async function readLedgers(
  context: ViewerContext,
  clients: readonly FullClient[],
): Promise<V1Record[][]> {
  const page = { ...ownedPage('ledgerEntry', {}), size: MAX_ENTRIES };
  const ids = clients.map(({ client }) => client.id);
  const ledgers = await readOwnedPages(context, 'ledgerEntry', page, ids);
  return ledgers.map(({ rows }) => rows.map(presentEntry));
}

/** An entry as v1 shows it: what it added to the balance, and the balance after it. */
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

/** Digits times 1, 0 or -1. */
function timesSign(digits: string, sign: -1 | 0 | 1): string {
  if (sign === 0 || digits === '0') return '0';
  if (sign === 1) return digits;
  return digits.startsWith('-') ? digits.slice(1) : `-${digits}`;
}
