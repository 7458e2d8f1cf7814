import { type DomainError, domainErrorsOf } from './errors.ts';

/** A value in stored form, with everything that is wrong with the input that it was read from. */
export interface Checked<Value> {
  readonly value: Value;
  /** Empty when the input is valid. */
  readonly errors: readonly DomainError[];
}

/** Returns a value of a valid input. */
export const valid = <Value>(value: Value): Checked<Value> => ({ value, errors: [] });

/** Returns the outcome of a check that found an error and has no value. */
export const invalid = (error: DomainError): Checked<null> => ({ value: null, errors: [error] });

/**
 * Runs a check and collects the domain errors that it throws, without a value then. Any other error is a defect: it is
 * thrown on, so that it is logged with its stack and not shown as a refusal.
 */
export function collectErrors<Value>(check: () => Value): Checked<Value | null> {
  try {
    return valid(check());
  } catch (error) {
    const errors = domainErrorsOf(error);
    if (!errors) throw error;
    return { value: null, errors };
  }
}

/** Joins checked values under their names. Their errors stand in the order of the names. */
export function joinChecked<Values extends object>(
  checks: {
    readonly [Name in keyof Values]: Checked<Values[Name]>;
  },
): Checked<Values> {
  const entries = Object.entries<Checked<unknown>>(checks);
  return {
    value: Object.fromEntries(entries.map(([name, { value }]) => [name, value])) as Values,
    errors: entries.flatMap(([, { errors }]) => errors),
  };
}
