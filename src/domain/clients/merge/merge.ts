import { recordChanges } from '../../changes/changes.ts';
import { confirmPassword, type PasswordContext } from '../../companies/password.ts';
import type { ViewerContext } from '../../core/context.ts';
import { DomainError, DomainErrors } from '../../core/errors.ts';
import { type WriteContext, type WriteRequest, type Written, write } from '../../core/write.ts';
import { ownedRecords, ownedTypes } from '../../records/descriptors.ts';
import { requireStorable } from '../../text/text.ts';
import { displayNameOf } from '../../v1-rules/display-name.ts';
import { readStoredContacts, type StoredClient } from '../match/match.ts';
import { searchTextsOf } from '../search-texts.ts';
import { clientChanges, type FieldChange } from '../upsert/plan/diff.ts';
import { type RemovedContact, removedContact } from '../upsert/result.ts';
import { sendUpdates } from '../upsert/store/update.ts';
import { isKept, type MergedContact, mergeContacts } from './contacts.ts';
import type { MergeInput } from './input.ts';
import type { MergedMoney } from './money.ts';
import { absorbSources, deleteUnmoved, moveRecords } from './move.ts';
import type { MovedParts } from './preview.ts';
import { type MergeSides, previewTokenOf, readSides } from './sides.ts';
import { withChoices } from './values.ts';

/** The result of a merge. */
export interface Merged {
  /** The survivor. */
  readonly clientId: number;
  readonly version: number;
  /** The ids of the merged clients, which lead to the survivor from now on. */
  readonly mergedIds: readonly number[];
  readonly moved: MovedParts;
  /** Contacts of the merged clients that were removed. */
  readonly removedContacts: readonly RemovedContact[];
  /** The changes of the survivor's own values. */
  readonly diff: readonly FieldChange[];
}

/**
 * Merges clients, in one transaction. The survivor keeps its state, number, settings and all values but the chosen
 * ones; the others' contacts, documents, gateway tokens and ledger entries move to it, and all four amounts are added
 * (v1 loses credit and unapplied payments). The others are deleted; their ids lead to the survivor.
 * @param previewToken of the preview that the caller has seen; null when none was requested (v1 has none)
 * @throws what `confirmPassword` and `write` throw, STALE_PREVIEW, and everything that is wrong with the input at once
 */
export async function mergeClients(
  context: ViewerContext & PasswordContext,
  input: MergeInput & { readonly previewToken: string | null },
  request: WriteRequest,
): Promise<Written<Merged>> {
  if (input.previewToken !== null) requireStorable(input.previewToken, ['previewToken']);
  await confirmPassword(context);
  return await write(context, request, async (writing) => {
    const sides = await readSides(writing, input, { lock: true });
    const { survivor, money, errors } = sides;
    if (!survivor || !money || errors.length > 0) throw new DomainErrors(errors);
    if (input.previewToken !== null && input.previewToken !== previewTokenOf(sides)) {
      const message = 'The clients are not as they were in the preview; look at a new one.';
      throw new DomainError('STALE_PREVIEW', message, ['previewToken']);
    }
    return await merge(writing, { ...sides, survivor, money });
  });
}

async function merge(
  context: WriteContext,
  {
    survivor,
    sources,
    choices,
    money,
  }: MergeSides & {
    readonly survivor: StoredClient;
    readonly money: MergedMoney;
  },
): Promise<Merged> {
  const ids = { survivorId: survivor.id, sourceIds: sources.map(({ id }) => id) };
  const stored = await readStoredContacts(context, [survivor.id, ...ids.sourceIds]);
  const contacts = mergeContacts(survivor.id, ids.sourceIds, stored);
  await deleteUnmoved(context, ids, contacts);
  const moved = await moveRecords(context, ids, contacts);
  await absorbSources(context, ids, money);
  const chosen = withChoices(survivor, sources, choices);
  storeSurvivor(context, chosen, contacts);
  const diff = [...clientChanges(context.ids, survivor, chosen), ...moneyChanges(survivor, money)];
  const version = survivor.version + 1;
  recordChanges(context, [
    ...sources.map((source) => ({
      clientId: source.id,
      kind: 'MERGED' as const,
      version: source.version + 1,
      fields: [],
      mergedInto: survivor.id,
    })),
    { clientId: survivor.id, kind: 'UPDATED', version, fields: changedNames(diff, moved) },
  ]);
  const dropped = contacts.filter((one) => !isKept(one));
  return {
    clientId: survivor.id,
    version,
    mergedIds: ids.sourceIds,
    moved,
    removedContacts: dropped.map(({ contact }) => removedContact(contact)),
    diff,
  };
}

/** Writes the survivor's values, and the derived columns. */
function storeSurvivor(
  context: WriteContext,
  survivor: StoredClient,
  merged: readonly MergedContact[],
): void {
  const contacts = merged
    .filter(isKept)
    .sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary) || a.contact.id - b.contact.id)
    .map(({ contact }) => contact);
  const state = {
    ...survivor,
    displayName: displayNameOf({ name: survivor.name as string | null }, contacts),
    ...searchTextsOf(survivor, contacts),
  };
  sendUpdates(context, [{ id: survivor.id, state, added: [], changed: [], removed: [] }]);
}

const moneyChanges = (before: StoredClient, after: MergedMoney): FieldChange[] =>
  Object.entries(after)
    .filter(([field, amount]) => before[field] !== amount)
    .map(([field, amount]) => ({ path: [field], before: before[field], after: amount }));

function changedNames(diff: readonly FieldChange[], moved: MovedParts): string[] {
  const movedTypes = ownedTypes.filter((type) => moved[ownedRecords[type].plural] > 0);
  return [
    ...diff.map(({ path }) => path[0] as string),
    ...movedTypes.map((type) => ownedRecords[type].changedAs),
  ];
}
