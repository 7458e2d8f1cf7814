import { createHash } from 'node:crypto';
import type { Queryable } from '../../db/database.ts';
import { anyCompany, sql } from '../../db/sql.ts';
import type { ViewerContext } from '../core/context.ts';
import { DomainError } from '../core/errors.ts';
import { randomKey } from '../core/random.ts';

/** Lifetime of a link in minutes. */
export const LINK_TTL_MINUTES = 15;

/** The maximum number of documents of one link. */
const MAX_DOCUMENTS = 10_000;

/** The number of random characters in the address of a link. */
const SECRET_LENGTH = 40;

/** The documents of a link. */
export interface ZipLink {
  readonly companyId: number;
  readonly documentIds: readonly number[];
}

/** Returns the digest of a secret. The database stores only this: reading it does not allow a download. */
const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/**
 * Creates a link to documents of the viewer's company. Every gateway on the database can serve it. Ids of other
 * companies are ignored.
 * @returns the secret part of the address
 * @throws TOO_MANY
 */
export async function createZipLink(
  { db, viewer }: Pick<ViewerContext, 'db' | 'viewer'>,
  numbers: readonly number[],
): Promise<string> {
  const wanted = [...new Set(numbers)];
  if (wanted.length > MAX_DOCUMENTS) {
    const message = `A zip has at most ${MAX_DOCUMENTS} documents; these are ${wanted.length}.`;
    throw new DomainError('TOO_MANY', message, ['ids']);
  }
  const secret = randomKey(SECRET_LENGTH);
  await db.query(sql`
    insert into zip_links (secret_hash, company_id, token_id, document_ids, expires_at)
    select ${secretHash(secret)}, ${viewer.companyId}, ${viewer.tokenId},
      array(select id from documents where company_id = ${anyCompany(viewer.companyId)} and id = any(${wanted}::integer[]) order by id),
      now() + ${LINK_TTL_MINUTES} * interval '1 minute'`);
  return secret;
}

/** Finds a link by its secret; null when it is unknown or expired, or its API token no longer works. */
export async function findZipLink(db: Queryable, secret: string): Promise<ZipLink | null> {
  const [link] = await db.query<ZipLink>(sql`
    select l.company_id as "companyId", l.document_ids as "documentIds"
    from zip_links l join api_tokens t on t.company_id = l.company_id and t.id = l.token_id
    where l.secret_hash = ${secretHash(secret)} and l.expires_at > now()
      and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())`);
  return link ?? null;
}

/** Deletes expired links. */
export async function deleteExpiredZipLinks(db: Queryable): Promise<void> {
  await db.query(sql`delete from zip_links where expires_at < now()`);
}
