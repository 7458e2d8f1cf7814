/**
 * A model of a client book: the rules of the REST reference and the design over a list in memory. It shares only the
 * names of the GraphQL API with the product, so that the two can be compared.
 */

/** The values of every record. */
export interface Made {
  id: string;
  /** Position in the order of creation. */
  nth: number;
}

let made = 0;

/** Creates a record. Its id is known to the model alone until the product has assigned one. */
export function make(): Made {
  made += 1;
  return { id: `new ${made}`, nth: made };
}

/** Sorts records by creation. */
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
  /** The number of times a portal password was stored: each time gives another hash. */
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
  /** Fields that are stored as they are given. */
  values: Values;
  settings: Values;
  contacts: Contact[];
  /** Removed contacts: hidden, and erased by a purge. */
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

/** The result of a request in short: an item for each thing that it was about, or its errors as a whole. */
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
  /** Further values of the response. */
  more?: unknown;
  /** The client that it is about, and whether it was given a number: answers do not tell it in these words. */
  client?: Client;
  isNumbered?: boolean;
}

/** A stored response of an idempotency key. */
export interface Remembered {
  request: string;
  /** Null once it was erased. */
  answer: Answer | null;
}

/** The company's defaults. */
export const COMPANY = { countryId: '840', currencyId: '1' };

/** The state of the model, as plain data that can be copied and restored. */
export interface Book {
  clients: Client[];
  /** Every id that a client ever had. */
  ids: string[];
  /** The rule for numbers: the text around the counter, and the counter. */
  pattern: string;
  counter: number;
  changes: Change[];
  answers: Map<string, Remembered>;
  /** Clients and versions of each preview token. */
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

/** Returns an identifier in compared form: without case; accents count. */
export const nameOf = (text: unknown): string => String(text).normalize('NFC').toLowerCase();

/** Returns a text of a list in compared form: without case and accents. */
export const fold = (text: unknown): string =>
  String(text)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

/** Finds the client of an id; that of a merged client leads to its survivor. */
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

/** Records a change of a client: its version grows by one. */
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

/** Returns the error for a client at another version; none for the expected one. */
export const conflict = (client: Client, expected: unknown, path = 'expectedVersion'): string[] =>
  expected == null || expected === client.version ? [] : [`CONFLICT ${path}`];

/** Finds the client of a request, or the errors for which it cannot be changed. */
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

/** Returns whether a text is an id. The commands use no other text that looks like one. */
export const isId = (id: string): boolean => id !== 'not-an-id';

/** Returns the amounts of a client: the sums of its ledger. */
export function amountsOf(ledger: readonly Entry[]) {
  const sum = (signs: Record<string, bigint>) =>
    ledger.reduce((total, { kind, amount }) => total + (signs[kind] ?? 0n) * amount, 0n);
  return {
    balance: sum({ INVOICE: 1n, ADJUSTMENT: 1n, PAYMENT: -1n }),
    paidToDate: sum({ PAYMENT: 1n }),
    creditBalance: sum({ CREDIT: 1n }),
  };
}

/** Returns the names of the amounts that differ. */
export const movedAmounts = (before: object, after: object): string[] =>
  Object.entries(after)
    .filter(([name, amount]) => (before as Values)[name] !== amount)
    .map(([name]) => name);

/** Returns whether an amount has at most 14 digits before the point. */
export const fits = (amounts: object): boolean =>
  Object.values(amounts).every((amount) => amount < 10n ** 20n && amount > -(10n ** 20n));
