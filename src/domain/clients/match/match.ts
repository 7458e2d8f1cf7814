import { anyCompany, column, inList, raw, rowsFromJson, type Sql, sql } from '../../../db/sql.ts';
import type { ReadContext } from '../../core/context.ts';
import { DomainError, type InputPath, invalidInput, notFound } from '../../core/errors.ts';
import type { Field } from '../../core/kinds.ts';
import { searchable } from '../../filter/filter.ts';
import { clientFields, contactFields, fieldsOf } from '../../records/fields.ts';
import type { ContactState } from '../contacts.ts';

/**
 * The value that identifies a client; exactly one is given. Case does not count, accents do; a key is compared as it
 * is.
 */
export interface ClientIdentifier {
  readonly id?: string | null;
  readonly number?: string | null;
  readonly idNumber?: string | null;
  readonly vatNumber?: string | null;
  /** The e-mail address of a contact. */
  readonly email?: string | null;
  /** The key of a contact. */
  readonly contactKey?: string | null;
}

/** A stored client, with everything that a change of it reads. */
export interface StoredClient {
  readonly id: number;
  readonly version: number;
  readonly isDeleted: boolean;
  /** The writableNames fields by name. */
  readonly [field: string]: unknown;
}

/** The clients that a match finds: none, one or more. */
export interface ClientMatches {
  /** A key that is the same for two matches with the same value. */
  readonly key: string;
  readonly clients: readonly StoredClient[];
  /** Their contacts, the primary one first, if they were requested. */
  readonly contacts: ReadonlyMap<number, readonly ContactState[]>;
}

/** The look-ups of clients by identifiers other than the id. */
const identifiers = {
  number: sql`select c.id from clients c where c.company_id = m.company and fold_identity(c.number) = fold_identity(m.value)`,
  idNumber: sql`select c.id from clients c where c.company_id = m.company and c.id_number is not null and fold_identity(c.id_number) = fold_identity(m.value)`,
  vatNumber: sql`select c.id from clients c where c.company_id = m.company and c.vat_number is not null and fold_identity(c.vat_number) = fold_identity(m.value)`,
  email: sql`select k.client_id from contacts k where k.company_id = m.company and k.removed_at is null and fold_identity(k.email) = fold_identity(m.value)`,
  contactKey: sql`select k.client_id from contacts k where k.company_id = m.company and k.removed_at is null and k.contact_key = m.value`,
} as const satisfies Partial<Record<keyof ClientIdentifier, Sql>>;

const writableNames = (table: Readonly<Record<string, Field>>, more: readonly string[]): string[] =>
  fieldsOf(table)
    .filter(([name, { write }]) => write || more.includes(name))
    .map(([name]) => name);

const storedClientColumns = [
  'id',
  ...writableNames(clientFields, [
    'version',
    'isDeleted',
    'clientHash',
    'ownText',
    'contactsText',
    'displayName',
  ]),
];
const storedContactColumns = [
  'id',
  'clientId',
  ...writableNames(contactFields, ['contactKey', 'passwordHash']),
];

const select = (alias: string, fields: readonly string[]): Sql =>
  raw(fields.map((field) => `${column(alias, field).text} as "${field}"`).join(', '));

/**
 * Matches clients: one statement. Deleted clients count only where no other one matches. The id of a merged client
 * finds its survivor.
 * @param withContacts whether their contacts are read as well
 * @returns the clients of each match, in their order
 */
