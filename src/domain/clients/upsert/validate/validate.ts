import bcrypt from 'bcryptjs';
import { DomainError, type InputPath, invalidInput } from '../../../core/errors.ts';
import type { IdCodec } from '../../../core/ids.ts';
import { codeNumber } from '../../../filter/filter.ts';
import { clientFields } from '../../../records/fields.ts';
import { normalText, requireStorable } from '../../../text/text.ts';
import { type Settings, validateSettings } from '../../../v1-rules/settings.ts';
import type { ClientIdentifier } from '../../match/match.ts';
import type { ContactsMode, UpsertInput, UpsertMode } from '../input.ts';
import { type ContactChange, validateContacts } from './contacts.ts';
import { UnlistedCode, validateValues } from './values.ts';

/** Rounds of bcrypt for portal passwords, as many as the existing API takes. */
const BCRYPT_COST = 10;

/** Most contacts that one input may have. */
const MAX_CONTACTS = 500;

/** An input whose every value is checked and in stored form. */
export interface ValidatedInput {
  readonly path: InputPath;
  readonly match: ClientIdentifier | null;
  readonly mode: UpsertMode;
  readonly contactsMode: ContactsMode;
  readonly exactId: boolean;
  readonly expectedVersion: number | null;
  readonly values: Readonly<Record<string, unknown>>;
  /** What a client that is made for want of a match has besides: that by which it was looked for. */
  readonly matchValues: Readonly<Record<string, unknown>>;
  /** The settings that replace the stored ones; null to keep them. */
  readonly settings: Settings | null;
  /** Single settings to change in what is kept or sent; null for none. */
  readonly settingsPatch: Settings | null;
  /** Null to leave the contacts alone. */
  readonly contacts: readonly ContactChange[] | null;
  /** The contacts of a client that is made for want of a match, when the input names none. */
  readonly matchContacts: readonly ContactChange[] | null;
  readonly hashes: Map<ContactChange, string>;
  readonly errors: readonly DomainError[];
  /** What is refused as well, unless the matching client has it already. */
  readonly unlisted: readonly UnlistedCode[];
}

/** What of an input needs no look at the database: everything that is wrong is found at once. */
export function validateInput(ids: IdCodec, input: UpsertInput, path: InputPath): ValidatedInput {
  const errors: DomainError[] = [...(input.refused ?? [])];
  const { values } = input;
  const match = readMatch(ids, input.match ?? null, [...path, 'match'], errors);
  const contactsMode = input.contactsMode ?? 'MERGE';
  const read = validateValues(ids, clientFields, values, path, errors);
  const { id: _, email: __, contactKey: ___, ...matchedBy } = match ?? {};
  const settings =
    values.settings === undefined
      ? null
      : validateSettings(values.settings, [...path, 'settings'], errors);
  const contacts = readContactList(ids, input, contactsMode, path, errors);
  const settingsPatch = readSettingsPatch(values, path, errors);
  const matchContacts = validateMatchContacts(ids, input, [...path, 'match'], errors);
  const matchValues = validateValues(ids, clientFields, matchedBy, [...path, 'match'], errors);
  const unlisted = errors.filter((error) => error instanceof UnlistedCode);
  const mayStay = match !== null && unlisted.length === errors.length;
  return {
    path,
    match,
    mode: input.mode ?? 'UPSERT',
    contactsMode,
    exactId: input.exactId ?? false,
    expectedVersion: input.expectedVersion ?? null,
    values: read,
    matchValues: matchValues,
    settings,
    settingsPatch,
    contacts,
    matchContacts,
    hashes: new Map(),
    errors: mayStay ? [] : errors,
    unlisted: mayStay ? unlisted : [],
  };
}

function readMatch(
  ids: IdCodec,
  match: ClientIdentifier | null,
  path: InputPath,
  errors: DomainError[],
): ClientIdentifier | null {
  if (match === null) return null;
  const given = Object.entries(match).filter(([, value]) => value != null);
  const [[name, value] = []] = given;
  const text = normalText(String(value));
  if (given.length !== 1 || name === undefined || text === '') {
    errors.push(
      invalidInput('Exactly one thing names the client to match, and it is not empty.', path),
    );
    return null;
  }
  try {
    if (name === 'id') ids.decode('Client', text, [...path, 'id']);
    else requireStorable(text, [...path, name]);
  } catch (error) {
    errors.push(error as DomainError);
    return null;
  }
  return { [name]: text };
}

function readContactList(
  ids: IdCodec,
  { contacts }: UpsertInput,
  mode: ContactsMode,
  path: InputPath,
  errors: DomainError[],
): ContactChange[] | null {
  const here = [...path, 'contacts'];
  if (contacts === null) {
    const message = 'The contacts are a list; leave them out to leave them alone.';
    errors.push(invalidInput(message, here, 'array'));
    return null;
  }
  if (contacts === undefined) return null;
  if (contacts.length > MAX_CONTACTS) {
    errors.push(invalidInput(`A client has at most ${MAX_CONTACTS} contacts in one input.`, here));
    return null;
  }
  return validateContacts(ids, contacts, mode, here, errors);
}

/** A client made because nobody had an address is someone with this address. */
function validateMatchContacts(
  ids: IdCodec,
  { match, mode, contacts: given }: UpsertInput,
  path: InputPath,
  errors: DomainError[],
): ContactChange[] | null {
  const email = match?.email;
  if (email == null || given !== undefined || mode === 'UPDATE_ONLY') return null;
  const refused: DomainError[] = [];
  const contacts = validateContacts(ids, [{ email }], 'MERGE', path, refused);
  errors.push(
    ...refused.map(({ code, message }) => new DomainError(code, message, [...path, 'email'])),
  );
  return contacts;
}

/** The currency and the language are settings, but have fields of their own. */
function readSettingsPatch(
  values: Readonly<Record<string, unknown>>,
  path: InputPath,
  errors: DomainError[],
): Settings | null {
  const patch: Record<string, string> = {};
  for (const [field, key] of Object.entries(settingFields)) {
    const given = values[field];
    if (given === undefined) continue;
    try {
      const empty = given === null || given === '';
      patch[key] = empty ? '' : String(codeNumber(String(given), [...path, field]));
    } catch (error) {
      errors.push(error as DomainError);
    }
  }
  return Object.keys(patch).length > 0 ? patch : null;
}

/** The settings that have fields of their own. */
export const settingFields = { currencyId: 'currency_id', languageId: 'language_id' } as const;

/** Hashes the new portal passwords of an input. Slow on purpose, so it is done before the book is locked. */
export async function hashPasswords({ contacts, hashes }: ValidatedInput): Promise<void> {
  for (const contact of contacts ?? []) {
    if (contact.password !== null) {
      hashes.set(contact, await bcrypt.hash(contact.password, BCRYPT_COST));
    }
  }
}
