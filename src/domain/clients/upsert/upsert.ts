import { isConstraintViolation } from '../../../db/database.ts';
import { type BatchPolicy, writeMany } from '../../core/batch.ts';
import type { ViewerContext } from '../../core/context.ts';
import { DomainError, DomainErrors } from '../../core/errors.ts';
import { type WriteRequest, type Written, write } from '../../core/write.ts';
import type { Settings } from '../../v1-rules/settings.ts';
import {
  matchInputs,
  type UpsertItem,
  type UpsertResult,
  uniquenessErrors,
  upsertInBatches,
  upsertResult,
} from './batches.ts';
import type { UpsertInput } from './input.ts';
import type { MatchedInput } from './match/batches.ts';
import type { FieldChange } from './plan/diff.ts';
import { planClient, planContacts } from './plan/plan.ts';
import { type InsertedClient, insertRow } from './store/insert.ts';
import { queueInsert } from './store/insert-queue.ts';
import { hashPasswords, type ValidatedInput, validateInput } from './validate/validate.ts';

/** Most inputs in one request. */
export const MAX_INPUTS = 1000;

/**
 * Creates or changes one client.
 * @throws DomainErrors with everything that is wrong with the input at once, and what `write` throws
 */
export async function upsertClient(
  context: ViewerContext,
  input: UpsertInput,
  request: WriteRequest,
): Promise<Written<UpsertResult>> {
  const checked = validateInput(context.ids, input, ['input']);
  if (checked.errors.length > 0) {
    throw new DomainErrors([...checked.errors, ...(await uniquenessErrors(context, checked))]);
  }
  await hashPasswords(checked);
  const inserted = await tryFastInsert(context, checked, request);
  if (inserted) return inserted;
  const { returning = null, dryRun } = request;
  let returned: Promise<string | null> | undefined;
  const written = await write<UpsertResult, MatchedInput[]>(
    context,
    request,
    async (writing, found) => {
      const [item] = await upsertInBatches(writing, [checked], found);
      if (!item || 'errors' in item) {
        throw new DomainErrors((item?.errors ?? []) as readonly DomainError[]);
      }
      // Asked for behind everything that is written, and answered along with it.
      if (returning && !dryRun) returned = returning.read(writing, item.done.clientId);
      returned?.catch(() => {});
      return item.done;
    },
    (looking) => matchInputs(looking, [checked]),
  );
  return { ...written, returned: (await returned) ?? null };
}

/**
 * Creates a client by a single statement, where nothing has to be looked up first: no match, no number to assign, no
 * key to remember. Null when it takes more, or when a constraint refused it, so that the reasons are found the long way.
 */
async function tryFastInsert(
  { db, ids, viewer }: ViewerContext,
  input: ValidatedInput,
  { idempotencyKey, dryRun, returning = null }: WriteRequest,
): Promise<Written<UpsertResult> | null> {
  const simple = !input.match && input.mode !== 'UPDATE_ONLY' && input.contactsMode !== 'PATCH';
  if (!simple || dryRun || idempotencyKey != null || !input.values.number) return null;
  const errors: DomainError[] = [];
  const contacts = planContacts(input, null, errors);
  const plan = planClient(ids, null, input, null, [], contacts, null);
  if (!plan.insert || errors.length > 0) return null;
  try {
    const client = await queueInsert(db, viewer, insertRow(plan.insert), returning);
    const diff = () => withDefaults(plan.diff(), client);
    const result = upsertResult({ ...plan, diff }, client.id);
    return { result, replayed: false, returned: client.returned };
  } catch (error) {
    if (isConstraintViolation(error)) return null;
    throw error;
  }
}

/** The diff of a new client with the values that the database gave it. */
function withDefaults(
  diff: readonly FieldChange[],
  { countryId, settings }: InsertedClient,
): FieldChange[] {
  const given = {
    countryId: countryId === null ? null : String(countryId),
    settings: JSON.parse(settings) as Settings,
  };
  const others = diff.filter(({ path: [name = ''] }) => !(name in given));
  const changes = Object.entries(given).map(([name, after]) => ({
    path: [name],
    before: null,
    after,
  }));
  return [...others, ...changes.filter(({ after }) => after !== null)];
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
  const checked = inputs.map((input, i) => validateInput(context.ids, input, ['inputs', i]));
  for (const input of checked) await hashPasswords(input);
  return await writeMany<UpsertItem, MatchedInput[]>(
    context,
    request,
    policy,
    'inputs',
    (writing, found) => upsertInBatches(writing, checked, found),
    (looking) => matchInputs(looking, checked),
  );
}
