import { anyCompany, raw, sql } from '../../db/sql.ts';
import { touchClients } from '../changes/changes.ts';
import type { WriteContext } from '../core/write.ts';
import { completeUploads } from './pending-uploads.ts';
import type { ReceivedFile } from './receive-file.ts';

/** Files of which documents are to be created. */
export interface NewDocuments {
  readonly clientId: number;
  readonly files: readonly ReceivedFile[];
  readonly isPublic: boolean;
  /** Creates a document even for bytes that the client already has. */
  readonly keepsDuplicates: boolean;
}

/** A row of a document, with the digest of its bytes. */
export interface StoredDocument {
  readonly id: number;
  readonly hash: string;
  readonly sha256: string;
}

type FileKey = (file: Pick<StoredDocument, 'hash' | 'sha256'>) => string;
const bySha256: FileKey = ({ sha256 }) => sha256;
// The hash is unique to each upload.
const byHash: FileKey = ({ hash }) => hash;

/** Creates documents of the files whose bytes the client does not have yet. @returns the document of each file */
export async function createDocuments(
  writing: WriteContext,
  created: NewDocuments,
): Promise<ReadonlyMap<ReceivedFile, StoredDocument>> {
  const { files, keepsDuplicates } = created;
  if (files.length === 0) return new Map();
  const keyOf = keepsDuplicates ? byHash : bySha256;
  const existing = keepsDuplicates ? [] : await findEqual(writing, created);
  const known = new Map(existing.map((document) => [keyOf(document), document]));
  const fresh = new Map<string, ReceivedFile>();
  for (const file of files) {
    const key = keyOf(file);
    if (!known.has(key) && !fresh.has(key)) fresh.set(key, file);
  }
  const inserted = await insertDocuments(writing, { ...created, files: [...fresh.values()] });
  for (const document of inserted) known.set(keyOf(document), document);
  const documents = new Map<ReceivedFile, StoredDocument>();
  for (const file of files) {
    const document = known.get(keyOf(file));
    if (document) documents.set(file, document);
  }
  return documents;
}

/** Finds the client's first document with the bytes of each file. */
const findEqual = ({ db, viewer }: WriteContext, { clientId, files }: NewDocuments) =>
  db.query<StoredDocument>(sql`
    select distinct on (sha256) id, hash, sha256 from documents
    where company_id = ${anyCompany(viewer.companyId)} and client_id = ${clientId}
      and sha256 = any(${files.map(bySha256)}::text[]) order by sha256, id`);

const FILE_COLUMNS =
  raw(`name text, type text, "mimeType" text, hash text, sha256 text, size integer,
  width integer, height integer`);

/** Inserts rows in the order of the files, completes their pending uploads, and increases the client's version. */
async function insertDocuments(
  writing: WriteContext,
  { clientId, files, isPublic }: NewDocuments,
): Promise<StoredDocument[]> {
  if (files.length === 0) return [];
  const { db, viewer } = writing;
  await completeUploads(
    db,
    files.flatMap(({ uploadId }) => uploadId ?? []),
  );
  const inserted = await db.query<StoredDocument>(sql`
    insert into documents (company_id, client_id, user_id, name, type, mime_type, hash, sha256, size, width, height,
      is_public)
    select ${viewer.companyId}, ${clientId}, ${viewer.userId}, f.name, f.type, f."mimeType", f.hash, f.sha256, f.size,
      f.width, f.height, ${isPublic}
    from jsonb_to_recordset(${JSON.stringify(files)}::jsonb) as f(${FILE_COLUMNS})
    returning id, hash, sha256`);
  await touchClients(writing, [clientId], ['documents']);
  return inserted;
}
