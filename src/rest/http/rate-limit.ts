import type { ServerResponse } from 'node:http';
import { requireViewer } from '../../domain/core/context.ts';
import type { RequestContext } from '../../domain/request-context.ts';
import { RestRefusal } from './errors.ts';
import type { RawRoute, Route } from './route.ts';

/** Length of a window of the rate limit, in milliseconds. */
const WINDOW_MS = 60_000;

/** State of a rate limit after a request. */
export interface RateState {
  /** Maximum of requests in a window. */
  readonly limit: number;
  /** Requests left in this window; null if this request exceeds the limit. */
  readonly left: number | null;
  /** End of the window, in milliseconds since the epoch. */
  readonly resetsAt: number;
}

/** Returns the headers that describe a rate limit. */
const rateHeaders = ({ limit, left }: RateState): Readonly<Record<string, string>> => ({
  'X-RateLimit-Limit': String(limit),
  'X-RateLimit-Remaining': String(left ?? 0),
});

/** Refuses a request that exceeds the rate limit. @param now milliseconds since the epoch */
export function tooManyRequests(state: RateState, now: number): RestRefusal {
  const seconds = Math.max(1, Math.ceil((state.resetsAt - now) / 1000));
  return new RestRefusal(
    429,
    { message: 'Too many requests' },
    {
      ...rateHeaders(state),
      'Retry-After': String(seconds),
      'X-RateLimit-Reset': String(Math.ceil(state.resetsAt / 1000)),
    },
  );
}

/** Counters of one caller in the current window. */
interface Window {
  readonly ends: number;
  left: number;
}

/** A fixed-window rate limit per caller. A window opens with the caller's first request. */
export class RateLimit {
  readonly #limit: number;
  readonly #windows = new Map<string, Window>();

  /** @param limit requests per minute */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts a request. @param now milliseconds since the epoch */
  take(caller: string, now: number): RateState {
    this.#evictEnded(now);
    const window = this.#windows.get(caller) ?? { ends: now + WINDOW_MS, left: this.#limit };
    this.#windows.set(caller, window);
    const exceeds = window.left === 0;
    if (!exceeds) window.left -= 1;
    return { limit: this.#limit, left: exceeds ? null : window.left, resetsAt: window.ends };
  }

  /** Evicts ended windows. All are equally long, so the map is ordered by their ends. */
  #evictEnded(now: number): void {
    for (const [caller, { ends }] of this.#windows) {
      if (ends > now) return;
      this.#windows.delete(caller);
    }
  }
}

/**
 * Returns a function that counts a request to a route with `perMinute` and sets the headers of the limit. Each process
 * counts its own requests.
 * @throws 429 if the request exceeds the limit
 */
export function createRateLimiter(routes: readonly (Route | RawRoute)[]) {
  const limits = new Map(
    routes.flatMap((route) =>
      route.perMinute === undefined ? [] : [[route, new RateLimit(route.perMinute)] as const],
    ),
  );
  return (route: Route | RawRoute, context: RequestContext, response: ServerResponse): void => {
    const limit = limits.get(route);
    if (!limit) return;
    const { companyId, userId } = requireViewer(context).viewer;
    const now = Date.now();
    const state = limit.take(`${companyId} ${userId}`, now);
    if (state.left === null) throw tooManyRequests(state, now);
    response.setHeaders(new Headers(rateHeaders(state)));
  };
}
