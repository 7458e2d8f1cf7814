import type { ReadContext } from '../../../core/context.ts';
import { type ClientMatches, matchClients } from '../../match/match.ts';
import type { ValidatedInput } from '../validate/validate.ts';

/** A valid input, with its place among the inputs of the request. */
export interface PlacedInput {
  readonly input: ValidatedInput;
  readonly index: number;
}

/** An input with the clients that its match finds in the current state; null when it has no match. */
export interface MatchedInput extends PlacedInput {
  readonly matches: ClientMatches | null;
}

/** Returns the inputs without errors. */
export const validInputs = (inputs: readonly ValidatedInput[]): PlacedInput[] =>
  inputs.flatMap((input, index) => (input.errors.length > 0 ? [] : [{ input, index }]));

/** Matches inputs to clients and reads their contacts: one statement. */
export async function matchInputs(
  context: ReadContext,
  inputs: readonly PlacedInput[],
): Promise<MatchedInput[]> {
  const matching = inputs.filter(({ input }) => input.match !== null);
  const matches = await matchClients(
    context,
    matching.map(({ input: { match, path } }) => ({
      identifier: match ?? {},
      path: [...path, 'match'],
    })),
    true,
  );
  const matchesOf = new Map(matching.map((one, i) => [one, matches[i] ?? null]));
  return inputs.map((one) => ({ ...one, matches: matchesOf.get(one) ?? null }));
}
