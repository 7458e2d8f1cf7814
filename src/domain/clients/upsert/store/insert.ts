import type { Queryable } from '../../../../db/database.ts';
import { anyCompany, prepareTemplate, sql } from '../../../../db/sql.ts';
import type { Viewer } from '../../../core/viewer.ts';
import type { Returning, WriteContext } from '../../../core/write.ts';
import type { ClientInsert } from '../plan/client.ts';

import {
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

const companyCountry = sql`nullif(x.defaults ->> 'country_id', '')::integer`;

/** New clients without a country or a currency have the company's. */
const defaults: Expressions = {
  ...folded,
  countryId: sql`coalesce(x."countryId", ${companyCountry})`,
  settings: sql`case when coalesce(x.settings ->> 'currency_id', '') <> '' then x.settings
    else x.settings || jsonb_build_object('currency_id', coalesce(x.defaults ->> 'currency_id', '')) end`,
};

/** The members of the row of a new client that are no columns. */
const more: readonly Column[] = [
  integer('reservedId'),
  { field: 'fields', type: 'jsonb' },
  { field: 'contacts', type: 'jsonb' },
];

/** The names of the fields that a new client has: those that were sent, and the country that it was given. */
const fieldsOfNew = sql`array(select jsonb_array_elements_text(x.fields))
  || case when x."countryId" is null and ${companyCountry} is not null then array['countryId'] end`;

/** An inserted client with the values that the database gave it: its id and the company's defaults. */
export interface InsertedClient {
  readonly id: number;
  readonly countryId: number | null;
  /** As JSON. */
  readonly settings: string;
  /** The client in the requested projection; null for none. */
  readonly returned: string | null;
}

/**
 * Returns the statement that inserts clients. Its CTEs have the names of the tables that they insert into, so that the
 * projection of a client reads the new rows: within the statement the tables themselves do not show them yet.
 */
const insertStatement = (returning: Returning | null) =>
  prepareTemplate(
    ['companyId', 'userId', 'count', 'rows'],
    ({ companyId, userId, count, rows }) => sql`
    with counted as (
      update company_counters set change = change + ${count} where company_id = ${anyCompany(companyId)}
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

/** The row of a new client, as JSON. */
export type InsertRow = string;

/** Returns the row of a new client. @param reservedId its id; undefined for one that the database gives */
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
 * Inserts clients with their contacts and records the changes: one statement, so that it is atomic even outside of a
 * transaction. A client without a country or a currency is given the company's. As in every write the company's counters
 * are locked first; all rows have the time of that lock.
 * @param returning projection in which the same statement reads each of them; null for none
 * @returns the inserted clients, in their order
 */
export async function insertClients(
  db: Pick<Queryable, 'queryText'>,
  viewer: Viewer,
  { rows, returning }: { rows: readonly InsertRow[]; returning: Returning | null },
): Promise<InsertedClient[]> {
  const inserted = await db.queryText(statementFor(returning)(givenOf(viewer, rows)));
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

/** Sends the insert of clients whose ids are reserved, as part of a transaction, without waiting for it. */
export function sendInserts({ db, viewer }: WriteContext, clients: readonly InsertRow[]): void {
  db.send(unread(givenOf(viewer, clients)));
}
