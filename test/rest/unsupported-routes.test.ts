import { RateLimit, tooManyRequests } from '../../src/rest/http/rate-limit.ts';
import { expect, test, V1 } from '../support/v1/v1.ts';

const INVALID_TOKEN = { message: 'Invalid token', errors: {} };
const NO_CLIENT = { message: 'No query results for model [App\\Models\\Client].' };
const UNAUTHORIZED = { message: 'This action is unauthorized.' };

/** Returns the rate limit headers of a response. */
const limitsOf = (headers: Headers) => [
  headers.get('x-ratelimit-limit'),
  headers.get('x-ratelimit-remaining'),
];

test('updateTaxData returns the client, three times a minute', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash', contacts: [{ email: 'a@x.example' }] });
  const route = `POST /clients/${client.id}/updateTaxData`;
  for (const left of ['2', '1', '0']) {
    const { status, body, headers } = await v1.send(route, {});
    expect([status, body, ...limitsOf(headers)]).toEqual([200, { data: client }, '3', left]);
  }
  const { status, body, headers } = await v1.send(route);
  expect([status, body]).toEqual([429, { message: 'Too many requests' }]);
  expect(limitsOf(headers)).toEqual(['3', '0']);
  const seconds = Number(headers.get('retry-after'));
  expect([seconds >= 1, seconds <= 60, Number.isInteger(seconds)]).toEqual([true, true, true]);
  const reset = Number(headers.get('x-ratelimit-reset')) * 1000;
  expect([reset > Date.now(), reset <= Date.now() + 61_000]).toEqual([true, true]);
  const admin = new V1(await v1.api.colleague('admin'));
  expect(await admin.data(route)).toEqual(client);
  expect(limitsOf((await v1.send('GET /clients')).headers)).toEqual([null, null]);
});

test('updateTaxData refuses unknown and foreign clients', async ({ v1, other }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const member = new V1(await v1.api.colleague('member'));
  const route = `POST /clients/${client.id}/updateTaxData`;
  for (const [who, asked, status, body] of [
    [v1, 'POST /clients/nelXQAALge/updateTaxData', 400, NO_CLIENT],
    [new V1(other), route, 401, UNAUTHORIZED],
    [member, route, 401, UNAUTHORIZED],
    [member, 'POST /clients/nonsense/updateTaxData', 400, NO_CLIENT],
  ] as const) {
    const answer = await who.send(asked);
    expect([asked, answer.status, answer.body]).toEqual([asked, status, body]);
  }
  const stranger = await v1.send(route, undefined, { 'x-api-token': '' });
  expect([stranger.status, stranger.body]).toEqual([403, INVALID_TOKEN]);
});

test('the window of a rate limit begins with the first request', () => {
  const limit = new RateLimit(2);
  const taken: [caller: string, now: number, left: number | null][] = [
    ['a', 0, 1],
    ['a', 1000, 0],
    ['b', 1500, 1],
    ['a', 59_999, null],
    ['a', 60_000, 1],
    ['b', 60_001, 0],
    ['b', 61_500, 1],
  ];
  const found = taken.map(([caller, now]) => [caller, now, limit.take(caller, now).left]);
  expect(found).toEqual(taken);
});

test.for([
  [0, '60'],
  [59_000, '1'],
  [59_999, '1'],
] as const)(
  'a refusal after %d milliseconds has the time to wait in Retry-After',
  ([now, seconds]) => {
    const limit = new RateLimit(1);
    limit.take('a', 0);
    const { status, headers } = tooManyRequests(limit.take('a', now), now);
    expect([status, headers]).toEqual([
      429,
      {
        'Retry-After': seconds,
        'X-RateLimit-Limit': '1',
        'X-RateLimit-Remaining': '0',
        'X-RateLimit-Reset': '60',
      },
    ]);
  },
);

const bounces: [route: string, status: number, body: object][] = [
  ['POST /reactivate_email/42', 200, { message: expect.any(String) }],
  [
    'POST /reactivate_email/8a5e-11',
    400,
    { message: 'No query results for model [App\\Models\\SystemLog].' },
  ],
  ['GET /reactivate_email/42', 404, { message: 'Method not supported for this route' }],
];

test('reactivate_email reports that no address is blocked', async ({ v1 }) => {
  for (const [route, status, body] of bounces) {
    const answer = await v1.send(route);
    expect([route, answer.status, answer.body]).toEqual([route, status, body]);
  }
  const stranger = await v1.send('POST /reactivate_email/42', {}, { 'x-api-token': '' });
  expect([stranger.status, stranger.body]).toEqual([403, INVALID_TOKEN]);
});
