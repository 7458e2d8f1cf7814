import type { ServerResponse } from 'node:http';

/** The receiving end of a subscription: the connection of the caller. One for each request. */
export class Subscriber {
  /** The cursor of the last event sent; null before the first. */
  cursor: string | null = null;
  readonly #response: ServerResponse;
  #gone: AbortController | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Aborted as soon as the caller takes no more events. */
  get gone(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends the subscription. */
  end(): void {
    this.#controller.abort();
  }

  /** Closes the connection, even with bytes unsent, once none were taken for so many milliseconds. */
  dropWhenIdle(idleTimeout: number): void {
    const timer = setTimeout(() => this.#response.destroy(), idleTimeout).unref();
    this.#response.on('drain', () => timer.refresh()).once('close', () => clearTimeout(timer));
  }

  // Most requests are no subscriptions and need none.
  get #controller(): AbortController {
    if (this.#gone) return this.#gone;
    const gone = new AbortController();
    this.#gone = gone;
    if (this.#response.destroyed) gone.abort();
    else this.#response.once('close', () => gone.abort());
    return gone;
  }
}
