import { createHash } from 'node:crypto';
import type { Queryable, Transaction } from '../../db/database.ts';
import { anyCompany, type Sql, sql } from '../../db/sql.ts';
import { isLongerThan, readText } from '../text/text.ts';
import type { ReadContext, ViewerContext } from './context.ts';
import { DomainError, invalidInput } from './errors.ts';

/** A request for a write of any kind. */
export interface WriteRequest {
  /** Name of the mutation, the same in both APIs. */
  readonly operation: string;
  /** Arguments of the mutation. A repeated request under the same key must have the same ones. */
  readonly arguments: unknown;
  /** The key under which a repeated request replays the first result, for 24 hours; null for none. */
  readonly idempotencyKey?: string | null | undefined;
  /** True to do everything, return the result, and undo it. */
  readonly dryRun?: boolean | null | undefined;
  /** Projection of the client that the response shows. If the write cannot return it, a separate read does. */
  readonly returning?: Returning | null | undefined;
}

/** A projection of a client, prefetched by the transaction that writes it. Statements are cached by this object. */
export interface Returning {
  /** The client known as `c`, as one text. */
  readonly text: Sql;
  /** Reads a client as such a text; null if it does not exist. */
  read(context: Pick<ReadContext, 'db' | 'viewer'>, id: number): Promise<string | null>;
}

/** The result of a write. */
export interface Written<Result> {
  readonly result: Result;
  /** True for the stored result of an earlier request with the same key. */
  readonly replayed: boolean;
  /** The client in the projection that the request asked for; null or absent where the write did not read it. */
  readonly returned?: string | null;
}

/** The company of a write, as it was when the write locked it. */
export interface CompanyState {
  readonly clientNumberPattern: string;
  readonly clientNumberPadding: number;
  /** Defaults in v1 form, such as `currency_id`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly companyKey: string;
  /** The number that the company's counter gave out next. */
  readonly clientNumber: number;
}

/** The context of a use case that writes. */
export interface WriteContext extends Pick<ViewerContext, 'ids' | 'viewer'> {
  readonly db: Transaction;
  readonly dryRun: boolean;
  readonly companyState: CompanyState;
  /** The company's counter. Code that takes numbers from it advances it, here and in the database. */
  readonly counter: { next: number };
}

/** TTL of a stored result. */
const REPLAY_TTL = sql`interval '24 hours'`;

/** The parts of the viewer's context that a write needs. */
export type Writer = Pick<ViewerContext, 'db' | 'ids' | 'viewer'>;

/** Most characters of an idempotency key. */
const MAX_KEY = 255;

/**
 * Runs a write in one transaction. It locks the company's counters first, so all writes of a company run one after the
 * other: no number is used twice, changes have one order, and there are no deadlocks. Concurrent requests with one
 * idempotency key wait for the first and replay its result. The times that are written are those of the statement: the
 * transaction began before it waited for the lock, and times must not go back from one write to the next.
 * @param work does the write; its result is stored as JSON for replays
 * @param look reads what `work` needs first; its statements are sent with the lock, and run after it
 * @throws IDEMPOTENCY_MISMATCH if the key was used for another request, and any error of `work`; nothing is written then
 */
export async function write<Result, Seen = undefined>(
  context: Writer,
  request: WriteRequest,
  work: (context: WriteContext, seen: Seen) => Promise<Result>,
  look: (context: ReadContext) => Promise<Seen> = async () => undefined as Seen,
): Promise<Written<Result>> {
  const { db, ids, viewer } = context;
  const dryRun = request.dryRun ?? false;
  const key = request.idempotencyKey == null ? null : readKey(request.idempotencyKey);
  const rollback = new DryRunRollback<Result>();
  try {
    return await db.transaction(async (tx) => {
      const reading = { ids, viewer, db: tx };
      const locking = lockCompanyState(tx, viewer.companyId);
      const findingReplay =
        key === null || dryRun ? null : findReplay<Result>(reading, key, request);
      const looking = look(reading);
      await Promise.allSettled([locking, findingReplay, looking]);
      const companyState = await locking;
      const known = await findingReplay;
      if (known) return { result: known.payload, replayed: true };
      const counter = { next: companyState.clientNumber };
      const writing: WriteContext = { ...reading, dryRun, companyState, counter };
      const result = await work(writing, await looking);
      if (dryRun) {
        await tx.flush();
        throw rollback.with(result);
      }
      if (key !== null) saveReplay(writing, key, request, result);
      return { result, replayed: false };
    });
  } catch (error) {
    if (error === rollback) return { result: rollback.result as Result, replayed: false };
    throw error;
  }
}

