import {
  amountsOf,
  type Book,
  type Client,
  findClient,
  type Made,
  type Token,
  type Values,
} from './book.ts';
import { primaryFirst } from './contacts.ts';
import { millionths } from './parts.ts';

// biome-ignore lint/suspicious/noExplicitAny: what is shown is compared as a whole.
type Shown = any;

/** Returns the book of the model as it would be read. Times are compared by themselves. */
export function shownBook(book: Book, changesBefore: number): Shown {
  return {
    count: book.clients.length,
    clients: book.clients.map(shownClient),
    summary: summaryOf(book),
    changes: book.changes.slice(changesBefore).map(({ client, mergedInto, ...change }) => ({
      ...change,
      clientId: client.id,
      mergedInto: mergedInto?.id ?? null,
    })),
    leads: goneIds(book).map((id) => [id, findClient(book, id)?.id ?? null]),
  };
}

/** Returns the ids of clients that were purged or merged. */
export const goneIds = ({ ids, clients }: Book): string[] =>
  ids.filter((id) => !clients.some((client) => client.id === id));

function shownClient(client: Client): Shown {
  const { id, version, status, values, settings, contacts, documents, ledger } = client;
  let running = 0n;
  return {
    id,
    version,
    status,
    ...values,
    settings,
    displayName: displayNameOf(client),
    ...amountsOf(client.ledger),
    contacts: primaryFirst(contacts).map(({ passwords, nth: _, ...contact }) => ({
      ...contact,
      password: passwords > 0 ? '**********' : null,
    })),
    documents: documents.map(withoutPlace),
    tokens: shownTokens(client).map(withoutPlace),
    ledger: ledger.map((entry) => {
      running += amountsOf([entry]).balance;
      return { id: entry.id, kind: entry.kind, amount: entry.amount, balance: running };
    }),
  };
}

const withoutPlace = ({ nth: _, ...record }: Made) => record;

/**
 * Returns the display name by section 7 of the REST reference: the name, or the first contact with an e-mail address,
 * even an empty one.
 */
function displayNameOf({ values, contacts }: Client): string {
  const name = values.name as string | null;
  if (name) return name;
  const contact = primaryFirst(contacts).find(({ email }) => email !== null);
  if (!contact) return 'No Contact Set';
  return contact.firstName ? `${contact.firstName} ` : (contact.email as string);
}

/** Returns the amounts of each currency, without deleted clients. */
function summaryOf({ clients }: Book): Shown[] {
  const counted = clients.filter(({ status }) => status !== 'DELETED');
  const currencies = new Set(counted.map(({ settings }) => settings.currency_id as string));
  return [...currencies].map((currencyId) => {
    const own = counted.filter(({ settings }) => settings.currency_id === currencyId);
    const ledger = own.flatMap((client) => client.ledger);
    return { currencyId, count: own.length, ...amountsOf(ledger) };
  });
}

/** Returns what was read in the form in which the model is shown. */
export function comparable(read: Shown): Shown {
  return {
    count: read.count,
    clients: read.clients.map(({ archivedAt: _, updatedAt: __, ledger, ...client }: Shown) => ({
      ...client,
      ...exact(client),
      ledger: ledger.map((entry: Shown) => ({ ...entry, ...exact(entry) })),
    })),
    leads: read.leads,
    summary: read.summary.map((row: Shown) => ({ ...row, ...exact(row) })),
    changes: read.changes.map(({ cursor: _, fields, ...change }: Shown) => ({
      ...change,
      fields: fields.toSorted(),
    })),
  };
}

const AMOUNTS = ['balance', 'paidToDate', 'creditBalance', 'amount'];

const exact = (row: Values): Values =>
  Object.fromEntries(
    AMOUNTS.filter((name) => name in row).map((name) => [name, millionths(String(row[name]))]),
  );

/** Lists of which the order means nothing, in one order. */
export const inOneOrder = (shown: Shown): Shown => ({
  ...shown,
  clients: byText(shown.clients, ({ id }) => id),
  summary: byText(shown.summary, ({ currencyId }) => currencyId),
  // The changes of one client stand in the order of its versions.
  changes: byText(shown.changes, ({ clientId }) => clientId),
});

const byText = (list: Shown[], textOf: (item: Shown) => string): Shown[] =>
  list.toSorted((a, b) => textOf(a).localeCompare(textOf(b)));

/**
 * Returns gateway tokens as section 7 of the REST reference lists them: the default one first, without deleted ones.
 */
export function shownTokens({ tokens }: Client): Token[] {
  const shown = tokens.filter(({ isDeleted }) => !isDeleted);
  const isDefault = (token: Token) => token.isDefault;
  return [...shown.filter(isDefault), ...shown.filter((token) => !isDefault(token))];
}
