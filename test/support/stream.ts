import type { Answer } from './api.ts';

/** An event of a subscription: a result, or the end. */
export type StreamEvent = Pick<Answer, 'data' | 'errors'>;

/** A subscription over HTTP, as server-sent events. */
export class Stream {
  readonly #events: AsyncGenerator<StreamEvent>;
  readonly #gone = new AbortController();

  private constructor(response: Response, gone: AbortController) {
    this.#gone = gone;
    this.#events = eventsOf(response.body as unknown as AsyncIterable<Uint8Array>);
  }

  /** Opens a stream; it is open, and misses nothing, when this returns. */
  static async open(
    { url, token }: { url: string; token: string },
    query: string,
    variables: object = {},
  ): Promise<Stream> {
    const gone = new AbortController();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        'x-api-token': token,
      },
      body: JSON.stringify({ query, variables }),
      signal: gone.signal,
    });
    return new Stream(response, gone);
  }

  /** Reads the next event; null at the end of the stream. */
  async next(): Promise<StreamEvent | null> {
    const { value, done } = await this.#events.next();
    return done ? null : value;
  }

  /** Reads the next events, fewer at the end of the stream. */
  async take(count: number): Promise<StreamEvent[]> {
    const events: StreamEvent[] = [];
    while (events.length < count) {
      const event = await this.next();
      if (!event) break;
      events.push(event);
    }
    return events;
  }

  /** Breaks the connection. */
  drop(): void {
    this.#gone.abort();
  }
}

/** Yields the events of a stream's bytes, up to its end. */
export async function* eventsOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const event = eventOf(part);
      if (event === 'complete') return;
      if (event) yield event;
    }
  }
}

/** Parses one event; null for a comment. */
function eventOf(text: string): StreamEvent | 'complete' | null {
  const fields = Object.fromEntries(
    text.split('\n').map((line) => {
      const cut = line.indexOf(':');
      return [line.slice(0, cut), line.slice(cut + 1).trim()];
    }),
  );
  if (fields.event === 'complete') return 'complete';
  return fields.event === 'next' ? (JSON.parse(fields.data ?? '') as StreamEvent) : null;
}
