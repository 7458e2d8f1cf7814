import {
  type Answer,
  type Book,
  chooseClient,
  type Item,
  nameOf,
  Refused,
  type Values,
} from './book.ts';
import { bulk, changeStatus, purge } from './lifecycle.ts';
import { merge, signatureOf } from './merge.ts';
import {
  createToken,
  deleteDocument,
  deleteToken,
  postEntries,
  updateDocument,
  updateToken,
  upload,
} from './parts.ts';
import { type Request, sentFiles } from './requests.ts';
import { upsert, wrongSingle } from './upsert.ts';

type Rule = (book: Book, variables: Values, request: Request) => Item[];

/** Returns the rule of a mutation of one thing: an error refuses it as a whole. */
const one =
  (rule: (book: Book, variables: Values) => Item): Rule =>
  (book, variables) => {
    const item = rule(book, variables);
    if (item.errors.length > 0) throw new Refused(item.errors);
    return [item];
  };

/** The rule of each mutation, which returns an item for each thing that it is about. */
const rules: Record<string, Rule> = {
  upsertClient: one((book, { input }) => upsertAll(book, [input], () => 'input')[0] as Item),
  upsertClients: (book, { inputs }) => upsertAll(book, inputs as Values[], (i) => `inputs.${i}`),
  archiveClient: one((book, variables) => changeStatus(book, 'ARCHIVE', variables)),
  restoreClient: one((book, variables) => changeStatus(book, 'RESTORE', variables)),
  deleteClient: one((book, variables) => changeStatus(book, 'DELETE', variables)),
  bulkClients: bulk,
  purgeClient: one(purge),
  mergeClients: one((book, variables) => {
    const seen = book.previews.get(String(variables.previewToken));
    return merge(book, variables, seen !== signatureOf(book, variables));
  }),
  postLedgerEntries: (book, { entries }) => postEntries(book, entries as Values[]),
  createGatewayToken: one(createToken),
  updateGatewayToken: one(updateToken),
  deleteGatewayToken: one(deleteToken),
  uploadClientDocuments: (book, variables, request) => upload(book, variables, sentFiles(request)),
  updateDocument: one(updateDocument),
  deleteDocument: one(deleteDocument),
};

function upsertAll(book: Book, inputs: readonly unknown[], path: (i: number) => string): Item[] {
  const values = inputs as Values[];
  const named = values.flatMap(({ number, match }) => [number, (match as Values)?.number]);
  const numbers = new Set(named.filter(Boolean).map(nameOf));
  return values.map((input, i) => upsert(book, input, path(i), numbers));
}

/** The mutations of many things: how the argument is called that holds them. */
const lists: Record<string, (variables: Values) => string> = {
  upsertClients: () => 'inputs',
  bulkClients: ({ ids }) => (ids ? 'ids' : 'filter'),
  postLedgerEntries: () => 'entries',
  uploadClientDocuments: () => 'files',
};

/** Carries out a mutation in the book of the model. */
export function carryOut(book: Book, request: Request): Answer {
  const before = structuredClone(book);
  try {
    const wrong = wrongRequest(book, request);
    if (wrong.length > 0) throw new Refused(wrong);
    const known = recall(book, request);
    if (known) return { ...known, replayed: true };
    const items = rules[request.operation]?.(book, request.variables, request) ?? [];
    const answer = { errors: [], replayed: false, items };
    const isRefused = policyOf(request) === 'REJECT_ALL' && items.some(isRefusedItem);
    if (isRefused || request.dryRun) Object.assign(book, before);
    else remember(book, request, answer);
    return isRefused ? { ...answer, items: skipped(request, items) } : answer;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    Object.assign(book, before);
    return { errors: error.errors.toSorted(), replayed: false, items: [] };
  }
}

/** Returns a response in comparable form. */
export const comparableAnswer = ({ items, ...answer }: Answer): Answer => ({
  ...answer,
  items: items.map(({ client: _, isNumbered: __, ...item }) => ({
    ...item,
    errors: item.errors.toSorted(),
    ...(item.changed ? { changed: item.changed.toSorted() } : {}),
  })),
});

const isRefusedItem = ({ errors }: Item) => errors.length > 0;

const policyOf = ({ operation, variables }: Request): unknown =>
  variables.policy ??
  (operation in lists && operation !== 'uploadClientDocuments' ? 'REJECT_ALL' : null);

/** Marks the other items as skipped when one is refused. */
function skipped({ operation, variables }: Request, items: readonly Item[]): Item[] {
  const name = lists[operation]?.(variables);
  return items.map((item, i) =>
    isRefusedItem(item) ? item : { outcome: null, errors: [`SKIPPED ${name}.${i}`] },
  );
}

/** Replays a request under a known key. @returns null for a new one */
function recall(book: Book, { idempotencyKey, dryRun, ...request }: Request): Answer | null {
  const known = idempotencyKey && !dryRun ? book.answers.get(idempotencyKey) : undefined;
  if (!known) return null;
  if (known.request !== textOf(request)) throw new Refused(['IDEMPOTENCY_MISMATCH idempotencyKey']);
  if (known.answer === null) throw new Refused(['NOT_FOUND idempotencyKey']);
  return known.answer;
}

function remember(book: Book, { idempotencyKey, ...request }: Request, answer: Answer): void {
  if (idempotencyKey) book.answers.set(idempotencyKey, { request: textOf(request), answer });
}

/** Returns a text of everything in which two requests can differ. */
const textOf = ({ operation, variables, files }: Omit<Request, 'idempotencyKey'>): string =>
  JSON.stringify([operation, variables, files]);

/** Returns the errors that a request has in every state of the book. The commands make no other mistakes. */
function wrongRequest(book: Book, { operation, variables, ...request }: Request): string[] {
  const input = (variables.input ?? {}) as Values;
  switch (operation) {
    case 'upsertClient':
      return wrongSingle(book, input);
    case 'bulkClients':
      return wrongBulk(variables, request.dryRun);
    case 'purgeClient':
    case 'mergeClients':
      return request.isConfirmed ? [] : ['PASSWORD_REQUIRED'];
    case 'createGatewayToken': {
      // Only what is refused anyway is told of its client before the key is looked up.
      if (input.companyGatewayId) return [];
      const chosen = chooseClient(book, String(variables.clientId), null, 'clientId');
      return [...('errors' in chosen ? chosen.errors : []), 'INVALID_INPUT input.companyGatewayId'];
    }
    case 'updateDocument':
      return /\.php/.test(String(input.name)) ? ['INVALID_INPUT input.name'] : [];
    case 'uploadClientDocuments': {
      // Files are not even read for a client that there is not, or that has changed.
      const version = request.idempotencyKey ? null : variables.expectedVersion;
      const chosen = chooseClient(book, String(variables.clientId), version, 'clientId');
      return 'errors' in chosen ? chosen.errors : [];
    }
    default:
      return [];
  }
}

function wrongBulk({ ids, expectedCount, values }: Values, dryRun: boolean | undefined): string[] {
  if (!ids && expectedCount === undefined && !dryRun) return ['INVALID_INPUT expectedCount'];
  if (values && Object.keys(values).length === 0) return ['INVALID_INPUT values'];
  return (values as Values)?.countryId === '9999' ? ['INVALID_INPUT values.countryId'] : [];
}
