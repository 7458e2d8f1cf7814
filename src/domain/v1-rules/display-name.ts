import { raw, type Sql, sql } from '../../db/sql.ts';
import { isContactOfClient } from '../clients/contacts.ts';
import { cutTo, MAX_TEXT } from '../text/text.ts';

/** The display name of a client that has neither a name nor a contact with one. */
export const NAMELESS = 'No Contact Set';

/** The values of a contact that the derived columns of its client read. */
export interface NamedContact {
  readonly firstName?: string | null | undefined;
  readonly lastName?: string | null | undefined;
  readonly email?: string | null | undefined;
}

/** A client as far as its display name depends on it. */
interface NamedClient {
  readonly name?: string | null | undefined;
}

/**
 * Returns the display name of a client: its name, else that of the first contact that has an e-mail address. As in v1 an
 * empty address counts and null does not, and a contact without a name is called by its address.
 * @param contacts in v1's order: the primary one first, then by id, without removed ones
 */
export const displayNameOf = ({ name }: NamedClient, contacts: readonly NamedContact[]): string =>
  name || nameByContact(contacts);

/** Returns the display name that v1 shows: v1 ignores a client's name of a single byte. */
export const v1DisplayNameOf = (
  { name }: NamedClient,
  contacts: readonly NamedContact[],
): string => (name && Buffer.byteLength(name) >= 2 ? name : nameByContact(contacts));

/** The display name that v1 shows of the client `c`, from the stored columns. */
export const v1DisplayName: Sql = sql`case when octet_length(c.name) = 1 then coalesce((
  select case when k.first_name is null and k.last_name is null then k.email
    else left(concat(k.first_name, ' ', k.last_name), ${raw(String(MAX_TEXT))}) end
  from contacts k where ${isContactOfClient} and k.email is not null
  order by k.is_primary desc, k.id limit 1), ${raw(`'${NAMELESS}'`)}) else c.display_name end`;

function nameByContact(contacts: readonly NamedContact[]): string {
  const contact = contacts.find(({ email }) => email !== null && email !== undefined);
  if (!contact) return NAMELESS;
  const { firstName, lastName, email } = contact;
  if (!firstName && !lastName) return email ?? '';
  // v1 writes the blank even where one of the two names is missing. The column is indexed, so its length is limited.
  return cutTo(`${firstName ?? ''} ${lastName ?? ''}`, MAX_TEXT);
}
