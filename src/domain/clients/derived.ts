import { raw, type Sql, sql } from '../../db/sql.ts';
import type { Field } from '../core/kinds.ts';
import { clientFields, contactFields, fieldsOf } from '../records/fields.ts';
import { cutTo, MAX_TEXT } from '../text/text.ts';

/** What the derived values of a client read of one of its contacts. */
export interface NamedContact {
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly email?: string | null | undefined;
}

/** What a client is called that has neither a name nor a contact to be called by. */
const NAMELESS = 'No Contact Set';

/** The condition under which a row of `contacts`, known as `k`, belongs to a client known as `c` and is shown. */
export const isContactOfClient: Sql = sql`k.company_id = c.company_id and k.client_id = c.id and k.removed_at is null`;

/** Stands between the pieces of a text, so that nothing is found across two of them. */
const SEPARATOR = '\u001f';

/**
 * What to call a client: its name, else the first contact that has an e-mail address (an empty one counts, null does
 * not) by its name or, nameless itself, by that address.
 * @param contacts in v1's order: the primary one first, then by number; removed ones left out
 */
export const displayNameOf = (
  { name }: { readonly name?: string | null | undefined },
  contacts: readonly NamedContact[],
): string => name || nameByContact(contacts);

/** The same in v1, which passes over a name of a single byte. */
export const v1DisplayNameOf = (
  { name }: { readonly name?: string | null | undefined },
  contacts: readonly NamedContact[],
): string => (name && Buffer.byteLength(name) >= 2 ? name : nameByContact(contacts));

/** The name that v1 gives a client known as `c`, from what is stored. */
export const v1DisplayName: Sql = sql`case when octet_length(c.name) = 1 then coalesce((
  select case when k.first_name is null and k.last_name is null then k.email
    else left(concat(k.first_name, ' ', k.last_name), ${raw(String(MAX_TEXT))}) end
  from contacts k where ${isContactOfClient} and k.email is not null
  order by k.is_primary desc, k.id limit 1), ${raw(`'${NAMELESS}'`)}) else c.display_name end`;

function nameByContact(contacts: readonly NamedContact[]): string {
  const contact = contacts.find(({ email }) => email !== null && email !== undefined);
  if (!contact) return NAMELESS;
  const { firstName, lastName, email } = contact;
  // v1 puts the blank between the two even where one is missing. An index holds no endless text.
  return firstName || lastName
    ? cutTo(`${firstName ?? ''} ${lastName ?? ''}`, MAX_TEXT)
    : (email ?? '');
}

/** The columns of the texts by which the search finds a client: its own, and its contacts'. */
export const searchTexts = ['ownText', 'contactsText'] as const;

export type SearchTexts = Readonly<Record<(typeof searchTexts)[number], string>>;

/**
 * The texts by which the search finds a client. The columns hold them folded: `fold_search(…)` in SQL.
 * @param client its fields by name; only texts that are searched are looked at
 * @param contacts those that are not removed
 */
export function searchTextsOf(client: object, contacts: readonly NamedContact[]): SearchTexts {
  const pieces = contacts.flatMap((contact) => [
    ...valuesOf(searchedOfContact, contact),
    // People look for "Ada Lovelace", which neither name holds alone.
    contact.firstName && contact.lastName ? `${contact.firstName} ${contact.lastName}` : '',
  ]);
  return { ownText: joined(valuesOf(searchedOfClient, client)), contactsText: joined(pieces) };
}

const joined = (pieces: readonly unknown[]): string => pieces.filter(Boolean).join(SEPARATOR);

const searchedNames = (table: Readonly<Record<string, Field>>): string[] =>
  fieldsOf(table)
    .filter(([, { search }]) => search)
    .map(([name]) => name);

const searchedOfClient = searchedNames(clientFields);
const searchedOfContact = searchedNames(contactFields);

const valuesOf = (names: readonly string[], row: object): unknown[] =>
  names.map((name) => (row as Readonly<Record<string, unknown>>)[name]);
