import type { Queryable } from '../../../../db/database.ts';
import { prepareTemplate, sql } from '../../../../db/sql.ts';
import type { Viewer } from '../../../core/viewer.ts';
import type { Returning, WriteContext } from '../../../core/write.ts';
import type { ContactState } from '../../contact-state.ts';

import {
  type ClientState,
  type Column,
  clientColumns,
  contactColumns,
  countedRowsOf,
  type Expressions,
  folded,
  integer,
  names,
  values,
  withoutNulls,
} from './rows.ts';

/** A client to insert, with the contacts that go with it. */
export interface ClientInsert {
  readonly state: ClientState;
  readonly contacts: readonly ContactState[];
  /** Names of the fields and parts that it has. */
  readonly fields: readonly string[];
}

const companyCountry = sql`nullif(x.defaults ->> 'country_id', '')::integer`;

/** New clients without a country or a currency have the company's. */
const defaults: Expressions = {
  ...folded,
  countryId: sql`coalesce(x."countryId", ${companyCountry})`,
  settings: sql`case when coalesce(x.settings ->> 'currency_id', '') <> '' then x.settings
    else x.settings || jsonb_build_object('currency_id', coalesce(x.defaults ->> 'currency_id', '')) end`,
};

/** What a row of a new client has besides its columns. */
const more: readonly Column[] = [
  integer('reservedId'),
  { field: 'fields', type: 'jsonb' },
  { field: 'contacts', type: 'jsonb' },
];

/** The fields that a new client has: those that it said, and the country that it was given. */
const fieldsOfNew = sql`array(select jsonb_array_elements_text(x.fields))
  || case when x."countryId" is null and ${companyCountry} is not null then array['countryId'] end`;

/** What a client was given that it did not say: its number in the database, and the company's defaults. */
export interface InsertedClient {
  readonly id: number;
  readonly countryId: number | null;
  /** As JSON. */
  readonly settings: string;
  /** The client in the projection that was asked for; null for none. */
  readonly returned: string | null;
}

/**
 * The statement that inserts clients. What it inserts goes by the names of the tables, so that what is read of records
 * reads the new ones: the tables themselves do not show them yet.
 */
const insertStatement = (returning: Returning | null) =>
  prepareTemplate(
    ['companyId', 'userId', 'count', 'rows'],
    ({ companyId, userId, count, rows }) => sql`
    with counted as (
      update company_counters set change = change + ${count} where company_id = ${companyId}
      returning change - ${count} as before, clock_timestamp() as at
    ), given as materialized (
      select coalesce(x."reservedId", nextval('clients_id_seq')::integer) as id, counted.before, counted.at, company.settings as defaults, x.*
      from counted, companies company, ${countedRowsOf(sql`${rows}::jsonb`, [...more, ...clientColumns])}
      where company.id = ${companyId} order by x.nth
    ), clients as (
      insert into clients (id, company_id, user_id, created_at, updated_at, ${names(clientColumns)})
      select x.id, ${companyId}, ${userId}, x.at, x.at, ${values(clientColumns, defaults)} from given x
      returning *
    ), contacts as (
      insert into contacts (company_id, client_id, ${names(contactColumns)})
      select ${companyId}, client.id, ${values(contactColumns)}
      from given client, ${countedRowsOf(sql`client.contacts`, contactColumns)} order by client.nth, x.nth
      returning *
    ), change as (
      insert into changes (company_id, sequence, client_id, kind, version, fields, user_id, at)
      select ${companyId}, x.before + x.nth, x.id, 'CREATED', 1, ${fieldsOfNew}, ${userId}, x.at from given x
    )
    select c.id, c.country_id, c.settings, ${returning?.text ?? sql`null`} from clients c order by c.id`,
  );

const unread = insertStatement(null);
const statements = new WeakMap<Returning, typeof unread>();

function statementFor(returning: Returning | null): typeof unread {
  if (!returning) return unread;
  const known = statements.get(returning) ?? insertStatement(returning);
  statements.set(returning, known);
  return known;
}

/** A new client as it is inserted: JSON. */
export type InsertRow = string;

/** Makes the row of a new client. @param reservedId its id, if that is fixed already */
export function insertRow(
  { state, contacts, fields }: ClientInsert,
  reservedId?: number,
): InsertRow {
  const row = withoutNulls(state);
  row.reservedId = reservedId;
  row.fields = fields;
  row.contacts = contacts.map(withoutNulls);
  return JSON.stringify(row);
}

/**
 * Inserts clients with their contacts and notes their creation: one statement, however many there are, so that it is
 * whole even outside of a transaction. A client without a country or a currency is given the company's.
 * The company's counters are locked before anything is inserted, as every writer does; the time of all is when they were.
 * @param returning projection of each of them that the same statement reads; null for none
 * @returns what they were given, in their order
 */
export async function insertClients(
  db: Pick<Queryable, 'queryText'>,
  viewer: Viewer,
  clients: readonly InsertRow[],
  returning: Returning | null,
): Promise<InsertedClient[]> {
  const inserted = await db.queryText(statementFor(returning)(givenOf(viewer, clients)));
  return inserted.map(([id, countryId, settings, returned = null]) => ({
    id: Number(id),
    countryId: countryId ? Number(countryId) : null,
    settings: settings ?? '{}',
    returned,
  }));
}

const givenOf = ({ companyId, userId }: Viewer, clients: readonly InsertRow[]) => ({
  companyId,
  userId,
  count: clients.length,
  rows: `[${clients.join(',')}]`,
});

/** Inserts clients whose ids are reserved, as part of a transaction, without waiting for it. */
export function sendClients({ db, viewer }: WriteContext, clients: readonly InsertRow[]): void {
  db.send(unread(givenOf(viewer, clients)));
}

/** Takes ids for so many new clients; those that are not used after all are left out for good. */
export async function reserveIds({ db }: WriteContext, count: number): Promise<number[]> {
  if (count === 0) return [];
  const rows = await db.query<{ id: number }>(sql`
    select nextval('clients_id_seq')::integer as id from generate_series(1, ${count}::integer)`);
  return rows.map(({ id }) => id);
}
