import { anyCompany, inList, type Sql, sql } from '../../db/sql.ts';
import type { ChangeKind } from '../changes/change-rows.ts';
import { recordChanges } from '../changes/changes.ts';
import type { ViewerContext } from '../core/context.ts';
import { type WriteContext, type WriteRequest, type Written, write } from '../core/write.ts';
import type { ClientStatus } from './list/list-condition.ts';
import {
  type ClientTarget,
  resolveClient,
  type SelectedClient,
  statusOf,
} from './match/selection.ts';
import type { FieldChange } from './upsert/plan/diff.ts';

interface Step {
  /** The states in which it changes a client; in others it does nothing. */
  readonly on: readonly ClientStatus[];
  readonly to: ClientStatus;
  readonly kind: ChangeKind;
}

/** The steps between the states of a client, as v1 has them. */
export const lifecycleSteps = {
  ARCHIVE: { on: ['ACTIVE'], to: 'ARCHIVED', kind: 'ARCHIVED' },
  RESTORE: { on: ['ARCHIVED', 'DELETED'], to: 'ACTIVE', kind: 'RESTORED' },
  DELETE: { on: ['ACTIVE', 'ARCHIVED'], to: 'DELETED', kind: 'DELETED' },
} as const satisfies Record<string, Step>;

/** A step between the states of a client. */
export type LifecycleAction = keyof typeof lifecycleSteps;

/** The columns of each state. An archived client that is deleted gets a new `archived_at`, as in v1. */
const stateColumns: Record<ClientStatus, Sql> = {
  ACTIVE: sql`is_deleted = false, archived_at = null`,
  ARCHIVED: sql`is_deleted = false, archived_at = statement_timestamp()`,
  DELETED: sql`is_deleted = true, archived_at = statement_timestamp()`,
};

/** The outcomes of a lifecycle step. */
export const changeOutcomes = {
  CHANGED: 'The client was changed.',
  UNCHANGED: 'Nothing needed to change, and nothing was written.',
} as const;

/** The result of a step for one client. */
export interface LifecycleResult {
  readonly clientId: number;
  readonly outcome: keyof typeof changeOutcomes;
  /** The client's version afterwards. */
  readonly version: number;
  readonly diff: readonly FieldChange[];
}

/**
 * Archives, restores or deletes one client.
 * @throws NOT_FOUND, INVALID_ID, WRONG_ID_TYPE, CONFLICT, and what `write` throws
 */
export async function changeStatus(
  context: ViewerContext,
  action: LifecycleAction,
  target: ClientTarget,
  request: WriteRequest,
): Promise<Written<LifecycleResult>> {
  return await write(context, request, async (writing) => {
    const client = await resolveClient(writing, target);
    const [changed] = await applyStep(writing, action, [client]);
    return changed as LifecycleResult;
  });
}

/**
 * Archives, restores or deletes clients: two statements however many there are, and none where nothing changes.
 * @param clients as they are stored, each once
 * @returns the result for each, in their order
 */
export async function applyStep(
  context: WriteContext,
  action: LifecycleAction,
  clients: readonly SelectedClient[],
): Promise<LifecycleResult[]> {
  const step: Step = lifecycleSteps[action];
  const moving = clients.filter((client) => step.on.includes(statusOf(client)));
  const moved = await move(context, step, moving);
  return clients.map(
    ({ id, version }): LifecycleResult =>
      moved.get(id) ?? { clientId: id, outcome: 'UNCHANGED', version, diff: [] },
  );
}

async function move(
  context: WriteContext,
  { to, kind }: Step,
  clients: readonly SelectedClient[],
): Promise<Map<number, LifecycleResult>> {
  if (clients.length === 0) return new Map();
  const numbers = clients.map(({ id }) => id);
  const rows = await context.db.query<SelectedClient>(sql`
    update clients set ${stateColumns[to]}, version = version + 1, updated_at = statement_timestamp()
    where company_id = ${anyCompany(context.viewer.companyId)} and ${inList(sql`id`, numbers)}
    returning id, version, is_deleted as "isDeleted", archived_at as "archivedAt"`);
  const stored = new Map(rows.map((row) => [row.id, row]));
  const moved = clients.map((before): LifecycleResult => {
    const after = stored.get(before.id) as SelectedClient;
    const diff = differences(before, after);
    return { clientId: before.id, outcome: 'CHANGED', version: after.version, diff };
  });
  const changes = moved.map(({ clientId, version, diff }) => {
    return { clientId, kind, version, fields: diff.map(({ path }) => path[0] as string) };
  });
  recordChanges(context, changes);
  return new Map(moved.map((change) => [change.clientId, change]));
}

function differences(before: SelectedClient, after: SelectedClient): FieldChange[] {
  const archivedAt = { before: isoTime(before.archivedAt), after: isoTime(after.archivedAt) };
  return [
    { path: ['isDeleted'], before: before.isDeleted, after: after.isDeleted },
    { path: ['archivedAt'], ...archivedAt },
  ].filter((change) => change.before !== change.after);
}

const isoTime = (time: Date | null): string | null => time?.toISOString() ?? null;
