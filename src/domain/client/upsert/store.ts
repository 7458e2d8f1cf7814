import { columnName, join, raw, type Sql, sql } from '../../../db/sql.ts';
import { type Field, sqlType } from '../../kinds.ts';
import type { WriteContext } from '../../write.ts';
import { clientFields, contactFields, fieldsOf } from '../fields.ts';
import type { ContactState } from './contacts.ts';

/** The values that a client is stored with: its writable fields and the derived ones. */
export type ClientState = Readonly<Record<string, unknown>>;

/** A client to insert, with the contacts that go with it. */
export interface NewClient {
  readonly state: ClientState;
  readonly contacts: readonly ContactState[];
}

/** A client to change, with the contacts that are new, changed and removed. */
export interface ChangedClient {
  readonly id: number;
  readonly state: ClientState;
  readonly added: readonly ContactState[];
  readonly changed: readonly ContactState[];
  readonly removed: readonly number[];
}

interface Column {
  readonly field: string;
  readonly type: string;
}

const columnsOfTable = (
  table: Readonly<Record<string, Field>>,
  more: readonly string[],
): Column[] =>
  fieldsOf(table)
    .filter(([name, { write }]) => write || more.includes(name))
    .map(([name, { kind }]) => ({ field: name, type: sqlType[kind] }));

const clientColumns = columnsOfTable(clientFields, ['displayName', 'searchText', 'clientHash']);
const contactColumns = columnsOfTable(contactFields, ['contactKey', 'passwordHash']);

const names = (columns: readonly Column[]): Sql =>
  raw(columns.map(({ field }) => columnName(field)).join(', '));

/** A JSON list as the rows `x`, with the columns' types. */
const rowsOf = (list: unknown, columns: readonly Column[]): Sql => {
  const typed = columns.map(({ field, type }) => `"${field}" ${type}`).join(', ');
  return sql`jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as x(${raw(typed)})`;
};

/** What a column is set to: search texts are stored folded. */
const value = (field: string): Sql =>
  field === 'searchText' ? sql`fold(x."searchText")` : raw(`x."${field}"`);

const values = (columns: readonly Column[]): Sql => join(columns.map(({ field }) => value(field)));

const integer = (field: string): Column => ({ field, type: 'integer' });

/** Where a row stands in the list: the order in which numbers are given out. */
const nth = integer('nth');

/**
 * Inserts clients with their contacts: one statement, however many there are.
 * @returns their numbers, in their order
 */
export async function insertClients(
  { db, viewer }: WriteContext,
  clients: readonly NewClient[],
): Promise<number[]> {
  const rows = clients.map(({ state }, place) => ({ ...state, nth: place }));
  const contacts = clients.flatMap((client, place) =>
    client.contacts.map((contact, i) => ({ ...contact, place, nth: i })),
  );
  const inserted = await db.query<{ id: number }>(sql`
    with client as materialized (
      select nextval('clients_id_seq')::integer as id, x.* from ${rowsOf(rows, [nth, ...clientColumns])} order by nth
    ), inserted as (
      insert into clients (id, company_id, user_id, ${names(clientColumns)})
      select id, ${viewer.companyId}, ${viewer.userId}, ${values(clientColumns)} from client x
    ), contact as (
      insert into contacts (company_id, client_id, ${names(contactColumns)})
      select ${viewer.companyId}, client.id, ${values(contactColumns)}
      from ${rowsOf(contacts, [integer('place'), nth, ...contactColumns])} join client on client.nth = x.place
      order by x.place, x.nth
    )
    select id from client order by nth`);
  return inserted.map(({ id }) => id);
}

/** Changes clients and their contacts: at most four statements, however many there are. Versions grow by one. */
export async function updateClients(
  { db, viewer }: WriteContext,
  clients: readonly ChangedClient[],
): Promise<void> {
  const rows = clients.map(({ id, state }) => ({ ...state, id }));
  await db.query(sql`
    update clients c set ${assignments(clientColumns)}, version = c.version + 1, updated_at = now()
    from ${rowsOf(rows, [integer('id'), ...clientColumns])}
    where c.company_id = ${viewer.companyId} and c.id = x.id`);
  const added = clients.flatMap(({ id, added }) =>
    added.map((contact, i) => ({ ...contact, clientId: id, nth: i })),
  );
  if (added.length > 0) {
    await db.query(sql`
      insert into contacts (company_id, client_id, ${names(contactColumns)})
      select ${viewer.companyId}, x."clientId", ${values(contactColumns)}
      from ${rowsOf(added, [integer('clientId'), nth, ...contactColumns])} order by x."clientId", x.nth`);
  }
  const changed = clients.flatMap((client) => client.changed);
  if (changed.length > 0) {
    await db.query(sql`
      update contacts k set ${assignments(contactColumns)}, updated_at = now()
      from ${rowsOf(changed, [integer('id'), ...contactColumns])}
      where k.company_id = ${viewer.companyId} and k.id = x.id`);
  }
  const removed = clients.flatMap((client) => client.removed);
  if (removed.length > 0) {
    await db.query(sql`
      update contacts set removed_at = now(), is_primary = false
      where company_id = ${viewer.companyId} and id = any(${removed}::integer[])`);
  }
}

const assignments = (columns: readonly Column[]): Sql =>
  join(columns.map(({ field }) => sql`${raw(columnName(field))} = ${value(field)}`));
