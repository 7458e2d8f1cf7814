import { isDeepStrictEqual } from 'node:util';
import {
  amountsOf,
  type Book,
  type Client,
  type Contact,
  done,
  findClient,
  fits,
  type Item,
  inOrder,
  isId,
  movedAmounts,
  note,
  refused,
  type Values,
} from './book.ts';
import { primaryFirst } from './contacts.ts';

/** Returns the clients and versions of a preview token, in order. */
export const signatureOf = (book: Book, { into, from }: Values): string =>
  JSON.stringify(
    [into, ...(from as string[])].map((id) => {
      const client = findClient(book, String(id));
      return [client?.id, client?.version];
    }),
  );

/** Returns the errors that prevent a merge. */
export function blockers(book: Book, { into, from, choose = [] }: Values): string[] {
  const errors: string[] = [];
  const survivor = findClient(book, String(into));
  if (!isId(String(into))) errors.push('INVALID_ID into');
  else if (!survivor) errors.push('NOT_FOUND into');
  const sources: Client[] = [];
  for (const [i, id] of (from as string[]).entries()) {
    const client = findClient(book, id);
    if (!isId(id)) errors.push(`INVALID_ID from.${i}`);
    // A client to merge is named by its own id: a former one stands for more than was meant by it.
    else if (client?.id !== id) errors.push(`NOT_FOUND from.${i}`);
    else if (client === survivor || sources.includes(client)) {
      errors.push(`INVALID_INPUT from.${i}`);
    } else sources.push(client);
  }
  if ((from as string[]).length === 0) errors.push('INVALID_INPUT from');
  if (!survivor) return errors;
  const clients = [survivor, ...sources];
  const chosen: unknown[] = [];
  for (const [i, choice] of ((choose ?? []) as Values[]).entries()) {
    if (chosen.includes(choice.field)) errors.push(`INVALID_INPUT choose.${i}.field`);
    else if (!isId(String(choice.from))) errors.push(`INVALID_ID choose.${i}.from`);
    else if (!clients.some(({ id }) => id === choice.from)) {
      errors.push(`INVALID_INPUT choose.${i}.from`);
    }
    chosen.push(choice.field);
  }
  if (!fits(amountsOf(clients.flatMap(({ ledger }) => ledger)))) errors.push('INVALID_INPUT from');
  return errors;
}

/** Merges clients. The survivor keeps its values, except for the chosen ones. */
export function merge(book: Book, variables: Values, isStale: boolean): Item {
  const errors = blockers(book, variables);
  if (errors.length > 0) return refused(...errors);
  if (isStale) return refused('STALE_PREVIEW previewToken');
  const survivor = findClient(book, String(variables.into)) as Client;
  const sources = (variables.from as string[]).map((id) => findClient(book, id) as Client);
  const before = structuredClone(survivor);
  const parts = moveParts(survivor, sources);
  for (const { field: name, from } of (variables.choose ?? []) as Choice[]) {
    const field = camelCase(name);
    const giver = [before, ...sources].find(({ id }) => id === from) as Client;
    if (field === 'settings') survivor.settings = giver.settings;
    else survivor.values[field] = giver.values[field];
  }
  survivor.formerIds.push(...sources.flatMap(({ id, formerIds }) => [String(id), ...formerIds]));
  book.clients = book.clients.filter((client) => !sources.includes(client));
  const changed = [
    ...Object.keys(before.values).filter((name) => before.values[name] !== survivor.values[name]),
    ...movedAmounts(amountsOf(before.ledger), amountsOf(survivor.ledger)),
    ...(isDeepStrictEqual(before.settings, survivor.settings) ? [] : ['settings']),
  ];
  for (const source of sources) note(book, source, 'MERGED', [], survivor);
  const { removed, ...moved } = parts;
  const movedParts = Object.entries(moved).filter(([, count]) => count > 0);
  const partName = (name: string) => (name === 'ledgerEntries' ? 'ledger' : name);
  note(book, survivor, 'UPDATED', [...changed, ...movedParts.map(([name]) => partName(name))]);
  return done('MERGED', survivor, { changed, more: { moved, removed } });
}

interface Choice {
  readonly field: string;
  readonly from: string;
}

/** Returns the field of an enum value: `countryId` for `COUNTRY_ID`. */
const camelCase = (name: string): string =>
  name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** Moves the records of each source to the survivor, in order. */
function moveParts(survivor: Client, sources: readonly Client[]) {
  const removed: (string | null)[] = [];
  const moved = { contacts: 0, documents: 0, gatewayTokens: 0, ledgerEntries: 0 };
  for (const source of sources) {
    const emails = survivor.contacts.map(({ email }) => email);
    const staying = (contact: Contact) => !contact.email?.trim() || emails.includes(contact.email);
    const coming = source.contacts.filter((contact) => !staying(contact));
    const tokens = source.tokens.filter(({ isDeleted }) => !isDeleted);
    removed.push(
      ...primaryFirst(source.contacts)
        .filter(staying)
        .map(({ email }) => email),
    );
    moved.contacts += coming.length;
    moved.documents += source.documents.length;
    moved.gatewayTokens += tokens.length;
    moved.ledgerEntries += source.ledger.length;
    survivor.contacts.push(...coming.map((contact) => ({ ...contact, isPrimary: false })));
    survivor.documents.push(...source.documents);
    const hasDefault = survivor.tokens.some((token) => token.isDefault && !token.isDeleted);
    const [first] = tokens.filter(({ isDefault }) => isDefault);
    survivor.tokens.push(
      ...tokens.map((token) => ({ ...token, isDefault: token === first && !hasDefault })),
    );
    survivor.ledger.push(...source.ledger);
  }
  survivor.contacts = inOrder(survivor.contacts);
  survivor.documents = inOrder(survivor.documents);
  survivor.tokens = inOrder(survivor.tokens);
  survivor.ledger = inOrder(survivor.ledger);
  return { ...moved, removed };
}
