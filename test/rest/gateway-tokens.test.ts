import { sql } from '../../src/db/sql.ts';
import { expect, test, V1 } from '../support/v1/v1.ts';

const META = { exp_month: '03', exp_year: '2028', brand: 'visa', last4: '0583', type: 1 };

const TOKEN = {
  company_gateway_id: 'VolejRejNm',
  gateway_type_id: 2,
  token: 'tok_1',
  gateway_customer_reference: 'cus_1',
  routing_number: 'secret',
  meta: { ...META, fingerprint: 'hidden' },
};

const SHOWN = {
  id: expect.stringMatching(/^[A-Za-z0-9]{10,}$/),
  token: 'tok_1',
  gateway_customer_reference: 'cus_1',
  gateway_type_id: '2',
  company_gateway_id: 'VolejRejNm',
  is_default: false,
  created_at: expect.any(Number),
  updated_at: expect.any(Number),
  archived_at: 0,
  is_deleted: false,
};

async function newToken(v1: V1, more: object = {}) {
  const [client] = await v1.has({ name: 'Ash' });
  const { body } = await v1.send('POST /client_gateway_tokens', {
    client_id: client.id,
    ...TOKEN,
    ...more,
  });
  return { client, token: body.data };
}

test('POST stores a gateway token and returns its meta beside the data', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const sent = { client_id: client.id, ...TOKEN };
  const { status, body, text } = await v1.send('POST /client_gateway_tokens', sent);
  expect([status, body]).toEqual([200, { data: SHOWN, meta: META }]);
  expect(text).not.toMatch(/secret|hidden/);
  expect(Object.keys(body.data)).toEqual(Object.keys(SHOWN));
  const { body: shown } = await v1.send(`GET /client_gateway_tokens/${body.data.id}`);
  expect(shown).toEqual(body);
  const { body: edited } = await v1.send(`GET /client_gateway_tokens/${body.data.id}/edit`);
  expect(edited).toEqual(body);
});

test('a gateway token has its meta inside in lists and in clients', async ({ v1 }) => {
  const { client, token } = await newToken(v1);
  const whole = { ...token, meta: META };
  expect(await v1.data('GET /client_gateway_tokens')).toEqual([whole]);
  const shown = await v1.data(`GET /clients/${client.id}`);
  expect(shown.gateway_tokens).toEqual([whole]);
  expect(Object.keys(shown.gateway_tokens[0])).toEqual([
    ...['id', 'token', 'gateway_customer_reference', 'gateway_type_id', 'company_gateway_id'],
    ...['is_default', 'meta', 'created_at', 'updated_at', 'archived_at', 'is_deleted'],
  ]);
});

test('GET create returns a blank gateway token and stores nothing', async ({ v1 }) => {
  const { body } = await v1.send('GET /client_gateway_tokens/create');
  expect(body).toEqual({
    data: {
      ...SHOWN,
      id: '',
      token: '',
      gateway_customer_reference: '',
      gateway_type_id: '',
      company_gateway_id: '',
      created_at: 0,
      updated_at: 0,
    },
    meta: {},
  });
  expect(await v1.data('GET /client_gateway_tokens')).toEqual([]);
});

const invalid: [sent: Record<string, unknown>, keys: string[]][] = [
  [{ client_id: undefined }, ['client_id']],
  [{ client_id: 'nonsense' }, ['client_id']],
  [{ client_id: 'nelXQAALge' }, ['client_id']],
  [{ company_gateway_id: '' }, ['company_gateway_id']],
  [{ company_gateway_id: 'nonsense' }, ['company_gateway_id']],
  [{ gateway_type_id: null }, ['gateway_type_id']],
  [{ gateway_type_id: 'card' }, ['gateway_type_id']],
  [{ meta: undefined }, ['meta']],
  [{ meta: {} }, ['meta']],
  [{ meta: 'text' }, ['meta']],
  [{ meta: ['a'] }, ['meta']],
  [{ company_gateway_id: null, gateway_type_id: null }, ['company_gateway_id', 'gateway_type_id']],
];

test('missing and invalid values of a gateway token are refused under their keys', async ({
  v1,
  other,
}) => {
  const [client] = await v1.has({ name: 'Ash' });
  const [theirs] = await new V1(other).has({ name: 'Theirs' });
  for (const [sent, keys] of [...invalid, [{ client_id: theirs.id }, ['client_id']] as const]) {
    const body = { client_id: client.id, ...TOKEN, ...sent };
    const answer = await v1.send('POST /client_gateway_tokens', body);
    const got = Object.keys(answer.body.errors ?? {});
    expect([sent, answer.status, got]).toEqual([sent, 422, keys]);
  }
  const asText = { client_id: client.id, ...TOKEN, meta: '{}' };
  expect((await v1.send('POST /client_gateway_tokens', asText)).status).toBe(200);
});

