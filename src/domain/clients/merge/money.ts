import { digitsOf, fitsColumn, millionths } from '../../ledger/accounts.ts';
import type { StoredClient } from '../match/match.ts';

/** The amounts of a client that are added when clients are merged. */
export const mergedAmounts = ['balance', 'paidToDate', 'paymentBalance', 'creditBalance'] as const;

/** Each amount of a client, exact, as decimal digits. */
export type MergedMoney = Readonly<Record<(typeof mergedAmounts)[number], string>>;

/** Adds the amounts of clients; null when a sum is too large for its column. */
export function addMoney(clients: readonly StoredClient[]): MergedMoney | null {
  const sums = mergedAmounts.map((name) =>
    clients.reduce((sum, client) => sum + millionths(String(client[name])), 0n),
  );
  if (!sums.every(fitsColumn)) return null;
  return Object.fromEntries(
    mergedAmounts.map((name, i) => [name, digitsOf(sums[i] as bigint)]),
  ) as MergedMoney;
}
