import type { DomainError } from '../../core/errors.ts';
import type { WriteContext } from '../../core/write.ts';
import { namedNumbers, nextBatch } from './match/dependencies.ts';
import { type MatchedInput, matchInputs } from './match/match.ts';
import { planBatch } from './plan/plan.ts';
import { resultOf, type UpsertResult } from './result.ts';
import { storePlans } from './store/store.ts';
import type { ValidatedInput } from './validate/validate.ts';

/** An input that was written, or the errors for which it is refused. */
type WrittenInput = { readonly done: UpsertResult } | { readonly errors: readonly DomainError[] };

/**
 * Writes inputs in batches, with the same result as if each was written by itself, in their order. Inputs that wait for
 * an earlier batch are matched again behind it.
 * @param matched the valid ones among the inputs, matched under the same lock
 * @returns the result of each input, in their order
 */
export async function upsertInBatches(
  context: WriteContext,
  inputs: readonly ValidatedInput[],
  matched: readonly MatchedInput[],
): Promise<WrittenInput[]> {
  const written: WrittenInput[] = inputs.map(({ errors }) => ({ errors }));
  const named = namedNumbers(inputs);
  let pending = matched;
  while (pending.length > 0) {
    const { batch, later } = nextBatch(pending);
    const planned = await planBatch(context, batch, named);
    storePlans(
      context,
      planned.filter((one) => 'plan' in one),
    );
    for (const one of planned) {
      written[one.index] =
        'plan' in one ? { done: resultOf(one.plan, one.clientId) } : { errors: one.errors };
    }
    pending = later.length > 0 ? await matchInputs(context, later) : [];
  }
  return written;
}
