import pg from 'pg';
import { READ, WRITTEN } from '../books/book.ts';

/** The workloads of a bench, with their names in reports. */
export const workloads = {
  list: 'list 20, 12 fields, by name',
  nested: 'list 50 with contacts and documents',
  filter: 'balance filter, highest first, 20',
  search: 'balance filter + text search + totalCount',
  searchContacts: 'the same, contacts searched too',
  deep: '20 clients after 90 % of the book',
  one: 'one client with contacts',
  create: 'create a client with two contacts',
  rest: 'v1 list of 50 with contacts, documents, tokens',
} as const;

export type Workload = keyof typeof workloads;

export const workloadNames = Object.keys(workloads) as Workload[];

/** Returns the company whose token a workload uses. */
export const companyOf = (workload: Workload): number => (workload === 'create' ? WRITTEN : READ);

/** One request to a server: a GraphQL document with variables, or a path to get. */
export type Ask =
  | { readonly path: string }
  | { readonly query: string; readonly variables: object; readonly way?: string };

/** Requests that one server gets, by workload. The number rotates the variables, so that requests differ. */
export type Asks = Partial<Record<Workload, (number: number) => Ask>>;

/** The values of requests, which are in the book. */
export interface Facts {
  /** Numbers of active clients, all over the book. */
  readonly ids: readonly number[];
  /** Numbers of active clients before each deep page, in the order of names. */
  readonly depths: readonly number[];
  /** Names that many clients or contacts have, in any case and with any accents. */
  readonly terms: readonly string[];
}

/** Search terms. Two are spelled differently in the book: Müstein and Brådahl. */
const TERMS = `Brenbeck Calbury mustein Ekfeld Falgaard BRÅDAHL Hartland Iselmann Kelova Lompool Marrath Nolston
  Osttal Pernvale Quillwick Ravworth Selmond Tamridge Vorbrook Weshaw Yarstein Zellcourt Druleigh Estmoor`;

/** The number of different requests of a workload. */
export const VARIETY = 200;

/** A connection or a pool that runs statements. */
export interface Queries {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly { id: number }[] }>;
}

/** Reads the values for requests from the book. */
export async function readFacts(database: Queries): Promise<Facts> {
  const { rows } = await database.query(
    `select id from clients where company_id = ${READ} and not is_deleted and archived_at is null order by id`,
  );
  const step = Math.max(1, Math.floor(rows.length / VARIETY));
  const depth = Math.floor(rows.length * 0.9);
  return {
    ids: rows.map(({ id }) => id).filter((_, i) => i % step === 0),
    depths: Array.from({ length: 20 }, (_, i) => depth + i * 3),
    terms: TERMS.split(/\s+/),
  };
}

/** Reads the facts from the database at an address. */
export async function factsAt(databaseUrl: string): Promise<Facts> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const facts = await readFacts(client);
  await client.end();
  return facts;
}

/** Returns the item at a number, starting again at the first item after the last one. */
export function turn<Item>(items: readonly Item[], number: number): Item {
  return items[number % items.length] as Item;
}

/** Returns a balance below which few, some or many clients are. */
export const below = (number: number): number => 1000 + (number % VARIETY) * 75;

/** Placeholder for the unique part of a new client: the load generator replaces it. */
export const UNIQUE = '@@';

/** Returns the input of a client that is not in the book. */
export const newClient = (unique: string) => ({
  name: `Bench ${unique}`,
  number: `B-${unique}`,
  city: 'Benchville',
  phone: '555-0100',
  countryId: 840,
  contacts: [
    { firstName: 'Ada', lastName: 'Bench', email: `ada.${unique}@example.com`, phone: '555-0101' },
    {
      firstName: 'Alan',
      lastName: 'Bench',
      email: `alan.${unique}@example.com`,
      phone: '555-0102',
    },
  ],
});
