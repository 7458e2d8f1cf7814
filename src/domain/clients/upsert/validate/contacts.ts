import { type Checked, collectErrors, invalid, joinChecked, valid } from '../../../core/checked.ts';
import { type DomainError, type InputPath, invalidInput } from '../../../core/errors.ts';
import { contactFields } from '../../../records/fields.ts';
import { type InputPlace, validateValues } from '../../../records/values.ts';
import { foldIdentity } from '../../../text/folding.ts';
import { normalText, readText, unstorable } from '../../../text/text.ts';
import { isMask, isStrong, PASSWORD_RULE } from '../../../v1-rules/contacts.ts';
import type { ContactInput, ContactsMode } from '../input.ts';

/** A contact of an input with its values in stored form. */
export interface ContactChange {
  readonly path: InputPath;
  readonly id: number | null;
  readonly contactKey: string | null;
  readonly values: Readonly<Record<string, unknown>>;
  /** A new portal password; null to leave the stored one alone. */
  readonly password: string | null;
  /** The bcrypt hash of the password once `hashPasswords` has run. */
  readonly passwordHash: string | null;
}

/** The form of an e-mail address that mail programs accept: one @, no blanks, a domain. */
export const EMAIL = /^[^\s@"(),:;<>[\]\\]+@[^\s@"(),:;<>[\]\\]+$/;

/** Validates the contacts of an input, each by itself and all together. */
export function validateContacts(
  given: readonly ContactInput[],
  mode: ContactsMode,
  { ids, path }: InputPlace,
): Checked<ContactChange[]> {
  const checked = given.map((contact, index) =>
    validateContact(contact, mode, { ids, path: [...path, index] }),
  );
  const contacts = checked.map(({ value }) => value);
  const errors = checked.flatMap((contact) => contact.errors);
  return { value: contacts, errors: [...errors, ...repeatedAddresses(contacts, mode)] };
}

function validateContact(
  contact: ContactInput,
  mode: ContactsMode,
  { ids, path }: InputPlace,
): Checked<ContactChange> {
  const at = (name: string): InputPlace => ({ ids, path: [...path, name] });
  const values = validateValues(contactFields, contact, { ids, path });
  const { email } = values.value;
  const { value, errors } = joinChecked({
    values: { ...values, value: email === null ? { ...values.value, email: '' } : values.value },
    email: validateEmail(email, at('email').path),
    password: validatePassword(contact.password, at('password').path),
    id: validateId(contact.id, mode, at('id')),
    contactKey: validateKey(contact.contactKey, at('contactKey').path),
  });
  const { email: _, ...change } = value;
  return { value: { ...change, path, passwordHash: null }, errors };
}

function validateEmail(email: unknown, path: InputPath): Checked<null> {
  if (typeof email !== 'string' || EMAIL.test(email)) return valid(null);
  return invalid(invalidInput(`"${email}" is not an e-mail address.`, path, 'email'));
}

/** Returns an error for each contact whose address another contact of the input has as well. */
function repeatedAddresses(contacts: readonly ContactChange[], mode: ContactsMode): DomainError[] {
  const given = contacts.flatMap(({ values: { email }, path }) =>
    typeof email === 'string' && email !== ''
      ? [{ email, key: comparedAs(email, mode), path }]
      : [],
  );
  const counts = new Map<string, number>();
  for (const { key } of given) counts.set(key, (counts.get(key) ?? 0) + 1);
  return given
    .filter(({ key }) => (counts.get(key) ?? 0) > 1)
    .map(({ email, path }) =>
      invalidInput(`"${email}" stands here twice.`, [...path, 'email'], 'distinct'),
    );
}

/**
 * Returns an address as it is compared with others of its input. Where contacts are found by their address, case does
 * not count: two of one address would be one contact. v1, which replaces, accepts two that differ in case.
 */
const comparedAs = (email: string, mode: ContactsMode): string =>
  mode === 'REPLACE' ? email : foldIdentity(email);

function validateKey(key: string | null | undefined, path: InputPath): Checked<string | null> {
  if (key === null || key === undefined) return valid(null);
  return collectErrors(() => readText(String(key), path));
}

/** Validates the id of a contact. In v1, which replaces, an invalid id stands for a new contact. */
function validateId(
  id: string | null | undefined,
  mode: ContactsMode,
  { ids, path }: InputPlace,
): Checked<number | null> {
  if (id === null || id === undefined || id === '') return valid(null);
  const checked = collectErrors(() => ids.decode('Contact', String(id), path));
  return mode === 'REPLACE' ? valid(checked.value) : checked;
}

function validatePassword(given: unknown, path: InputPath): Checked<string | null> {
  if (given === null || given === undefined || given === '') return valid(null);
  if (typeof given !== 'string' && typeof given !== 'number') {
    return invalid(invalidInput('A portal password is a text.', path, 'string'));
  }
  const password = normalText(String(given));
  if (isMask(password)) return valid(null);
  const message =
    unstorable(password) ?? (isStrong(password) ? null : `A portal password has ${PASSWORD_RULE}.`);
  return message === null ? valid(password) : invalid(invalidInput(message, path));
}
