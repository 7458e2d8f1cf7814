import { type ClientChange, recordChanges } from '../../changes/changes.ts';
import type { Item } from '../../core/batch.ts';
import type { ReadContext } from '../../core/context.ts';
import { type DomainError, notFound } from '../../core/errors.ts';
import type { WriteContext } from '../../core/write.ts';
import type { ContactState } from '../contact-state.ts';
import { type ClientMatches, matchClients, onlyMatch } from '../match/match.ts';
import { type MatchedInput, namedNumbers, nextBatch } from './match/batches.ts';
import type { FieldChange } from './plan/diff.ts';
import { type Plan, planClient, planContacts, targetError } from './plan/plan.ts';
import { checkUniqueness, type Draft, giveNumbers, lookForNumbers } from './plan/uniqueness.ts';
import { insertRow, reserveIds, sendClients } from './store/insert.ts';
import { updateClients } from './store/update.ts';
import type { ValidatedInput } from './validate/validate.ts';

/** What became of an input. */
export type UpsertOutcome = 'CREATED' | 'UPDATED' | 'UNCHANGED';

/** A contact that a write took away from its client. */
export interface RemovedContact {
  readonly id: number;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
}

/** What one input came to. In a dry run a client that would be created has no number to be read by. */
export interface UpsertResult {
  readonly clientId: number;
  readonly outcome: UpsertOutcome;
  readonly version: number;
  readonly diff: readonly FieldChange[];
  readonly removedContacts: readonly RemovedContact[];
}

/** What each input came to: done, or refused for reasons. */
export type UpsertItem = Item<UpsertResult>;

/** Looks for the clients that inputs are about, of those that are worth it. */
export const matchInputs = (
  context: ReadContext,
  inputs: readonly ValidatedInput[],
): Promise<MatchedInput[]> =>
  match(
    context,
    inputs.flatMap((input, index) => (input.errors.length > 0 ? [] : [{ input, index }])),
  );

/**
 * Carries out inputs in waves; it comes to the same as if they were carried out one after the other.
 * @param found what `matchInputs` found for them
 */
export async function upsertInBatches(
  context: WriteContext,
  inputs: readonly ValidatedInput[],
  found: readonly MatchedInput[],
): Promise<UpsertItem[]> {
  const items: UpsertItem[] = inputs.map(({ errors }) => ({ errors }));
  const named = namedNumbers(inputs);
  let ready = found;
  while (ready.length > 0) {
    const { batch, later } = nextBatch(ready);
    const done = await upsertWave(context, batch, named);
    for (const [i, { index }] of batch.entries()) items[index] = done[i] as UpsertItem;
    ready = later.length > 0 ? await match(context, later) : later;
  }
  return items;
}

/**
 * Finds what an input asks for that it cannot have: numbers of other clients, and users that there are not. For an input that
 * is refused anyway, so that all is told at once.
 */
export async function uniquenessErrors(
  context: ReadContext,
  input: ValidatedInput,
): Promise<readonly DomainError[]> {
  const [ready] = await match(context, [{ input, index: 0 }]);
  const { stored } = draftOf(context, ready as MatchedInput);
  const errors: DomainError[] = [];
  await checkUniqueness(context, [{ input, stored, errors }]);
  return errors;
}

/** Finds the clients that inputs are about, as the book stands now. */
async function match(
  context: ReadContext,
  waiting: readonly Omit<MatchedInput, 'matched'>[],
): Promise<MatchedInput[]> {
  const matching = waiting.filter(({ input }) => input.match !== null);
  const found = await matchClients(
    context,
    matching.map(({ input }) => ({
      identifier: input.match ?? {},
      path: [...input.path, 'match'],
    })),
    true,
  );
  const matchOf = new Map(matching.map((one, i) => [one, found[i] as ClientMatches]));
  return waiting.map((one) => ({ ...one, matched: matchOf.get(one) ?? null }));
}

