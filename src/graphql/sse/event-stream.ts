import { Readable } from 'node:stream';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { DomainError } from '../../domain/core/errors.ts';
import type { Subscriber } from './subscriber.ts';

/** Milliseconds between comments that are sent while nothing happens: proxies close connections that are silent. */
const KEEP_ALIVE_MS = 15_000;

/** A comment of server-sent events, which readers leave out. */
const KEEP_ALIVE = ':\n\n';

const COMPLETE = 'event: complete\ndata:\n\n';

/** Settings of a stream. */
export interface EventStreamOptions {
  readonly subscriber: Subscriber;
  /** Milliseconds for which the stream may be left unread before it is cut off. */
  readonly idleTimeout: number;
  /** Replaces the errors of a result by those that the caller sees. */
  readonly mask: (result: ExecutionResult) => ExecutionResult;
}

/**
 * Results as server-sent events, by the protocol of GraphQL over SSE. Backpressure holds: the next result is requested
 * once the caller has taken the one before, so a slow caller costs the memory of one. A caller who takes nothing at all
 * is cut off.
 */
export class EventStream extends Readable {
  readonly #results: AsyncIterator<ExecutionResult>;
  readonly #options: EventStreamOptions;
  readonly #keepAlive: NodeJS.Timeout;
  #idleTimer: NodeJS.Timeout | undefined;
  #isPending = false;
  #isOver = false;

  constructor(results: AsyncIterable<ExecutionResult>, options: EventStreamOptions) {
    super();
    this.#results = results[Symbol.asyncIterator]();
    this.#options = options;
    // At once, too, so that the caller knows that the stream is open.
    this.push(KEEP_ALIVE);
    this.#keepAlive = setInterval(() => this.#sendKeepAlive(), KEEP_ALIVE_MS).unref();
  }

  override _read(): void {
    clearTimeout(this.#idleTimer);
    if (this.#isPending || this.#isOver) return;
    this.#isPending = true;
    void this.#sendNext();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#end();
    done(error);
  }

  async #sendNext(): Promise<void> {
    try {
      const { value, done } = await this.#results.next();
      if (this.#isOver) return;
      if (done) return this.#finish();
      this.#isPending = false;
      if (this.#sendEvent(value)) return;
      this.#idleTimer = setTimeout(() => this.#cutOff(), this.#options.idleTimeout).unref();
    } catch (error) {
      if (!this.#isOver) this.#fail(error);
    }
  }

  /** @returns true if the caller takes more at once */
  #sendEvent(result: ExecutionResult): boolean {
    const { errors, ...event } = this.#options.mask(result);
    const data = errors ? { ...event, errors: errors.map(withoutStatus) } : event;
    return this.push(`event: next\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #fail(error: unknown): void {
    this.#sendEvent({ errors: [error as GraphQLError] });
    this.#finish();
  }

  #sendKeepAlive(): void {
    // Unread events keep the connection alive themselves.
    if (!this.#isOver && this.readableLength === 0) this.push(KEEP_ALIVE);
  }

  #cutOff(): void {
    const { subscriber, idleTimeout } = this.#options;
    const message = 'The stream was not read for too long; go on after the last cursor.';
    this.#fail(new DomainError('SLOW_CONSUMER', message, [], { cursor: subscriber.cursor }));
    subscriber.dropWhenIdle(idleTimeout);
  }

  #finish(): void {
    this.push(COMPLETE);
    this.#end();
    this.push(null);
  }

  #end(): void {
    clearTimeout(this.#idleTimer);
    clearInterval(this.#keepAlive);
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.subscriber.end();
    // It settles only once the pending result is there, which the end of the subscription cuts short.
    this.#results.return?.().catch(() => {});
  }
}

/** Leaves the HTTP status out of an error: an event has none. */
function withoutStatus(error: GraphQLError) {
  const { http: _, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}