test('PUT changes a gateway token and accepts the whole record', async ({ v1 }) => {
  const { client, token } = await newToken(v1);
  const route = `PUT /client_gateway_tokens/${token.id}`;
  const back = { ...token, meta: META };
  expect((await v1.send(route, back)).body).toEqual({ data: token, meta: META });
  const changed = await v1.send(route, { token: 'tok_2', meta: { last4: '1111' } });
  expect(changed.body).toEqual({
    data: { ...token, token: 'tok_2', updated_at: expect.any(Number) },
    meta: { ...META, last4: '1111' },
  });
  const routingNumbers = () =>
    v1.api.db.query(
      sql`select routing_number from gateway_tokens where company_id = ${v1.api.companyId}`,
    );
  expect(await routingNumbers()).toEqual([{ routing_number: 'secret' }]);
  await v1.send(route, { routing_number: '021', gateway_customer_reference: 'c'.repeat(600) });
  expect(await routingNumbers()).toEqual([{ routing_number: '021' }]);
  const { gatewayTokens } = (
    await v1.api.ask(`{ client(id: "${client.id}") { version gatewayTokens { meta } } }`)
  ).client;
  expect(gatewayTokens[0].meta.fingerprint).toBe('hidden');
});

test('PUT cannot move a gateway token to another client', async ({ v1 }) => {
  const { client, token } = await newToken(v1);
  const [other] = await v1.has({ name: 'Birch' });
  const { status } = await v1.send(`PUT /client_gateway_tokens/${token.id}`, {
    client_id: other.id,
    token: 'tok_2',
  });
  expect(status).toBe(200);
  const [shown, untouched] = await v1.data('GET /clients');
  expect(shown).toMatchObject({ id: client.id, gateway_tokens: [{ token: 'tok_2' }] });
  expect(untouched.gateway_tokens).toEqual([]);
});

test('a new default gateway token replaces the former default', async ({ v1 }) => {
  const { client, token: first } = await newToken(v1, { is_default: true });
  const sent = { client_id: client.id, ...TOKEN, is_default: true };
  const { body } = await v1.send('POST /client_gateway_tokens', sent);
  const shown = await v1.data(`GET /clients/${client.id}`);
  const defaults = shown.gateway_tokens.map((token: { id: string; is_default: boolean }) => [
    token.id,
    token.is_default,
  ]);
  expect(defaults).toEqual([
    [body.data.id, true],
    [first.id, false],
  ]);
});

test('a deleted gateway token is left out of lists and found by its id', async ({ v1 }) => {
  const { client, token } = await newToken(v1);
  const route = `/client_gateway_tokens/${token.id}`;
  const { body: deleted } = await v1.send(`DELETE ${route}`);
  expect(deleted.data).toMatchObject({ id: token.id, is_deleted: true });
  expect(deleted.data.archived_at).toBeGreaterThan(0);
  expect((await v1.send(`GET ${route}`)).body).toEqual(deleted);
  expect((await v1.send(`DELETE ${route}`)).body).toEqual(deleted);
  expect(await v1.data('GET /client_gateway_tokens')).toEqual([]);
  expect((await v1.data(`GET /clients/${client.id}`)).gateway_tokens).toEqual([]);
});

test('members are refused every route of gateway tokens', async ({ v1 }) => {
  const { client, token } = await newToken(v1);
  const member = new V1(await v1.api.colleague('member'));
  const admin = new V1(await v1.api.colleague('admin'));
  for (const [route, body] of [
    ['GET /client_gateway_tokens'],
    ['GET /client_gateway_tokens/create'],
    [`GET /client_gateway_tokens/${token.id}`],
    ['POST /client_gateway_tokens', { client_id: client.id, ...TOKEN }],
    [`PUT /client_gateway_tokens/${token.id}`, { token: 'mine' }],
    [`DELETE /client_gateway_tokens/${token.id}`],
  ] as const) {
    const { status, body: answer } = await member.send(route, body);
    const refused = { status: 401, answer: { message: 'This action is unauthorized.' } };
    expect({ route, status, answer }).toEqual({ route, ...refused });
  }
  expect(await admin.data('GET /client_gateway_tokens')).toHaveLength(1);
});

test('an unknown gateway token gets 400, one of another company 401', async ({ v1, other }) => {
  const { token } = await newToken(v1);
  const stranger = new V1(other);
  const none = { message: 'No query results for model [App\\Models\\ClientGatewayToken].' };
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const unknown = await v1.send(`${method} /client_gateway_tokens/nelXQAALge`);
    expect([method, unknown.status, unknown.body]).toEqual([method, 400, none]);
    const theirs = await stranger.send(`${method} /client_gateway_tokens/${token.id}`);
    expect([method, theirs.status]).toEqual([method, 401]);
  }
});
