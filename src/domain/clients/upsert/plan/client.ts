import type { IdCodec } from '../../../core/ids.ts';
import { randomKey } from '../../../core/random.ts';
import { clientFields, fieldsOf } from '../../../records/fields.ts';
import { displayNameOf } from '../../../v1-rules/display-name.ts';
import { newSettings, type Settings, withCurrency } from '../../../v1-rules/settings.ts';
import type { ContactState } from '../../contacts.ts';
import type { StoredClient } from '../../match/match.ts';
import { searchTextsOf } from '../../search-texts.ts';
import type { ValidatedInput } from '../validate/validate.ts';
import type { ContactsPlan } from './contacts.ts';
import { clientChanges, contactChanges, type FieldChange, writtenFields } from './diff.ts';

/** The length of the hash of a client, in letters and digits. */
const HASH_LENGTH = 40;

/** The values that a client is stored with: its writable fields and the derived columns. */
export type ClientState = Readonly<Record<string, unknown>>;

/** A client to insert, with its contacts. */
export interface ClientInsert {
  readonly state: ClientState;
  readonly contacts: readonly ContactState[];
  /** Names of the fields and owned records that it has. */
  readonly fields: readonly string[];
}

/** A client to update, with its contacts that are new, changed and removed. */
export interface ClientUpdate {
  readonly id: number;
  readonly state: ClientState;
  readonly added: readonly ContactState[];
  readonly changed: readonly ContactState[];
  readonly removed: readonly number[];
}

/** The write that an input leads to: a client to insert or to update, and how it differs. */
export interface UpsertPlan {
  readonly stored: StoredClient | null;
  /** Null for a client that exists. */
  readonly insert: ClientInsert | null;
  /** Null when nothing changes. */
  readonly update: ClientUpdate | null;
  /** Computes the differences, which not every response shows. */
  readonly diff: () => readonly FieldChange[];
  readonly removed: readonly ContactState[];
  /** Names of the fields that change. */
  readonly fields: readonly string[];
}

/** An input with everything that its plan depends on. */
export interface PlanSource {
  readonly input: ValidatedInput;
  /** The client to change; null to create one. */
  readonly stored: StoredClient | null;
  readonly storedContacts: readonly ContactState[];
  readonly contacts: ContactsPlan;
  /** The number that the client is given; null to keep its own. */
  readonly number: string | null;
  /** The company's settings; null for a new client to which the database gives them. */
  readonly defaults: Settings | null;
}

/** Plans the write of one client. */
export function planClient(ids: IdCodec, source: PlanSource): UpsertPlan {
  const state = stateAfter(source);
  return source.stored
    ? planUpdate(ids, { ...source, stored: source.stored }, state)
    : planInsert(ids, source, state);
}

function stateAfter({ input, stored, contacts, number, defaults }: PlanSource): ClientState {
  const merged: Record<string, unknown> = {
    ...(stored ?? { ...emptyClient(), ...input.matchValues }),
    ...input.values,
  };
  if (number !== null) merged.number = number;
  merged.settings = settingsAfter(input, stored, defaults ?? {});
  merged.countryId ??= Number(defaults?.country_id) || null;
  return {
    ...merged,
    displayName: displayNameOf(merged, inOrder(contacts.contacts)),
    ...searchTextsOf(merged, contacts.contacts),
  };
}

function planInsert(
  ids: IdCodec,
  { contacts: { contacts } }: PlanSource,
  state: ClientState,
): UpsertPlan {
  const fields = [...writtenFields(state), 'contacts'];
  const diff = () => [
    ...clientChanges(ids, {}, state),
    ...contacts.flatMap((contact) => contactChanges(ids, null, contact)),
  ];
  return {
    stored: null,
    insert: { state, contacts, fields },
    update: null,
    diff,
    removed: [],
    fields,
  };
}

function planUpdate(
  ids: IdCodec,
  {
    stored,
    storedContacts,
    contacts: { contacts, removed },
  }: PlanSource & { stored: StoredClient },
  state: ClientState,
): UpsertPlan {
  const before = new Map(storedContacts.map((contact) => [contact.id, contact]));
  const compared = contacts.map((contact) => ({
    contact,
    changes: contactChanges(ids, before.get(contact.id) ?? null, contact),
  }));
  const diff = [
    ...clientChanges(ids, stored, state),
    ...compared.flatMap(({ changes }) => changes),
    ...removed.flatMap((contact) => contactChanges(ids, contact, null)),
  ];
  const update: ClientUpdate = {
    id: stored.id,
    state,
    added: contacts.filter(({ id }) => id === null),
    changed: compared.flatMap(({ contact, changes }) =>
      contact.id !== null && changes.length > 0 ? [contact] : [],
    ),
    removed: removed.flatMap(({ id }) => (id === null ? [] : [id])),
  };
  return {
    stored,
    insert: null,
    update: diff.length > 0 ? update : null,
    diff: () => diff,
    removed,
    fields: [...new Set(diff.flatMap(({ path }) => path.slice(0, 1)))],
  };
}

/** Returns contacts in the order in which they name a client: the primary one, then by id, then the new ones. */
const inOrder = (contacts: readonly ContactState[]): ContactState[] =>
  [...contacts].sort(
    (a, b) =>
      Number(b.isPrimary) - Number(a.isPrimary) || (a.id ?? Infinity) - (b.id ?? Infinity) || 0,
  );

/** The boolean fields of a new client. Its other fields are null. */
const blankFlags = Object.fromEntries(
  fieldsOf(clientFields)
    .filter(([, { kind, write }]) => kind === 'boolean' && write)
    .map(([name]) => [name, false]),
);

const emptyClient = (): Record<string, unknown> => ({
  ...blankFlags,
  clientHash: randomKey(HASH_LENGTH),
});

function settingsAfter(
  { settings, settingsPatch }: ValidatedInput,
  stored: StoredClient | null,
  defaults: Settings,
): Settings {
  const patch = settingsPatch ?? {};
  if (!stored) return newSettings({ ...settings, ...patch }, defaults);
  const kept = stored.settings as Settings;
  if (settings === null && settingsPatch === null) return kept;
  return withCurrency({ ...(settings ?? kept), ...patch }, defaults);
}
