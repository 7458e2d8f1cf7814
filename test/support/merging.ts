import type { Api } from './api.ts';

/** The arguments of a merge, as the schema has them. */
export interface Merge {
  readonly into: string;
  readonly from: readonly string[];
  readonly choose?: readonly { field: string; from: string }[];
}

const PREVIEW_TOKEN = `query ($into: ID!, $from: [ID!]!) { mergePreview(into: $into, from: $from) { previewToken } }`;

const MERGE = `mutation ($into: ID!, $from: [ID!]!, $choose: [MergeChoiceInput!], $previewToken: String!, $idempotencyKey: String, $dryRun: Boolean) {
  mergeClients(into: $into, from: $from, choose: $choose, previewToken: $previewToken, idempotencyKey: $idempotencyKey, dryRun: $dryRun) {
    replayed dryRun mergedIds
    client { id version }
    moved { contacts documents gatewayTokens ledgerEntries }
    removedContacts { id email }
    diff { path before after }
    userErrors { __typename code message path ... on PasswordError { attemptsLeft } }
  }
}`;

/** Returns the token of a merge's preview; null when the merge has blockers. */
export const previewToken = async (api: Api, { into, from }: Merge): Promise<string | null> =>
  (await api.ask(PREVIEW_TOKEN, { into, from })).mergePreview.previewToken;

/** Merges clients, after a look at the preview unless its token is given, and gives the payload. */
export async function merge(
  api: Api,
  input: Merge,
  more: Record<string, unknown> = {},
  headers: Record<string, string> = { 'x-api-password': api.password },
) {
  const token = 'previewToken' in more ? more.previewToken : await previewToken(api, input);
  const variables = { ...input, ...more, previewToken: token ?? '' };
  return (await api.ask(MERGE, variables, headers)).mergeClients;
}

/** Returns the refusals of a payload as `CODE path`. */
export const refusals = (payload: { userErrors: { code: string; path: string[] }[] }): string[] =>
  payload.userErrors.map(({ code, path }) => `${code} ${path.join('.')}`.trim());