export async function matchClients(
  { db, ids, viewer }: ReadContext,
  matches: readonly { identifier: ClientIdentifier; path: readonly (string | number)[] }[],
  withContacts = false,
): Promise<ClientMatches[]> {
  if (matches.length === 0) return [];
  const rows = matches.map(({ identifier, path }, place) => {
    const [kind = '', value] = Object.entries(identifier).find(([, given]) => given != null) ?? [];
    if (kind === 'id')
      return { place, kind, value: String(ids.decode('Client', String(value), [...path, 'id'])) };
    return { place, kind, value: readIdentifier(kind, String(value ?? ''), path) };
  });
  const named = Object.entries(identifiers).map(
    ([kind, find]) => sql`select x.id from (${find}) x(id) where m.kind = ${raw(`'${kind}'`)}`,
  );
  const [number, idNumber, vatNumber, email, contactKey] = named as [Sql, Sql, Sql, Sql, Sql];
  const found = await db.query<StoredClient & MatchRow>(sql`
    select m.place, m.kind || ':' || case m.kind when 'contactKey' then m.value else fold_identity(m.value) end as key, ${withContacts ? contactsOfClient : sql`null`} as contacts,
      ${select('c', storedClientColumns)}
    from (select x.*, (select ${viewer.companyId}::integer) as company
      from ${rowsFromJson(rows, sql`place integer, kind text, value text`)}) m
    left join lateral (
      select distinct on (id) id from (
        select c.id from clients c where m.kind = 'id' and c.company_id = m.company and c.id = case when m.kind = 'id' then m.value::integer end
        union all
        select r.to_id from client_redirects r where m.kind = 'id' and r.company_id = m.company and r.from_id = case when m.kind = 'id' then m.value::integer end
        union all (${number}) union all (${idNumber}) union all (${vatNumber}) union all (${email}) union all (${contactKey})
      ) every(id) order by id limit 20
    ) named on true
    left join clients c on c.company_id = m.company and c.id = named.id
    order by m.place, c.is_deleted, c.id`);
  const places = new Map<number, (MatchRow & { readonly client: StoredClient })[]>();
  for (const { place, key, contacts, ...client } of found) {
    const ofPlace = places.get(place) ?? [];
    ofPlace.push({ place, key, contacts, client: client as StoredClient });
    places.set(place, ofPlace);
  }
  return rows.map(({ place, kind, value }) => {
    const ofPlace = places.get(place) ?? [];
    const clients = ofPlace.filter(({ client }) => client.id !== null);
    const alive = clients.filter(({ client }) => !client.isDeleted);
    return {
      key: ofPlace[0]?.key ?? `${kind}:${value}`,
      clients: (alive.length ? alive : clients).map(({ client }) => client),
      contacts: new Map(clients.map(({ client, contacts }) => [client.id, contacts ?? []])),
    };
  });
}

/** Returns an identifier in stored form. @throws INVALID_INPUT, also for a blank one */
function readIdentifier(kind: string, given: string, path: InputPath): string {
  const value = searchable(given, [...path, kind]);
  if (value !== '') return value;
  throw invalidInput(`A blank "${kind}" names no client.`, [...path, kind]);
}

/** The columns beside a client that a match finds. A row without a client id stands for no match. */
interface MatchRow {
  readonly place: number;
  readonly key: string;
  readonly contacts: readonly ContactState[] | null;
}

const contactsOfClient = sql`(select json_agg(x) from (
  select ${select(
    'k',
    storedContactColumns.filter((name) => name !== 'clientId'),
  )} from contacts k
  where k.company_id = c.company_id and k.client_id = c.id and k.removed_at is null
  order by k.is_primary desc, k.id) x)`;

/** Reads the contacts of clients, the primary one first: one statement. */
export async function readStoredContacts(
  { db, viewer }: ReadContext,
  clientIds: readonly number[],
): Promise<Map<number, ContactState[]>> {
  const contacts = new Map<number, ContactState[]>(clientIds.map((id) => [id, []]));
  if (clientIds.length === 0) return contacts;
  const rows = await db.query<ContactState & { clientId: number }>(sql`
    select ${select('k', storedContactColumns)} from contacts k
    where k.company_id = ${anyCompany(viewer.companyId)} and ${inList(sql`k.client_id`, clientIds)} and k.removed_at is null
    order by k.client_id, k.is_primary desc, k.id`);
  for (const { clientId, ...contact } of rows)
    contacts.get(clientId)?.push(contact as ContactState);
  return contacts;
}

/** Returns the only client of a match; null for none. @throws NOT_FOUND, AMBIGUOUS_MATCH */
export function onlyMatch(
  { clients }: ClientMatches,
  identifier: ClientIdentifier,
  path: readonly (string | number)[],
): StoredClient | null {
  const [client, ...more] = clients;
  if (more.length > 0) {
    throw new DomainError(
      'AMBIGUOUS_MATCH',
      'More than one client matches; name it by its id.',
      path,
    );
  }
  if (!client && identifier.id != null) throw notFound('client', identifier.id, [...path, 'id']);
  return client ?? null;
}
