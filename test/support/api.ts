import { randomUUID } from 'node:crypto';
import bcrypt from 'bcryptjs';
import { test as base, beforeAll, expect } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { sql } from '../../src/db/sql.ts';
import { insertCompany } from '../../src/domain/companies/create.ts';
import { createToken } from '../../src/domain/companies/tokens.ts';
import { IdCodec } from '../../src/domain/core/ids.ts';
import type { Gateway } from '../../src/server/gateway.ts';
import { type ClientSeed, insertClients } from './factories.ts';
import { defects, gateway } from './gateway.ts';

/** The answer to a GraphQL request. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read into answers of many shapes.
  readonly data: any;
  readonly errors?: readonly {
    message: string;
    path?: unknown[];
    extensions: Record<string, unknown>;
  }[];
}

/** The product as one company sees it, over real HTTP. */
export class Api {
  readonly url: string;
  readonly db: Database;
  readonly companyId: number;
  readonly token: string;
  readonly password: string;
  readonly ids = new IdCodec();

  constructor(
    url: string,
    db: Database,
    company: { companyId: number; token: string; password: string },
  ) {
    this.url = url;
    this.db = db;
    this.companyId = company.companyId;
    this.token = company.token;
    this.password = company.password;
  }

  /** Puts clients into the company's book. @returns their ids */
  async has(...clients: readonly ClientSeed[]): Promise<string[]> {
    const numbers = await insertClients(this.db, this.companyId, clients);
    return numbers.map((number) => this.ids.encode(number));
  }

  /** Returns the display names of a list of clients, in order. */
  async names(args: object = {}): Promise<string[]> {
    const { clients } = await this.ask(
      `query ($first: Int, $offset: Int, $filter: ClientFilter, $search: String, $status: [ClientStatus!], $sort: [ClientSort!]) {
        clients(first: $first, offset: $offset, filter: $filter, search: $search, status: $status, sort: $sort) {
          nodes { displayName }
        }
      }`,
      args,
    );
    return clients.nodes.map(({ displayName }: { displayName: string }) => displayName);
  }

  /** Creates another user of the company with the same password, and returns the API with a token of that user. */
  async colleague(role: 'admin' | 'member'): Promise<Api> {
    const { companyId, url, db } = this;
    const [user] = await db.query<{ id: number }>(sql`
      insert into users (company_id, id, name, password_hash, role)
      select company_id, max(id) + 1, 'Colleague', max(password_hash), ${role}
      from users where company_id = ${companyId} group by company_id returning id`);
    const owner = { companyId, userId: (user as { id: number }).id };
    const { token } = await createToken(db, owner, 'Token of a colleague');
    return new Api(url, db, { companyId, token, password: this.password });
  }

  /** Sends any request with the company's token. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('x-api-token')) headers.set('x-api-token', this.token);
    return fetch(`${this.url}${path}`, { ...init, headers });
  }

  /** Sends a GraphQL request, and returns its status, data and errors. */
  async send(
    query: string,
    variables: object = {},
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await this.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
  }

  /** Sends a GraphQL request that must succeed and gives its data. */
  async ask(
    query: string,
    variables: object = {},
    headers: Record<string, string> = {},
  ): Promise<Answer['data']> {
    const { data, errors } = await this.send(query, variables, headers);
    expect(errors).toBeUndefined();
    return data;
  }

  /** Sends a GraphQL request that must be refused as a whole and gives the first error. */
  async refused(query: string, variables: object = {}) {
    const { errors } = await this.send(query, variables);
    expect(errors).toBeDefined();
    return errors?.[0] as NonNullable<Answer['errors']>[number];
  }

  /** Counts the waits of the work for the database; concurrent statements count once. */
  async roundTrips(work: () => Promise<unknown>): Promise<number> {
    await this.#checkToken();
    const before = this.db.roundTrips();
    await work();
    return this.db.roundTrips() - before;
  }

  /** Counts the statements that the work sends to the database. */
  async statements(work: () => Promise<unknown>): Promise<number> {
    await this.#checkToken();
    const before = this.db.statements();
    await work();
    return this.db.statements() - before;
  }

  /** Lets the gateway check the token first, so that its statement is not counted. */
  #checkToken(): Promise<unknown> {
    return this.send('{ __typename }');
  }
}

// The embedded database takes its time to start, which is no test's.
beforeAll(gateway, 180_000);

const password = 'correct horse';
// Slow on purpose: made once, and by as few rounds as there can be.
const passwordHash = bcrypt.hash(password, 4);

/** Creates a company with an owner and a token, on the shared gateway or on the given one. */
export async function newCompany(on?: Pick<Gateway, 'url' | 'db'>): Promise<Api> {
  const { url, db } = on ?? (await gateway());
  const company = { name: 'Test Company', email: `${randomUUID()}@example.com` };
  const hash = await passwordHash;
  const made = await db.transaction((tx) => insertCompany(tx, company, hash));
  return new Api(url, db, { ...made, password });
}

/** Tests with `api`, a company of their own, and `other`, a company that must see nothing of it. */
export const test = base.extend<{ api: Api; other: Api }>({
  // biome-ignore lint/correctness/noEmptyPattern: the fixture needs no other fixture.
  api: async ({}, use) => {
    const before = defects.length;
    await use(await newCompany());
    expect(defects.slice(before)).toEqual([]);
  },
  // biome-ignore lint/correctness/noEmptyPattern: the fixture needs no other fixture.
  other: async ({}, use) => {
    await use(await newCompany());
  },
});

export { expect };
