import { png } from '../files.ts';
import { sha256, type TestFile } from '../upload.ts';
import type { Book, Values } from './book.ts';
import type { Command } from './commands.ts';
import { UNKNOWN_ID } from './inputs.ts';
import { chosenBy } from './lifecycle.ts';
import type { SentFile } from './parts.ts';

/** A mutation as it is sent: its arguments name records by their ids. */
export interface Request {
  readonly operation: string;
  readonly variables: Values;
  readonly idempotencyKey?: string | undefined;
  readonly dryRun?: boolean | undefined;
  /** True to send the password. */
  readonly isConfirmed: boolean;
  readonly files: readonly TestFile[];
}

const FILES: Record<string, { bytes: Buffer | string; type: string | null }> = {
  'a.txt': { bytes: 'the same text', type: 'txt' },
  'b.txt': { bytes: 'the same text', type: 'txt' },
  'c.txt': { bytes: 'another text', type: 'txt' },
  'p.png': { bytes: png(3, 2), type: 'png' },
  'x.json': { bytes: '{"a":1}', type: null },
  'run.php': { bytes: 'a text', type: null },
  'empty.txt': { bytes: '', type: null },
};

/** Returns the files of a request with the hashes of their bytes. */
export const sentFiles = ({ files }: Request): SentFile[] =>
  files.map(({ name, bytes }) => {
    return { name, type: FILES[name]?.type ?? null, sha256: sha256(bytes) };
  });

/** Returns the request of a command for the records of the book. */
export function requestOf(book: Book, command: Command): Request {
  const { operation, idempotencyKey, dryRun, isConfirmed, files, ...rest } = command;
  const names = (files ?? []) as string[];
  return {
    operation,
    variables: withoutAbsent(variablesOf(book, operation, rest)),
    idempotencyKey: idempotencyKey as string | undefined,
    dryRun: dryRun as boolean | undefined,
    isConfirmed: isConfirmed === true,
    files: names.map((name) => ({ name, bytes: FILES[name]?.bytes ?? '' })),
  };
}

/** As JSON has it: a repeated request is the same text. */
const withoutAbsent = (values: Values): Values => JSON.parse(JSON.stringify(values)) as Values;

function variablesOf(book: Book, operation: string, command: Values): Values {
  const client = (named: unknown) => nameOf(clientsOf(book), named);
  switch (operation) {
    case 'upsertClient':
      return { input: inputOf(book, command.input as Values) };
    case 'upsertClients':
      return { ...command, inputs: (command.inputs as Values[]).map((one) => inputOf(book, one)) };
    case 'bulkClients':
      return bulkOf(book, command);
    case 'mergeClients': {
      const [into, ...from] = [command.into, ...(command.from as unknown[])].map(client);
      return {
        into,
        from,
        choose: (command.choose as Values[])?.map((one) => {
          return { ...one, from: nameOf([into as string, ...from], one.from) };
        }),
        previewToken: [...book.previews.keys()].at(-1) ?? 'none',
      };
    }
    case 'postLedgerEntries': {
      const entries = (command.entries as Values[]).map((entry) => {
        return { ...entry, clientId: client(entry.clientId) };
      });
      return { ...command, entries };
    }
    case 'updateGatewayToken':
    case 'deleteGatewayToken':
      return { ...command, id: nameOf(partsOf(book, 'tokens'), command.id) };
    case 'updateDocument':
    case 'deleteDocument':
      return { ...command, id: nameOf(partsOf(book, 'documents'), command.id) };
    case 'createGatewayToken':
    case 'uploadClientDocuments':
      return { ...command, clientId: client(command.clientId) };
    default:
      return { ...command, id: client(command.id) };
  }
}

/** Returns the existing clients, followed by ids of purged and merged ones. */
const clientsOf = ({ clients, ids }: Book): string[] => {
  const living = clients.map(({ id }) => String(id));
  return [...living, ...ids.filter((id) => !living.includes(id))];
};

const partsOf = (book: Book, list: 'tokens' | 'documents' | 'contacts'): string[] =>
  book.clients.flatMap((client) => client[list].map(({ id }) => String(id)));

/** Returns the record at a place, or the text itself if it is no place. */
const nameOf = (ids: readonly string[], named: unknown): string =>
  typeof named === 'number' ? (ids[named % ids.length] ?? UNKNOWN_ID) : String(named);

function inputOf(book: Book, input: Values): Values {
  const match = input.match as Values | undefined;
  const contacts = input.contacts as Values[] | null | undefined;
  const [way, named] = Object.entries(match ?? {})[0] ?? [];
  const keys = book.clients.flatMap((client) => client.contacts.map((one) => one.contactKey));
  const key = (place: unknown) => nameOf(keys as string[], place);
  const id = way === 'id' ? nameOf(clientsOf(book), named) : null;
  // Mostly a contact of the very client, else of any.
  const client = book.clients.find((one) => one.id === id);
  const contactIds = client
    ? client.contacts.map((one) => String(one.id))
    : partsOf(book, 'contacts');
  return {
    ...input,
    ...(id === null ? {} : { match: { id } }),
    ...(way === 'contactKey' ? { match: { contactKey: key(named) } } : {}),
    contacts:
      contacts?.map((contact) => ({
        ...contact,
        id: contact.id === undefined ? undefined : nameOf(contactIds, contact.id),
        contactKey: contact.contactKey === undefined ? undefined : key(contact.contactKey),
      })) ?? contacts,
  };
}

function bulkOf(book: Book, { ids, city, status, expectedCount, values, ...rest }: Values): Values {
  const chosen = ids
    ? { ids: (ids as unknown[]).map((id) => nameOf(clientsOf(book), id)) }
    : { filter: { city: { eq: city } }, status };
  const given = rest.action === 'UPDATE' ? { values } : {};
  const count = new Set(chosenBy(book, chosen).filter(Boolean)).size;
  return {
    ...rest,
    ...chosen,
    ...given,
    expectedCount: expectedCount === 'found' ? count : expectedCount,
  };
}
