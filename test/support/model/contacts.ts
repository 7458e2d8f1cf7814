import { type Contact, inOrder, make, nameOf, type Values } from './book.ts';

/** The contacts of a client after a request. */
export interface ContactsAfter {
  readonly contacts: Contact[];
  readonly removed: Contact[];
  /** True if anything differs. */
  readonly isChanged: boolean;
  readonly errors: string[];
}

/** Sorts contacts: the primary one first, then by creation. */
export const primaryFirst = <Item extends { isPrimary: boolean }>(
  contacts: readonly Item[],
): Item[] => [
  ...contacts.filter(({ isPrimary }) => isPrimary),
  ...contacts.filter(({ isPrimary }) => !isPrimary),
];

const newContact = (): Contact => ({
  ...make(),
  contactKey: null,
  firstName: null,
  email: null,
  isPrimary: false,
  sendEmail: true,
  passwords: 0,
});

/** Returns the blank contact of a client without contacts. */
const blankContact = (): Contact => ({ ...newContact(), email: '', isPrimary: true });

/** Applies a list of contacts to those of a client. */
export function sendContacts(
  stored: readonly Contact[],
  sent: readonly Values[] | undefined,
  mode: string,
  path: string,
): ContactsAfter {
  const errors: string[] = [];
  const isReplaced = mode === 'REPLACE' && sent !== undefined;
  const isStored = (contact: Contact) => stored.some(({ id }) => id === contact.id);
  const named: Contact[] = [];
  const known = structuredClone(primaryFirst(stored));
  const ordered = isReplaced ? primaryFirst(sent as never[]) : (sent ?? []);
  for (const values of ordered) {
    const here = `${path}.${sent?.indexOf(values)}`;
    const way = isReplaced ? 'id' : wayToName(values);
    const candidates = known.filter((one) => isStored(one) && isNamed(one, way, values));
    const exact = candidates.find((one) => way === 'email' && one.email === values.email);
    const found = exact ?? candidates[0];
    const isNamedAgain = found !== undefined && named.includes(found);
    // An id or a key names one contact only; an address may be that of another one, too.
    if (isNamedAgain && way !== 'email') errors.push(`INVALID_INPUT ${here}.${way}`);
    else if ((!found || isNamedAgain) && !isReplaced && (way === 'id' || mode === 'PATCH')) {
      errors.push(`NOT_FOUND ${here}`);
    }
    const contact = found && !isNamedAgain ? found : newContact();
    if (contact !== found) known.push(contact);
    named.push(contact);
    change(contact, values, isStored(contact));
    if (isReplaced && !isStored(contact) && isBlank(values)) contact.email = '';
  }
  const kept = isReplaced ? named : known;
  if (kept.length === 0) kept.push(blankContact());
  if (isReplaced) firstIsPrimary(kept, ordered);
  else onePrimary(kept, named, ordered);
  const contacts = inOrder(kept);
  const removed = primaryFirst(stored).filter(
    ({ id }) => !kept.some((contact) => contact.id === id),
  );
  return { contacts, removed, isChanged: differ(stored, contacts), errors };
}

type Way = 'id' | 'contactKey' | 'email';

/** Returns the value by which a contact is found: its id, else its key, else its e-mail address, ignoring case. */
const wayToName = ({ id, contactKey }: Values): Way =>
  id ? 'id' : contactKey ? 'contactKey' : 'email';

const isNamed = (contact: Contact, way: Way, values: Values): boolean =>
  !!values[way] && nameOf(contact[way] ?? '') === nameOf(values[way]);

/** Returns whether a contact has no value but its id. */
const isBlank = ({ id: _, contactKey: __, password: ___, ...said }: Values) =>
  Object.keys(said).length === 0;

/**
 * Applies section 10 of the REST reference: the first contact is primary, and gets the mails if no contact is said to
 * get them.
 */
function firstIsPrimary(contacts: readonly Contact[], sent: readonly Values[]): void {
  for (const [i, contact] of contacts.entries()) contact.isPrimary = i === 0;
  const [first] = contacts;
  if (first && !sent.some(({ sendEmail }) => sendEmail === true)) first.sendEmail = true;
}

/**
 * Makes one contact primary: the one that is sent as primary, else the one that was, else the first that is not sent as
 * another.
 */
function onePrimary(
  contacts: readonly Contact[],
  named: readonly Contact[],
  sent: readonly Values[],
): void {
  const others = contacts.filter((contact) => !named.includes(contact));
  const ordered = [...others, ...named];
  const isDeclined = (contact: Contact) => sent[named.indexOf(contact)]?.isPrimary === false;
  const primary =
    named.find((_, i) => sent[i]?.isPrimary === true) ??
    ordered.find(({ isPrimary }) => isPrimary) ??
    ordered.find((contact) => !isDeclined(contact)) ??
    ordered[0];
  for (const contact of contacts) contact.isPrimary = contact === primary;
}

/** Changes a contact: absent values stay, null clears. A cleared address is empty; one that never was stays null. */
function change(contact: Contact, values: Values, isStored: boolean): void {
  const { firstName, sendEmail, isPrimary, email, password } = values;
  if (firstName !== undefined) contact.firstName = (firstName as string) || null;
  if (sendEmail !== undefined) contact.sendEmail = sendEmail === true;
  if (isPrimary !== undefined) contact.isPrimary = isPrimary === true;
  if (email !== undefined && (email || !isStored || contact.email !== null)) {
    contact.email = (email as string | null) ?? '';
  }
  // A password is stored only where there is an address to sign in with.
  if (isPassword(password) && (contact.email?.length ?? 0) > 3) contact.passwords += 1;
}

/** Stars, blanks and nothing leave the stored password alone. */
export const isPassword = (given: unknown): boolean => /[^*\s]/.test(String(given ?? ''));

/** Returns whether contacts differ. */
const differ = (before: readonly Contact[], after: readonly Contact[]): boolean =>
  JSON.stringify(before) !== JSON.stringify(after);
