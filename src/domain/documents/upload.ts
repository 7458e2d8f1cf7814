import { raw, sql } from '../../db/sql.ts';
import { touchClients } from '../changes/changes.ts';
import { resolveClient } from '../clients/match/selection.ts';
import { type BatchPolicy, type Item, writeMany } from '../core/batch.ts';
import type { ViewerContext } from '../core/context.ts';
import { refusalsOf } from '../core/errors.ts';
import type { WriteContext, WriteRequest, Written } from '../core/write.ts';
import { completeUploads, type Destination } from './pending-uploads.ts';
import type { Intake, ReceivedFile } from './receive-file.ts';
import {
  type Deliver,
  type Delivery,
  discard,
  receiveUpload,
  type Taken,
} from './receive-upload.ts';

/** Where files are to go. */
export interface Upload {
  /** The id of the client, in either form. */
  readonly clientId: string;
  /** The version of the client that the caller has seen; null for any. */
  readonly expectedVersion?: number | null | undefined;
  /** What happens to the other files when some are refused. */
  readonly policy: BatchPolicy;
  /** Makes a document of every file, even of bytes that the client has already, as v1 does. */
  readonly keepsDuplicates?: true;
}

/** What becomes of a file. */
export const uploadOutcomes = {
  STORED: 'A document was made of it.',
  RECOGNISED: 'The client has a document with the same bytes already; nothing was stored.',
} as const;

/** A file that was not refused. */
export interface UploadedFile {
  readonly outcome: keyof typeof uploadOutcomes;
  /** The client that it belongs to. A purge of that client finds the remembered answer by it. */
  readonly clientId: number;
  /** The document that was made or recognised, by number. */
  readonly documentId: number;
  /** What the bytes are, as an extension. */
  readonly type: string;
  /** Length in bytes. */
  readonly size: number;
}

/** What an upload came to. */
export interface Uploaded {
  readonly clientId: number;
  /** What became of each file, by its place. */
  readonly items: readonly Item<UploadedFile>[];
}

/**
 * Stores files with a client. Their bytes go into the store first and then, in one transaction, their rows into the
 * book. Bytes that get no row are removed again: here or, should the process be killed, by the sweep, which knows of them
 * since each upload is recorded before its bytes come.
 * @throws NOT_FOUND, CONFLICT, UPLOAD_BROKEN, and what `deliver` and `write` throw; nothing is stored then
 */
export async function uploadDocuments(
  context: ViewerContext,
  upload: Upload,
  request: WriteRequest,
  deliver: Deliver,
): Promise<Written<Uploaded>> {
  // A repeated request has moved the version on by itself: under a key only `write` can tell.
  const isRepeatable = request.idempotencyKey != null;
  const expectedVersion = isRepeatable ? null : upload.expectedVersion;
  const client = await resolveClient(context, { id: upload.clientId, expectedVersion }, CLIENT);
  const intake: Intake = {
    destination: request.dryRun ? null : await destinationOf(context),
    limits: context.uploads,
    bytesLeft: context.uploads.requestBytes,
    turn: Promise.resolve(),
  };
  const delivery = await receiveUpload(intake, deliver);
  const { result, replayed } = await writeRows(context, upload, request, intake, delivery);
  return { result: { clientId: client.id, items: result }, replayed };
}

/** Where the argument stands that names the client. */
const CLIENT = ['clientId'];

async function destinationOf({ db, files, viewer }: ViewerContext): Promise<Destination> {
  const { companyId } = viewer;
  const [company] = await db.query<{ key: string }>(
    sql`select company_key as key from companies where id = ${companyId}`,
  );
  return { db, files, companyId, companyKey: (company as { key: string }).key };
}

/** Writes the rows, and removes the bytes that got none. */
async function writeRows(
  context: ViewerContext,
  upload: Upload,
  request: WriteRequest,
  intake: Intake,
  { taken, fields }: Delivery,
): Promise<Written<Item<UploadedFile>[]>> {
  const asked = { ...request, arguments: { ...upload, ...fields, files: taken.map(digestOf) } };
  try {
    const written = await writeMany(context, asked, upload.policy, 'files', async (writing) => {
      const client = await resolveClient(writing, { ...upload, id: upload.clientId }, CLIENT);
      const isPublic = fields.isPublic ?? true;
      const keyOf = upload.keepsDuplicates ? byHash : bySha256;
      const documents = await record(writing, client.id, taken, { isPublic, keyOf });
      return taken.map((each) => itemOf(each, client.id, documents, keyOf));
    });
    const isKept = (item: Item<UploadedFile> | undefined) =>
      !written.replayed && item && 'done' in item && item.done.outcome === 'STORED';
    const unused = taken.filter((_, place) => !isKept(written.result[place]));
    await discard(intake, unused);
    return written;
  } catch (error) {
    // Only a refusal is known to have undone the transaction. After a lost connection it may have been carried
    // out all the same: whether the uploads are still recorded is for the sweep to find out.
    if (refusalsOf(error)) await discard(intake, taken);
    throw error;
  }
}

