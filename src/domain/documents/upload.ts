import { sql } from '../../db/sql.ts';
import { resolveClient } from '../clients/match/selection.ts';
import { type BatchPolicy, type Item, writeMany } from '../core/batch.ts';
import type { ViewerContext } from '../core/context.ts';
import { domainErrorsOf } from '../core/errors.ts';
import type { WriteRequest, Written } from '../core/write.ts';
import { createDocuments } from './create.ts';
import type { UploadLimits } from './limits.ts';
import type { Destination } from './pending-uploads.ts';
import type { UploadState } from './receive-file.ts';
import {
  discardFiles,
  type FileResult,
  type FileSource,
  type ReceivedUpload,
  receiveUpload,
} from './receive-upload.ts';
import type { StoreContext } from './store/owned-store.ts';

/** The client that gets the files, and the rules for them. */
export interface UploadTarget {
  /** The id of the client, with or without its prefix. */
  readonly clientId: string;
  /** The version of the client that the caller has seen; null for any. */
  readonly expectedVersion?: number | null | undefined;
  /** The fate of the other files when some are refused. */
  readonly policy: BatchPolicy;
  /** Creates a document even for bytes that the client already has, as v1 does. */
  readonly keepsDuplicates?: true;
}

/** The outcomes of a file that was not refused. */
export const uploadOutcomes = {
  STORED: 'Stored as a new document.',
  RECOGNISED: 'The client has a document with the same bytes already; nothing was stored.',
} as const;

/** A file that was not refused. */
export interface UploadedFile {
  readonly outcome: keyof typeof uploadOutcomes;
  /** The file's client. A purge of the client finds stored results by it. */
  readonly clientId: number;
  /** The document with these bytes. */
  readonly documentId: number;
  /** The type of the content, as a file extension. */
  readonly type: string;
  /** Length in bytes. */
  readonly size: number;
}

/** The result of an upload. */
export interface Uploaded {
  readonly clientId: number;
  /** The results in the order of the files. */
  readonly items: readonly Item<UploadedFile>[];
}

/**
 * Stores files with a client: first their bytes in the store, then, in one transaction, their rows. Bytes without a row
 * are removed at once or, if the process ends before, by the cleanup, which reads the records of pending uploads.
 * @throws NOT_FOUND, CONFLICT, UPLOAD_BROKEN, and what the source and `write` throw; nothing is stored then
 */
export async function uploadDocuments(
  context: StoreContext & { readonly uploads: UploadLimits },
  { source, ...target }: UploadTarget & { readonly source: FileSource },
  request: WriteRequest,
): Promise<Written<Uploaded>> {
  // A replayed request has increased the version itself: with a key only `write` can check it.
  const expectedVersion = request.idempotencyKey == null ? target.expectedVersion : null;
  const client = await resolveClient(context, { id: target.clientId, expectedVersion }, CLIENT);
  const state: UploadState = {
    destination: request.dryRun ? null : await destinationOf(context),
    limits: context.uploads,
    bytesLeft: context.uploads.requestBytes,
    turn: Promise.resolve(),
  };
  const received = await receiveUpload(state, source);
  const discard = (results: readonly FileResult[]) => discardFiles(state, results);
  try {
    const written = await writeRows(context, { ...target, ...received }, request);
    await discard(received.results.filter((_, index) => !isStored(written, index)));
    return { result: { clientId: client.id, items: written.result }, replayed: written.replayed };
  } catch (error) {
    // Only a refusal proves that the transaction was rolled back. After a lost connection it may have been
    // committed: the cleanup then finds out if the uploads are still pending.
    if (domainErrorsOf(error)) await discard(received.results);
    throw error;
  }
}

/** The path of the argument that names the client. */
const CLIENT = ['clientId'];

async function destinationOf({ db, files, viewer }: StoreContext): Promise<Destination> {
  const { companyId } = viewer;
  const [company] = await db.query<{ key: string }>(
    sql`select company_key as key from companies where id = ${companyId}`,
  );
  if (!company) throw new Error(`There is no company ${companyId}.`);
  return { db, files, companyId, companyKey: company.key };
}

async function writeRows(
  context: ViewerContext,
  { results, fields, ...target }: UploadTarget & ReceivedUpload,
  request: WriteRequest,
): Promise<Written<Item<UploadedFile>[]>> {
  const files = results.map(fingerprintOf);
  const identified = { ...request, arguments: { ...target, ...fields, files } };
  return await writeMany(context, identified, target.policy, 'files', async (writing) => {
    const client = await resolveClient(writing, { ...target, id: target.clientId }, CLIENT);
    const documents = await createDocuments(writing, {
      clientId: client.id,
      files: results.flatMap((result) => ('file' in result ? [result.file] : [])),
      isPublic: fields.isPublic ?? true,
      keepsDuplicates: target.keepsDuplicates ?? false,
    });
    return results.map((result): Item<UploadedFile> => {
      if ('refused' in result) return { errors: [result.refused] };
      const { hash, type, size } = result.file;
      const document = documents.get(result.file);
      if (!document) throw new Error(`No document was stored for the file "${result.name}".`);
      const outcome = document.hash === hash ? 'STORED' : 'RECOGNISED';
      return { done: { outcome, clientId: client.id, documentId: document.id, type, size } };
    });
  });
}

/** Returns the parts of a file that a repeated request must repeat under the same idempotency key. */
const fingerprintOf = (result: FileResult): unknown =>
  'file' in result ? [result.name, result.file.sha256] : [result.name, result.refused.code];

/** Returns true if the request itself stored the file at an index. */
function isStored({ result, replayed }: Written<Item<UploadedFile>[]>, index: number): boolean {
  const item = result[index];
  return !replayed && item !== undefined && 'done' in item && item.done.outcome === 'STORED';
}
