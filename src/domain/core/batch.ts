import type { ReadContext, ViewerContext } from './context.ts';
import { DomainError, type InputPath, type Refusal } from './errors.ts';
import { type WriteContext, type WriteRequest, type Written, write } from './write.ts';

/** Effect on the other items of a request if some are refused. */
export const batchPolicies = {
  REJECT_ALL: 'Nothing is written; the other items are `SKIPPED`.',
  REJECT_FAILED: 'The other items are written.',
} as const;

/** A policy of a request with many items. */
export type BatchPolicy = keyof typeof batchPolicies;

/** The result of one item of a request: done, or refused with the reasons. */
export type Item<Done> = { readonly done: Done } | { readonly errors: readonly Refusal[] };

/** Thrown to undo a write of many items because some were refused. */
class Refused extends Error {
  readonly items: readonly Item<unknown>[];

  constructor(items: readonly Item<unknown>[]) {
    super('Some items were refused.');
    this.items = items;
  }
}

/**
 * Carries out a write of many items. Where the policy is `REJECT_ALL` and one item is refused, everything is undone
 * and the other items are `SKIPPED`.
 * @param name the argument that holds the items, for the paths of refusals
 * @param work writes the items and returns the result of each; further members of a result are kept
 * @param look reads what `work` needs first, as for `write`
 * @throws what `write` throws
 */
export async function writeMany<Each extends Item<unknown>, Seen = undefined>(
  context: ViewerContext,
  request: WriteRequest,
  policy: BatchPolicy,
  name: string,
  work: (context: WriteContext, seen: Seen) => Promise<Each[]>,
  look?: (context: ReadContext) => Promise<Seen>,
): Promise<Written<Each[]>> {
  const workOrRefuse = async (writing: WriteContext, seen: Seen) => {
    const items = await work(writing, seen);
    const isRefused = policy === 'REJECT_ALL' && items.some((item) => 'errors' in item);
    if (isRefused) throw new Refused(items);
    return items;
  };
  try {
    return await write(context, request, workOrRefuse, look);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const result = error.items.map((item, i) => skipped(item, [name, i]) as Each);
    return { result, replayed: false };
  }
}

function skipped(item: Item<unknown>, path: InputPath): Item<unknown> {
  if ('errors' in item) return item;
  const { done, ...rest } = item;
  const message = 'Another item was refused, so none was carried out.';
  return { ...rest, errors: [new DomainError('SKIPPED', message, path)] };
}
