import { expect, test } from '../support/v1/v1.ts';

const ORIGIN = { origin: 'https://admin.example' };

const listed = (headers: Headers, name: string) =>
  (headers.get(name) ?? '').split(',').map((value) => value.trim().toLowerCase());

test.for([
  ['the admin app', 'content-type,x-api-token,x-requested-with,x-react,x-api-password-base64'],
  ['the mobile app in a browser', 'x-api-token, x-client-version, x-client-platform, x-api-secret'],
  ['an app with headers of its own', 'x-api-token, x-my-trace_id, sentry-trace, baggage'],
] as const)('a preflight of %s is allowed from another origin', async ([, asked], { v1 }) => {
  const { status, text, headers } = await v1.send('OPTIONS /clients/VolejRejNm', undefined, {
    ...ORIGIN,
    'x-api-token': '',
    'access-control-request-method': 'PUT',
    'access-control-request-headers': asked,
  });
  expect([status, text, headers.get('access-control-allow-origin')]).toEqual([200, 'OK', '*']);
  expect(listed(headers, 'access-control-allow-methods')).toContain('put');
  const allowed = listed(headers, 'access-control-allow-headers');
  expect(asked.split(',').filter((name) => !allowed.includes(name.trim()))).toEqual([]);
  expect(Number(headers.get('access-control-max-age'))).toBeGreaterThan(60);
});

test('a preflight that requests PATCH is allowed it', async ({ v1 }) => {
  const asked = { ...ORIGIN, 'access-control-request-method': 'PATCH' };
  const { headers } = await v1.send('OPTIONS /clients/VolejRejNm', undefined, asked);
  expect(listed(headers, 'access-control-allow-methods')).toContain('patch');
});

test('a preflight with an invalid header name does not get it back', async ({ v1 }) => {
  const asked = { 'access-control-request-headers': 'x-ok, a b, <script>, "x"' };
  const { headers } = await v1.send('OPTIONS /clients', undefined, { ...ORIGIN, ...asked });
  expect(headers.get('access-control-allow-headers')).toMatch(/x-ok$/);
});

test('responses and refusals can be read from any origin', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  for (const route of [
    'GET /clients',
    `GET /clients/${client.id}`,
    'GET /clients/x',
    'GET /x',
    'GET ',
  ]) {
    const { headers } = await v1.send(route, undefined, ORIGIN);
    expect([route, headers.get('access-control-allow-origin')]).toEqual([route, '*']);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(listed(headers, 'access-control-expose-headers')).toContain('x-app-version');
  }
});
