import { type Checked, collectErrors, invalid, joinChecked, valid } from '../../../core/checked.ts';
import { DomainError, type InputPath, invalidInput } from '../../../core/errors.ts';
import type { IdCodec } from '../../../core/ids.ts';
import { codeNumber } from '../../../filter/filter.ts';
import { clientFields } from '../../../records/fields.ts';
import {
  type InputPlace,
  UnlistedCode,
  type Values,
  validateValues,
} from '../../../records/values.ts';
import { normalText, requireStorable } from '../../../text/text.ts';
import { type Settings, validateSettings } from '../../../v1-rules/settings.ts';
import type { ClientIdentifier } from '../../match/match.ts';
import type { ContactsMode, UpsertInput, UpsertMode } from '../input.ts';
import { type ContactChange, validateContacts } from './contacts.ts';

/** The maximum of contacts in one input. */
const MAX_CONTACTS = 500;

/** An input with its values in stored form, and everything that is wrong with it. */
export interface ValidatedInput {
  readonly path: InputPath;
  readonly match: ClientIdentifier | null;
  readonly mode: UpsertMode;
  readonly contactsMode: ContactsMode;
  readonly exactId: boolean;
  readonly expectedVersion: number | null;
  readonly values: Values;
  /** Values copied from `match` into a client that is created because nothing matched. */
  readonly matchValues: Values;
  /** The settings that replace the stored ones; null to keep them. */
  readonly settings: Settings | null;
  /** Single settings to change in those that are kept or sent; null for none. */
  readonly settingsPatch: Settings | null;
  /** Null to leave the contacts alone. */
  readonly contacts: readonly ContactChange[] | null;
  /** The contacts of a client that is created because nothing matched, when the input has none. */
  readonly matchContacts: readonly ContactChange[] | null;
  readonly errors: readonly DomainError[];
  /** Errors that count only where the matching client does not have the number already. */
  readonly unlisted: readonly UnlistedCode[];
}

/** Validates everything in an input that needs no look at the database. */
export function validateInput(ids: IdCodec, input: UpsertInput, path: InputPath): ValidatedInput {
  const at = (name: string): InputPlace => ({ ids, path: [...path, name] });
  const { mode = 'UPSERT', contactsMode = 'MERGE', values } = input;
  const match = validateMatch(input.match, at('match'));
  const { id: _, email: __, contactKey: ___, ...matched } = match.value ?? {};
  const checked = joinChecked({
    values: validateValues(clientFields, values, { ids, path }),
    settings:
      values.settings === undefined
        ? valid(null)
        : validateSettings(values.settings, at('settings').path),
    contacts: validateContactList(input, at('contacts')),
    settingsPatch: validateSettingsPatch(values, path),
    matchContacts: validateMatchContacts(input, at('match')),
    matchValues: validateValues(clientFields, matched, at('match')),
  });
  const errors = [...(input.refused ?? []), ...match.errors, ...checked.errors];
  const unlisted = errors.filter((error) => error instanceof UnlistedCode);
  const mayStay = match.value !== null && unlisted.length === errors.length;
  return {
    path,
    match: match.value,
    mode: mode ?? 'UPSERT',
    contactsMode: contactsMode ?? 'MERGE',
    exactId: input.exactId ?? false,
    expectedVersion: input.expectedVersion ?? null,
    ...checked.value,
    errors: mayStay ? [] : errors,
    unlisted: mayStay ? unlisted : [],
  };
}

function validateMatch(
  match: ClientIdentifier | null | undefined,
  { ids, path }: InputPlace,
): Checked<ClientIdentifier | null> {
  if (match === undefined) return valid(null);
  if (match === null) {
    const message = 'The match is null: give it a value, or leave it out to create a client.';
    return invalid(invalidInput(message, path));
  }
  const given = Object.entries(match).filter(([, value]) => value != null);
  const [[name, value] = []] = given;
  const text = normalText(String(value));
  if (given.length !== 1 || name === undefined || text === '') {
    const message = 'Exactly one thing names the client to match, and it is not empty.';
    return invalid(invalidInput(message, path));
  }
  return collectErrors(() => {
    if (name === 'id') ids.decode('Client', text, [...path, 'id']);
    else requireStorable(text, [...path, name]);
    return { [name]: text };
  });
}

function validateContactList(
  { contacts, contactsMode }: UpsertInput,
  place: InputPlace,
): Checked<ContactChange[] | null> {
  if (contacts === undefined) return valid(null);
  if (contacts === null) {
    const message = 'The contacts are a list; leave them out to leave them alone.';
    return invalid(invalidInput(message, place.path, 'array'));
  }
  if (contacts.length > MAX_CONTACTS) {
    const message = `A client has at most ${MAX_CONTACTS} contacts in one input.`;
    return invalid(invalidInput(message, place.path));
  }
  return validateContacts(contacts, contactsMode ?? 'MERGE', place);
}

/**
 * Validates an e-mail address to match as the contact of a new client. Its errors are reported at the address itself.
 */
function validateMatchContacts(
  { match, mode, contacts }: UpsertInput,
  { ids, path }: InputPlace,
): Checked<ContactChange[] | null> {
  const email = match?.email;
  if (email == null || contacts !== undefined || mode === 'UPDATE_ONLY') return valid(null);
  const { value, errors } = validateContacts([{ email }], 'MERGE', { ids, path });
  const here = [...path, 'email'];
  return {
    value,
    errors: errors.map(({ code, message }) => new DomainError(code, message, here)),
  };
}

/** The settings that are fields of their own as well. */
const settingFields = { currencyId: 'currency_id', languageId: 'language_id' } as const;

function validateSettingsPatch(values: Values, path: InputPath): Checked<Settings | null> {
  const given = Object.entries(settingFields).filter(([field]) => values[field] !== undefined);
  if (given.length === 0) return valid(null);
  const patch = given.map(([field, key]) => {
    const text = String(values[field] ?? '');
    const stored = () => (text === '' ? '' : String(codeNumber(text, [...path, field])));
    return [key, collectErrors(stored)] as const;
  });
  return joinChecked(Object.fromEntries(patch));
}
