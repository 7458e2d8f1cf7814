import { type BatchPolicy, writeMany } from '../../core/batch.ts';
import type { ViewerContext } from '../../core/context.ts';
import { DomainError, DomainErrors } from '../../core/errors.ts';
import { type WriteRequest, type Written, write } from '../../core/write.ts';
import { upsertInBatches } from './batches.ts';
import type { UpsertInput } from './input.ts';
import { type MatchedInput, matchInputs, validInputs } from './match/match.ts';
import { resolveTarget } from './match/target.ts';
import { uniquenessErrors } from './plan/uniqueness.ts';
import type { UpsertItem, UpsertResult } from './result.ts';
import { tryFastInsert } from './store/fast-insert.ts';
import { hashPasswords } from './validate/passwords.ts';
import { type ValidatedInput, validateInput } from './validate/validate.ts';

/** The maximum of inputs in one request. */
export const MAX_INPUTS = 1000;

/**
 * Creates or changes one client, in four stages: validates the input, matches it to a client, plans the write and stores
 * it.
 * @throws DomainErrors with everything that is wrong with the input at once, and what `write` throws
 */
export async function upsertClient(
  context: ViewerContext,
  given: UpsertInput,
  request: WriteRequest,
): Promise<Written<UpsertResult>> {
  const validated = validateInput(context.ids, given, ['input']);
  if (validated.errors.length > 0) {
    throw new DomainErrors([...validated.errors, ...(await furtherErrors(context, validated))]);
  }
  const input = await hashPasswords(validated);
  const inserted = await tryFastInsert(context, input, request);
  if (inserted) return inserted;
  const { returning = null, dryRun } = request;
  let returned: Promise<string | null> | undefined;
  const written = await write<UpsertResult, MatchedInput[]>(
    context,
    request,
    async (writing, matched) => {
      const [item] = await upsertInBatches(writing, [input], matched);
      if (!item || 'errors' in item) throw new DomainErrors(item?.errors ?? []);
      // Sent behind the statements that write, and answered with them.
      if (returning && !dryRun) returned = returning.read(writing, item.done.clientId);
      returned?.catch(() => {});
      return item.done;
    },
    (reading) => matchInputs(reading, validInputs([input])),
  );
  return { ...written, returned: (await returned) ?? null };
}

/** Finds the numbers and users that an invalid input cannot have, so that all its errors are reported at once. */
async function furtherErrors(
  context: ViewerContext,
  input: ValidatedInput,
): Promise<readonly DomainError[]> {
  const matched = await matchInputs(context, [{ input, index: 0 }]);
  const targets = matched.map((one) => resolveTarget(context.ids, one));
  return (await uniquenessErrors(context, targets)).flat();
}

/**
 * Creates or changes many clients, in the order of the inputs. The number of statements does not grow with that of the
 * inputs.
 * @returns the result of each input, in their order
 * @throws TOO_MANY, and what `write` throws
 */
export async function upsertClients(
  context: ViewerContext,
  given: readonly UpsertInput[],
  policy: BatchPolicy,
  request: WriteRequest,
): Promise<Written<UpsertItem[]>> {
  if (given.length > MAX_INPUTS) {
    throw new DomainError('TOO_MANY', `One request has at most ${MAX_INPUTS} inputs.`, ['inputs']);
  }
  const inputs: ValidatedInput[] = [];
  for (const [i, input] of given.entries()) {
    inputs.push(await hashPasswords(validateInput(context.ids, input, ['inputs', i])));
  }
  return await writeMany<UpsertItem, MatchedInput[]>(
    context,
    request,
    policy,
    'inputs',
    (writing, matched) => upsertInBatches(writing, inputs, matched),
    (reading) => matchInputs(reading, validInputs(inputs)),
  );
}
