import { anyCompany, column, join, raw, rowsFromIds, rowsFromJson, sql } from '../../db/sql.ts';
import type { WriteContext } from '../core/write.ts';
import { type LedgerKind, ledgerKinds } from './ledger-kinds.ts';

/** The amounts of a client that are sums of its ledger entries. */
export const accountAmounts = ['balance', 'paidToDate', 'creditBalance'] as const;

type Amounts = Record<(typeof accountAmounts)[number], bigint>;

/** The amounts of a client while entries are added to it, in millionths of the client's currency. */
export interface Account {
  readonly id: number;
  readonly isDeleted: boolean;
  readonly before: Readonly<Amounts>;
  readonly amounts: Amounts;
}

/** Millionths in one unit of a currency: amounts have six decimals. */
const UNIT = 1_000_000n;

/** The limit of an amount, as of its column: 14 digits before the point. */
const LIMIT = 100_000_000_000_000n * UNIT;

/** Returns whether a column can hold an amount in millionths. */
export const fitsColumn = (amount: bigint): boolean => amount < LIMIT && amount > -LIMIT;

/** Parses an amount into millionths. @param digits with at most six decimals */
export function millionths(digits: string): bigint {
  const [whole = '', decimals = ''] = digits.split('.');
  return BigInt(`${whole}${decimals.padEnd(6, '0')}`);
}

/** Formats an amount in millionths as digits, without zeros at the end. */
export function digitsOf(amount: bigint): string {
  const size = amount < 0n ? -amount : amount;
  const decimals = String(size % UNIT)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${amount < 0n ? '-' : ''}${size / UNIT}${decimals && `.${decimals}`}`;
}

/**
 * Adds an entry to an account.
 * @param amount in millionths
 * @returns false, and adds nothing, when an amount would be too large for its column
 */
export function addEntry({ amounts }: Account, kind: LedgerKind, amount: bigint): boolean {
  const effect = ledgerKinds[kind];
  const sums = accountAmounts.map((name) => amounts[name] + BigInt(effect[name]) * amount);
  if (!sums.every(fitsColumn)) return false;
  for (const [i, name] of accountAmounts.entries()) amounts[name] = sums[i] as bigint;
  return true;
}

/** Returns the names of the amounts that entries have changed. */
export const movedAmounts = ({ before, amounts }: Account): string[] =>
  accountAmounts.filter((name) => before[name] !== amounts[name]);

const amountColumns = join(
  accountAmounts.map((name) => sql`${column('c', name)} as ${raw(`"${name}"`)}`),
);

/** Reads accounts by client id: one statement. The id of a merged client leads to the account of its survivor. */
export async function readAccounts(
  { db, viewer }: WriteContext,
  clientIds: readonly number[],
): Promise<Map<number, Account>> {
  type Row = { asked: number; id: number; isDeleted: boolean } & Record<keyof Amounts, string>;
  const rows = await db.query<Row>(sql`
    select x.id as asked, c.id, c.is_deleted as "isDeleted", ${amountColumns}
    from ${rowsFromIds([...new Set(clientIds)])}
    left join client_redirects r on r.company_id = ${anyCompany(viewer.companyId)} and r.from_id = x.id
    join clients c on c.company_id = ${anyCompany(viewer.companyId)} and c.id = coalesce(r.to_id, x.id)`);
  const accounts = new Map<number, Account>();
  for (const { id, isDeleted, ...row } of rows) {
    const amounts = Object.fromEntries(
      accountAmounts.map((name) => [name, millionths(row[name])]),
    ) as Amounts;
    const account = { id, isDeleted, before: { ...amounts }, amounts };
    accounts.set(id, accounts.get(id) ?? account);
    accounts.set(row.asked, accounts.get(id) as Account);
  }
  return accounts;
}

/** Stores the amounts of accounts: one statement. The versions of the clients grow by one. @returns the new versions */
export async function updateAccounts(
  { db, viewer }: WriteContext,
  accounts: readonly Account[],
): Promise<Map<number, number>> {
  const rows = accounts.map(({ id, amounts }) => ({
    id,
    ...Object.fromEntries(accountAmounts.map((name) => [name, digitsOf(amounts[name])])),
  }));
  const updated = await db.query<{ id: number; version: number }>(sql`
    update clients c set balance = x.balance, paid_to_date = x."paidToDate", credit_balance = x."creditBalance",
      version = c.version + 1, updated_at = statement_timestamp()
    from ${rowsFromJson(rows, sql`id integer, balance numeric, "paidToDate" numeric, "creditBalance" numeric`)}
    where c.company_id = ${anyCompany(viewer.companyId)} and c.id = x.id returning c.id, c.version`);
  return new Map(updated.map(({ id, version }) => [id, version]));
}
