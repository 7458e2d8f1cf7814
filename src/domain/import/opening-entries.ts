import type { LedgerKind } from '../ledger/ledger-kinds.ts';

/** The maximum number of decimals of an amount. */
const DECIMALS = 6;

/** A client's amounts as decimal texts. */
export interface ClientAmounts {
  readonly balance: string;
  readonly paidToDate: string;
  readonly creditBalance: string;
}

/** An opening entry of a ledger, with the balance after it. */
export interface OpeningEntry {
  readonly kind: LedgerKind;
  readonly amount: string;
  readonly balance: string;
}

/**
 * Returns the opening entries of a client's ledger, whose sums are its amounts: an invoice, a payment and a credit. If
 * more was paid than billed, the first one is an adjustment.
 */
export function openingEntries(amounts: ClientAmounts): OpeningEntry[] {
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

/** Returns a decimal text as a number of its smallest units. Sums of units are exact, sums of doubles are not. */
function toUnits(amount: string): bigint {
  const [whole = '0', decimals = ''] = amount.split('.');
  return BigInt(whole + decimals.padEnd(DECIMALS, '0'));
}

function fromUnits(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(DECIMALS + 1, '0');
  const sign = units < 0n ? '-' : '';
  return `${sign}${digits.slice(0, -DECIMALS)}.${digits.slice(-DECIMALS)}`;
}
