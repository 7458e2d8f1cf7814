import { oneOf, type Sql, sql } from '../../db/sql.ts';
import type { ChangeKind } from '../changes/change-rows.ts';
import { recordChanges } from '../changes/changes.ts';
import type { ViewerContext } from '../core/context.ts';
import { type WriteContext, type WriteRequest, type Written, write } from '../core/write.ts';
import type { ClientStatus } from './list/filters.ts';
import { type ChosenClient, type ClientTarget, chooseOne, statusOf } from './match/selection.ts';
import type { FieldChange } from './upsert/plan/diff.ts';

interface Step {
  /** The states on which it does something; on the others it does nothing at all. */
  readonly on: readonly ClientStatus[];
  readonly to: ClientStatus;
  readonly kind: ChangeKind;
}

/** The steps between the states of a client, as v1 has them. */
export const steps = {
  ARCHIVE: { on: ['ACTIVE'], to: 'ARCHIVED', kind: 'ARCHIVED' },
  RESTORE: { on: ['ARCHIVED', 'DELETED'], to: 'ACTIVE', kind: 'RESTORED' },
  DELETE: { on: ['ACTIVE', 'ARCHIVED'], to: 'DELETED', kind: 'DELETED' },
} as const satisfies Record<string, Step>;

export type LifecycleAction = keyof typeof steps;

/** How a state is stored. An archived client that is deleted gets a new `archived_at`. */
const assignments: Record<ClientStatus, Sql> = {
  ACTIVE: sql`is_deleted = false, archived_at = null`,
  ARCHIVED: sql`is_deleted = false, archived_at = statement_timestamp()`,
  DELETED: sql`is_deleted = true, archived_at = statement_timestamp()`,
};

/** What can become of a client that something was done with. */
export const changeOutcomes = {
  CHANGED: 'The client was changed.',
  UNCHANGED: 'The client was so already; nothing was written.',
} as const;

/** What became of one client. */
export interface ChangedClient {
  readonly clientId: number;
  readonly outcome: keyof typeof changeOutcomes;
  /** The client's version after it. */
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
): Promise<Written<ChangedClient>> {
  return await write(context, request, async (writing) => {
    const client = await chooseOne(writing, target);
    const [changed] = await takeStep(writing, action, [client]);
    return changed as ChangedClient;
  });
}

/**
 * Archives, restores or deletes clients: two statements however many there are, and none where nothing changes.
 * @param clients as they are stored, each once
 * @returns what became of each, in their order
 */
export async function takeStep(
  context: WriteContext,
  action: LifecycleAction,
  clients: readonly ChosenClient[],
): Promise<ChangedClient[]> {
  const step: Step = steps[action];
  const moving = clients.filter((client) => step.on.includes(statusOf(client)));
  const moved = await move(context, step, moving);
  return clients.map(
    ({ id, version }): ChangedClient =>
      moved.get(id) ?? { clientId: id, outcome: 'UNCHANGED', version, diff: [] },
  );
}

async function move(
  context: WriteContext,
  { to, kind }: Step,
  clients: readonly ChosenClient[],
): Promise<Map<number, ChangedClient>> {
  if (clients.length === 0) return new Map();
  const numbers = clients.map(({ id }) => id);
  const rows = await context.db.query<ChosenClient>(sql`
    update clients set ${assignments[to]}, version = version + 1, updated_at = statement_timestamp()
    where company_id = ${context.viewer.companyId} and ${oneOf(sql`id`, numbers)}
    returning id, version, is_deleted as "isDeleted", archived_at as "archivedAt"`);
  const stored = new Map(rows.map((row) => [row.id, row]));
  const moved = clients.map((before): ChangedClient => {
    const after = stored.get(before.id) as ChosenClient;
    const diff = differences(before, after);
    return { clientId: before.id, outcome: 'CHANGED', version: after.version, diff };
  });
  const changes = moved.map(({ clientId, version, diff }) => {
    return { clientId, kind, version, fields: diff.map(({ path }) => path[0] as string) };
  });
  recordChanges(context, changes);
  return new Map(moved.map((change) => [change.clientId, change]));
}

function differences(before: ChosenClient, after: ChosenClient): FieldChange[] {
  const archivedAt = { before: shown(before.archivedAt), after: shown(after.archivedAt) };
  return [
    { path: ['isDeleted'], before: before.isDeleted, after: after.isDeleted },
    { path: ['archivedAt'], ...archivedAt },
  ].filter((change) => change.before !== change.after);
}

const shown = (time: Date | null): string | null => time?.toISOString() ?? null;
