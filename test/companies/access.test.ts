import { raw, sql } from '../../src/db/sql.ts';
import { createToken, listTokens, revokeToken } from '../../src/domain/companies/tokens.ts';
import { type Api, expect, test } from '../support/api.ts';

/** Sends a request with these headers and no others. @returns its status */
async function statusWith(api: Api, headers: Record<string, string>): Promise<number> {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"query":"{ viewer { user { name } } }"}',
  });
  await response.body?.cancel();
  return response.status;
}

const userOf = ({ companyId }: Api) => ({ companyId, userId: 1 });

test.for([
  ['X-API-TOKEN', (token: string) => ({ 'X-API-TOKEN': token }), 200],
  ['X-API-TOKEN with blanks', (token: string) => ({ 'x-api-token': `  ${token} ` }), 200],
  ['Authorization: Bearer', (token: string) => ({ authorization: `Bearer ${token}` }), 200],
  ['authorization: bearer', (token: string) => ({ authorization: `bearer  ${token}` }), 200],
  [
    'an empty X-API-TOKEN and a bearer',
    (token: string) => ({ 'x-api-token': '', authorization: `Bearer ${token}` }),
    200,
  ],
  [
    'X-API-TOKEN and another bearer',
    (token: string) => ({ 'x-api-token': token, authorization: 'Bearer nonsense' }),
    200,
  ],
  [
    'another X-API-TOKEN and a bearer',
    (token: string) => ({ 'x-api-token': 'nonsense', authorization: `Bearer ${token}` }),
    401,
  ],
  ['no header', () => ({}), 401],
  ['another token', () => ({ 'x-api-token': 'x'.repeat(64) }), 401],
  ['half the token', (token: string) => ({ 'x-api-token': token.slice(0, 32) }), 401],
  ['the token in capitals', (token: string) => ({ 'x-api-token': token.toUpperCase() }), 401],
  ['the token twice', (token: string) => ({ 'x-api-token': `${token}, ${token}` }), 401],
  ['a long text', () => ({ 'x-api-token': 'x'.repeat(8000) }), 401],
  [
    'Authorization: Basic',
    (token: string) => ({ authorization: `Basic ${btoa(`user:${token}`)}` }),
    401,
  ],
  ['the token as a cookie', (token: string) => ({ cookie: `X-API-TOKEN=${token}` }), 401],
] as const)('a request with %s', async ([, headers, status], { api }) => {
  expect(await statusWith(api, headers(api.token))).toBe(status);
});

test('a token identifies the viewer', async ({ api }) => {
  const { viewer } = await api.ask(`{
    viewer { user { id name email role } company { id name settings currency { code } country { iso2 } language { locale } createdAt } }
  }`);
  expect(viewer).toEqual({
    user: { id: 'VolejRejNm', name: 'Owner', email: expect.stringContaining('@'), role: 'OWNER' },
    company: {
      id: api.ids.encode(api.companyId),
      name: 'Test Company',
      settings: expect.objectContaining({ currency_id: '1' }),
      currency: { code: 'USD' },
      country: { iso2: 'US' },
      language: { locale: 'en' },
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  });
});

test.for([
  ['__typename', '{ __typename }', 200],
  [
    '__typename in fragments',
    '{ ...F ... { __typename } } fragment F on Query { same: __typename }',
    200,
  ],
  [
    'the schema, while it may be explored',
    '{ __schema { queryType { name } } __type(name: "Client") { name } }',
    200,
  ],
  ['anything beside it', '{ __typename viewer { __typename } }', 401],
  [
    'anything in a fragment',
    '{ ...F } fragment F on Query { __typename ... { clients { totalCount } } }',
    401,
  ],
  ['anything under another name', '{ __typename: viewer { __typename } }', 401],
  ['a mutation', 'mutation { upsertClient(input: { name: "Ash" }) { outcome } }', 401],
] as const)('without a token: %s', async ([, query, status], { api }) => {
  const answer = await api.send(query, {}, { 'x-api-token': '' });
  expect(answer.status).toBe(status);
  if (status === 401) expect(answer.data).toBeUndefined();
  else expect(answer.errors).toBeUndefined();
});

test('the health routes need no token', async ({ api }) => {
  const read = async (path: string) => {
    const response = await fetch(`${api.url}/health/${path}`);
    return [response.status, await response.json()];
  };
  expect(await read('live')).toEqual([200, { status: 'live' }]);
  expect(await read('ready')).toEqual([200, { status: 'ready' }]);
  expect(await read('nothing')).toEqual([404, { status: 'unknown' }]);
});

test('a token works until it expires', async ({ api }) => {
  const inAnHour = new Date(Date.now() + 3_600_000);
  const { token } = await createToken(api.db, userOf(api), 'short', inAnHour);
  expect(await statusWith(api, { 'x-api-token': token })).toBe(200);
  const { expiresAt } = (await listTokens(api.db, api.companyId)).at(-1) ?? {};
  expect(expiresAt).toEqual(inAnHour);
  const { token: expired } = await createToken(
    api.db,
    userOf(api),
    'old',
    new Date(Date.now() - 1),
  );
  expect(await statusWith(api, { 'x-api-token': expired })).toBe(401);
});

test('a token that was used stops working when it expires', async ({ api }) => {
  const soon = new Date(Date.now() + 1500);
  const { token } = await createToken(api.db, userOf(api), 'short', soon);
  expect(await statusWith(api, { 'x-api-token': token })).toBe(200);
  await expect.poll(() => statusWith(api, { 'x-api-token': token }), { timeout: 10_000 }).toBe(401);
});

test('a token that was used stops working once it is revoked', async ({ api, other }) => {
  const { token } = await createToken(api.db, userOf(api), 'lost');
  expect(await statusWith(api, { 'x-api-token': token })).toBe(200);
  const { id = 0 } = (await listTokens(api.db, api.companyId)).at(-1) ?? {};
  expect(await revokeToken(api.db, other.companyId, id)).toBe(false);
  expect(await statusWith(api, { 'x-api-token': token })).toBe(200);
  expect(await revokeToken(api.db, api.companyId, id)).toBe(true);
  // On a server the news travels on a connection of its own.
  await expect.poll(() => statusWith(api, { 'x-api-token': token })).toBe(401);
  expect(await revokeToken(api.db, api.companyId, id)).toBe(false);
  expect(await statusWith(api, { 'x-api-token': api.token })).toBe(200);
});

test('records the last use of a token', async ({ api }) => {
  const used = async () =>
    (await listTokens(api.db, api.companyId)).map(({ lastUsedAt }) => lastUsedAt !== null);
  expect(await used()).toEqual([false]);
  await api.ask('{ viewer { user { name } } }');
  expect(await used()).toEqual([true]);
});

test('the database holds no token, only hashes', async ({ api }) => {
  await api.ask('{ viewer { user { name } } }');
  const tables = await api.db.query<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const found = await api.db.query(
      sql`select from ${raw(`"${name}"`)} t where to_jsonb(t)::text like ${`%${api.token}%`}`,
    );
    expect(found, name).toEqual([]);
  }
});
