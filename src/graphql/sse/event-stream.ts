import { Readable } from 'node:stream';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { DomainError } from '../../domain/core/errors.ts';
import type { Delivery } from '../http/delivery.ts';

/** How often something is sent when nothing happens, in milliseconds: proxies close connections that are silent. */
const KEEP_ALIVE_EVERY = 15_000;

/** A comment of server-sent events, which readers leave out. */
const KEEP_ALIVE = ':\n\n';

const COMPLETE = 'event: complete\ndata:\n\n';

export interface EventStreamOptions {
  readonly delivery: Delivery;
  /** How long the stream may be left unread before it is cut off, in milliseconds. */
  readonly patience: number;
  /** A result as the caller is told of it: any error may stand in it. */
  readonly told: (result: ExecutionResult) => ExecutionResult;
}

/**
 * Results as server-sent events, by the protocol of GraphQL over SSE. The next result is asked for when the reader has
 * taken the one before, so a slow reader costs the memory of one. One who takes nothing at all is cut off.
 */
export class EventStream extends Readable {
  readonly #results: AsyncIterator<ExecutionResult>;
  readonly #options: EventStreamOptions;
  readonly #keepAlive: NodeJS.Timeout;
  #patience: NodeJS.Timeout | undefined;
  #isAsking = false;
  #isOver = false;

  constructor(results: AsyncIterable<ExecutionResult>, options: EventStreamOptions) {
    super();
    this.#results = results[Symbol.asyncIterator]();
    this.#options = options;
    // At once, too, so that the reader knows that the stream is open.
    this.push(KEEP_ALIVE);
    this.#keepAlive = setInterval(() => this.#sendKeepAlive(), KEEP_ALIVE_EVERY).unref();
  }

  override _read(): void {
    clearTimeout(this.#patience);
    if (this.#isAsking || this.#isOver) return;
    this.#isAsking = true;
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
      this.#isAsking = false;
      if (this.#sendEvent(value)) return;
      this.#patience = setTimeout(() => this.#cutOff(), this.#options.patience).unref();
    } catch (error) {
      if (!this.#isOver) this.#fail(error);
    }
  }

  /** @returns whether the reader takes more at once */
  #sendEvent(result: ExecutionResult): boolean {
    const { errors, ...event } = this.#options.told(result);
    const told = errors ? { ...event, errors: errors.map(withoutStatus) } : event;
    return this.push(`event: next\ndata: ${JSON.stringify(told)}\n\n`);
  }

  #fail(error: unknown): void {
    this.#sendEvent({ errors: [error as GraphQLError] });
    this.#finish();
  }

  #sendKeepAlive(): void {
    // Whatever waits to be read will keep the connection alive.
    if (!this.#isOver && this.readableLength === 0) this.push(KEEP_ALIVE);
  }

  #cutOff(): void {
    const { delivery, patience } = this.#options;
    const message = 'The stream was not read for too long; go on after the last cursor.';
    this.#fail(new DomainError('SLOW_CONSUMER', message, [], { cursor: delivery.cursor }));
    delivery.dropWhenIdle(patience);
  }

  #finish(): void {
    this.push(COMPLETE);
    this.#end();
    this.push(null);
  }

  #end(): void {
    clearTimeout(this.#patience);
    clearInterval(this.#keepAlive);
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.delivery.end();
    // It may not answer while it waits for the next result, which the end of the delivery cuts short.
    this.#results.return?.().catch(() => {});
  }
}

/** The HTTP status of an error has no place in an event. */
function withoutStatus(error: GraphQLError) {
  const { http: _, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}
