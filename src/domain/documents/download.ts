import type { Readable } from 'node:stream';
import { anyCompany, sql } from '../../db/sql.ts';
import { DomainError, notFound } from '../core/errors.ts';
import type { StoreContext } from './store/owned-store.ts';
import { type DocumentStore, NAME_PART, storeName } from './store/store.ts';

/** A document whose bytes are there. */
export interface Download {
  readonly name: string;
  /** Media type, by the content. */
  readonly mimeType: string;
  /** Length in bytes. */
  readonly size: number;
  /** SHA-256 of the bytes in hexadecimal; null when it is unknown. */
  readonly sha256: string | null;
  /** When the document was added; its bytes have never changed since. */
  readonly createdAt: Date;
  /** Opens the bytes, all of them or from `start` up to and including `end`. @throws FILE_MISSING */
  read(range?: { start: number; end: number }): Promise<Readable>;
}

/** The columns of a document that its download needs. */
interface DownloadRow {
  readonly name: string;
  readonly mimeType: string;
  readonly sha256: string | null;
  readonly createdAt: Date;
  readonly hash: string;
  readonly companyKey: string;
}

const SELECT = sql`
  select d.name, d.mime_type as "mimeType", d.sha256, d.created_at as "createdAt", d.hash,
    c.company_key as "companyKey"
  from documents d join companies c on c.id = d.company_id`;

/**
 * Finds a document of the company and its bytes.
 * @param id number of the document
 * @throws NOT_FOUND, and FILE_MISSING for a document that was imported without bytes
 */
export async function openDownload(
  { db, files, ids, viewer }: StoreContext,
  id: number,
): Promise<Download> {
  const [row] = await db.query<DownloadRow>(
    sql`${SELECT} where d.company_id = ${anyCompany(viewer.companyId)} and d.id = ${id}`,
  );
  if (!row) throw notFound('document', ids.encode(id), ['id']);
  const download = await openRow(files, row);
  if (!download) throw fileMissing(row.name);
  return download;
}

/**
 * Finds a document and its bytes by its hash alone, which is secret.
 * @returns null if there is no such document, it has no bytes, or two companies have the hash
 */
export async function openDownloadByHash(
  { db, files }: Pick<StoreContext, 'db' | 'files'>,
  hash: string,
): Promise<Download | null> {
  if (!NAME_PART.test(hash)) return null;
  const [row, other] = await db.query<DownloadRow>(sql`${SELECT} where d.hash = ${hash} limit 2`);
  return row && !other ? await openRow(files, row) : null;
}

async function openRow(files: DocumentStore, row: DownloadRow): Promise<Download | null> {
  const { name, mimeType, sha256, createdAt } = row;
  const stored = storeName(row.companyKey, row.hash);
  const size = await files.size(stored);
  if (size === null) return null;
  const read: Download['read'] = async (range) => {
    const bytes = await files.read(stored, range);
    if (bytes === null) throw fileMissing(name);
    return bytes;
  };
  return { name, mimeType, size, sha256, createdAt, read };
}

/** A document of a zip. */
export interface BundledDocument {
  readonly name: string;
  readonly updatedAt: Date;
  /** Opens the bytes; null when the store has none. */
  read(): Promise<Readable | null>;
}

/** Finds documents of a company in the order of their creation, by one statement. Unknown ids are ignored. */
export async function openBundle(
  { db, files }: Pick<StoreContext, 'db' | 'files'>,
  companyId: number,
  ids: readonly number[],
): Promise<BundledDocument[]> {
  const rows = await db.query<Omit<DownloadRow, 'mimeType' | 'sha256'> & { updatedAt: Date }>(sql`
    select d.name, d.hash, d.updated_at as "updatedAt", c.company_key as "companyKey"
    from documents d join companies c on c.id = d.company_id
    where d.company_id = ${anyCompany(companyId)} and d.id = any(${[...ids]}::integer[]) order by d.id`);
  return rows.map(({ name, hash, updatedAt, companyKey }) => {
    return { name, updatedAt, read: () => files.read(storeName(companyKey, hash)) };
  });
}

const fileMissing = (name: string) =>
  new DomainError('FILE_MISSING', `There are no bytes of the document "${name}".`, ['id']);
