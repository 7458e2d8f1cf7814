import { expect, test } from '../support/api.ts';
import { V1 } from '../support/v1/v1.ts';

const header = (key: string) => ({ 'idempotency-key': key });

const ONE = `mutation ($key: String) {
  done: upsertClient(input: { name: "Ash" }, idempotencyKey: $key) { outcome replayed userErrors { code message path } }
}`;

const TWO = `mutation ($a: String, $b: String) {
  a: upsertClient(input: { name: "Ash" }, idempotencyKey: $a) { replayed userErrors { code path } }
  b: upsertClient(input: { name: "Birch" }, idempotencyKey: $b) { replayed userErrors { code path } }
  __typename
}`;

const REFUSED = {
  replayed: false,
  userErrors: [{ code: 'INVALID_INPUT', path: ['idempotencyKey'] }],
};
const done = (replayed: boolean) => ({ replayed, userErrors: [] });

test('Idempotency-Key applies to the single mutation, whatever its alias', async ({ api }) => {
  const replayed = [];
  for (const query of [
    ONE,
    ONE,
    ONE.replace('done: ', ''),
    ONE.replace('done: ', '__typename other: '),
  ]) {
    const data = await api.ask(query, {}, header('k'));
    replayed.push((data.done ?? data.other ?? data.upsertClient).replayed);
  }
  expect(replayed).toEqual([false, true, true, true]);
  expect((await api.ask(ONE, { key: 'k' })).done.replayed).toBe(true);
  expect(await api.names()).toEqual(['Ash']);
});

test('equal keys in header and argument are accepted', async ({ api }) => {
  for (const replayed of [false, true, true]) {
    expect(
      (await api.ask(ONE, { key: 'kü' }, header('kü'.replace('ü', '\u00c3\u00bc')))).done.replayed,
    ).toBe(replayed);
  }
});

test('different keys in header and argument are refused', async ({ api }) => {
  for (const _way of ['resolved', 'compiled', 'known']) {
    expect((await api.ask(ONE, { key: 'a' }, header('b'))).done).toEqual({
      outcome: null,
      replayed: false,
      userErrors: [
        {
          code: 'INVALID_INPUT',
          message:
            'The header Idempotency-Key says "b" and the argument says "a": send one of them.',
          path: ['idempotencyKey'],
        },
      ],
    });
  }
  expect(await api.names()).toEqual([]);
});

test('Idempotency-Key is refused by each of several mutations without its own key', async ({
  api,
}) => {
  for (const _way of ['resolved', 'compiled', 'known']) {
    expect(await api.ask(TWO, {}, header('k'))).toMatchObject({ a: REFUSED, b: REFUSED });
  }
  expect(await api.names()).toEqual([]);
  expect(await api.ask(TWO, { a: '1' }, header('k'))).toMatchObject({ a: done(false), b: REFUSED });
  for (const replayed of [false, true]) {
    expect(await api.ask(TWO, { a: '1', b: '2' }, header('k'))).toMatchObject({
      a: done(true),
      b: done(replayed),
    });
  }
  expect(await api.names()).toEqual(['Ash', 'Birch']);
});

test('a mutation excluded by @skip does not count as one', async ({ api }) => {
  const query = `mutation ($skip: Boolean!) {
    a: upsertClient(input: { name: "Ash" }) { replayed userErrors { code } }
    ...more @skip(if: $skip)
  }
  fragment more on Mutation { b: upsertClient(input: { name: "Birch" }) { replayed } }`;
  for (const replayed of [false, true, true]) {
    expect(await api.ask(query, { skip: true }, header('k'))).toEqual({
      a: { replayed, userErrors: [] },
    });
  }
  const { a } = await api.ask(query, { skip: false }, header('k'));
  expect(a.userErrors).toEqual([{ code: 'INVALID_INPUT' }]);
});

test('queries ignore Idempotency-Key', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash' });
  const v1 = new V1(api);
  for (const key of ['k', 'k', '', 'x'.repeat(300)]) {
    expect(
      await api.ask('{ a: clients { totalCount } b: viewer { __typename } }', {}, header(key)),
    ).toMatchObject({
      a: { totalCount: 1 },
    });
    for (const route of ['GET /clients', `GET /clients/${id}`, `POST /clients/${id}/documents`]) {
      expect([route, (await v1.send(route, undefined, header(key))).status]).toEqual([route, 200]);
    }
  }
});

test('Idempotency-Key applies to a v1 request', async ({ api }) => {
  const v1 = new V1(api);
  const first = await v1.data('POST /clients', { name: 'Ash' }, header('k'));
  expect(await v1.data('POST /clients', { name: 'Ash' }, header('k'))).toEqual(first);
  expect((await v1.send(`PUT /clients/${first.id}`, { name: 'Ash' }, header('k'))).status).toBe(
    409,
  );
  expect((await api.ask(ONE, {}, header('k'))).done.userErrors).toMatchObject([
    { code: 'IDEMPOTENCY_MISMATCH' },
  ]);
  expect(await api.names()).toEqual(['Ash']);
});

test('Idempotency-Key is read as UTF-8, and an invalid one is refused', async ({ api }) => {
  const v1 = new V1(api);
  const bytes = (key: string) => header(Buffer.from(key).toString('latin1'));
  // The second byte of each of these letters is a control character of Latin-1.
  const sent = [{ name: 'Ash' }, bytes('×Ñ–✗')] as const;
  const first = await v1.data('POST /clients', ...sent);
  expect(await v1.data('POST /clients', ...sent)).toEqual(first);
  const query = ONE.replace('"Ash"', '"Birch"');
  expect((await api.ask(query, { key: '×Ñ–✗' })).done.userErrors).toMatchObject([
    { code: 'IDEMPOTENCY_MISMATCH' },
  ]);
  for (const key of ['\u0097', 'k'.repeat(256)]) {
    const { status, body } = await v1.send('POST /clients', { name: 'Cedar' }, bytes(key));
    expect([status, Object.keys(body.errors)]).toEqual([422, ['Idempotency-Key']]);
  }
  expect(await api.names()).toEqual(['Ash']);
});
