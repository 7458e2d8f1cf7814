import type { ServerResponse } from 'node:http';
import { type Context, requireViewer } from '../domain/context.ts';
import { tooManyRequests } from './errors.ts';
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
   * @returns how many more the caller may send in this minute, or null for one too many
   */
  take(caller: string, now: number): number | null {
    this.#forget(now);
    const window = this.#windows.get(caller) ?? { ends: now + WINDOW, left: this.#most };
    this.#windows.set(caller, window);
    if (window.left === 0) return null;
    window.left -= 1;
    return window.left;
  }

  /** Forgets the windows that are over. All last equally long, so the oldest ends first. */
  #forget(now: number): void {
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
export function createCounter(routes: readonly (Route | RawRoute)[]) {
  const limits = new Map(
    routes.flatMap((route) =>
      route.perMinute === undefined ? [] : [[route, new RateLimit(route.perMinute)] as const],
    ),
  );
  return (route: Route | RawRoute, context: Context, response: ServerResponse): void => {
    const limit = limits.get(route);
    if (!limit) return;
    const { companyId, userId } = requireViewer(context).viewer;
    const left = limit.take(`${companyId} ${userId}`, Date.now());
    if (left === null) throw tooManyRequests();
    response.setHeader('X-RateLimit-Limit', String(route.perMinute));
    response.setHeader('X-RateLimit-Remaining', String(left));
  };
}
