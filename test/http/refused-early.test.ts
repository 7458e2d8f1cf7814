import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Gateway } from '../../src/server/gateway.ts';
import { expect, test } from '../support/api.ts';
import { ownGateway } from '../support/gateway.ts';

/** Sends bytes as they are, and gives the answer taken apart. */
async function talk(url: string, request: readonly string[]) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const closed = once(socket, 'close');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(`${request.join('\r\n')}\r\n\r\n`);
  await closed;
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Headers(
    lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]),
  );
  return { status: Number(first.split(' ')[1]), headers, body: JSON.parse(body) };
}

const APP = 'https://app.example';
const HOST = 'Host: gateway.example';

/** Requests that are refused before anybody looks at what they ask for. */
const requests = [
  ['headers without end', 431, [HOST, `X-Long: ${'x'.repeat(20_000)}`], /kilobytes/],
  ['an expectation that nobody knows', 417, [HOST, 'Expect: miracles'], /100-continue/],
  ['no host', 400, [], /header Host/],
  ['a header without a name', 400, [HOST, ': x'], /HTTP\/1\.1/],
] as const;

const PATHS = ['/graphql', '/api/v1/clients'] as const;

test.for(requests)(
  'a request with %s is answered with %d in JSON, which pages may read',
  async ([, status, headers, message], { api }) => {
    for (const path of PATHS) {
      const answer = await talk(api.url, [
        `POST ${path} HTTP/1.1`,
        `Origin: ${APP}`,
        'Content-Length: 0',
        ...headers,
      ]);
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.body).toEqual({ message: expect.stringMatching(message) });
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    }
  },
);

describe('a gateway with a list of origins', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await ownGateway({ CORS_ORIGINS: APP });
  }, 180_000);
  afterAll(() => gateway?.close());

  test.for(requests)(
    'lets only listed pages read the answer to %s',
    async ([, status, headers]) => {
      for (const [origin, allowed] of [
        [`Origin: ${APP}`, APP],
        ['Origin: https://evil.example', null],
        ['X: y', null],
      ] as const) {
        const answer = await talk(gateway.url, ['GET / HTTP/1.1', origin, ...headers]);
        expect([origin, answer.status]).toEqual([origin, status]);
        expect(answer.headers.get('access-control-allow-origin')).toBe(allowed);
        expect(answer.headers.get('vary')).toContain('Origin');
      }
    },
  );
});
