import { isConstraintViolation } from '../../../../db/database.ts';
import type { ViewerContext } from '../../../core/context.ts';
import type { WriteRequest, Written } from '../../../core/write.ts';
import type { Settings } from '../../../v1-rules/settings.ts';
import { planClient } from '../plan/client.ts';
import { planContacts } from '../plan/contacts.ts';
import type { FieldChange } from '../plan/diff.ts';
import { resultOf, type UpsertResult } from '../result.ts';
import type { ValidatedInput } from '../validate/validate.ts';
import { type InsertedClient, insertRow } from './insert.ts';
import { queueInsert } from './insert-queue.ts';

/**
 * Creates a client by a single statement, if nothing has to be looked up for it: no match, no number to assign, no
 * idempotency key. Returns null when there is more to do, or when a constraint refused the insert: the long way then
 * finds the reasons.
 */
export async function tryFastInsert(
  { db, ids, viewer }: ViewerContext,
  input: ValidatedInput,
  request: WriteRequest,
): Promise<Written<UpsertResult> | null> {
  if (!isSimpleInsert(input, request)) return null;
  const contacts = planContacts(input, null);
  if (contacts.errors.length > 0) return null;
  const plan = planClient(ids, {
    input,
    stored: null,
    storedContacts: [],
    contacts: contacts.value,
    number: null,
    defaults: null,
  });
  if (!plan.insert) return null;
  try {
    const row = insertRow(plan.insert);
    const client = await queueInsert(db, viewer, { row, returning: request.returning ?? null });
    const result = resultOf({ ...plan, diff: () => withDefaults(plan.diff(), client) }, client.id);
    return { result, replayed: false, returned: client.returned };
  } catch (error) {
    if (isConstraintViolation(error)) return null;
    throw error;
  }
}

const isSimpleInsert = (
  { match, mode, contactsMode, values }: ValidatedInput,
  { idempotencyKey, dryRun }: WriteRequest,
): boolean =>
  !match &&
  mode !== 'UPDATE_ONLY' &&
  contactsMode !== 'PATCH' &&
  Boolean(values.number) &&
  !dryRun &&
  idempotencyKey == null;

/** Returns the diff of a new client with the defaults that the database gave it. */
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
