import {
  amountsOf,
  type Book,
  type Client,
  chooseClient,
  conflict,
  type Document,
  done,
  findClient,
  fits,
  type Item,
  isId,
  make,
  movedAmounts,
  note,
  Refused,
  refused,
  type Token,
  type Values,
} from './book.ts';

/** Parses an amount into millionths. */
export function millionths(digits: string): bigint {
  const [whole = '', decimals = ''] = digits.split('.');
  return BigInt(whole + decimals.padEnd(6, '0'));
}

/** Posts entries to ledgers. A client's version grows once, however many entries it gets. */
export function postEntries(book: Book, entries: readonly Values[]): Item[] {
  const before = new Map<Client, object>();
  const items = entries.map(({ clientId, kind, amount }, i): Item => {
    const path = `entries.${i}`;
    const errors = amount === '0' ? [`INVALID_INPUT ${path}.amount`] : [];
    if (!isId(String(clientId))) errors.push(`INVALID_ID ${path}.clientId`);
    if (errors.length > 0) return refused(...errors);
    const client = findClient(book, String(clientId));
    if (!client) return refused(`NOT_FOUND ${path}.clientId`);
    if (client.status === 'DELETED') return refused(`CLIENT_DELETED ${path}.clientId`);
    const amounts = amountsOf(client.ledger);
    const entry = { ...make(), kind: String(kind), amount: millionths(String(amount)) };
    client.ledger.push(entry);
    if (!fits(amountsOf(client.ledger))) {
      client.ledger.pop();
      return refused(`INVALID_INPUT ${path}.amount`);
    }
    if (!before.has(client)) before.set(client, amounts);
    return done('POSTED', client, { more: amountsOf(client.ledger).balance });
  });
  for (const [client, amounts] of before) {
    note(book, client, 'UPDATED', [...movedAmounts(amounts, amountsOf(client.ledger)), 'ledger']);
  }
  return items;
}

/** A file of an upload with its type and the hash of its bytes. The type is null if the file must be refused. */
export interface SentFile {
  readonly name: string;
  readonly type: string | null;
  readonly sha256: string;
}

/** Stores files with a client; the same bytes again are recognised. */
export function upload(book: Book, variables: Values, files: readonly SentFile[]): Item[] {
  const { clientId, expectedVersion } = variables;
  const chosen = chooseClient(book, String(clientId), expectedVersion, 'clientId');
  if ('errors' in chosen) throw new Refused(chosen.errors);
  const { client } = chosen;
  const before = client.documents.length;
  const items = files.map(({ name, type, sha256 }, i): Item => {
    if (type === null) return refused(`FILE_TYPE_REFUSED files.${i}`);
    if (client.documents.some((document) => document.sha256 === sha256)) {
      return done('RECOGNISED', client, { more: type });
    }
    const isPublic = variables.isPublic !== false;
    client.documents.push({ ...make(), name, type, sha256, isPublic, isDefault: false });
    return done('STORED', client, { more: type });
  });
  if (client.documents.length > before) note(book, client, 'UPDATED', ['documents']);
  return items;
}

interface Owned<Part> {
  readonly client: Client;
  readonly part: Part;
}

function findPart<Part extends { id: string }>(
  book: Book,
  of: (client: Client) => Part[],
  { id, expectedVersion }: Values,
): Owned<Part> | { errors: string[] } {
  for (const client of book.clients) {
    const part = of(client).find((one) => one.id === id);
    if (!part) continue;
    const errors = conflict(client, expectedVersion);
    return errors.length > 0 ? { errors } : { client, part };
  }
  return { errors: ['NOT_FOUND id'] };
}

const documentsOf = (client: Client): Document[] => client.documents;
const tokensOf = (client: Client): Token[] => client.tokens;

/** Changes a document; equal values change nothing. Absent and null values are kept. */
export function updateDocument(book: Book, variables: Values): Item {
  const found = findPart(book, documentsOf, variables);
  if ('errors' in found) return refused(...found.errors);
  const input = { ...(variables.input as Values) };
  // Folders before a name are left out, as of an uploaded file.
  if (typeof input.name === 'string') input.name = input.name.replace(/.*\//, '');
  if (assign(found.part, input)) {
    note(book, found.client, 'UPDATED', ['documents']);
  }
  return done('DONE', found.client);
}

/** Erases a document. */
export function deleteDocument(book: Book, variables: Values): Item {
  const found = findPart(book, documentsOf, variables);
  if ('errors' in found) return refused(...found.errors);
  const { client, part } = found;
  client.documents.splice(client.documents.indexOf(part), 1);
  note(book, client, 'UPDATED', ['documents']);
  return done('DONE', client);
}

/** Stores a payment method with a client. */
export function createToken(book: Book, { clientId, expectedVersion, input }: Values): Item {
  const chosen = chooseClient(book, String(clientId), expectedVersion, 'clientId');
  if ('errors' in chosen) return refused(...chosen.errors);
  const { client } = chosen;
  const blank = { ...make(), token: '', isDefault: false, isDeleted: false };
  const { companyGatewayId: _, ...values } = input as Values;
  if (values.isDefault === true) dropDefault(client);
  client.tokens.push({ ...blank, ...values } as Token);
  note(book, client, 'UPDATED', ['gatewayTokens']);
  return done('DONE', client);
}

/** Changes a payment method; equal values change nothing. */
export function updateToken(book: Book, variables: Values): Item {
  const found = findPart(book, tokensOf, variables);
  if ('errors' in found) return refused(...found.errors);
  const { client, part } = found;
  const input = variables.input as Values;
  const { isDefault } = part;
  if (assign(part, input)) {
    if (input.isDefault === true && !isDefault) dropDefault(client, part);
    note(book, client, 'UPDATED', ['gatewayTokens']);
  }
  return done('DONE', client);
}

/** Deletes a payment method; a deleted one is unchanged. */
export function deleteToken(book: Book, variables: Values): Item {
  const found = findPart(book, tokensOf, variables);
  if ('errors' in found) return refused(...found.errors);
  const { client, part } = found;
  if (!part.isDeleted) {
    part.isDeleted = true;
    note(book, client, 'UPDATED', ['gatewayTokens']);
  }
  return done('DONE', client);
}

/** Removes the default mark from a client's gateway tokens. */
function dropDefault(client: Client, but?: Token): void {
  for (const token of client.tokens) if (token !== but) token.isDefault = false;
}

/** Gives a part new values. @returns whether it had others */
function assign(part: object, values: Values): boolean {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  const before = JSON.stringify(part);
  Object.assign(part, Object.fromEntries(given));
  return JSON.stringify(part) !== before;
}
