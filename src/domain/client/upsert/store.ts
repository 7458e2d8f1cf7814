import type { Queryable } from '../../../db/database.ts';
import { columnName, join, raw, type Sql, sql } from '../../../db/sql.ts';
import type { Viewer } from '../../context.ts';
import { type Field, sqlType } from '../../kinds.ts';
import type { WriteContext } from '../../write.ts';
import { clientFields, contactFields, fieldsOf } from '../fields.ts';
import type { ContactState } from './contacts.ts';
import type { Settings } from './settings.ts';

/** The values that a client is stored with: its writable fields and the derived ones. */
export type ClientState = Readonly<Record<string, unknown>>;

/** A client to insert, with the contacts that go with it. */
export interface NewClient {
  readonly state: ClientState;
  readonly contacts: readonly ContactState[];
  /** Names of the fields and parts that it has. */
  readonly fields: readonly string[];
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

/** A JSON list as the rows `x`, with the columns' types. What is null is left out: most fields of most rows are. */
const rowsOf = (rows: readonly object[], columns: readonly Column[]): Sql => {
  const typed = columns.map(({ field, type }) => `"${field}" ${type}`).join(', ');
  const list = rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, given]) => given !== null)),
  );
  return sql`jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as x(${raw(typed)})`;
};

/** What a column is set to, where it is not simply the value of the row. */
type Expressions = Readonly<Record<string, Sql>>;

/** Search texts are stored folded. */
const folded: Expressions = { searchText: sql`fold(x."searchText")` };

const companyCountry = sql`nullif(x.defaults ->> 'country_id', '')::integer`;

/** New clients without a country or a currency have the company's. */
const defaults: Expressions = {
  ...folded,
  countryId: sql`coalesce(x."countryId", ${companyCountry})`,
  settings: sql`case when coalesce(x.settings ->> 'currency_id', '') <> '' then x.settings
    else x.settings || jsonb_build_object('currency_id', coalesce(x.defaults ->> 'currency_id', '')) end`,
};

const value = (field: string, expressions: Expressions): Sql =>
  expressions[field] ?? raw(`x."${field}"`);

const values = (columns: readonly Column[], expressions = folded): Sql =>
  join(columns.map(({ field }) => value(field, expressions)));

const integer = (field: string): Column => ({ field, type: 'integer' });

/** Where a row stands in the list: the order in which numbers are given out. */
const nth = integer('nth');

const changedFields: Column = { field: 'fields', type: 'jsonb' };

/** The fields that a new client has: those that it said, and the country that it was given. */
const fieldsOfNew = sql`array(select jsonb_array_elements_text(x.fields))
  || case when x."countryId" is null and ${companyCountry} is not null then array['countryId'] end`;

/** What a client was given that it did not say: its number in the database, and the company's defaults. */
export interface InsertedClient {
  readonly id: number;
  readonly countryId: number | null;
  readonly settings: Settings;
}

/**
 * Inserts clients with their contacts and notes their creation: one statement, however many there are, so that it is
 * whole even outside of a transaction. A client without a country or a currency is given the company's.
 * The company's counters are locked before anything is inserted, as every writer does; the time of all is when they were.
 * @returns what they were given, in their order
 */
export async function insertClients(
  db: Queryable,
  { companyId, userId }: Viewer,
  clients: readonly NewClient[],
): Promise<InsertedClient[]> {
  const rows = clients.map(({ state, fields }, i) => ({ ...state, fields, nth: i }));
  const contacts = clients.flatMap((client, place) =>
    client.contacts.map((contact, i) => ({ ...contact, place, nth: i })),
  );
  return await db.query<InsertedClient>(sql`
    with counted as (
      update company_counters set change = change + ${clients.length} where company_id = ${companyId}
      returning change - ${clients.length} as before, clock_timestamp() as at
    ), client as materialized (
      select nextval('clients_id_seq')::integer as id, counted.before, counted.at, company.settings as defaults, x.*
      from counted, companies company, ${rowsOf(rows, [nth, changedFields, ...clientColumns])}
      where company.id = ${companyId} order by nth
    ), inserted as (
      insert into clients (id, company_id, user_id, created_at, updated_at, ${names(clientColumns)})
      select x.id, ${companyId}, ${userId}, x.at, x.at, ${values(clientColumns, defaults)} from client x
      returning id, country_id as "countryId", settings
    ), contact as (
      insert into contacts (company_id, client_id, ${names(contactColumns)})
      select ${companyId}, client.id, ${values(contactColumns)}
      from ${rowsOf(contacts, [integer('place'), nth, ...contactColumns])} join client on client.nth = x.place
      order by x.place, x.nth
    ), change as (
      insert into changes (company_id, sequence, client_id, kind, version, fields, user_id, at)
      select ${companyId}, x.before + x.nth + 1, x.id, 'CREATED', 1, ${fieldsOfNew}, ${userId}, x.at from client x
    )
    select id, "countryId", settings from inserted order by id`);
}

/** Changes clients and their contacts: at most four statements, however many there are. Versions grow by one. */
export async function updateClients(
  { db, viewer }: WriteContext,
  clients: readonly ChangedClient[],
): Promise<void> {
  const rows = clients.map(({ id, state }) => ({ ...state, id }));
  await db.query(sql`
    update clients c set ${assignments(clientColumns)}, version = c.version + 1, updated_at = statement_timestamp()
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
      update contacts k set ${assignments(contactColumns)}, updated_at = statement_timestamp()
      from ${rowsOf(changed, [integer('id'), ...contactColumns])}
      where k.company_id = ${viewer.companyId} and k.id = x.id`);
  }
  const removed = clients.flatMap((client) => client.removed);
  if (removed.length > 0) {
    await db.query(sql`
      update contacts set removed_at = statement_timestamp(), is_primary = false
      where company_id = ${viewer.companyId} and id = any(${removed}::integer[])`);
  }
}

const assignments = (columns: readonly Column[]): Sql =>
  join(columns.map(({ field }) => sql`${raw(columnName(field))} = ${value(field, folded)}`));
