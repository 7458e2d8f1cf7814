import {
  type Book,
  type Client,
  chooseClient,
  done,
  findClient,
  fold,
  type Item,
  isId,
  note,
  Refused,
  refused,
  type Values,
} from './book.ts';
import { upsert } from './upsert.ts';

/** Rules of section 12 of the REST reference: for each step, its states before and after, and the kind of its change. */
const steps: Record<string, { on: string[]; to: Client['status']; kind: string }> = {
  ARCHIVE: { on: ['ACTIVE'], to: 'ARCHIVED', kind: 'ARCHIVED' },
  RESTORE: { on: ['ARCHIVED', 'DELETED'], to: 'ACTIVE', kind: 'RESTORED' },
  DELETE: { on: ['ACTIVE', 'ARCHIVED'], to: 'DELETED', kind: 'DELETED' },
};

/** Applies a step to a client. */
export function takeStep(book: Book, action: string, client: Client): Item {
  const step = steps[action];
  if (!step?.on.includes(client.status)) return done('UNCHANGED', client, { changed: [] });
  const isHidden = (status: string) => status === 'DELETED';
  // Times are compared by themselves: a step into or out of a state gives or takes one.
  const changed = [
    'archivedAt',
    ...(isHidden(client.status) === isHidden(step.to) ? [] : ['isDeleted']),
  ];
  client.status = step.to;
  note(book, client, step.kind, changed);
  return done('CHANGED', client, { changed });
}

/** Archives, restores or deletes one client. */
export function changeStatus(book: Book, action: string, { id, expectedVersion }: Values): Item {
  const chosen = chooseClient(book, String(id), expectedVersion, 'id');
  return 'errors' in chosen ? refused(...chosen.errors) : takeStep(book, action, chosen.client);
}

/** Applies the same step to many clients: one item for each id, or for each client that the filter finds. */
export function bulk(book: Book, variables: Values): Item[] {
  const { action, ids, expectedCount, values } = variables;
  const chosen = chosenBy(book, variables);
  const count = new Set(chosen.filter(Boolean)).size;
  if (expectedCount != null && expectedCount !== count) {
    throw new Refused(['COUNT_MISMATCH expectedCount']);
  }
  const seen = new Map<Client, Item>();
  return chosen.map((client, i): Item => {
    const path = ids ? `ids.${i}` : 'filter';
    if (!client) {
      const id = (ids as string[])[i] as string;
      return refused(`${isId(id) ? 'NOT_FOUND' : 'INVALID_ID'} ${path}`);
    }
    const first = seen.get(client);
    // A client that is named again is as the first mention has made it, or refused likewise.
    if (first) return first.outcome ? done('UNCHANGED', client, { changed: [] }) : first;
    const item = values
      ? giveValues(book, client, values as Values, path)
      : takeStep(book, String(action), client);
    seen.set(client, item);
    return item;
  });
}

/** Returns the selected clients; undefined for an id that leads to none. */
export const chosenBy = (book: Book, { ids, filter, status }: Values): (Client | undefined)[] =>
  ids
    ? (ids as string[]).map((id) => findClient(book, id))
    : book.clients.filter((client) => isFound(client, filter as Values, status));

/** Finds clients by city; active ones unless states are given. */
const isFound = (client: Client, { city }: Values, status: unknown): boolean =>
  client.values.city != null &&
  fold(client.values.city) === fold((city as Values).eq) &&
  (status === null || ((status ?? ['ACTIVE']) as string[]).includes(client.status));

function giveValues(book: Book, client: Client, values: Values, path: string): Item {
  if (client.status === 'DELETED') return refused(`CLIENT_DELETED ${path}`);
  const input = { ...values, match: { id: client.id } };
  const { outcome, changed } = upsert(book, input, path, new Set());
  return done(outcome === 'UNCHANGED' ? 'UNCHANGED' : 'CHANGED', client, {
    changed: changed ?? [],
  });
}

/** Erases a client with all its records. The receipt counts them. */
export function purge(book: Book, { id, expectedVersion }: Values): Item {
  // A former id stands for more than was meant by it.
  const isFormer = findClient(book, String(id))?.id !== id;
  if (isId(String(id)) && isFormer) return refused('NOT_FOUND id');
  const chosen = chooseClient(book, String(id), expectedVersion, 'id');
  if ('errors' in chosen) return refused(...chosen.errors);
  const { client } = chosen;
  book.clients.splice(book.clients.indexOf(client), 1);
  note(book, client, 'PURGED', []);
  return done('PURGED', client, {
    more: {
      clients: 1,
      contacts: client.contacts.length + client.removedContacts,
      documents: client.documents.length,
      gatewayTokens: client.tokens.length,
      ledgerEntries: client.ledger.length,
      redirects: client.formerIds.length,
      answers: eraseReplays(book, client),
    },
  });
}

/** Erases stored results about a client, and those with errors, which may quote values of any client. */
function eraseReplays(book: Book, client: Client): number {
  const ids = [client.id, ...client.formerIds];
  const erased = [...book.answers.values()].filter(({ answer }) =>
    answer?.items.some(
      ({ errors, client: about }) => errors.length > 0 || ids.includes(about?.id ?? ''),
    ),
  );
  for (const one of erased) one.answer = null;
  return erased.length;
}
