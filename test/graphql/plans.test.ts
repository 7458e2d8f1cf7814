import { expect, test } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { raw, sql } from '../../src/db/sql.ts';
import type { Gateway } from '../../src/server/gateway.ts';
import { type Api, newCompany } from '../support/api.ts';
import { newBook } from '../support/command.ts';
import { ownGateway } from '../support/gateway.ts';

/** Clients of the company that is asked; another has ten times as many. */
const CLIENTS = 2000;

async function companyWith(on: Gateway, clients: number): Promise<Api> {
  const api = await newCompany(on);
  const { db, companyId } = api;
  await db.query(sql`
    insert into clients (company_id, user_id, client_hash, display_name, updated_at, number, name, own_text, private_notes)
    select ${companyId}::integer, 1, 'h' || i, 'Client ' || i, now(), 'N' || i, 'Client ' || i, 'client ' || i || ' of ' || ${companyId}::integer,
      repeat('as long as real ones ', 30)
    from generate_series(1, ${clients}::integer) i`);
  await db.query(sql`
    insert into contacts (company_id, client_id, email, updated_at, contact_key)
    select company_id, id, 'mail' || id || '@example.com', now(), 'k' || id
    from clients where company_id = ${companyId}`);
  await db.query(sql`
    insert into changes (company_id, sequence, client_id, kind, version, fields, at)
    select company_id, row_number() over (order by id), id, 'CREATED', 1, array['name'], now()
    from clients where company_id = ${companyId}`);
  await db.query(sql`
    update company_counters set change = ${clients} where company_id = ${companyId}`);
  return api;
}

/** Counts the rows of clients and owned records that the only connection has read so far. */
async function rowsRead({ query }: Database): Promise<number> {
  await query(sql`select pg_stat_force_next_flush()`);
  const [row] = await query<{ read: number }>(sql`
    select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::integer as read
    from pg_stat_user_tables where relname in ('clients', 'contacts', 'documents', 'gateway_tokens', 'changes')`);
  return row?.read ?? 0;
}

const UPSERT = `mutation ($input: UpsertClientInput!) {
  upsertClient(input: $input) { client { name contacts { email } } userErrors { message } }
}`;

const json = (method: string, body: object): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

interface Known {
  readonly id: string;
  readonly number: string;
  readonly email: string;
}

/** Requests, each with the maximum of rows that may be read for it. */
const requests: Record<
  string,
  [number, (api: Api, client: Known, nth: number) => Promise<unknown>]
> = {
  'a page by its index': [
    150,
    (api) =>
      api.ask(`{ clients(first: 20, sort: { field: NAME }) {
          nodes { name contacts { email } documents { nodes { name } } } } }`),
  ],
  'a page by id': [50, (api) => api.ask('{ clients(first: 20) { nodes { name } } }')],
  'one client': [
    5,
    (api, { id }) =>
      api.ask('query ($id: ID!) { client(id: $id) { name contacts { email } } }', { id }),
  ],
  'a client by its number': [
    5,
    (api, { number }) => api.names({ filter: { number: { eq: number } } }),
  ],
  'what a text finds': [
    30,
    (api, _client, nth) => api.names({ search: `client 19${nth + 10} of ${api.companyId}` }),
  ],
  'a new client with a number': [
    10,
    (api, _client, nth) => api.ask(UPSERT, { input: { number: `new ${nth}`, contacts: [{}] } }),
  ],
  'a new client': [15, (api) => api.ask(UPSERT, { input: { name: 'New', contacts: [{}] } })],
  'a change by id': [
    30,
    (api, { id }, nth) => api.ask(UPSERT, { input: { match: { id }, city: `City ${nth}` } }),
  ],
  'a change by number': [
    30,
    (api, { number }, nth) =>
      api.ask(UPSERT, { input: { match: { number }, state: `State ${nth}` } }),
  ],
  'a change by the address of a contact': [
    30,
    (api, { email }, nth) => api.ask(UPSERT, { input: { match: { email }, phone: `${nth}` } }),
  ],
  'a client of v1': [10, (api, { id }) => api.fetch(`/api/v1/clients/${id}?include=contacts`)],
  'a change over v1': [
    30,
    (api, { id }, nth) => api.fetch(`/api/v1/clients/${id}`, json('PUT', { website: `w${nth}` })),
  ],
  'an archived client': [
    30,
    (api, { id }) =>
      api.ask('mutation ($id: ID!) { archiveClient(id: $id) { client { name } } }', { id }),
  ],
  'a restored client of v1': [
    60,
    (api, { id }) =>
      api.fetch('/api/v1/clients/bulk', json('POST', { action: 'restore', ids: [id] })),
  ],
  'an entry of a ledger': [
    60,
    (api, { id }) =>
      api.ask(
        `mutation ($id: ID!) {
          postLedgerEntries(entries: [{ clientId: $id, kind: INVOICE, amount: 5 }]) { userErrors { message } }
        }`,
        { id },
      ),
  ],
  'a client by an address': [
    10,
    (api, { email }) =>
      api.ask('query ($email: String) { clientBy(identifier: { email: $email }) { name } }', {
        email,
      }),
  ],
  'a preview of a merge': [
    60,
    (api, { id }, nth) =>
      api.ask(
        'query ($from: [ID!]!, $into: ID!) { mergePreview(from: $from, into: $into) { previewToken } }',
        {
          from: [api.ids.encode(api.ids.decode('Client', id, []) + 100 + nth)],
          into: id,
        },
      ),
  ],
  'the newest changes': [10, (api) => api.ask('{ clientChanges(first: 5) { nodes { kind } } }')],
};

test('requests of a company without statistics read few rows, by cached plans', {
  timeout: 120_000,
}, async () => {
  const settings = { ...(await newBook()), DATABASE_POOL: '1' };
  const own = await ownGateway(settings);
  const { db } = own;
  try {
    for (const table of ['clients', 'contacts', 'changes']) {
      await db.query(sql`alter table ${raw(table)} set (autovacuum_enabled = off)`);
    }
    await companyWith(own, CLIENTS * 10);
    await db.query(sql`analyze`);
    const api = await companyWith(own, CLIENTS);
    const { clients } = await api.ask(
      '{ clients(first: 20, offset: 50) { nodes { id number contacts { email } } } }',
    );
    const known: Known[] = clients.nodes.map(
      ({ contacts, ...client }: Known & { contacts: { email: string }[] }) => ({
        ...client,
        email: contacts[0]?.email ?? '',
      }),
    );
    const TIMES = 10;
    const read: Record<string, number> = {};
    for (const [name, [, request]] of Object.entries(requests)) {
      const before = await rowsRead(db);
      for (let nth = 0; nth < TIMES; nth += 1) await request(api, known[nth] as Known, nth);
      read[name] = ((await rowsRead(db)) - before) / TIMES;
    }
    const tooMany = Object.entries(read).filter(
      ([name, rows]) => rows > (requests[name]?.[0] ?? 0),
    );
    expect(tooMany).toEqual([]);
    // PostgreSQL plans a statement five times before it believes that a plan can be kept. Of how many ids there are in
    // a list may well depend how they are best looked for.
    const plannedAnew = await db.query(sql`
      select statement from pg_prepared_statements
      where custom_plans > 5 and statement ~ 'clients|contacts' and statement !~ 'nextval|any\\(\\$'`);
    expect(plannedAnew).toEqual([]);
  } finally {
    await own.close();
  }
});
