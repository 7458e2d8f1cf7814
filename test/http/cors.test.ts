import { afterAll, beforeAll, describe } from 'vitest';
import type { Gateway } from '../../src/server/gateway.ts';
import { expect, test } from '../support/api.ts';
import { ownGateway } from '../support/gateway.ts';

const APP = 'https://app.example';

const listed = (headers: Headers, name: string) =>
  (headers.get(name) ?? '').split(',').map((value) => value.trim().toLowerCase());

const PATHS = ['/graphql', '/api/v1/clients', '/api/v1/docs', '/health/live', '/', '/nothing'];

const SENT: readonly [client: string, headers: string][] = [
  ['Apollo Client', 'content-type,x-api-token,apollo-require-preflight,x-apollo-operation-name'],
  ['urql', 'content-type,x-api-token,idempotency-key'],
  [
    'Relay over SSE',
    'accept,cache-control,content-type,last-event-id,x-graphql-event-stream-token',
  ],
  ['tracing', 'traceparent,tracestate,baggage,sentry-trace,x-b3.trace'],
  ['downloads', 'range,if-range,if-match,if-none-match,if-modified-since,if-unmodified-since'],
  ['confirmations', 'x-api-password,x-api-password-base64,x-requested-with'],
];

test.for(SENT)(
  'the request headers of %s are allowed on every path',
  async ([, names], { api }) => {
    for (const path of PATHS) {
      const { status, headers } = await fetch(`${api.url}${path}`, {
        method: 'OPTIONS',
        headers: {
          origin: APP,
          'access-control-request-method': 'PATCH',
          'access-control-request-headers': names,
        },
      });
      expect([path, status, headers.get('access-control-allow-origin')]).toEqual([path, 200, '*']);
      const allowed = listed(headers, 'access-control-allow-headers');
      expect(names.split(',').filter((name) => !allowed.includes(name))).toEqual([]);
      expect(listed(headers, 'access-control-allow-methods')).toEqual(
        expect.arrayContaining(['get', 'post', 'put', 'patch', 'delete']),
      );
      expect(headers.get('access-control-max-age')).toBe('7200');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
  },
);

test('pages can read the headers of responses and refusals', async ({ api }) => {
  for (const path of PATHS) {
    const { headers } = await fetch(`${api.url}${path}`, { headers: { origin: APP } });
    expect([path, headers.get('access-control-allow-origin')]).toEqual([path, '*']);
    expect(listed(headers, 'access-control-expose-headers')).toEqual(
      expect.arrayContaining([
        'etag',
        'x-request-id',
        'retry-after',
        'content-disposition',
        'x-app-version',
        'x-minimum-client-version',
        'x-ratelimit-limit',
        'x-ratelimit-remaining',
        'x-ratelimit-reset',
      ]),
    );
    expect(headers.get('vary')?.toLowerCase()).not.toContain('origin');
  }
});

describe('a gateway with a list of origins', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await ownGateway({ CORS_ORIGINS: `${APP}, http://localhost:5173` });
  }, 180_000);
  afterAll(() => gateway?.close());

  test.for([
    [APP, APP],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['https://app.example.evil.example', null],
    ['http://app.example', null],
    ['https://APP.example', null],
    ['null', null],
    [undefined, null],
  ] as const)('a page of %s gets the allowed origin %s', async ([origin, allowed]) => {
    for (const path of PATHS) {
      for (const method of ['GET', 'OPTIONS']) {
        const { headers } = await fetch(`${gateway.url}${path}`, {
          method,
          headers: origin === undefined ? {} : { origin },
        });
        expect([path, headers.get('access-control-allow-origin')]).toEqual([path, allowed]);
        expect(listed(headers, 'vary')).toContain('origin');
        const names = [...headers.keys()].filter((name) => name.startsWith('access-control'));
        if (allowed === null) expect(names).toEqual([]);
      }
    }
  });
});
