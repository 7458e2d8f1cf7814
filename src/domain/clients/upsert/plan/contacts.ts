import type { Checked } from '../../../core/checked.ts';
import { valid } from '../../../core/checked.ts';
import { DomainError, invalidInput } from '../../../core/errors.ts';
import { randomKey } from '../../../core/random.ts';
import { contactFields, fieldsOf } from '../../../records/fields.ts';
import { foldIdentity } from '../../../text/folding.ts';
import { asReplaced, maySignIn, primaryFirst } from '../../../v1-rules/contacts.ts';
import type { ContactState } from '../../contacts.ts';
import type { ContactsMode } from '../input.ts';
import type { ContactChange } from '../validate/contacts.ts';
import type { ValidatedInput } from '../validate/validate.ts';

/** The length of the key of a contact, in letters and digits. */
const KEY_LENGTH = 40;

/** The contacts of a client after a write, exactly one of them primary, and those that it removes. */
export interface ContactsPlan {
  readonly contacts: readonly ContactState[];
  readonly removed: readonly ContactState[];
}

/**
 * Plans the contacts of a client.
 * @param stored contacts of the client; null for a new client
 */
export function planContacts(
  { contacts: sent, matchContacts, contactsMode }: ValidatedInput,
  stored: readonly ContactState[] | null,
): Checked<ContactsPlan> {
  const changes = sent ?? (stored ? null : matchContacts);
  const mode = sent ? contactsMode : 'MERGE';
  const known = stored ?? [];
  if (changes && mode === 'REPLACE') return replaceContacts(known, changes);
  if (changes && changes.length > 0) return changeContacts(known, changes, mode);
  return valid({ contacts: onePrimary(withAtLeastOne(known)), removed: [] });
}

/** Plans contacts as v1 does: those of the input are all the contacts that the client has afterwards. */
function replaceContacts(
  stored: readonly ContactState[],
  changes: readonly ContactChange[],
): Checked<ContactsPlan> {
  const ordered = primaryFirst(changes);
  const { states, others, errors } = applyChanges(stored, ordered, {
    find: (change) => contactById(stored, change),
    mustExist: () => false,
  });
  const contacts = asReplaced(withAtLeastOne(states), ordered);
  return { value: { contacts, removed: others }, errors };
}

function changeContacts(
  stored: readonly ContactState[],
  changes: readonly ContactChange[],
  mode: ContactsMode,
): Checked<ContactsPlan> {
  const { states, others, errors } = applyChanges(stored, changes, {
    find: (change, taken) => byIdentifier(stored, change, taken),
    mustExist: ({ id }) => mode === 'PATCH' || id !== null,
  });
  const sentAs = (isPrimary: boolean) =>
    states.filter((_, i) => changes[i]?.values.isPrimary === isPrimary);
  const contacts = onePrimary([...others, ...states], sentAs(true), sentAs(false));
  return { value: { contacts, removed: [] }, errors };
}

/** A way to find the stored contacts that changes apply to. */
interface ContactLookup {
  readonly find: (
    change: ContactChange,
    taken: ReadonlySet<ContactState>,
  ) => ContactState | undefined;
  /** Returns whether a change that finds no contact is an error; otherwise it adds one. */
  readonly mustExist: (change: ContactChange) => boolean;
}

/** Applies changes to contacts. @returns the state that each change leads to, and the contacts that none applies to */
function applyChanges(
  stored: readonly ContactState[],
  changes: readonly ContactChange[],
  { find, mustExist }: ContactLookup,
): { states: ContactState[]; others: ContactState[]; errors: DomainError[] } {
  const errors: DomainError[] = [];
  const taken = new Set<ContactState>();
  const states = changes.map((change) => {
    const found = find(change, taken);
    if (!found && mustExist(change)) errors.push(noSuchContact(change));
    if (found && taken.has(found)) errors.push(namedTwice(change));
    if (found) taken.add(found);
    return changed(found ?? newContact(), change);
  });
  return { states, others: stored.filter((contact) => !taken.has(contact)), errors };
}

const contactById = (stored: readonly ContactState[], { id }: ContactChange) =>
  id === null ? undefined : stored.find((contact) => contact.id === id);

function byIdentifier(
  stored: readonly ContactState[],
  change: ContactChange,
  taken: ReadonlySet<ContactState>,
): ContactState | undefined {
  if (change.id !== null) return contactById(stored, change);
  if (change.contactKey !== null) {
    return stored.find(({ contactKey }) => contactKey === change.contactKey);
  }
  const email = foldIdentity(String(change.values.email ?? ''));
  if (email === '') return undefined;
  const free = stored.filter(
    (contact) => !taken.has(contact) && foldIdentity(contact.email ?? '') === email,
  );
  // v1 may have stored addresses that differ in case alone: each names its own contact.
  return free.find((contact) => contact.email === change.values.email) ?? free[0];
}

const namedTwice = ({ path, id }: ContactChange): DomainError =>
  invalidInput(
    'The contact stands here twice.',
    [...path, id === null ? 'contactKey' : 'id'],
    'distinct',
  );

const noSuchContact = ({ path }: ContactChange): DomainError =>
  new DomainError('NOT_FOUND', 'The client has no such contact.', path);

function changed(contact: ContactState, { values, passwordHash }: ContactChange): ContactState {
  const state: ContactState = { ...contact, ...values };
  // A stored null and an empty address look the same to callers: writing back what was read changes nothing.
  if (contact.id !== null && contact.email === null && state.email === '') state.email = null;
  if (passwordHash !== null && maySignIn(state.email)) state.passwordHash = passwordHash;
  return state;
}

const withAtLeastOne = (contacts: readonly ContactState[]): readonly ContactState[] =>
  contacts.length > 0 ? contacts : [{ ...newContact(), email: '' }];

/** The writable fields of a contact without values. */
const emptyFields = Object.fromEntries(
  fieldsOf(contactFields).flatMap(([name, { write }]) => (write ? [[name, null]] : [])),
);

const newContact = (): ContactState => ({
  ...emptyFields,
  id: null,
  contactKey: randomKey(KEY_LENGTH),
  email: null,
  isPrimary: false,
  sendEmail: true,
  passwordHash: null,
});

/**
 * Makes exactly one contact primary: the first that is sent as primary, else the one that was, else the first that is
 * not sent as another.
 */
function onePrimary(
  contacts: readonly ContactState[],
  wanted: readonly ContactState[] = [],
  unwanted: readonly ContactState[] = [],
): ContactState[] {
  const primary =
    wanted[0] ??
    contacts.find(({ isPrimary }) => isPrimary) ??
    contacts.find((contact) => !unwanted.includes(contact)) ??
    contacts[0];
  return contacts.map((contact) => ({ ...contact, isPrimary: contact === primary }));
}
