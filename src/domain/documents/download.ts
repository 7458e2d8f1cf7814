import type { Readable } from 'node:stream';
import { sql } from '../../db/sql.ts';
import type { ViewerContext } from '../context.ts';
import { DomainError, notFound } from '../errors.ts';
import { storeName } from './store.ts';

/** A document whose bytes are there. */
export interface Download {
  readonly name: string;
  /** Media type, by the content. */
  readonly mimeType: string;
  /** Length in bytes. */
  readonly size: number;
  /** SHA-256 of the bytes in hexadecimal; null when nobody has taken it. */
  readonly sha256: string | null;
  /** Opens the bytes, all of them or from `start` up to and including `end`. @throws FILE_MISSING */
  read(range?: { start: number; end: number }): Promise<Readable>;
}

interface Row {
  readonly name: string;
  readonly mimeType: string;
  readonly sha256: string | null;
  readonly hash: string;
  readonly companyKey: string;
}

/**
 * Finds a document of the company and its bytes.
 * @param id number of the document
 * @throws NOT_FOUND, and FILE_MISSING for a document that came without bytes
 */
export async function openDownload(
  { db, files, ids, viewer }: ViewerContext,
  id: number,
): Promise<Download> {
  const [row] = await db.query<Row>(sql`
    select d.name, d.mime_type as "mimeType", d.sha256, d.hash, c.company_key as "companyKey"
    from documents d join companies c on c.id = d.company_id
    where d.company_id = ${viewer.companyId} and d.id = ${id}`);
  if (!row) throw notFound('document', ids.encode(id), ['id']);
  const { name, mimeType, sha256 } = row;
  const stored = storeName(row.companyKey, row.hash);
  const size = await files.size(stored);
  if (size === null) throw missing(name);
  const read: Download['read'] = async (range) => {
    const bytes = await files.read(stored, range);
    if (bytes === null) throw missing(name);
    return bytes;
  };
  return { name, mimeType, size, sha256, read };
}

const missing = (name: string) =>
  new DomainError('FILE_MISSING', `There are no bytes of the document "${name}".`, ['id']);
