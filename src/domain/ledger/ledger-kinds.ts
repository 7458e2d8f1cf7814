/** The effect of one unit of an entry on each amount of the client. */
interface LedgerEffect {
  readonly description: string;
  readonly balance: 1 | 0 | -1;
  readonly paidToDate: 1 | 0;
  readonly creditBalance: 1 | 0;
}

/** The kinds of ledger entry. A client's amounts are the sums of what its entries add. */
export const ledgerKinds = {
  INVOICE: {
    description: 'Adds to the balance.',
    balance: 1,
    paidToDate: 0,
    creditBalance: 0,
  },
  PAYMENT: {
    description: 'Reduces the balance and adds to the amount paid.',
    balance: -1,
    paidToDate: 1,
    creditBalance: 0,
  },
  CREDIT: {
    description: 'Adds to the credit balance.',
    balance: 0,
    paidToDate: 0,
    creditBalance: 1,
  },
  ADJUSTMENT: {
    description: 'Corrects the balance by the amount, which may be negative.',
    balance: 1,
    paidToDate: 0,
    creditBalance: 0,
  },
} as const satisfies Record<string, LedgerEffect>;

/** A kind of ledger entry. */
export type LedgerKind = keyof typeof ledgerKinds;
