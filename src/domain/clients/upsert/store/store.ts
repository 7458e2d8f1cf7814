import { type ClientChange, recordChanges } from '../../../changes/changes.ts';
import type { WriteContext } from '../../../core/write.ts';
import type { ClientPlan } from '../plan/plan.ts';
import { insertRow, sendInserts } from './insert.ts';
import { sendUpdates } from './update.ts';

/** Sends the statements of plans, without waiting for them. */
export function storePlans(context: WriteContext, plans: readonly ClientPlan[]): void {
  const inserts = plans.flatMap(({ plan, clientId }) =>
    plan.insert ? [insertRow(plan.insert, clientId)] : [],
  );
  const updates = plans.flatMap(({ plan }) => (plan.update ? [plan.update] : []));
  if (inserts.length > 0) sendInserts(context, inserts);
  if (updates.length > 0) sendUpdates(context, updates);
  recordChanges(context, plans.flatMap(updateChange));
}

/** Returns the change of a client that is updated. An insert records its own. */
function updateChange({ plan: { stored, update, fields }, clientId }: ClientPlan): ClientChange[] {
  if (!stored || !update) return [];
  return [{ clientId, kind: 'UPDATED', version: stored.version + 1, fields }];
}
