import type { ServerResponse } from 'node:http';

/** How the events of a stream get to whoever asked for it. One for each request. */
export class Delivery {
  /** Where the last event that was delivered stands; null before the first. */
  cursor: string | null = null;
  readonly #response: ServerResponse;
  #gone: AbortController | undefined;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Aborted as soon as nobody takes any more events. */
  get gone(): AbortSignal {
    return this.#controller.signal;
  }

  /** No more events are wanted. */
  end(): void {
    this.#controller.abort();
  }

  /** Closes the connection, whatever is still on its way, once nothing has been taken of it for so many milliseconds. */
  dropWhenIdle(patience: number): void {
    const timer = setTimeout(() => this.#response.destroy(), patience).unref();
    this.#response.on('drain', () => timer.refresh()).once('close', () => clearTimeout(timer));
  }

  // Most requests are no streams and need none.
  get #controller(): AbortController {
    if (this.#gone) return this.#gone;
    const gone = new AbortController();
    this.#gone = gone;
    if (this.#response.destroyed) gone.abort();
    else this.#response.once('close', () => gone.abort());
    return gone;
  }
}
