import type { ServerResponse } from 'node:http';
import { type Context, requireViewer } from '../../domain/core/context.ts';
import { type RateState, rateHeaders, tooManyRequests } from './errors.ts';
import type { RawRoute, Route } from './route.ts';

/** How long a window lasts, in milliseconds. */
const WINDOW = 60_000;

/** The requests of one caller in a window of time. */
interface Window {
  readonly ends: number;
  left: number;
}

/** Counts the requests of each caller to one route: so many a minute, from the first of them on. */
export class RateLimit {
  readonly #most: number;
  readonly #windows = new Map<string, Window>();

  /** @param most requests in a minute */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Counts a request.
   * @param now milliseconds
   */
  take(caller: string, now: number): RateState {
    this.#evictEnded(now);
    const window = this.#windows.get(caller) ?? { ends: now + WINDOW, left: this.#most };
    this.#windows.set(caller, window);
    const isTooMany = window.left === 0;
    if (!isTooMany) window.left -= 1;
    return { limit: this.#most, left: isTooMany ? null : window.left, resetsAt: window.ends };
  }

  /** Forgets the windows that are over. All last equally long, so the oldest ends first. */
  #evictEnded(now: number): void {
    for (const [caller, { ends }] of this.#windows) {
      if (ends > now) return;
      this.#windows.delete(caller);
    }
  }
}

/**
 * Makes what counts the requests to those routes that take so many a minute of each user, and says on their answers how
 * many are left. Each process counts for itself.
 * @throws 429 for one too many
 */
export function createRateLimiter(routes: readonly (Route | RawRoute)[]) {
  const limits = new Map(
    routes.flatMap((route) =>
      route.perMinute === undefined ? [] : [[route, new RateLimit(route.perMinute)] as const],
    ),
  );
  return (route: Route | RawRoute, context: Context, response: ServerResponse): void => {
    const limit = limits.get(route);
    if (!limit) return;
    const { companyId, userId } = requireViewer(context).viewer;
    const now = Date.now();
    const state = limit.take(`${companyId} ${userId}`, now);
    if (state.left === null) throw tooManyRequests(state, now);
    response.setHeaders(new Headers(rateHeaders(state)));
  };
}
