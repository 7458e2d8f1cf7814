import { isDeepStrictEqual } from 'node:util';
import {
  type Book,
  type Client,
  COMPANY,
  conflict,
  done,
  findClient,
  type Item,
  isId,
  make,
  nameOf,
  note,
  refused,
  type Values,
} from './book.ts';
import { isPassword, sendContacts } from './contacts.ts';

/** The fields that commands write, with what a new client has. */
const BLANK: Values = {
  name: null,
  number: null,
  idNumber: null,
  vatNumber: null,
  city: null,
  publicNotes: null,
  customValue1: null,
  countryId: null,
  assignedUserId: null,
  isTaxExempt: false,
  hasValidVatNumber: false,
};

/** The names of these fields. */
export const fieldNames = Object.keys(BLANK);

/** The settings that v1 gives every new client. */
const ENTITY = { entity: 'App\\Models\\Client', industry_id: '', size_id: '' };

/** The id of the viewer, a company's first user. */
export const FIRST_USER = 'VolejRejNm';

/**
 * Creates or changes one client.
 * @param path of the input, such as `inputs.1`
 * @param named numbers that the request names, folded: none of them is given to a client without one
 */
export function upsert(book: Book, input: Values, path: string, named: Set<string>): Item {
  const wrong = wrongAnyhow(input, path);
  if (wrong.length > 0) return refused(...wrong);
  const { match, mode = 'UPSERT', contactsMode = 'MERGE', expectedVersion } = input;
  const [way, sought] = Object.entries(match ?? {})[0] ?? [];
  const found = findMatch(book, way, sought as string);
  if (found.length > 1) return refused(`AMBIGUOUS_MATCH ${path}.match`);
  const [client] = found;
  if (!client && way === 'id') return refused(`NOT_FOUND ${path}.match.id`);
  if (!client && mode === 'UPDATE_ONLY') return refused(`NOT_FOUND ${path}.match`);
  const errors: string[] = [];
  if (client && mode === 'CREATE_ONLY') errors.push(`ALREADY_EXISTS ${path}.match`);
  else if (client?.status === 'DELETED') errors.push(`CLIENT_DELETED ${path}`);
  else if (client) errors.push(...conflict(client, expectedVersion, `${path}.expectedVersion`));

  errors.push(...wrongValues(input, path));
  const values = valuesAfter(client, input, way, sought);
  errors.push(...uniquenessErrors(book, { values, client, path }));
  const soughtContacts = way === 'email' && !client ? [{ email: sought }] : undefined;
  const contacts = sendContacts(
    client?.contacts ?? [],
    (input.contacts as Values[]) ?? soughtContacts,
    input.contacts ? String(contactsMode) : 'MERGE',
    `${path}.contacts`,
  );
  errors.push(...contacts.errors);
  if (errors.length > 0) return refused(...errors);

  const isNumbered = values.number === null;
  values.number ??= nextNumber(book, named);
  const after = { values, settings: settingsAfter(client, input), contacts: contacts.contacts };
  const changed = Object.keys(BLANK).filter(
    (name) => values[name] !== (client ? client.values[name] : null),
  );
  if (!isDeepStrictEqual(after.settings, client?.settings)) changed.push('settings');
  if (contacts.isChanged) changed.push('contacts');
  const more = { removed: contacts.removed.map(({ email }) => email) };
  if (client && changed.length === 0) return done('UNCHANGED', client, { changed, more });
  const target = Object.assign(client ?? newClient(book), after);
  target.removedContacts += contacts.removed.length;
  const kind = client ? 'UPDATED' : 'CREATED';
  note(book, target, kind, changed);
  return done(kind, target, { changed, more, isNumbered });
}

/** Returns the errors for numbers of other clients, and for unknown users. */
function uniquenessErrors(
  book: Book,
  { values, client, path }: { values: Values; client: Client | undefined; path: string },
): string[] {
  const errors = (
    [
      ['number', 'NUMBER_TAKEN'],
      ['idNumber', 'ID_NUMBER_TAKEN'],
    ] as const
  ).flatMap(([field, code]) =>
    isTaken(book, field, values[field], client) ? [`${code} ${path}.${field}`] : [],
  );
  const { assignedUserId } = values;
  const isKnown = !assignedUserId || assignedUserId === FIRST_USER;
  return isKnown ? errors : [...errors, `INVALID_INPUT ${path}.assignedUserId`];
}

/**
 * Returns the values after an input: absent ones stay, null clears. A new client has the values of the match, and no
 * client is without a country.
 */
function valuesAfter(client: Client | undefined, input: Values, way: unknown, sought: unknown) {
  const values = { ...(client?.values ?? BLANK) };
  if (!client && isField(way)) values[way] = sought;
  for (const [name, value] of Object.entries(input)) {
    if (name in BLANK) values[name] = value === '' ? null : (value ?? BLANK[name]);
  }
  if (!client && way === 'number') values.number ??= sought;
  values.countryId ??= COMPANY.countryId;
  return values;
}

const isField = (way: unknown): way is string =>
  way === 'number' || way === 'idNumber' || way === 'vatNumber';

