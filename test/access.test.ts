import { expect, test } from './support/api.ts';

test('without a token only __typename is answered', async ({ api }) => {
  const anonymous = { 'x-api-token': '' };
  expect((await api.send('{ __typename }', {}, anonymous)).data).toEqual({ __typename: 'Query' });
  const { status, errors, data } = await api.send('{ viewer { user { name } } }', {}, anonymous);
  expect(status).toBe(401);
  expect(data ?? null).toBeNull();
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

test('a company starts with no clients', async ({ api }) => {
  const { clients } = await api.ask('{ clients { totalCount nodes { id } } }');
  expect(clients).toEqual({ totalCount: 0, nodes: [] });
});
