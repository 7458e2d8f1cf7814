import { sql } from '../../db/sql.ts';
import { recordChanges } from '../changes/changes.ts';
import { type BatchPolicy, type Item, writeMany } from '../core/batch.ts';
import { type Checked, collectErrors, joinChecked, valid } from '../core/checked.ts';
import type { ViewerContext } from '../core/context.ts';
import { DomainError, type InputPath, invalidInput, notFound } from '../core/errors.ts';
import type { WriteContext, WriteRequest, Written } from '../core/write.ts';
import { ledgerEntryFields } from '../records/fields.ts';
import { type Values, validateValues } from '../records/values.ts';
import {
  type Account,
  addEntry,
  digitsOf,
  millionths,
  movedAmounts,
  readAccounts,
  updateAccounts,
} from './accounts.ts';
import type { LedgerKind } from './ledger-kinds.ts';

/** The maximum of entries in one request. */
export const MAX_ENTRIES = 1000;

/** An entry to post. */
export interface EntryInput {
  /** The id of the client; that of a merged client leads to its survivor. */
  readonly clientId: string;
  readonly kind: LedgerKind;
  /** `amount` as digits, and `number`, `notes` and `date`, each of which may be absent; the date is now then. */
  readonly values: Values;
}

/** A posted entry. After a dry run there is no entry with this id. */
export interface PostedEntry {
  readonly entryId: number;
  readonly clientId: number;
  /** The client's balance after the entry. */
  readonly balance: string;
}

/** An entry with its values in stored form. */
interface ValidatedEntry {
  readonly path: InputPath;
  readonly clientId: number;
  readonly kind: LedgerKind;
  /** In millionths. */
  readonly amount: bigint;
  /** The values in stored form. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly errors: readonly DomainError[];
}

/** A row of the ledger, about to be inserted. */
interface NewEntry {
  readonly clientId: number;
  readonly balance: string;
  readonly [field: string]: unknown;
}

/**
 * Posts entries to the ledgers of clients, in their order. The number of statements does not grow with that of the
 * entries. Each client's version grows by one, whatever the number of its entries.
 * @returns the result of each entry, in their order
 * @throws TOO_MANY, and what `write` throws
 */
export async function postLedgerEntries(
  context: ViewerContext,
  entries: readonly EntryInput[],
  policy: BatchPolicy,
  request: WriteRequest,
): Promise<Written<Item<PostedEntry>[]>> {
  if (entries.length > MAX_ENTRIES) {
    const message = `One request has at most ${MAX_ENTRIES} entries.`;
    throw new DomainError('TOO_MANY', message, ['entries']);
  }
  const validated = entries.map((entry, i) => validateEntry(context, entry, ['entries', i]));
  return await writeMany(context, request, policy, 'entries', (writing) =>
    post(writing, validated),
  );
}

/** Validates everything in an entry that needs no look at the database. */
function validateEntry({ ids }: ViewerContext, entry: EntryInput, path: InputPath): ValidatedEntry {
  const values = validateValues(ledgerEntryFields, entry.values, { ids, path });
  const { value, errors } = joinChecked({
    values,
    amount: validateAmount(values.value.amount, [...path, 'amount']),
    clientId: collectErrors(() => ids.decode('Client', entry.clientId, [...path, 'clientId'])),
  });
  return { ...value, clientId: value.clientId ?? 0, path, kind: entry.kind, errors };
}

/** Returns an amount in millionths; 0 for one that has an error already. */
function validateAmount(amount: unknown, path: InputPath): Checked<bigint> {
  if (typeof amount !== 'string') return valid(0n);
  const value = millionths(amount);
  const message = 'An entry moves an amount; 0 is none.';
  return { value, errors: value === 0n ? [invalidInput(message, path)] : [] };
}

async function post(
  context: WriteContext,
  entries: readonly ValidatedEntry[],
): Promise<Item<PostedEntry>[]> {
  const asked = entries.flatMap(({ clientId, errors }) => (errors.length > 0 ? [] : [clientId]));
  const accounts = await readAccounts(context, asked);
  const entered = entries.map((entry) => enterOne(context, accounts.get(entry.clientId), entry));
  const rows = entered.flatMap((one) => ('row' in one ? [one.row] : []));
  const moved = new Set(rows.map(({ clientId }) => accounts.get(clientId) as Account));
  const ids = (await store(context, rows, [...moved])).values();
  return entered.map((one) => {
    if (!('row' in one)) return one;
    const { clientId, balance } = one.row;
    return { done: { entryId: ids.next().value as number, clientId, balance } };
  });
}

/** Adds an entry to its account, or returns why that is refused. */
function enterOne(
  { ids }: WriteContext,
  account: Account | undefined,
  { path, clientId, kind, amount, values, errors }: ValidatedEntry,
): { row: NewEntry } | { errors: readonly DomainError[] } {
  if (errors.length > 0) return { errors };
  if (!account) {
    return { errors: [notFound('client', ids.encode(clientId), [...path, 'clientId'])] };
  }
  if (account.isDeleted) {
    const message = 'The client is deleted; restore it first.';
    return { errors: [new DomainError('CLIENT_DELETED', message, [...path, 'clientId'])] };
  }
  if (!addEntry(account, kind, amount)) {
    const message = 'The amounts of a client have at most 14 digits before the point.';
    return { errors: [invalidInput(message, [...path, 'amount'])] };
  }
  const balance = digitsOf(account.amounts.balance);
  return { row: { ...values, clientId: account.id, kind, balance } };
}

/**
 * Stores entries and the accounts that they were added to: three statements.
 * @returns the ids of the entries, in order
 */
async function store(
  context: WriteContext,
  rows: readonly NewEntry[],
  accounts: readonly Account[],
): Promise<number[]> {
  if (rows.length === 0) return [];
  const ids = await insertEntries(context, rows);
  const versions = await updateAccounts(context, accounts);
  const changes = accounts.map((account) => ({
    clientId: account.id,
    kind: 'UPDATED' as const,
    version: versions.get(account.id) as number,
    fields: [...movedAmounts(account), 'ledger'],
  }));
  recordChanges(context, changes);
  return ids;
}

async function insertEntries(
  { db, viewer }: WriteContext,
  rows: readonly NewEntry[],
): Promise<number[]> {
  const list = JSON.stringify(rows.map((row, nth) => ({ ...row, nth })));
  const inserted = await db.query<{ id: number }>(sql`
    with entry as materialized (
      select nextval('ledger_entries_id_seq')::integer as id, x.*
      from jsonb_to_recordset(${list}::jsonb) as x(nth integer, "clientId" integer, kind text, amount numeric,
        balance numeric, number text, notes text, date timestamptz) order by nth
    ), inserted as (
      insert into ledger_entries (id, company_id, client_id, kind, amount, balance, number, notes, date)
      select id, ${viewer.companyId}, "clientId", kind, amount, balance, number, notes, coalesce(date, statement_timestamp()) from entry
    )
    select id from entry order by nth`);
  return inserted.map(({ id }) => id);
}
