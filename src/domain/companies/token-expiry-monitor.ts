import type { Queryable } from '../../db/database.ts';
import type { Listener } from '../../db/listener.ts';
import { sql } from '../../db/sql.ts';
import type { Viewer } from '../core/viewer.ts';

/** Longest time between two looks, in milliseconds. A change of a token is told at once. */
const LOOK_EVERY = 30_000;

/** Time to look, in milliseconds, during which other reasons to look gather. */
const LOOK_SOON = 50;

interface Watched {
  readonly viewer: Viewer;
  readonly stop: () => void;
}

/**
 * Watches the tokens of requests that go on for long: says when one is revoked, has expired or belongs to somebody
 * else. One statement for each look, however many are watched.
 */
export class TokenExpiryMonitor {
  readonly #db: Queryable;
  readonly #watched = new Set<Watched>();
  #look: { timer: NodeJS.Timeout; at: number } | null = null;

  constructor(db: Queryable, listener: Listener) {
    this.#db = db;
    listener.on('api_tokens', () => this.#lookWithin(LOOK_SOON));
  }

  /**
   * Watches the token of a viewer.
   * @param stop is called, once, when it works no more
   * @returns stops watching it
   */
  watch(viewer: Viewer, stop: () => void): () => void {
    const watched = { viewer, stop };
    this.#watched.add(watched);
    this.#lookWithin(LOOK_SOON);
    return () => this.#watched.delete(watched);
  }

  #lookWithin(milliseconds: number): void {
    const at = Date.now() + milliseconds;
    if (this.#watched.size === 0 || (this.#look && this.#look.at <= at)) return;
    clearTimeout(this.#look?.timer);
    this.#look = { at, timer: setTimeout(() => void this.#lookNow(), milliseconds).unref() };
  }

  async #lookNow(): Promise<void> {
    this.#look = null;
    // Without the database there is nothing to know; the next look will.
    const left = await this.#stopUseless().catch(() => LOOK_EVERY);
    this.#lookWithin(Math.max(LOOK_SOON, Math.min(LOOK_EVERY, left)));
  }

  /** @returns how many milliseconds the first of the tokens to expire will still work */
  async #stopUseless(): Promise<number> {
    const looked = [...this.#watched];
    const ids = [...new Set(looked.map(({ viewer }) => viewer.tokenId))];
    const rows = await this.#db.query<{ key: string; left: number | null }>(sql`
      select id || '/' || company_id || '/' || user_id as key,
        (extract(epoch from expires_at - now()) * 1000)::float8 as left
      from api_tokens where id = any(${ids}::integer[])
        and revoked_at is null and (expires_at is null or expires_at > now())`);
    const useful = new Set(rows.map(({ key }) => key));
    for (const watched of looked) {
      const { tokenId, companyId, userId } = watched.viewer;
      if (useful.has(`${tokenId}/${companyId}/${userId}`)) continue;
      if (this.#watched.delete(watched)) watched.stop();
    }
    return Math.min(...rows.map(({ left }) => left ?? Number.POSITIVE_INFINITY));
  }
}
