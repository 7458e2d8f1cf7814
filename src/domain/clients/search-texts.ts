import type { Field } from '../core/kinds.ts';
import { clientFields, contactFields, fieldsOf } from '../records/fields.ts';
import type { NamedContact } from '../v1-rules/display-name.ts';

/** A separator between the values of a search text, so that nothing is found across two of them. */
const SEPARATOR = '\u001f';

/** The columns of the texts in which the search looks: the client's own values, and those of its contacts. */
export const searchTexts = ['ownText', 'contactsText'] as const;

/** The search texts of a client. */
export type SearchTexts = Readonly<Record<(typeof searchTexts)[number], string>>;

/**
 * Returns the search texts of a client. The columns hold them folded: `fold_search(…)` in SQL.
 * @param client its fields by name; only those that are searched are read
 * @param contacts its contacts without the removed ones
 */
export function searchTextsOf(client: object, contacts: readonly NamedContact[]): SearchTexts {
  const values = contacts.flatMap((contact) => [
    ...valuesOf(searchedOfContact, contact),
    // People search for "Ada Lovelace", which neither name holds alone.
    contact.firstName && contact.lastName ? `${contact.firstName} ${contact.lastName}` : '',
  ]);
  return { ownText: joined(valuesOf(searchedOfClient, client)), contactsText: joined(values) };
}

const joined = (values: readonly unknown[]): string => values.filter(Boolean).join(SEPARATOR);

const searchedNames = (table: Readonly<Record<string, Field>>): string[] =>
  fieldsOf(table)
    .filter(([, { search }]) => search)
    .map(([name]) => name);

const searchedOfClient = searchedNames(clientFields);
const searchedOfContact = searchedNames(contactFields);

const valuesOf = (names: readonly string[], row: object): unknown[] =>
  names.map((name) => (row as Readonly<Record<string, unknown>>)[name]);
