/**
 * A client book as simple as can be: what the design and the REST reference say of clients, over a list in memory. It
 * shares nothing with the product but the names of the GraphQL API, so that the two can be compared.
 */

/** What every record has. */
export interface Made {
  id: string;
  /** Its place among all that was ever made. */
  nth: number;
}

let made = 0;

/** A new record: nothing knows it by this id but the model, until the product has given it one. */
export function make(): Made {
  made += 1;
  return { id: `new ${made}`, nth: made };
}

/** In the order in which they were made. */
export const inOrder = <Record extends Made>(records: readonly Record[]): Record[] =>
  records.toSorted((a, b) => a.nth - b.nth);

export const isNew = (id: string): boolean => id.startsWith('new ');

/** Values of a record by the names of the API. */
export type Values = Record<string, unknown>;

export interface Contact extends Made {
  contactKey: string | null;
  firstName: string | null;
  email: string | null;
  isPrimary: boolean;
  sendEmail: boolean;
  /** How often a portal password was stored: each time it is another hash. */
  passwords: number;
}

export interface Document extends Made {
  name: string;
  type: string;
  sha256: string;
  isPublic: boolean;
  isDefault: boolean;
}

export interface Token extends Made {
  token: string;
  gatewayTypeId: string;
  meta: unknown;
  isDefault: boolean;
  isDeleted: boolean;
}

export interface Entry extends Made {
  kind: string;
  /** In millionths, as all amounts here. */
  amount: bigint;
}

export interface Client extends Made {
  version: number;
  status: 'ACTIVE' | 'ARCHIVED' | 'DELETED';
  /** The fields that are written and read as they are. */
  values: Values;
  settings: Values;
  contacts: Contact[];
  /** Contacts that were taken away: not shown, but erased by a purge. */
  removedContacts: number;
  documents: Document[];
  tokens: Token[];
  ledger: Entry[];
  /** Ids of clients that were merged into this one. */
  formerIds: string[];
}

export interface Change {
  client: Client;
  kind: string;
  version: number;
  fields: string[];
  mergedInto: Client | null;
}

/** What a request came to, in short: one item for each thing that it was about, or why it was refused as a whole. */
export interface Answer {
  errors: string[];
  replayed: boolean;
  items: Item[];
}

export interface Item {
  outcome: string | null;
  /** Refusals as `CODE path`. */
  errors: string[];
  /** Names of the fields and parts that changed. */
  changed?: string[];
  /** Whatever else the answer tells. */
  more?: unknown;
  /** The client that it is about, and whether it was given a number: answers do not tell it in these words. */
  client?: Client;
  isNumbered?: boolean;
}

/** An answer that is remembered under a key. */
export interface Remembered {
  request: string;
  /** Null once it was erased. */
  answer: Answer | null;
}

/** What the company gives to clients that have none. */
export const COMPANY = { countryId: '840', currencyId: '1' };

/** Everything there is. Plain data, so that it can be copied, and a copy put back. */
export interface Book {
  clients: Client[];
  /** Every id that a client ever had. */
  ids: string[];
  /** How numbers are given: the text around the counter, and where that stands. */
  pattern: string;
  counter: number;
  changes: Change[];
  answers: Map<string, Remembered>;
  /** What each token of a preview was a look at. */
  previews: Map<string, string>;
}

export const emptyBook = (pattern = ''): Book => ({
  clients: [],
  ids: [],
  pattern,
  counter: 1,
  changes: [],
  answers: new Map(),
  previews: new Map(),
});

/** What names one record is compared without case; accents count. */
export const nameOf = (text: unknown): string => String(text).normalize('NFC').toLowerCase();

/** Texts of lists are compared without case and accents. */
export const fold = (text: unknown): string =>
  String(text)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

/** The client that an id leads to: that of a merged client leads to its survivor. */
export const findClient = (book: Book, id: string): Client | undefined =>
  book.clients.find((client) => client.id === id || client.formerIds.includes(id));

export const done = (outcome: string, client: Client, told: Partial<Item> = {}): Item => ({
  outcome,
  errors: [],
  client,
  ...told,
});

export const refused = (...errors: string[]): Item => ({ outcome: null, errors });

/** A request that was refused as a whole. */
export class Refused extends Error {
  readonly errors: string[];

  constructor(errors: string[]) {
    super(errors.join());
    this.errors = errors;
  }
}

/** Every change of a client or its parts makes its version one more, and is noted. */
export function note(
  book: Book,
  client: Client,
  kind: string,
  fields: readonly string[],
  mergedInto: Client | null = null,
): void {
  client.version += 1;
  const { version } = client;
  const names = [...new Set(fields)].sort();
  book.changes.push({ client, kind, version, fields: names, mergedInto });
}

/** Why a client is not at the version that the caller has seen; nothing when it is. */
export const conflict = (client: Client, expected: unknown, path = 'expectedVersion'): string[] =>
  expected == null || expected === client.version ? [] : [`CONFLICT ${path}`];

/** The one client of a request, or why it may not be changed. */
export function chooseClient(
  book: Book,
  id: string,
  expectedVersion: unknown,
  path: string,
): { client: Client } | { errors: string[] } {
  if (!isId(id)) return { errors: [`INVALID_ID ${path}`] };
  const client = findClient(book, id);
  if (!client) return { errors: [`NOT_FOUND ${path}`] };
  const errors = conflict(client, expectedVersion);
  return errors.length > 0 ? { errors } : { client };
}

/** The commands name nothing by texts that are ids by chance. */
export const isId = (id: string): boolean => id !== 'not-an-id';

/** The amounts of a client: sums of its ledger. */
export function amountsOf(ledger: readonly Entry[]) {
  const sum = (signs: Record<string, bigint>) =>
    ledger.reduce((total, { kind, amount }) => total + (signs[kind] ?? 0n) * amount, 0n);
  return {
    balance: sum({ INVOICE: 1n, ADJUSTMENT: 1n, PAYMENT: -1n }),
    paidToDate: sum({ PAYMENT: 1n }),
    creditBalance: sum({ CREDIT: 1n }),
  };
}

/** The names of the amounts that differ. */
export const movedAmounts = (before: object, after: object): string[] =>
  Object.entries(after)
    .filter(([name, amount]) => (before as Values)[name] !== amount)
    .map(([name]) => name);

/** Amounts have at most 14 digits before the point. */
export const fits = (amounts: object): boolean =>
  Object.values(amounts).every((amount) => amount < 10n ** 20n && amount > -(10n ** 20n));
