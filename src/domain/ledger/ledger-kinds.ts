/** What one unit of an entry adds to each amount of the client. */
interface LedgerEffect {
  readonly description: string;
  readonly balance: 1 | 0 | -1;
  readonly paidToDate: 1 | 0;
  readonly creditBalance: 1 | 0;
}

/** The kinds of ledger entry. A client's amounts are the sums of what its entries add. */
export const ledgerKinds = {
  INVOICE: {
    description: 'The client was billed: the balance grows.',
    balance: 1,
    paidToDate: 0,
    creditBalance: 0,
  },
  PAYMENT: {
    description: 'The client paid: the balance shrinks and what was paid to date grows.',
    balance: -1,
    paidToDate: 1,
    creditBalance: 0,
  },
  CREDIT: {
    description: 'The client was given credit: the credit balance grows.',
    balance: 0,
    paidToDate: 0,
    creditBalance: 1,
  },
  ADJUSTMENT: {
    description: 'The balance was corrected: it grows by the amount, which may be negative.',
    balance: 1,
    paidToDate: 0,
    creditBalance: 0,
  },
} as const satisfies Record<string, LedgerEffect>;

export type LedgerKind = keyof typeof ledgerKinds;
