import { expect, test } from './support/api.ts';

const UPSERT = `mutation Upsert($input: UpsertClientInput!, $key: String, $dryRun: Boolean) {
  upsertClient(input: $input, idempotencyKey: $key, dryRun: $dryRun) {
    outcome replayed dryRun
    client { id number name displayName version countryId currencyId balance contacts { id email isPrimary sendEmail password } }
    diff { path before after }
    removedContacts { email }
    userErrors { code message path }
  }
}`;

test('a new client gets a number, the defaults of the company and one primary contact', async ({
  api,
}) => {
  const { upsertClient } = await api.ask(UPSERT, {
    input: { name: 'Ash', contacts: [{ email: 'ash@example.com' }] },
  });
  expect(upsertClient.userErrors).toEqual([]);
  expect(upsertClient.client).toMatchObject({
    number: '0001',
    displayName: 'Ash',
    version: 1,
    countryId: '840',
    currencyId: '1',
    balance: '0',
    contacts: [{ email: 'ash@example.com', isPrimary: true, sendEmail: true, password: null }],
  });
});

test('a client is changed field by field, and writing it again changes nothing', async ({
  api,
}) => {
  const { upsertClient: made } = await api.ask(UPSERT, {
    input: { name: 'Ash', contacts: [{ email: 'a@example.com' }] },
  });
  const { id } = made.client;
  const change = { match: { id }, name: 'Birch', contacts: [{ email: 'b@example.com' }] };
  const { upsertClient: changed } = await api.ask(UPSERT, { input: change });
  expect(changed).toMatchObject({
    outcome: 'UPDATED',
    client: { name: 'Birch', version: 2, number: '0001' },
  });
  expect(changed.client.contacts.map((contact: { email: string }) => contact.email)).toEqual([
    'a@example.com',
    'b@example.com',
  ]);
  expect(changed.diff).toContainEqual({ path: ['name'], before: 'Ash', after: 'Birch' });
  const { upsertClient: again } = await api.ask(UPSERT, { input: change });
  expect(again).toMatchObject({ outcome: 'UNCHANGED', diff: [], client: { version: 2 } });
});

test('everything that is wrong with an input is said at once', async ({ api }) => {
  const input = {
    countryId: '9999',
    classification: 'pirate',
    contacts: [{ email: 'x' }, { email: 'a@b.c' }, { email: 'a@b.c' }],
  };
  const { upsertClient } = await api.ask(UPSERT, { input });
  expect(upsertClient.client).toBeNull();
  expect(
    upsertClient.userErrors.map(({ code, path }: { code: string; path: string[] }) => [
      code,
      path.join('.'),
    ]),
  ).toEqual([
    ['INVALID_INPUT', 'input.countryId'],
    ['INVALID_INPUT', 'input.classification'],
    ['INVALID_INPUT', 'input.contacts.0.email'],
    ['INVALID_INPUT', 'input.contacts.2.email'],
  ]);
});

test('twenty identical requests under one key make one client', async ({ api }) => {
  const all = await Promise.all(
    Array.from({ length: 20 }, () => api.ask(UPSERT, { input: { name: 'Once' }, key: 'k1' })),
  );
  expect(new Set(all.map(({ upsertClient }) => upsertClient.client.id)).size).toBe(1);
  expect(all.filter(({ upsertClient }) => upsertClient.replayed)).toHaveLength(19);
  const { upsertClient } = await api.ask(UPSERT, { input: { name: 'Twice' }, key: 'k1' });
  expect(upsertClient.userErrors[0].code).toBe('IDEMPOTENCY_MISMATCH');
});

test('a dry run says what would change and changes nothing', async ({ api }) => {
  const { upsertClient } = await api.ask(UPSERT, { input: { name: 'Ghost' }, dryRun: true });
  expect(upsertClient).toMatchObject({
    outcome: 'CREATED',
    dryRun: true,
    client: null,
    userErrors: [],
  });
  expect((await api.ask('{ clients { totalCount } }')).clients.totalCount).toBe(0);
});

test('a thousand clients are created by a handful of statements', async ({ api }) => {
  const inputs = Array.from({ length: 1000 }, (_, i) => ({
    name: `Client ${i}`,
    contacts: [{ email: `c${i}@example.com` }],
  }));
  const mutation = `mutation Many($inputs: [UpsertClientInput!]!) {
    upsertClients(inputs: $inputs) { results { outcome userErrors { message } } userErrors { message } } }`;
  let results: { outcome: string }[] = [];
  const sent = await api.statements(async () => {
    results = (await api.ask(mutation, { inputs })).upsertClients.results;
  });
  expect(results.filter(({ outcome }) => outcome === 'CREATED')).toHaveLength(1000);
  expect(sent).toBeLessThanOrEqual(10);
});
