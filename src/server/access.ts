import type { IncomingHttpHeaders } from 'node:http';
import type { Queryable } from '../db/database.ts';
import type { Listener } from '../db/listener.ts';
import { findTokenHolder, type TokenHolder, tokenHash } from '../domain/companies/tokens.ts';
import type { Viewer } from '../domain/core/viewer.ts';

/** How long a token that was checked is believed, in milliseconds. A change of it is heard of at once. */
const BELIEVED_FOR = 60_000;

/** Tokens remembered at once. */
const REMEMBERED = 10_000;

/** Finds out who sends a request: the viewer, or null without a valid token. */
export type Access = (headers: IncomingHttpHeaders) => Promise<Viewer | null> | Viewer | null;

/**
 * Reads tokens from requests. A checked token is remembered, by its hash, for as long as the database would tell
 * us of a change to it, so that most requests spend no statement on it.
 */
export function createAccess(db: Queryable, listener: Listener): Access {
  const remembered = new Map<string, TokenHolder & { until: number }>();
  let heard = 0;
  listener.on('api_tokens', (hash) => {
    heard += 1;
    if (hash === null) remembered.clear();
    else remembered.delete(hash);
  });

  async function lookUp(hash: string): Promise<Viewer | null> {
    const wasConnected = listener.connected();
    const heardBefore = heard;
    const holder = await findTokenHolder(db, hash);
    if (!holder) return null;
    if (remembered.size >= REMEMBERED) remembered.clear();
    // What was heard meanwhile may be of this very token.
    if (wasConnected && heard === heardBefore)
      remembered.set(hash, { ...holder, until: Date.now() + BELIEVED_FOR });
    return holder.viewer;
  }

  return (headers) => {
    const token = tokenOf(headers);
    if (token === null) return null;
    const hash = tokenHash(token);
    const known = remembered.get(hash);
    const now = Date.now();
    const works = known && now < known.until && (known.expiresAt?.getTime() ?? Infinity) > now;
    return works && listener.connected() ? known.viewer : lookUp(hash);
  };
}

/** The token in `X-API-TOKEN`, else in `Authorization: Bearer`; null when there is none worth looking up. */
function tokenOf(headers: IncomingHttpHeaders): string | null {
  const own = headers['x-api-token'];
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const token = (typeof own === 'string' && own.trim()) || bearer;
  return token && token.length <= 200 ? token : null;
}
