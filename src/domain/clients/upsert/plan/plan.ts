import { sql } from '../../../../db/sql.ts';
import type { DomainError } from '../../../core/errors.ts';
import type { WriteContext } from '../../../core/write.ts';
import type { MatchedInput } from '../match/match.ts';
import { resolveTarget, type Target } from '../match/target.ts';
import { planClient, type UpsertPlan } from './client.ts';
import { planContacts } from './contacts.ts';
import { NumberCounter } from './number-counter.ts';
import { assignNumbers, prefetchNumbers } from './numbers.ts';
import { uniquenessErrors } from './uniqueness.ts';

/** A plan of a batch, with the id of its client. */
export interface ClientPlan {
  readonly clientId: number;
  readonly plan: UpsertPlan;
}

/** An input of a batch, by its place in the request: planned or refused. */
export type PlannedInput = { readonly index: number } & (
  | ClientPlan
  | { readonly errors: readonly DomainError[] }
);

/**
 * Plans the writes of a batch. The numbers, ids and unique values of all inputs are looked up together.
 * @param named folded numbers that the request names
 */
export async function planBatch(
  context: WriteContext,
  batch: readonly MatchedInput[],
  named: ReadonlySet<string>,
): Promise<PlannedInput[]> {
  const { ids, companyState } = context;
  const targets = batch.map((matched) => resolveTarget(ids, matched));
  const counter = new NumberCounter(context);
  const [, reserved, taken] = await Promise.all([
    prefetchNumbers(counter, targets),
    reserveIds(context, targets.filter(({ stored }) => stored === null).length),
    uniquenessErrors(context, targets),
  ]);
  const checked = targets.map((target, i) => checkTarget(target, taken[i] ?? []));
  // Last of all, so that a refused input takes no number.
  const numbers = await assignNumbers(counter, checked, named);
  const newIds = reserved.values();
  return checked.map(({ target, contacts, errors }, i): PlannedInput => {
    const { index, input, stored, contacts: storedContacts } = target;
    if (stored === undefined || !contacts || errors.length > 0) return { index, errors };
    const number = numbers[i] ?? null;
    const source = {
      input,
      stored,
      storedContacts,
      contacts,
      number,
      defaults: companyState.settings,
    };
    const clientId = stored?.id ?? (newIds.next().value as number);
    return { index, clientId, plan: planClient(ids, source) };
  });
}

/** Plans the contacts of a target and collects everything that is wrong with its input. */
function checkTarget(target: Target, taken: readonly DomainError[]) {
  const { input, stored, contacts } = target;
  if (stored === undefined) return { target, contacts: null, errors: target.errors };
  const planned = planContacts(input, stored && contacts);
  return {
    target,
    contacts: planned.value,
    errors: [...target.errors, ...taken, ...planned.errors],
  };
}

/** Reserves ids for new clients: one statement. Ids that are not used stay unused for good. */
async function reserveIds({ db }: WriteContext, count: number): Promise<number[]> {
  if (count === 0) return [];
  const rows = await db.query<{ id: number }>(sql`
    select nextval('clients_id_seq')::integer as id from generate_series(1, ${count}::integer)`);
  return rows.map(({ id }) => id);
}
