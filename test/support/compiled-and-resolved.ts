import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { IdCodec } from '../../src/domain/core/ids.ts';
import { createGraphQL } from '../../src/graphql/http/endpoint.ts';
import { Subscriber } from '../../src/graphql/sse/subscriber.ts';
import { gateway, limits } from './gateway.ts';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/** A book behind two endpoints: one compiles queries, the other uses the resolvers. */
export interface TwoWays {
  /** Sends the request twice, because the second one finds its plan in the cache, and expects equal answers. */
  compiled(body: object): Promise<RawAnswer>;
  resolved(body: object): Promise<RawAnswer>;
  /** Defects of the two paths. */
  readonly defects: readonly unknown[];
  close(): Promise<void>;
}

/** Opens both endpoints on a company's book. Every request has the same id, so that errors are equal, too. */
export async function openTwoWays(companyId: number): Promise<TwoWays> {
  const defects: unknown[] = [];
  const compiled = await openEndpoint(companyId, true, defects);
  const resolved = await openEndpoint(companyId, false, defects);
  return {
    compiled: async (body) => {
      const first = await compiled.send(body);
      expect(await compiled.send(body)).toEqual(first);
      return first;
    },
    resolved: resolved.send,
    defects,
    close: async () => {
      await Promise.all([compiled.close(), resolved.close()]);
    },
  };
}

async function openEndpoint(companyId: number, compile: boolean, defects: unknown[]) {
  const { db } = await gateway();
  const answer = createGraphQL({
    explore: true,
    maxUpload: limits.requestBytes,
    idleTimeout: 2000,
    report: (defect) => defects.push(defect),
    compile,
  });
  const domain = {
    db,
    ids: new IdCodec(),
    viewer: { companyId, userId: 1, tokenId: 1, role: 'owner' },
    idempotencyKey: null,
    appUrl: 'https://example.com',
  } as never;
  const server = createServer((request, response) => {
    const subscriber = new Subscriber(response);
    void answer(request, response, { domain, requestId: 'request', subscriber });
  });
  // On a busy machine a request may come over a connection that was idle for long.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  return {
    send: async (body: object): Promise<RawAnswer> => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: response.status, text: await response.text() };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
