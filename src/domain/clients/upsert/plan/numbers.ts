import type { DomainError } from '../../../core/errors.ts';
import type { NumberedClient } from '../../../v1-rules/number-pattern.ts';
import type { Target } from '../match/target.ts';
import type { NumberCounter } from './number-counter.ts';
import { requestedValue } from './uniqueness.ts';

/** A target with everything that is wrong with its input. */
export interface CheckedTarget {
  readonly target: Target;
  readonly errors: readonly DomainError[];
}

/** Returns whether a client needs a number from the counter: a new one without a number, or one whose number is cleared. */
function needsNumber(target: Target): boolean {
  const { input, stored } = target;
  if (stored === undefined) return false;
  return stored
    ? input.values.number === null
    : typeof requestedValue(target, 'number') !== 'string';
}

const numberedClient = ({ stored, input }: Target): NumberedClient => ({
  ...stored,
  ...input.values,
});

/** Looks up the numbers that targets may need. */
export const prefetchNumbers = (
  counter: NumberCounter,
  targets: readonly Target[],
): Promise<void> => counter.prefetch(targets.filter(needsNumber).map(numberedClient));

/**
 * Returns the number that each target is given: the one that a new client asks for, or the next of the counter for a
 * valid input that needs one; null for others.
 * @param named folded numbers that the request names
 */
export async function assignNumbers(
  counter: NumberCounter,
  checked: readonly CheckedTarget[],
  named: ReadonlySet<string>,
): Promise<(string | null)[]> {
  const needing = checked.filter(
    ({ target, errors }) => errors.length === 0 && needsNumber(target),
  );
  const clients = needing.map(({ target }) => numberedClient(target));
  const assigned = needing.length > 0 ? await counter.assign(clients, named) : [];
  const numbers = new Map(needing.map((one, i) => [one, assigned[i] ?? null]));
  return checked.map((one) => numbers.get(one) ?? requestedNumber(one.target));
}

function requestedNumber(target: Target): string | null {
  const number = target.stored === null ? requestedValue(target, 'number') : null;
  return typeof number === 'string' ? number : null;
}
