import { hash } from 'node:crypto';
import type { Queryable } from '../../db/database.ts';
import { anyCompany, sql } from '../../db/sql.ts';
import { randomKey } from '../core/random.ts';
import type { Viewer } from '../core/viewer.ts';
import { readText } from '../text/text.ts';

/** The length of a token, in letters and digits. */
const TOKEN_LENGTH = 64;

/** A token as operators see it, without its secret. */
export interface TokenRecord {
  readonly id: number;
  readonly companyId: number;
  readonly userId: number;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Returns the hash that is stored of a token. Reading it from the database does not help to use the token. */
export const tokenHash = (token: string): string => hash('sha256', token);

/** A token that was just created. */
export interface NewToken {
  readonly id: number;
  /** The token itself, which is never shown again. */
  readonly token: string;
}

/** Creates a token for a user of a company. @param expiresAt when it stops working; null for never */
export async function createToken(
  db: Queryable,
  owner: { companyId: number; userId: number },
  name: string,
  expiresAt: Date | null = null,
): Promise<NewToken> {
  const token = randomKey(TOKEN_LENGTH);
  const [row] = await db.query<{ id: number }>(sql`
    insert into api_tokens (company_id, user_id, name, token_hash, expires_at)
    values (${owner.companyId}, ${owner.userId}, ${readText(name, ['name'])}, ${tokenHash(token)}, ${expiresAt})
    returning id`);
  return { id: (row as { id: number }).id, token };
}

/** Lists the tokens of a company, oldest first, with revoked ones. */
export async function listTokens(db: Queryable, companyId: number): Promise<TokenRecord[]> {
  return await db.query<TokenRecord>(sql`
    select id, company_id as "companyId", user_id as "userId", name, created_at as "createdAt",
      last_used_at as "lastUsedAt", expires_at as "expiresAt", revoked_at as "revokedAt"
    from api_tokens where company_id = ${anyCompany(companyId)} order by id`);
}

/** Revokes a token, at once and for good. @returns whether there was such a token that still worked */
export async function revokeToken(db: Queryable, companyId: number, id: number): Promise<boolean> {
  const rows = await db.query(sql`
    update api_tokens set revoked_at = now()
    where company_id = ${anyCompany(companyId)} and id = ${id} and revoked_at is null returning id`);
  return rows.length > 0;
}

/** A viewer, and the expiry of the token that identifies it. */
export interface TokenHolder {
  readonly viewer: Viewer;
  readonly expiresAt: Date | null;
}

/** The share of all clients that the company of a token `t` has, by the statistics of the database. */
const shareOfClients = sql`coalesce((
  select most.share from pg_stats s
    cross join unnest(s.most_common_vals::text::integer[], s.most_common_freqs) most(company_id, share)
  where s.schemaname = current_schema() and s.tablename = 'clients' and s.attname = 'company_id'
    and most.company_id = t.company_id), 0)`;

/**
 * Finds the viewer of a token; null when it is unknown, expired or revoked. It is looked up by its hash, so the time
 * that takes tells nothing about any token. The last use of a token is updated once a minute.
 */
export async function findTokenHolder(db: Queryable, hash: string): Promise<TokenHolder | null> {
  const [row] = await db.query<Viewer & { expiresAt: Date | null; used: boolean }>(sql`
    select t.id as "tokenId", t.company_id as "companyId", t.user_id as "userId", u.role, t.expires_at as "expiresAt",
      coalesce(t.last_used_at > now() - interval '1 minute', false) as used, ${shareOfClients} as "clientShare"
    from api_tokens t join users u on u.company_id = t.company_id and u.id = t.user_id
    where t.token_hash = ${hash} and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())`);
  if (!row) return null;
  const { expiresAt, used, ...viewer } = row;
  if (!used) {
    await db.query(sql`update api_tokens set last_used_at = now() where id = ${viewer.tokenId}`);
  }
  return { viewer, expiresAt };
}
