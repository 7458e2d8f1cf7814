import { createHash } from 'node:crypto';
import { sql } from '../../src/db/sql.ts';
import type { Answer, Api } from './api.ts';
import { gateway } from './gateway.ts';

/** A file to send. */
export interface TestFile {
  readonly name: string;
  readonly bytes: Buffer | string;
}

export const UPLOAD = `mutation ($clientId: ID!, $files: [Upload!]!, $isPublic: Boolean, $policy: BatchPolicy,
    $expectedVersion: Int, $idempotencyKey: String, $dryRun: Boolean) {
  uploadClientDocuments(clientId: $clientId, files: $files, isPublic: $isPublic, policy: $policy,
      expectedVersion: $expectedVersion, idempotencyKey: $idempotencyKey, dryRun: $dryRun) {
    replayed dryRun client { id version documents { totalCount } }
    results {
      outcome type size
      document { id name type mimeType size width height sha256 isPublic hash url }
      userErrors { code message path }
    }
    userErrors { __typename code message path }
  }
}`;

/** Returns the form of a request by the GraphQL multipart request specification. */
export function uploadForm(variables: object, files: readonly TestFile[]): FormData {
  const form = new FormData();
  const nulls = files.map(() => null);
  form.set(
    'operations',
    JSON.stringify({ query: UPLOAD, variables: { ...variables, files: nulls } }),
  );
  form.set(
    'map',
    JSON.stringify(Object.fromEntries(files.map((_, i) => [i, [`variables.files.${i}`]]))),
  );
  files.forEach(({ name, bytes }, i) => {
    form.set(String(i), new Blob([new Uint8Array(Buffer.from(bytes as string))]), name);
  });
  return form;
}

/** Uploads files over HTTP and gives the payload. */
export async function upload(
  api: Api,
  variables: object,
  ...files: readonly TestFile[]
): Promise<Answer['data']> {
  const body = uploadForm(variables, files);
  const response = await api.fetch('/graphql', { method: 'POST', body });
  const { data, errors } = (await response.json()) as Answer;
  if (errors) throw new Error(JSON.stringify(errors));
  return data.uploadClientDocuments;
}

/** Returns the names of a company's files in the store. */
export async function storedFiles(api: Api): Promise<string[]> {
  const { db, files } = await gateway();
  const [company] = await db.query<{ key: string }>(
    sql`select company_key as key from companies where id = ${api.companyId}`,
  );
  const names: string[] = [];
  for await (const { name } of files.list(`${company?.key}/`)) names.push(name);
  return names;
}

export const sha256 = (bytes: Buffer | string): string =>
  createHash('sha256').update(bytes).digest('hex');
