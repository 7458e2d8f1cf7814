import type { ReadContext } from '../../../core/context.ts';
import type { DomainError } from '../../../core/errors.ts';
import type { WriteContext } from '../../../core/write.ts';
import type { StoredClient } from '../../match/match.ts';
import type { ValidatedInput } from '../validate/validate.ts';
import { assignNumbers, lookAhead, type NumberedClient } from './numbers.ts';
import { findTakenNumbers, findUnknownUsers, type UniqueNumber } from './unique.ts';

/** An input and the client that it is about. */
export interface Draft {
  readonly input: ValidatedInput;
  /** Null for a client to be made; undefined when there is no telling which client is meant. */
  readonly stored: StoredClient | null | undefined;
  /** Why it cannot be carried out. */
  readonly errors: DomainError[];
}

/** The number or id number that an input asks for; null or undefined for none. */
const claimed = ({ input, stored }: Draft, field: 'number' | 'idNumber'): unknown =>
  input.values[field] ?? (stored ? undefined : input.matchValues[field]);

/** Refuses what asks for a number or id number that another client has, or for a user that there is not. */
export async function checkUniqueness(
  context: ReadContext,
  drafts: readonly Draft[],
): Promise<void> {
  const claims = drafts.flatMap((draft, item): UniqueNumber[] => {
    const { input, stored } = draft;
    if (stored === undefined) return [];
    return (['number', 'idNumber'] as const).flatMap((field) => {
      const value = claimed(draft, field);
      if (typeof value !== 'string' || value === stored?.[field]) return [];
      return [{ item, field, value, clientId: stored?.id ?? null, path: [...input.path, field] }];
    });
  });
  const assigned = drafts.flatMap(({ input, stored }, item) => {
    const userId = input.values.assignedUserId;
    return stored !== undefined && typeof userId === 'number' && userId !== stored?.assignedUserId
      ? [{ item, userId, path: [...input.path, 'assignedUserId'] }]
      : [];
  });
  const refusals = await Promise.all([
    findTakenNumbers(context, claims),
    findUnknownUsers(context, assigned),
  ]);
  for (const { item, error } of refusals.flat()) drafts[item]?.errors.push(error);
}

/** Whether a draft needs a number from the company's counter, as long as it is not refused. */
const needsNumber = (draft: Draft): boolean => {
  const { input, stored } = draft;
  if (stored === undefined) return false;
  return stored ? input.values.number === null : typeof claimed(draft, 'number') !== 'string';
};

const numbered = ({ stored, input }: Draft): NumberedClient =>
  ({ ...stored, ...input.values }) as unknown as NumberedClient;

/** Finds out which of the numbers that drafts may need are taken. */
export const lookForNumbers = (context: WriteContext, drafts: readonly Draft[]) =>
  lookAhead(context, drafts.filter(needsNumber).map(numbered));

/**
 * The numbers of new clients, and of those whose number is cleared; null for others. Who asks for none and is not
 * refused is given the next one.
 * @param named numbers that the request names
 * @param known what `lookForNumbers` found
 */
export async function giveNumbers(
  context: WriteContext,
  drafts: readonly Draft[],
  named: ReadonlySet<string>,
  known: Awaited<ReturnType<typeof lookForNumbers>>,
): Promise<(string | null)[]> {
  const numbers = drafts.map((draft) =>
    draft.stored === null ? ((claimed(draft, 'number') as string | undefined) ?? null) : null,
  );
  const needing = drafts.flatMap((draft, item) =>
    needsNumber(draft) && draft.errors.length === 0 ? [item] : [],
  );
  if (needing.length === 0) return numbers;
  const clients = needing.map((item) => numbered(drafts[item] as Draft));
  const given = await assignNumbers(context, clients, named, known);
  for (const [i, item] of needing.entries()) numbers[item] = given[i] ?? null;
  return numbers;
}
