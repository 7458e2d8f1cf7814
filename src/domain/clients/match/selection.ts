import { anyCompany, rowsFromIds, sql } from '../../../db/sql.ts';
import { collectErrors } from '../../core/checked.ts';
import type { ReadContext } from '../../core/context.ts';
import { DomainError, type InputPath, notFound } from '../../core/errors.ts';
import { type ClientQuery, type ClientStatus, listCondition } from '../list/list-condition.ts';
import { checkVersion } from '../version.ts';

/** A client that a write is about. */
export interface SelectedClient {
  readonly id: number;
  readonly version: number;
  readonly isDeleted: boolean;
  readonly archivedAt: Date | null;
}

/** A reference to one client in a write. */
export interface ClientTarget {
  /** The id of the client; that of a merged one leads to its survivor. */
  readonly id: string;
  /** Accepts only the client's own id, not that of a client that was merged into it. */
  readonly exactId?: boolean | undefined;
  /** The expected version; null for any. */
  readonly expectedVersion?: number | null | undefined;
}

/** Returns the state of a client. */
export const statusOf = ({
  isDeleted,
  archivedAt,
}: Pick<SelectedClient, 'isDeleted' | 'archivedAt'>): ClientStatus =>
  isDeleted ? 'DELETED' : archivedAt ? 'ARCHIVED' : 'ACTIVE';

const selectedColumns = sql`c.id, c.version, c.is_deleted as "isDeleted", c.archived_at as "archivedAt"`;

/**
 * Reads clients by id, in any state: one statement. The id of a merged client leads to its survivor; ids that lead to
 * no client of the company are left out.
 */
export async function selectByNumbers(
  { db, viewer }: ReadContext,
  numbers: readonly number[],
): Promise<Map<number, SelectedClient>> {
  if (numbers.length === 0) return new Map();
  const rows = await db.query<SelectedClient & { named: number }>(sql`
    select x.id as named, ${selectedColumns} from ${rowsFromIds(numbers)}
    left join client_redirects r on r.company_id = ${anyCompany(viewer.companyId)} and r.from_id = x.id
    join clients c on c.company_id = ${anyCompany(viewer.companyId)} and c.id = coalesce(r.to_id, x.id)`);
  return new Map(rows.map(({ named, ...client }) => [named, client]));
}

/** Reads the clients of a list by creation: one statement. @param limit the maximum of clients */
export async function readSelection(
  context: ReadContext,
  query: ClientQuery,
  limit: number,
): Promise<SelectedClient[]> {
  const { where } = listCondition(context, query);
  return await context.db.query<SelectedClient>(
    sql`select ${selectedColumns} from clients c where ${where} order by c.id limit ${limit}`,
  );
}

/**
 * Resolves the client that a write is about.
 * @throws NOT_FOUND, INVALID_ID, WRONG_ID_TYPE, or CONFLICT when it is not at the expected version
 */
export async function resolveClient(
  context: ReadContext,
  { id, exactId, expectedVersion }: ClientTarget,
  path: InputPath = ['id'],
): Promise<SelectedClient> {
  const number = context.ids.decode('Client', id, path);
  const client = (await selectByNumbers(context, [number])).get(number);
  if (!client || (exactId && client.id !== number)) throw notFound('client', id, path);
  checkVersion(client, expectedVersion);
  return client;
}

/** A selection of clients: by ids or as a list, and their expected number. */
export interface ClientSelection extends ClientQuery {
  /** Ids, which may repeat. */
  readonly ids?: readonly string[] | null | undefined;
  /** Accepts only the clients' own ids, not those of merged clients. */
  readonly exactIds?: boolean | undefined;
  /** The maximum of ids; the default is `MAX_IDS`. */
  readonly maxIds?: number | undefined;
  /** The expected number of clients: with another number nothing is done. */
  readonly expectedCount?: number | null | undefined;
}

/** The maximum of ids in one request, unless more are allowed. */
export const MAX_IDS = 10_000;

/** The maximum of clients in any selection. */
export const MAX_SELECTED = 100_000;

/** A member of a selection: a client, or the error for an id without one. */
export type SelectedItem = {
  /** The given id; for a client that a filter found, its id. */
  readonly id: string;
  /** Its path in the input. */
  readonly path: InputPath;
} & ({ readonly client: SelectedClient } | { readonly error: DomainError });

/**
 * Reads the selected clients: in the order of the ids, or by creation.
 * @throws COUNT_MISMATCH, TOO_MANY, and what `listCondition` throws
 */
export async function selectClients(
  context: ReadContext,
  selection: ClientSelection,
): Promise<SelectedItem[]> {
  const items = selection.ids
    ? await selectByIds(context, selection.ids, selection.exactIds ?? false)
    : await selectByQuery(context, selection);
  const found = new Set(items.flatMap((item) => ('client' in item ? [item.client.id] : []))).size;
  const { expectedCount } = selection;
  if (expectedCount != null && expectedCount !== found) {
    throw new DomainError(
      'COUNT_MISMATCH',
      `${expectedCount} clients were expected, but ${found} found.`,
      ['expectedCount'],
      { expectedCount, foundCount: found },
    );
  }
  return items;
}

async function selectByIds(
  context: ReadContext,
  ids: readonly string[],
  exact: boolean,
): Promise<SelectedItem[]> {
  const checked = ids.map((id, i) =>
    collectErrors(() => context.ids.decode('Client', id, ['ids', i])),
  );
  const known = checked.flatMap(({ value }) => (value === null ? [] : [value]));
  const clients = await selectByNumbers(context, [...new Set(known)]);
  return ids.map((id, i): SelectedItem => {
    const path = ['ids', i];
    const { value: number, errors } = checked[i] as (typeof checked)[number];
    const [error] = errors;
    if (error) return { id, path, error };
    const client = number === null ? undefined : clients.get(number);
    const isMeant = client && !(exact && client.id !== number);
    return isMeant ? { id, path, client } : { id, path, error: notFound('client', id, path) };
  });
}

async function selectByQuery(context: ReadContext, query: ClientQuery): Promise<SelectedItem[]> {
  const clients = await readSelection(context, query, MAX_SELECTED + 1);
  if (clients.length > MAX_SELECTED) {
    const message = `A filter chooses at most ${MAX_SELECTED} clients at once; narrow it.`;
    throw new DomainError('TOO_MANY', message, ['filter']);
  }
  return clients.map((client) => {
    return { id: context.ids.encode(client.id), path: ['filter'], client };
  });
}
