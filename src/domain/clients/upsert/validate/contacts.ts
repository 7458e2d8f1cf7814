import { DomainError, type InputPath, invalidInput } from '../../../core/errors.ts';
import type { IdCodec } from '../../../core/ids.ts';
import { randomKey } from '../../../core/random.ts';
import { contactFields } from '../../../records/fields.ts';
import { foldIdentity } from '../../../text/folding.ts';
import { lengthOf, normalText, readText, unstorable } from '../../../text/text.ts';
import type { ContactState } from '../../contact-state.ts';
import type { ContactInput, ContactsMode } from '../input.ts';
import { validateValues } from './values.ts';

/** A contact of an input, checked: its values in stored form. */
export interface ContactChange {
  readonly path: InputPath;
  readonly id: number | null;
  readonly contactKey: string | null;
  readonly values: Readonly<Record<string, unknown>>;
  /** A new portal password; null to leave the stored one alone. */
  readonly password: string | null;
}

/** Letters and digits in the key of a contact. */
const KEY_LENGTH = 40;

/** An address as mail programs take it: one @, no blanks, a domain. */
export const EMAIL = /^[^\s@"(),:;<>[\]\\]+@[^\s@"(),:;<>[\]\\]+$/;

/**
 * Checks the contacts of an input.
 * @param errors gets every refusal
 */
export function validateContacts(
  ids: IdCodec,
  given: readonly ContactInput[],
  mode: ContactsMode,
  path: InputPath,
  errors: DomainError[],
): ContactChange[] {
  const contacts = given.map((contact, index) => {
    const here = [...path, index];
    const values = validateValues(ids, contactFields, contact, here, errors);
    const email = values.email;
    if (email === null) values.email = '';
    if (typeof email === 'string' && !EMAIL.test(email)) {
      const message = `"${email}" is not an e-mail address.`;
      errors.push(invalidInput(message, [...here, 'email'], 'email'));
    }
    const password = readPassword(contact.password, [...here, 'password'], errors);
    return {
      path: here,
      id: readId(ids, contact.id, mode, [...here, 'id'], errors),
      contactKey: readKey(contact.contactKey, [...here, 'contactKey'], errors),
      values,
      password,
    };
  });
  refuseTwins(contacts, addressIn(mode), errors);
  return contacts;
}

/** Refuses each address that several contacts of the input have, under the path of every one of them. */
function refuseTwins(
  contacts: readonly ContactChange[],
  addressOf: (email: string) => string,
  errors: DomainError[],
): void {
  const given = contacts.flatMap(({ values: { email }, path }) =>
    typeof email === 'string' && email !== '' ? [{ email, key: addressOf(email), path }] : [],
  );
  const counts = new Map<string, number>();
  for (const { key } of given) counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { email, key, path } of given) {
    if ((counts.get(key) ?? 0) < 2) continue;
    errors.push(invalidInput(`"${email}" stands here twice.`, [...path, 'email'], 'distinct'));
  }
}

/**
 * How addresses of one input are compared. Where a contact is found by its address, letters count whatever their case,
 * and two of one address would be the same contact; v1, which replaces, takes two that differ in case.
 */
const addressIn =
  (mode: ContactsMode) =>
  (email: string): string =>
    mode === 'REPLACE' ? email : foldIdentity(email);

function readKey(
  key: string | null | undefined,
  path: InputPath,
  errors: DomainError[],
): string | null {
  if (key === null || key === undefined) return null;
  try {
    return readText(String(key), path);
  } catch (error) {
    errors.push(error as DomainError);
    return null;
  }
}

/** In v1, which replaces, an id that is none names a new contact; elsewhere it is a mistake. */
function readId(
  ids: IdCodec,
  id: string | null | undefined,
  mode: ContactsMode,
  path: InputPath,
  errors: DomainError[],
): number | null {
  if (id === null || id === undefined || id === '') return null;
  try {
    return ids.decode('Contact', String(id), path);
  } catch (error) {
    if (mode !== 'REPLACE') errors.push(error as DomainError);
    return null;
  }
}

function readPassword(given: unknown, path: InputPath, errors: DomainError[]): string | null {
  if (given === null || given === undefined || given === '') return null;
  if (typeof given !== 'string' && typeof given !== 'number') {
    errors.push(invalidInput('A portal password is a text.', path, 'string'));
    return null;
  }
  const password = normalText(String(given));
  if (/^\**$/.test(password)) return null;
  const refused = unstorable(password);
  if (refused !== null) {
    errors.push(invalidInput(refused, path));
    return null;
  }
  const strong =
    lengthOf(password) >= 7 &&
    /[a-z]/.test(password) &&
    /[A-Z]/.test(password) &&
    /\d/.test(password);
  if (strong && Buffer.byteLength(password) <= 72) return password;
  const rule =
    'at least 7 characters (and at most 72 bytes), among them a lower-case letter, an upper-case letter and a digit';
  errors.push(invalidInput(`A portal password has ${rule}.`, path));
  return null;
}

