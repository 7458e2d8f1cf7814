import type { Item } from '../../core/batch.ts';
import type { ContactState } from '../contacts.ts';
import type { UpsertPlan } from './plan/client.ts';
import type { FieldChange } from './plan/diff.ts';

/** The outcome of a valid input. */
export type UpsertOutcome = 'CREATED' | 'UPDATED' | 'UNCHANGED';

/** A contact that a write removed from its client. */
export interface RemovedContact {
  readonly id: number;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
}

/** The result of one input. After a dry run there is no client with the id of a created one. */
export interface UpsertResult {
  readonly clientId: number;
  readonly outcome: UpsertOutcome;
  readonly version: number;
  readonly diff: readonly FieldChange[];
  readonly removedContacts: readonly RemovedContact[];
}

/** The result of one input of many, or the errors for which it is refused. */
export type UpsertItem = Item<UpsertResult>;

/** Returns the result of a plan that was stored. */
export function resultOf(plan: UpsertPlan, clientId: number): UpsertResult {
  const outcome = plan.insert ? 'CREATED' : plan.update ? 'UPDATED' : 'UNCHANGED';
  return {
    clientId,
    outcome,
    version: (plan.stored?.version ?? 0) + (outcome === 'UNCHANGED' ? 0 : 1),
    get diff() {
      return plan.diff();
    },
    removedContacts: plan.removed.map(removedContact),
  };
}

/** Returns a removed contact as results show it. */
export const removedContact = ({ id, email, ...contact }: ContactState): RemovedContact => ({
  id: id as number,
  firstName: contact.firstName as string | null,
  lastName: contact.lastName as string | null,
  email,
});
