import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { openListener } from '../../src/db/listener.ts';
import { ChangeSubscriptions } from '../../src/domain/changes/subscriptions.ts';
import { IdCodec } from '../../src/domain/core/ids.ts';
import { createAuthenticate } from '../../src/server/authenticate.ts';
import { createHttpServer } from '../../src/server/server.ts';
import { Api, expect, newCompany, test } from '../support/api.ts';
import { gateway } from '../support/gateway.ts';

let closed: () => Promise<void>;
let url: string;

// A second server on the same database, as it is started for production.
beforeAll(async () => {
  const { db, files } = await gateway();
  const { DATABASE_URL } = process.env;
  const config = readConfig({ NODE_ENV: 'production', DATABASE_URL, PORT: '0' });
  const listener = await openListener(db, config.databaseUrl, ['api_tokens', 'changes']);
  const subscriptions = new ChangeSubscriptions(db, listener);
  const authenticate = createAuthenticate(db, listener);
  const server = createHttpServer({
    config,
    db,
    ids: new IdCodec(),
    files,
    subscriptions,
    authenticate,
    report: () => {},
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closed = async () => {
    subscriptions.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await listener.close();
  };
});
afterAll(() => closed());

/** Creates a company that sends requests to the production server. */
const inProduction = async (): Promise<Api> => {
  const company = await newCompany();
  return new Api(url, company.db, company);
};

test('production has no GraphiQL', async () => {
  const response = await fetch(`${url}/graphql`, { headers: { accept: 'text/html,*/*' } });
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await response.text()).not.toMatch(/<html|GraphiQL/i);
});

test.for([
  ['{ __schema { queryType { name } } }', '__schema'],
  ['{ __type(name: "Client") { name } }', '__type'],
  ['{ ...F } fragment F on Query { types: __schema { types { name } } }', '__schema'],
] as const)('production refuses introspection: %s', async ([query, field]) => {
  const api = await inProduction();
  for (const token of [api.token, '']) {
    const { data, errors } = await api.send(query, {}, { 'x-api-token': token });
    expect(data).toBeUndefined();
    expect(errors?.[0]).toMatchObject({
      message: `GraphQL introspection has been disabled, but the requested query contained the field "${field}".`,
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  }
});

test.for([
  ['{ clint { id } }', {}, 'Cannot query field "clint" on type "Query".'],
  [
    '{ clients(frist: 1) { totalCount } }',
    {},
    'Unknown argument "frist" on field "Query.clients".',
  ],
  [
    '{ clients(status: [ACTIV]) { totalCount } }',
    {},
    'Value "ACTIV" does not exist in "ClientStatus" enum.',
  ],
  ['query ($f: ClientFiltre) { __typename }', {}, 'Unknown type "ClientFiltre".'],
  [
    'query ($f: ClientFilter) { clients(filter: $f) { totalCount } }',
    { f: { nmae: {} } },
    /Field "nmae" is not defined by type "ClientFilter"\.$/,
  ],
  [
    'query ($s: [ClientStatus!]) { clients(status: $s) { totalCount } }',
    { s: ['ACTIV'] },
    /Value "ACTIV" does not exist in "ClientStatus" enum\.$/,
  ],
] as const)('production gives no hints in errors: %s', async ([query, variables, message]) => {
  const api = await inProduction();
  const error = await api.refused(query, variables);
  expect(error.message).toMatch(message);
  expect(error.message).not.toMatch(/did you mean/i);
});

test('without a token only __typename is answered', async () => {
  const api = await inProduction();
  const anonymous = { 'x-api-token': '' };
  expect((await api.send('{ __typename }', {}, anonymous)).data).toEqual({ __typename: 'Query' });
  const { status, errors } = await api.send('{ viewer { user { name } } }', {}, anonymous);
  expect([status, errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
});

test('production answers other requests as development does', async () => {
  const api = await inProduction();
  await api.has({ name: 'Ash' });
  expect(await api.names({ search: 'ash' })).toEqual(['Ash']);
});

test('production cuts the error of a value that is full of hints', async () => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'query ($x: Boolean!) { __typename @include(if: $x) }',
      variables: { x: ' Did you mean '.repeat(400_000) },
    }),
  });
  const { errors } = await response.json();
  expect(errors[0].message).toMatch(/^Variable "\$x" got invalid value .{0,1000}…$/);
});
