import { type Api, test as base, expect } from '../api.ts';

/** The answer to a v1 request. */
export interface V1Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read into answers of many shapes.
  readonly body: any;
  readonly text: string;
}

/** The v1 API as one company's programs see it. */
export class V1 {
  readonly api: Api;

  constructor(api: Api) {
    this.api = api;
  }

  /** Sends a request below `/api/v1`: `'GET /clients?page=2'`. An object as body is sent as JSON. */
  async send(
    route: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<V1Answer> {
    const [method = 'GET', path = '/'] = route.split(' ');
    const plain = body === undefined || typeof body === 'string' || body instanceof FormData;
    const isBytes = body instanceof URLSearchParams || body instanceof Uint8Array;
    const response = await this.api.fetch(`/api/v1${path}`, {
      method,
      headers: { ...(plain || isBytes ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined
        ? {}
        : { body: plain || isBytes ? (body as BodyInit) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
      text,
    };
  }

  /** Sends a request that must succeed, and returns its `data`. */
  async data(route: string, body?: unknown, headers: Record<string, string> = {}) {
    const answer = await this.send(route, body, headers);
    expect({ status: answer.status, text: answer.status === 200 ? '' : answer.text }).toEqual({
      status: 200,
      text: '',
    });
    return answer.body.data;
  }

  /** Creates clients, in this order, and gives them as v1 shows them. */
  async has(...clients: Record<string, unknown>[]) {
    const made = [];
    for (const client of clients) made.push(await this.data('POST /clients', client));
    return made;
  }

  /** Returns the names of the clients of a list, in its order. */
  async names(query: string): Promise<string[]> {
    const clients = await this.data(`GET /clients?${query}`);
    return clients.map(({ name }: { name: string }) => name);
  }
}

/** Tests with `v1` for the company of `api`. */
export const test = base.extend<{ v1: V1 }>({
  v1: async ({ api }, use) => {
    await use(new V1(api));
  },
});

export { expect };