/** What an upload under the same key must repeat of a file. */
const digestOf = (taken: Taken): unknown =>
  'file' in taken ? [taken.name, taken.file.sha256] : [taken.name, taken.refused.code];

/** A document of the client, with the digest of its bytes. */
interface Known {
  readonly id: number;
  readonly hash: string;
  readonly sha256: string;
}

/** Returns what makes two files one document: the bytes, or nothing but the place in the store, which is each one's own. */
type DocumentKey = (file: Pick<Known, 'hash' | 'sha256'>) => string;
const bySha256: DocumentKey = ({ sha256 }) => sha256;
const byHash: DocumentKey = ({ hash }) => hash;

/** Makes documents of the files that are none yet. @returns the documents of all files, by their key */
async function record(
  writing: WriteContext,
  clientId: number,
  taken: readonly Taken[],
  { isPublic, keyOf }: { readonly isPublic: boolean; readonly keyOf: DocumentKey },
): Promise<ReadonlyMap<string, Known>> {
  const files = taken.flatMap((each) => ('file' in each ? [each.file] : []));
  if (files.length === 0) return new Map();
  const found = keyOf === bySha256 ? await findEqual(writing, clientId, files) : [];
  const known = new Map(found.map((document) => [keyOf(document), document]));
  const fresh = new Map<string, ReceivedFile>();
  for (const file of files) {
    const key = keyOf(file);
    if (!known.has(key) && !fresh.has(key)) fresh.set(key, file);
  }
  for (const made of await insert(writing, clientId, [...fresh.values()], isPublic)) {
    known.set(keyOf(made), made);
  }
  return known;
}

/** Finds the first document of the client for the bytes of each file. */
const findEqual = (
  { db, viewer }: WriteContext,
  clientId: number,
  files: readonly ReceivedFile[],
) =>
  db.query<Known>(sql`
    select distinct on (sha256) id, hash, sha256 from documents
    where company_id = ${viewer.companyId} and client_id = ${clientId}
      and sha256 = any(${files.map(bySha256)}::text[]) order by sha256, id`);

const COLUMNS = raw(`name text, type text, "mimeType" text, hash text, sha256 text, size integer,
  width integer, height integer`);

/**
 * Writes rows in the order of the files: one statement, one for the records of their uploads, and two for the client's
 * version.
 */
async function insert(
  writing: WriteContext,
  clientId: number,
  files: readonly ReceivedFile[],
  isPublic: boolean,
): Promise<Known[]> {
  if (files.length === 0) return [];
  const { db, viewer } = writing;
  const ids = files.flatMap(({ uploadId }) => uploadId ?? []);
  await completeUploads(db, ids);
  const made = await db.query<Known>(sql`
    insert into documents (company_id, client_id, user_id, name, type, mime_type, hash, sha256, size, width, height,
      is_public)
    select ${viewer.companyId}, ${clientId}, ${viewer.userId}, f.name, f.type, f."mimeType", f.hash, f.sha256, f.size,
      f.width, f.height, ${isPublic}
    from jsonb_to_recordset(${JSON.stringify(files)}::jsonb) as f(${COLUMNS})
    returning id, hash, sha256`);
  await touchClients(writing, [clientId], ['documents']);
  return made;
}

function itemOf(
  taken: Taken,
  clientId: number,
  documents: ReadonlyMap<string, Known>,
  keyOf: DocumentKey,
): Item<UploadedFile> {
  if ('refused' in taken) return { errors: [taken.refused] };
  const { hash, type, size } = taken.file;
  const document = documents.get(keyOf(taken.file)) as Known;
  const outcome = document.hash === hash ? 'STORED' : 'RECOGNISED';
  return { done: { outcome, clientId, documentId: document.id, type, size } };
}
