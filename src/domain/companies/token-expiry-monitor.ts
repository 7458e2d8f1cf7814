import type { Queryable } from '../../db/database.ts';
import type { Listener } from '../../db/listener.ts';
import { sql } from '../../db/sql.ts';
import type { Viewer } from '../core/viewer.ts';

/** The maximum time between two checks. A revoked token is notified at once. */
const MAX_INTERVAL_MS = 30_000;

/** The delay of a check during which further reasons to check are collected. */
const CHECK_DELAY_MS = 50;

interface Watched {
  readonly viewer: Viewer;
  readonly stop: () => void;
}

/**
 * Watches the tokens of long requests and reports each that is revoked, has expired or belongs to another user. A check
 * is one statement, however many tokens are watched.
 */
export class TokenExpiryMonitor {
  readonly #db: Queryable;
  readonly #watched = new Set<Watched>();
  #check: { timer: NodeJS.Timeout; at: number } | null = null;

  constructor(db: Queryable, listener: Listener) {
    this.#db = db;
    listener.on('api_tokens', () => this.#checkWithin(CHECK_DELAY_MS));
  }

  /**
   * Watches the token of a viewer.
   * @param stop is called once, when the token no longer works
   * @returns ends the watch
   */
  watch(viewer: Viewer, stop: () => void): () => void {
    const watched = { viewer, stop };
    this.#watched.add(watched);
    this.#checkWithin(CHECK_DELAY_MS);
    return () => this.#watched.delete(watched);
  }

  #checkWithin(milliseconds: number): void {
    const at = Date.now() + milliseconds;
    if (this.#watched.size === 0 || (this.#check && this.#check.at <= at)) return;
    clearTimeout(this.#check?.timer);
    this.#check = { at, timer: setTimeout(() => void this.#checkNow(), milliseconds).unref() };
  }

  async #checkNow(): Promise<void> {
    this.#check = null;
    // While the database does not answer, nothing is known; the next check finds out.
    const left = await this.#stopInvalid().catch(() => MAX_INTERVAL_MS);
    this.#checkWithin(Math.max(CHECK_DELAY_MS, Math.min(MAX_INTERVAL_MS, left)));
  }

  /** Stops the requests whose token no longer works. @returns the milliseconds until the next token expires */
  async #stopInvalid(): Promise<number> {
    const checked = [...this.#watched];
    const ids = [...new Set(checked.map(({ viewer }) => viewer.tokenId))];
    const rows = await this.#db.query<{ key: string; left: number | null }>(sql`
      select id || '/' || company_id || '/' || user_id as key,
        (extract(epoch from expires_at - now()) * 1000)::float8 as left
      from api_tokens where id = any(${ids}::integer[])
        and revoked_at is null and (expires_at is null or expires_at > now())`);
    const working = new Set(rows.map(({ key }) => key));
    for (const watched of checked) {
      const { tokenId, companyId, userId } = watched.viewer;
      if (working.has(`${tokenId}/${companyId}/${userId}`)) continue;
      if (this.#watched.delete(watched)) watched.stop();
    }
    return Math.min(...rows.map(({ left }) => left ?? Number.POSITIVE_INFINITY));
  }
}
