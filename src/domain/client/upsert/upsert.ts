import type { ViewerContext } from '../../context.ts';
import { DomainError, DomainErrors } from '../../errors.ts';
import { type WriteRequest, type Written, write } from '../../write.ts';
import { checkInput, hashPasswords } from './check.ts';
import type { UpsertInput } from './input.ts';
import { type Upserted, type UpsertItem, upsertAll } from './waves.ts';

/** Most inputs in one request. */
export const MAX_INPUTS = 1000;

/** What happens to the others when some inputs are refused. */
export type BatchPolicy = 'REJECT_ALL' | 'REJECT_FAILED';

/**
 * Creates or changes one client.
 * @throws DomainErrors with everything that is wrong with the input at once, and what `write` throws
 */
export async function upsertClient(
  context: ViewerContext,
  input: UpsertInput,
  request: WriteRequest,
): Promise<Written<Upserted>> {
  const checked = checkInput(context.ids, input, ['input']);
  if (checked.errors.length > 0) throw new DomainErrors(checked.errors);
  await hashPasswords(checked);
  return await write(context, request, async (writing) => {
    const [item] = await upsertAll(writing, [checked]);
    if (item && 'done' in item) return item.done;
    throw new DomainErrors((item?.errors ?? []) as readonly DomainError[]);
  });
}

/**
 * Creates or changes many clients, in the order of the inputs: a handful of statements, however many there are.
 * @returns what each input came to, in their order
 * @throws TOO_MANY, and what `write` throws
 */
export async function upsertClients(
  context: ViewerContext,
  inputs: readonly UpsertInput[],
  policy: BatchPolicy,
  request: WriteRequest,
): Promise<Written<UpsertItem[]>> {
  if (inputs.length > MAX_INPUTS) {
    throw new DomainError('TOO_MANY', `One request has at most ${MAX_INPUTS} inputs.`, ['inputs']);
  }
  const checked = inputs.map((input, i) => checkInput(context.ids, input, ['inputs', i]));
  for (const input of checked) await hashPasswords(input);
  const kept = { items: [] as UpsertItem[] };
  try {
    return await write(context, request, async (writing) => {
      kept.items = await upsertAll(writing, checked);
      if (policy === 'REJECT_ALL' && kept.items.some((item) => 'errors' in item)) throw kept;
      return kept.items;
    });
  } catch (error) {
    if (error !== kept) throw error;
    return { result: kept.items.map(skipped), replayed: false };
  }
}

const skipped = (item: UpsertItem, index: number): UpsertItem =>
  'errors' in item
    ? item
    : {
        errors: [
          new DomainError('SKIPPED', 'Another input was refused, so none was carried out.', [
            'inputs',
            index,
          ]),
        ],
      };