/** What a client's contacts become. */
export interface ContactsOutcome {
  readonly contacts: readonly ContactState[];
  readonly removed: readonly ContactState[];
}

/**
 * The contacts of a client after a change, exactly one of them primary.
 * @param stored the contacts that the client has
 * @param changes the contacts of the input; null when it has none
 * @param hashes portal passwords of the input by contact, as bcrypt hashes
 */
export function applyContacts(
  stored: readonly ContactState[],
  changes: readonly ContactChange[] | null,
  mode: ContactsMode,
  hashes: ReadonlyMap<ContactChange, string>,
  errors: DomainError[],
): ContactsOutcome {
  if (changes === null || (changes.length === 0 && mode !== 'REPLACE')) {
    return {
      contacts: onePrimary(stored.length ? stored : [newContact({ email: '' })]),
      removed: [],
    };
  }
  const ordered = mode === 'REPLACE' ? primaryFirst(changes) : changes;
  const taken = new Set<ContactState>();
  const touched = ordered.map((change) => {
    const found = mode === 'REPLACE' ? byId(stored, change) : byAnyName(stored, change, taken);
    const mustExist = mode === 'PATCH' || (mode === 'MERGE' && change.id !== null);
    if (!found && mustExist) errors.push(noSuchContact(change));
    if (found && taken.has(found)) errors.push(namedTwice(change));
    if (found) taken.add(found);
    return { change, state: changed(found ?? newContact({}), change, hashes) };
  });
  const states = touched.map(({ state }) => state);
  const others = stored.filter((contact) => !taken.has(contact));
  if (mode === 'REPLACE') return { contacts: replaced(states, ordered), removed: others };
  const said = (isPrimary: boolean) =>
    touched.filter(({ change }) => change.values.isPrimary === isPrimary).map(({ state }) => state);
  const contacts = onePrimary([...others, ...states], said(true), said(false));
  return { contacts, removed: [] };
}

/** v1: the first contact is primary, and gets the mails if none is said to get them. */
function replaced(states: ContactState[], changes: readonly ContactChange[]): ContactState[] {
  const all = states.length ? states : [newContact({ email: '' })];
  const someGetMail = changes.some(({ values }) => values.sendEmail === true);
  return all.map((contact, index) => {
    const isBlank = contact.id === null && !hasValues(changes[index]);
    return {
      ...contact,
      // A blank contact has an e-mail address, though an empty one.
      email: isBlank ? '' : contact.email,
      isPrimary: index === 0,
      sendEmail: index === 0 && !someGetMail ? true : contact.sendEmail,
    };
  });
}

const hasValues = (change: ContactChange | undefined) =>
  change !== undefined && Object.keys(change.values).length > 0;

const primaryFirst = (changes: readonly ContactChange[]): ContactChange[] => {
  const isPrimary = ({ values }: ContactChange) => values.isPrimary === true;
  return [...changes.filter(isPrimary), ...changes.filter((change) => !isPrimary(change))];
};

const byId = (stored: readonly ContactState[], { id }: ContactChange) =>
  id === null ? undefined : stored.find((contact) => contact.id === id);

function byAnyName(
  stored: readonly ContactState[],
  change: ContactChange,
  taken: ReadonlySet<ContactState>,
): ContactState | undefined {
  if (change.id !== null) return byId(stored, change);
  if (change.contactKey !== null) {
    return stored.find(({ contactKey }) => contactKey === change.contactKey);
  }
  const email = foldIdentity(String(change.values.email ?? ''));
  if (email === '') return undefined;
  const free = stored.filter((contact) => !taken.has(contact));
  return free.find((contact) => foldIdentity(contact.email ?? '') === email);
}

/** Two sets of values for one contact: there is no telling which is meant. */
const namedTwice = ({ path, id }: ContactChange) =>
  invalidInput(
    'The contact stands here twice.',
    [...path, id === null ? 'contactKey' : 'id'],
    'distinct',
  );

const noSuchContact = ({ path }: ContactChange) =>
  new DomainError('NOT_FOUND', 'The client has no such contact.', path);

function changed(
  contact: ContactState,
  change: ContactChange,
  hashes: ReadonlyMap<ContactChange, string>,
): ContactState {
  const state: ContactState = { ...contact, ...change.values };
  // An address that is absent and an empty one look the same: what was read and is written back changes nothing.
  if (contact.id !== null && contact.email === null && state.email === '') state.email = null;
  const hash = hashes.get(change);
  // v1 stores a password only where there is an address to sign in with.
  if (hash !== undefined && (state.email?.length ?? 0) > 3) state.passwordHash = hash;
  return state;
}

/** A contact that is not stored yet. */
export function newContact(values: { email?: string }): ContactState {
  return {
    id: null,
    contactKey: randomKey(KEY_LENGTH),
    firstName: null,
    lastName: null,
    email: values.email ?? null,
    isPrimary: false,
    phone: null,
    customValue1: null,
    customValue2: null,
    customValue3: null,
    customValue4: null,
    sendEmail: true,
    passwordHash: null,
  };
}

/** Exactly one contact is primary: the wanted one, else the one that was, else the first that is not unwanted. */
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