async function upsertWave(
  context: WriteContext,
  batch: readonly MatchedInput[],
  named: ReadonlySet<string>,
): Promise<UpsertItem[]> {
  const drafts = batch.map((one) => draftOf(context, one));
  const contacts = new Map(batch.flatMap(({ matched }) => [...(matched?.contacts ?? [])]));
  const contactsOf = ({ stored }: Draft) => (stored ? (contacts.get(stored.id) ?? []) : null);
  const creating = drafts.filter(({ stored }) => stored === null).length;
  const [known, reserved] = await Promise.all([
    lookForNumbers(context, drafts),
    reserveIds(context, creating),
    checkUniqueness(context, drafts),
  ]);
  const outcomes = drafts.map((draft) =>
    draft.stored === undefined ? null : planContacts(draft.input, contactsOf(draft), draft.errors),
  );
  // Last of all, so that no number goes to what is refused.
  const numbers = await giveNumbers(context, drafts, named, known);
  const plans = drafts.map((draft, i): Plan | null => {
    const { input, stored, errors } = draft;
    const outcome = outcomes[i];
    if (stored === undefined || !outcome || errors.length > 0) return null;
    const { ids, companyState } = context;
    const before = contactsOf(draft) ?? [];
    return planClient(
      ids,
      companyState.settings,
      input,
      stored,
      before,
      outcome,
      numbers[i] ?? null,
    );
  });
  const ids = store(context, plans, reserved);
  return plans.map((plan, i) =>
    plan ? { done: upsertResult(plan, ids[i] as number) } : { errors: drafts[i]?.errors ?? [] },
  );
}

function draftOf({ ids }: ReadContext, { input, matched }: MatchedInput): Draft {
  try {
    const path = [...input.path, 'match'];
    const stored = matched && input.match ? onlyMatch(matched, input.match, path) : null;
    const id = input.match?.id;
    if (input.exactId && id != null && stored?.id !== ids.decode('Client', id)) {
      throw notFound('client', id, [...path, 'id']);
    }
    const refusal = targetError(input, stored, input.path);
    if (refusal && !stored) return { input, stored: undefined, errors: [refusal] };
    const unlisted = input.unlisted.filter(({ field, number }) => stored?.[field] !== number);
    return { input, stored, errors: [...(refusal ? [refusal] : []), ...unlisted] };
  } catch (error) {
    return { input, stored: undefined, errors: [error as DomainError] };
  }
}

/**
 * Writes what plans come to, without waiting for it.
 * @param reserved ids for new clients
 * @returns the id of each client, in their order
 */
function store(
  context: WriteContext,
  plans: readonly (Plan | null)[],
  reserved: readonly number[],
): (number | null)[] {
  const next = reserved.values();
  const ids = plans.map((plan) =>
    plan?.insert ? (next.next().value ?? null) : (plan?.stored?.id ?? null),
  );
  const inserts = plans.flatMap((plan, i) =>
    plan?.insert ? [insertRow(plan.insert, ids[i] ?? undefined)] : [],
  );
  const updates = plans.flatMap((plan) => (plan?.update ? [plan.update] : []));
  if (inserts.length > 0) sendClients(context, inserts);
  if (updates.length > 0) updateClients(context, updates);
  const changes = plans.flatMap((plan): ClientChange[] => {
    if (!plan?.stored || !plan.update) return [];
    const { id, version } = plan.stored;
    return [{ clientId: id, kind: 'UPDATED', version: version + 1, fields: plan.fields }];
  });
  recordChanges(context, changes);
  return ids;
}

/** What a plan that was carried out came to. */
export function upsertResult(plan: Plan, clientId: number): UpsertResult {
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

const removedContact = ({ id, email, ...contact }: ContactState): RemovedContact => ({
  id: id as number,
  firstName: contact.firstName as string | null,
  lastName: contact.lastName as string | null,
  email,
});
