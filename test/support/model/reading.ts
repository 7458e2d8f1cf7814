import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Api } from '../api.ts';
import { type Book, type Client, emptyBook, type Item, isNew, make } from './book.ts';
import { primaryFirst } from './contacts.ts';
import type { Sent } from './sending.ts';
import { shownTokens } from './shown.ts';
import { fieldNames } from './upsert.ts';

// biome-ignore lint/suspicious/noExplicitAny: what is read is compared as a whole.
type Read = any;

/** An earlier reading of a book. */
export interface Reading {
  /** The cursor of the last change that was seen. */
  readonly cursor: string;
  readonly clients: Read[];
}

/** @param ids of clients that are gone, each of which leads to another one or to none */
const BOOK = (ids: readonly string[]) => `query ($after: String) {
  clients(first: 500, status: null) {
    totalCount
    nodes {
      id version status displayName settings balance paidToDate creditBalance archivedAt updatedAt
      ${fieldNames.join(' ')}
      contacts { id contactKey firstName email isPrimary sendEmail password }
      documents(first: 500) { nodes { id name type sha256 isPublic isDefault } }
      gatewayTokens { id token gatewayTypeId meta isDefault isDeleted }
      ledger(first: 500) { nodes { id kind amount balance } }
    }
    summary { currencyId count balance paidToDate creditBalance }
  }
  clientChanges(first: 500, after: $after) { nodes { cursor clientId kind version fields mergedInto } }
  ${ids.map((id) => `of_${id}: client(id: "${id}") { id }`).join(' ')}
}`;

/**
 * Reads the whole book: its clients, their records, and the changes since a cursor.
 * @param gone ids of clients that no longer exist
 */
export async function readBook(api: Api, after: string, gone: readonly string[]): Promise<Read> {
  const { clients, clientChanges, ...found } = await api.ask(BOOK(gone), { after });
  const nodes = clients.nodes.map(({ documents, ledger, gatewayTokens, ...client }: Read) => ({
    ...client,
    documents: documents.nodes,
    tokens: gatewayTokens,
    // From the oldest to the newest, as the model has it.
    ledger: ledger.nodes.toReversed(),
  }));
  return {
    count: clients.totalCount,
    clients: nodes,
    summary: clients.summary,
    changes: clientChanges.nodes,
    leads: gone.map((id) => [id, found[`of_${id}`]?.id ?? null]),
  };
}

/**
 * Copies the ids and keys that the product assigned into the model's book.
 * @param items of an answer
 * @param clientIds of the clients of the items
 */
export function learn(
  book: Book,
  read: Read,
  items: readonly Item[],
  clientIds: readonly (string | null)[],
): void {
  for (const [i, { client }] of items.entries()) {
    if (client && isNew(client.id)) client.id = clientIds[i] ?? client.id;
  }
  learnNumbers(items, read);
  for (const client of book.clients) {
    const found = read.clients.find(({ id }: Read) => id === client.id);
    learnParts(primaryFirst(client.contacts), found?.contacts);
    learnParts(client.documents, found?.documents);
    learnParts(shownTokens(client), found?.tokens);
    learnParts(client.ledger, found?.ledger);
    if (!book.ids.includes(client.id)) book.ids.push(client.id);
  }
}

/** Ignores which of the clients of a request got which of the next numbers. */
function learnNumbers(items: readonly Item[], read: Read): void {
  const numbered = items.flatMap(({ client, isNumbered }) => (client && isNumbered ? client : []));
  const numbers = numbered.map(({ id }) => read.clients.find((one: Read) => one.id === id)?.number);
  const expected = numbered.map(({ values }) => values.number);
  if (!isDeepStrictEqual(numbers.toSorted(), expected.toSorted())) return;
  for (const [i, { values }] of numbered.entries()) values.number = numbers[i];
}

function learnParts(parts: { id: string; contactKey?: string | null }[], read: Read[] = []) {
  for (const [i, part] of parts.entries()) {
    if (!isNew(part.id)) continue;
    part.id = read[i]?.id ?? part.id;
    if ('contactKey' in part) part.contactKey = read[i]?.contactKey;
  }
}

/** As much of a book as it takes to name what there is, of what was read since the first change. */
export function bookOf(read: Read): Book {
  const clients = read.clients.map((client: Read): Client => {
    const { id, version, status, city, contacts, documents, tokens } = client;
    const unsaid = { ...make(), settings: {}, removedContacts: 0, ledger: [], formerIds: [] };
    return { ...unsaid, id, version, status, values: { city }, contacts, documents, tokens };
  });
  const ids = new Set<string>(read.changes.map(({ clientId }: Read) => clientId));
  return { ...emptyBook(), clients, ids: [...ids] };
}

/** Checks what holds between two readings of a book: times, cursors, and that nothing changes without a change. */
export function checkProgress(before: Reading, after: Read): void {
  const cursors = after.changes.map(({ cursor }: Read) => Number(cursor));
  const last = Number(before.cursor);
  expect(cursors).toEqual(cursors.map((_: number, i: number) => last + 1 + i));
  for (const client of after.clients) {
    expect(client.archivedAt === null).toBe(client.status === 'ACTIVE');
    const old = before.clients.find(({ id }: Read) => id === client.id);
    if (!old) continue;
    if (old.version === client.version) expect(client).toEqual(old);
    else expect(client.updatedAt >= old.updatedAt).toBe(true);
  }
}

/**
 * Checks the differences of a response against the values that were read before and after, for clients that it names
 * once.
 */
export function checkDiffs(before: Reading, after: Read, { clientIds, diffs }: Sent): void {
  for (const [i, id] of clientIds.entries()) {
    if (id === null || clientIds.indexOf(id) !== clientIds.lastIndexOf(id)) continue;
    const [was, is] = [before, after].map(({ clients }) =>
      clients.find((one: Read) => one.id === id),
    );
    for (const { path, ...values } of diffs[i] ?? []) {
      const [old, now] = [valueAt(was, path), valueAt(is, path)];
      if (path[1] === 'new' || (old === undefined && now === undefined)) continue;
      expect({ path, ...values }).toEqual({ path, before: old ?? null, after: now ?? null });
    }
  }
}

/** Returns the value of a field of a client or contact; undefined where there is none, or it is not read. */
function valueAt(client: Read, [name = '', id, field = '']: readonly string[]): unknown {
  if (id === undefined) return client?.[name];
  return client?.contacts.find((contact: Read) => contact.id === id)?.[field];
}
