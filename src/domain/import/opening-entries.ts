import type { LedgerKind } from '../ledger/ledger-kinds.ts';

/** Decimals that an amount has at most. */
const DECIMALS = 6;

/** A client's amounts as decimals. */
export interface Amounts {
  readonly balance: string;
  readonly paidToDate: string;
  readonly creditBalance: string;
}

/** An entry that opens a ledger: its amount, and the balance after it. */
export interface OpeningEntry {
  readonly kind: LedgerKind;
  readonly amount: string;
  readonly balance: string;
}

/**
 * The entries that a client's ledger opens with, so that its amounts are their sums: everything was billed, part of it
 * was paid, and credit was given. More paid than was ever billed is an adjustment.
 */
export function openingEntries(amounts: Amounts): OpeningEntry[] {
  const balance = toUnits(amounts.balance);
  const paid = toUnits(amounts.paidToDate);
  const credit = toUnits(amounts.creditBalance);
  const billed = balance + paid;
  const entries: { kind: LedgerKind; amount: bigint; balance: bigint }[] = [
    { kind: billed < 0n ? 'ADJUSTMENT' : 'INVOICE', amount: billed, balance: billed },
    { kind: 'PAYMENT', amount: paid, balance },
    { kind: 'CREDIT', amount: credit, balance },
  ];
  return entries
    .filter(({ amount }) => amount !== 0n)
    .map((entry) => ({
      kind: entry.kind,
      amount: fromUnits(entry.amount),
      balance: fromUnits(entry.balance),
    }));
}

/** A decimal as a whole number of its last place: sums of doubles are not exact, sums of these are. */
function toUnits(amount: string): bigint {
  const [whole = '0', decimals = ''] = amount.split('.');
  return BigInt(whole + decimals.padEnd(DECIMALS, '0'));
}

function fromUnits(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(DECIMALS + 1, '0');
  const sign = units < 0n ? '-' : '';
  return `${sign}${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
}
