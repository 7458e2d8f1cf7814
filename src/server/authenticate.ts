import type { IncomingHttpHeaders } from 'node:http';
import { Cache } from '../cache.ts';
import type { Queryable } from '../db/database.ts';
import type { Listener } from '../db/listener.ts';
import { findTokenHolder, type TokenHolder, tokenHash } from '../domain/companies/tokens.ts';
import type { Viewer } from '../domain/core/viewer.ts';

/** TTL of a cached token, in milliseconds. A `NOTIFY` evicts a changed token at once. */
const TOKEN_TTL_MS = 60_000;

/** Maximum of cached tokens, in each of two generations. */
const MAX_TOKENS = 5_000;

/** Finds the viewer of a request; null without a valid token. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Viewer | null> | Viewer | null;

/**
 * Authenticates requests by their tokens. A valid token is cached, by its hash, for as long as the database notifies
 * of changes to tokens, so that most requests spend no statement on it.
 */
export function createAuthenticate(db: Queryable, listener: Listener): Authenticate {
  const holders = new Cache<TokenHolder & { readonly until: number }>(MAX_TOKENS);
  let notifications = 0;
  listener.on('api_tokens', (hash) => {
    notifications += 1;
    if (hash === null) holders.clear();
    else holders.delete(hash);
  });

  async function readViewer(hash: string): Promise<Viewer | null> {
    const wasConnected = listener.connected();
    const before = notifications;
    const holder = await findTokenHolder(db, hash);
    if (!holder) return null;
    // A notification in the meantime may concern this very token.
    if (wasConnected && notifications === before)
      holders.set(hash, { ...holder, until: Date.now() + TOKEN_TTL_MS });
    return holder.viewer;
  }

  return (headers) => {
    const token = tokenOf(headers);
    if (token === null) return null;
    const hash = tokenHash(token);
    const cached = holders.get(hash);
    const now = Date.now();
    const works = cached && now < cached.until && (cached.expiresAt?.getTime() ?? Infinity) > now;
    return works && listener.connected() ? cached.viewer : readViewer(hash);
  };
}

/** Reads the token from `X-API-TOKEN`, else from `Authorization: Bearer`; null if there is none of a possible length. */
function tokenOf(headers: IncomingHttpHeaders): string | null {
  const own = headers['x-api-token'];
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const token = (typeof own === 'string' && own.trim()) || bearer;
  return token && token.length <= 200 ? token : null;
}
