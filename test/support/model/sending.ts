import { expect } from 'vitest';
import type { Api, Answer as HttpAnswer } from '../api.ts';
import { upload } from '../upload.ts';
import type { Answer, Item, Values } from './book.ts';
import { millionths } from './parts.ts';
import type { Request } from './requests.ts';

// biome-ignore lint/suspicious/noExplicitAny: payloads are of many shapes.
type Payload = any;

interface Mutation {
  /** Types of the arguments, besides those that every mutation takes. */
  readonly args: string;
  /** The selection of the payload. */
  readonly fields: string;
  /** The items of a payload that was not refused as a whole. */
  readonly items: (payload: Payload) => Item[];
}

const itemOf = (outcome: string, more?: unknown) => ({ outcome, errors: [], ...(more as object) });

const changed = (diff: { path: string[] }[] | null) =>
  diff ? { changed: [...new Set(diff.map(({ path }) => path[0] as string))].sort() } : {};

const each =
  (told: (result: Payload) => object) =>
  ({ results }: Payload): Item[] =>
    results.map((result: Payload) => ({
      outcome: result.outcome ?? null,
      errors: refusals(result.userErrors),
      ...told(result),
    }));

const upserted = ({ outcome, diff, removedContacts }: Payload): object =>
  outcome === null ? {} : { ...changed(diff), more: { removed: emails(removedContacts) } };

const emails = (contacts: { email: string | null }[]) => contacts.map(({ email }) => email);

const UPSERTED = 'outcome client { id } diff { path before after } removedContacts { email }';

const onClient: Mutation = {
  args: '$id: ID!, $expectedVersion: Int',
  fields: 'outcome client { id } diff { path before after }',
  items: ({ outcome, diff }) => [itemOf(outcome, changed(diff))],
};

const part = (args: string): Mutation => ({
  args,
  fields: 'client { id }',
  items: () => [itemOf('DONE')],
});

const mutations: Record<string, Mutation> = {
  upsertClient: {
    args: '$input: UpsertClientInput!',
    fields: UPSERTED,
    items: (payload) => [itemOf(payload.outcome, upserted(payload))],
  },
  upsertClients: {
    args: '$inputs: [UpsertClientInput!]!, $policy: BatchPolicy',
    fields: `results { ${UPSERTED} userErrors { code path } }`,
    items: each(upserted),
  },
  archiveClient: onClient,
  restoreClient: onClient,
  deleteClient: onClient,
  bulkClients: {
    args: `$action: BulkAction!, $ids: [ID!], $filter: ClientFilter, $status: [ClientStatus!],
      $expectedCount: Int, $values: BulkValuesInput, $policy: BatchPolicy`,
    fields:
      'count changed unchanged refused results { outcome client { id } diff { path before after } userErrors { code path } }',
    items: (payload) => {
      const items = each(({ diff }) => changed(diff))(payload);
      const having = (outcome: string | null) =>
        items.filter((item) => item.outcome === outcome).length;
      expect(payload).toMatchObject({
        count: items.length,
        changed: having('CHANGED'),
        unchanged: having('UNCHANGED'),
        refused: having(null),
      });
      return items;
    },
  },
  purgeClient: {
    args: '$id: ID!, $expectedVersion: Int',
    fields: `receipt { erased { clients contacts documents gatewayTokens ledgerEntries redirects answers } }`,
    items: ({ receipt }) => [itemOf('PURGED', { more: receipt.erased })],
  },
  mergeClients: {
    args: '$into: ID!, $from: [ID!]!, $choose: [MergeChoiceInput!], $previewToken: String!',
    fields: `client { id } diff { path before after } removedContacts { email }
      moved { contacts documents gatewayTokens ledgerEntries }`,
    items: ({ diff, moved, removedContacts }) => [
      itemOf('MERGED', { ...changed(diff), more: { moved, removed: emails(removedContacts) } }),
    ],
  },
  postLedgerEntries: {
    args: '$entries: [LedgerEntryInput!]!, $policy: BatchPolicy',
    fields: 'results { balance userErrors { code path } }',
    items: each(({ balance }) =>
      balance === null ? {} : { outcome: 'POSTED', more: millionths(balance) },
    ),
  },
  createGatewayToken: part('$clientId: ID!, $expectedVersion: Int, $input: GatewayTokenInput!'),
  updateGatewayToken: part('$id: ID!, $expectedVersion: Int, $input: GatewayTokenInput!'),
  deleteGatewayToken: part('$id: ID!, $expectedVersion: Int'),
  uploadClientDocuments: {
    args: '',
    fields: '',
    items: each(({ outcome, type }) => (outcome === null ? {} : { more: type })),
  },
  updateDocument: part('$id: ID!, $expectedVersion: Int, $input: UpdateDocumentInput!'),
  deleteDocument: part('$id: ID!, $expectedVersion: Int'),
};

/** Returns errors in short: `CODE path`, in alphabetical order. */
export const refusals = (errors: readonly { code: string; path: string[] }[]): string[] =>
  errors.map(({ code, path }) => `${code} ${path.join('.')}`.trim()).sort();

/** Returns the text of a mutation with all of its arguments. */
function documentOf(operation: string, { args, fields }: Mutation): string {
  const all = `${args}, $idempotencyKey: String, $dryRun: Boolean`;
  const passed = [...all.matchAll(/\$(\w+)/g)].map(([, name]) => `${name}: $${name}`).join(', ');
  return `mutation (${all}) { ${operation}(${passed}) { ${fields} replayed userErrors { code path } } }`;
}

/** Returns a response in short, with what its items say of clients. */
export interface Sent {
  readonly answer: Answer;
  readonly clientIds: readonly (string | null)[];
  /** The differences of each item. */
  readonly diffs: readonly (readonly Difference[])[];
}

/** A value before and after. */
export interface Difference {
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

/** Sends a mutation over HTTP. Whatever it asks for, it is answered, and as a payload. */
export async function send(api: Api, request: Request): Promise<Sent> {
  const { operation, idempotencyKey, dryRun, isConfirmed, files } = request;
  const variables: Values = { ...request.variables, idempotencyKey, dryRun };
  const mutation = mutations[operation] as Mutation;
  const payload =
    operation === 'uploadClientDocuments'
      ? await upload(api, variables, ...files)
      : await ask(api, operation, mutation, variables, isConfirmed);
  const errors = refusals(payload.userErrors);
  const items = errors.length > 0 ? [] : mutation.items(payload);
  const results: Payload[] = payload.results ?? [payload];
  return {
    answer: { errors, replayed: payload.replayed, items },
    clientIds: results.map(({ client }) => client?.id ?? null),
    diffs: results.map(({ diff }) => diff ?? []),
  };
}

async function ask(
  api: Api,
  operation: string,
  mutation: Mutation,
  variables: Values,
  isConfirmed: boolean,
): Promise<HttpAnswer['data']> {
  const headers: Record<string, string> = isConfirmed ? { 'x-api-password': api.password } : {};
  const answer = await api.send(documentOf(operation, mutation), variables, headers);
  expect(answer.errors).toBeUndefined();
  expect(answer.status).toBe(200);
  return answer.data[operation];
}