function newClient(book: Book): Client {
  const client: Client = {
    ...make(),
    version: 0,
    status: 'ACTIVE',
    values: {},
    settings: {},
    contacts: [],
    removedContacts: 0,
    documents: [],
    tokens: [],
    ledger: [],
    formerIds: [],
  };
  book.clients.push(client);
  return client;
}

/** Finds the clients of a match. Deleted ones count only where no other matches. */
function findMatch(book: Book, way: string | undefined, sought: string): Client[] {
  if (way === undefined) return [];
  const isMatch = (client: Client): boolean => {
    if (way === 'id') return client === findClient(book, sought);
    if (way === 'contactKey') return client.contacts.some((one) => one.contactKey === sought);
    if (way === 'email') return client.contacts.some(({ email }) => same(email, sought));
    return same(client.values[way], sought);
  };
  const found = book.clients.filter(isMatch);
  const alive = found.filter(({ status }) => status !== 'DELETED');
  return alive.length > 0 ? alive : found;
}

const same = (value: unknown, sought: unknown): boolean =>
  value !== null && value !== undefined && nameOf(value) === nameOf(sought);

/** Returns whether another client has a value. Archived and deleted ones count. */
const isTaken = (book: Book, field: string, value: unknown, owner: Client | undefined): boolean =>
  value !== null &&
  book.clients.some((client) => client !== owner && same(client.values[field], value));

/**
 * Returns the next number by section 11 of the REST reference: the counter moves on until a number is free, and never
 * back.
 */
function nextNumber(book: Book, named: Set<string>): string {
  for (;;) {
    const counter = String(book.counter).padStart(4, '0');
    const number = book.pattern.replace('{$counter}', counter) || counter;
    book.counter += 1;
    if (!isTaken(book, 'number', number, undefined) && !named.has(nameOf(number))) return number;
  }
}

/**
 * Returns the settings after an input: they are replaced as a whole; the currency is one of them, and never missing.
 */
function settingsAfter(client: Client | undefined, { settings, currencyId }: Values): Values {
  if (client && settings === undefined && currencyId === undefined) return client.settings;
  const sent = { ...((settings ?? client?.settings) as Values) };
  if (currencyId !== undefined) sent.currency_id = currencyId ?? '';
  if (!client) Object.assign(sent, ENTITY);
  sent.currency_id ||= COMPANY.currencyId;
  return sent;
}

/** Returns the errors that an input has in every state of the book. */
export function wrongAnyhow(input: Values, path: string): string[] {
  const wrong = wrongValues(input, path);
  // An imported client may have a number of a country that nobody knows, and keep it.
  const mayStay = input.match && wrong.every((error) => error.endsWith('.countryId'));
  return mayStay ? [] : wrong;
}

/** Returns all errors of an invalid single input. An invalid match is not looked up. */
export function wrongSingle(book: Book, input: Values): string[] {
  const path = 'input';
  const wrong = wrongAnyhow(input, path);
  if (wrong.length === 0) return wrong;
  const isSought = !wrong.some((error) => error.includes(` ${path}.match`));
  const [way, sought] = isSought ? (Object.entries(input.match ?? {})[0] ?? []) : [];
  const found = findMatch(book, way, sought as string);
  const isMissing = way === 'id' || input.mode === 'UPDATE_ONLY';
  if (found.length > 1 || (found.length === 0 && isMissing)) return wrong;
  const [client] = found;
  const values = valuesAfter(client, input, way, sought);
  return [...wrong, ...uniquenessErrors(book, { values, client, path })];
}

/** Returns the errors of the mistakes that the commands make. */
function wrongValues(input: Values, path: string): string[] {
  const { name, countryId, currencyId, settings, contacts, match, contactsMode } = input;
  const wrong: string[] = [];
  const refuse = (field: string, code = 'INVALID_INPUT') => wrong.push(`${code} ${path}.${field}`);
  const [way, sought] = Object.entries((match ?? {}) as Values)[0] ?? [];
  if (way && sought === '') refuse('match');
  if (way === 'id' && !isId(String(sought))) refuse('match.id', 'INVALID_ID');
  if (String(name ?? '').length > 500) refuse('name');
  if (countryId === '9999') refuse('countryId');
  if (currencyId === 'x') refuse('currencyId');
  if (settings === null) refuse('settings');
  if (contacts === null) refuse('contacts');
  const list = (contacts ?? []) as Values[];
  const caseCounts = contactsMode === 'REPLACE';
  const sameAddress = (one: unknown, other: unknown) =>
    caseCounts ? one === other : same(one as string | null, other);
  for (const [i, { id, email, password }] of list.entries()) {
    const isTwin = list.some((other, j) => j !== i && sameAddress(other.email, email));
    if (email === 'bad') refuse(`contacts.${i}.email`);
    if (email && isTwin) refuse(`contacts.${i}.email`);
    if (isPassword(password) && password === 'weak') refuse(`contacts.${i}.password`);
    if (id && !isId(String(id)) && contactsMode !== 'REPLACE') {
      refuse(`contacts.${i}.id`, 'INVALID_ID');
    }
  }
  return wrong;
}