/** Returns a key in the form in which keys are compared. @throws INVALID_INPUT */
function readKey(given: string): string {
  const path = ['idempotencyKey'];
  const key = readText(given, path);
  if (key !== '' && !isLongerThan(key, MAX_KEY)) return key;
  throw invalidInput(`An idempotency key has 1 to ${MAX_KEY} characters.`, path);
}

/** Thrown to undo a dry run, with its result. */
class DryRunRollback<Result> extends Error {
  result: Result | undefined;

  with(result: Result): this {
    this.result = result;
    return this;
  }
}

/** Makes all other writers of the company wait until this transaction ends. */
async function lockCompanyState(db: Transaction, companyId: number): Promise<CompanyState> {
  const [companyState] = await db.query<CompanyState>(sql`
    select c.client_number_pattern as "clientNumberPattern",
      c.client_number_padding as "clientNumberPadding", c.settings, c.company_key as "companyKey",
      n.client_number as "clientNumber"
    from company_counters n join companies c on c.id = n.company_id
    where n.company_id = ${anyCompany(companyId)} for no key update of n`);
  return companyState as CompanyState;
}

async function findReplay<Result>(
  { db, viewer }: ReadContext,
  key: string,
  request: WriteRequest,
): Promise<{ payload: Result } | null> {
  const [row] = await db.query<StoredReplay<Result>>(sql`
    select operation, digest, payload, payload is null as erased from idempotency_keys
    where company_id = ${anyCompany(viewer.companyId)} and token_id = ${viewer.tokenId} and key = ${key}
      and created_at > now() - ${REPLAY_TTL}`);
  if (!row) return null;
  if (row.operation !== request.operation || row.digest !== digestOf(request)) {
    throw new DomainError(
      'IDEMPOTENCY_MISMATCH',
      `The idempotency key "${key}" was used before for another request.`,
      ['idempotencyKey'],
    );
  }
  if (row.erased) {
    const message = `The answer under the idempotency key "${key}" was erased when a client was purged.`;
    throw new DomainError('NOT_FOUND', message, ['idempotencyKey']);
  }
  return { payload: row.payload };
}

interface StoredReplay<Result> {
  readonly operation: string;
  readonly digest: string;
  readonly payload: Result;
  readonly erased: boolean;
}

function saveReplay(
  { db, viewer }: WriteContext,
  key: string,
  request: WriteRequest,
  result: unknown,
): void {
  db.send(sql`
    insert into idempotency_keys (company_id, token_id, key, operation, digest, payload)
    values (${viewer.companyId}, ${viewer.tokenId}, ${key}, ${request.operation}, ${digestOf(request)},
      ${JSON.stringify(result)}::jsonb)
    on conflict (company_id, token_id, key) do update
      set operation = excluded.operation, digest = excluded.digest, payload = excluded.payload, created_at = now()`);
}

/**
 * Erases every stored result that may contain data of these clients: results with a `clientId` of theirs, and results
 * with refusals of single items, which quote values without a client. The keys stay, so that a late repetition is
 * refused and not carried out a second time.
 * @returns the number of erased results
 */
export async function eraseReplays(
  { db, viewer }: WriteContext,
  clientIds: readonly number[],
): Promise<number> {
  const variables = JSON.stringify({ ids: clientIds });
  const rows = await db.query(sql`
    update idempotency_keys set payload = null
    where company_id = ${anyCompany(viewer.companyId)} and payload is not null
      and (jsonb_path_exists(payload, '$.**.clientId ? (@ == $ids[*])', ${variables}::jsonb)
        or jsonb_path_exists(payload, '$.**.errors[*]'))
    returning key`);
  return rows.length;
}

const digestOf = (request: WriteRequest): string =>
  createHash('sha256').update(JSON.stringify(request.arguments)).digest('hex');

/** Deletes stored results that are too old for a replay. */
export async function deleteExpiredReplays(db: Queryable): Promise<void> {
  await db.query(sql`delete from idempotency_keys where created_at < now() - ${REPLAY_TTL}`);
}
