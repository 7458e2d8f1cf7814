import { DomainError, type InputPath } from '../../../core/errors.ts';
import type { IdCodec } from '../../../core/ids.ts';
import { randomKey } from '../../../core/random.ts';
import { clientFields, fieldsOf } from '../../../records/fields.ts';
import { newSettings, type Settings, withCurrency } from '../../../v1-rules/settings.ts';
import type { ContactState } from '../../contact-state.ts';
import { displayNameOf, searchTextsOf } from '../../derived.ts';
import type { StoredClient } from '../../match/match.ts';
import { conflict } from '../../version.ts';
import type { ClientInsert } from '../store/insert.ts';
import type { ClientState } from '../store/rows.ts';
import type { ClientUpdate } from '../store/update.ts';
import { applyContacts, type ContactsOutcome } from '../validate/contacts.ts';
import type { ValidatedInput } from '../validate/validate.ts';
import { clientChanges, contactChanges, type FieldChange, writtenFields } from './diff.ts';

/** Letters and digits in the hash of a client. */
const HASH_LENGTH = 40;

/** What one input comes to: a client to insert or to change, and how it differs. */
export interface Plan {
  readonly stored: StoredClient | null;
  readonly insert: ClientInsert | null;
  readonly update: ClientUpdate | null;
  /** Made out when it is asked for. */
  readonly diff: () => readonly FieldChange[];
  readonly removed: readonly ContactState[];
  /** Names of what changed. */
  readonly fields: readonly string[];
}

/**
 * What an input makes of the contacts of a client.
 * @param contacts of the client that matches; null to make a new one
 * @param errors gets every refusal
 */
export function planContacts(
  { contacts: sent, matchContacts, contactsMode, hashes }: ValidatedInput,
  contacts: readonly ContactState[] | null,
  errors: DomainError[],
): ContactsOutcome {
  if (sent) return applyContacts(contacts ?? [], sent, contactsMode, hashes, errors);
  return applyContacts(contacts ?? [], contacts ? null : matchContacts, 'MERGE', hashes, errors);
}

/**
 * What an input makes of a client. Nothing is written yet.
 * @param defaults the company's settings; null for a new client to which the database gives them
 * @param stored the client that matches; null to make a new one
 * @param contacts of the stored client
 * @param outcome what becomes of them
 * @param number of the client when the input asks for a new one
 */
export function planClient(
  ids: IdCodec,
  defaults: Settings | null,
  input: ValidatedInput,
  stored: StoredClient | null,
  contacts: readonly ContactState[],
  outcome: ContactsOutcome,
  number: string | null,
): Plan {
  const base = stored ?? blankClient();
  const merged: Record<string, unknown> = {
    ...base,
    ...(stored ? {} : input.matchValues),
    ...input.values,
  };
  if (number !== null) merged.number = number;
  merged.settings = settingsOf(defaults ?? {}, input, stored);
  merged.countryId ??= Number(defaults?.country_id) || null;
  const state: ClientState = {
    ...merged,
    displayName: displayNameOf(merged, inOrder(outcome.contacts)),
    ...searchTextsOf(merged, outcome.contacts),
  };
  if (!stored) {
    const fields = [...writtenFields(state), 'contacts'];
    const diff = () => [
      ...clientChanges(ids, {}, state),
      ...outcome.contacts.flatMap((contact) => contactChanges(ids, null, contact)),
    ];
    const insert = { state, contacts: outcome.contacts, fields };
    return { stored, insert, update: null, diff, removed: [], fields };
  }
  const before = new Map(contacts.map((contact) => [contact.id, contact]));
  const diff = [
    ...clientChanges(ids, stored, state),
    ...outcome.contacts.flatMap((contact) =>
      contactChanges(ids, before.get(contact.id) ?? null, contact),
    ),
    ...outcome.removed.flatMap((contact) => contactChanges(ids, contact, null)),
  ];
  const changed = outcome.contacts.filter(
    (contact) =>
      contact.id !== null &&
      contactChanges(ids, before.get(contact.id) ?? null, contact).length > 0,
  );
  const update: ClientUpdate = {
    id: stored.id,
    state,
    added: outcome.contacts.filter(({ id }) => id === null),
    changed,
    removed: outcome.removed.flatMap(({ id }) => (id === null ? [] : [id])),
  };
  return {
    stored,
    insert: null,
    update: diff.length > 0 ? update : null,
    diff: () => diff,
    removed: outcome.removed,
    fields: [...new Set(diff.map(({ path }) => path[0] as string))],
  };
}

/** The primary contact first, then as they were created; new ones last. */
const inOrder = (contacts: readonly ContactState[]): ContactState[] =>
  [...contacts].sort(
    (a, b) =>
      Number(b.isPrimary) - Number(a.isPrimary) || (a.id ?? Infinity) - (b.id ?? Infinity) || 0,
  );

/** The flags that a client has, whatever is said of it. Every other field is null where nothing is. */
const flags = Object.fromEntries(
  fieldsOf(clientFields)
    .filter(([, { kind, write }]) => kind === 'boolean' && write)
    .map(([name]) => [name, false]),
);

const blankClient = (): Record<string, unknown> => ({
  ...flags,
  clientHash: randomKey(HASH_LENGTH),
});

function settingsOf(
  defaults: Settings,
  { settings, settingsPatch }: ValidatedInput,
  stored: StoredClient | null,
): Settings {
  const patch = settingsPatch ?? {};
  if (!stored) return newSettings({ ...settings, ...patch }, defaults);
  const kept = stored.settings as Settings;
  if (settings === null && settingsPatch === null) return kept;
  return withCurrency({ ...(settings ?? kept), ...patch }, defaults);
}

/** Why an input may not be carried out on the client that it matches, or for want of one. */
export function targetError(
  input: ValidatedInput,
  stored: StoredClient | null,
  path: InputPath,
): DomainError | null {
  const { mode, expectedVersion } = input;
  if (!stored) {
    if (mode !== 'UPDATE_ONLY') return null;
    return new DomainError('NOT_FOUND', 'No client matches, and none was to be created.', [
      ...path,
      'match',
    ]);
  }
  if (mode === 'CREATE_ONLY') {
    return new DomainError(
      'ALREADY_EXISTS',
      'A client matches, and only a new one was to be created.',
      [...path, 'match'],
    );
  }
  if (stored.isDeleted) {
    return new DomainError('CLIENT_DELETED', 'The client is deleted; restore it first.', path);
  }
  if (expectedVersion !== null && expectedVersion !== stored.version) {
    return conflict(stored, expectedVersion, [...path, 'expectedVersion']);
  }
  return null;
}
