import { recordTables } from '../../../src/rest/v1/records.ts';
import { confirmed, file, form, TOKEN } from '../../support/v1/both-apis.ts';
import { expect, test, type V1Answer } from '../../support/v1/v1.ts';

/** Values, of which at least one is wrong for a field of any kind. */
const VALUES = [
  true,
  false,
  7,
  -1,
  1.5,
  Number.POSITIVE_INFINITY,
  'x',
  'é',
  [],
  ['x'],
  { a: 'b' },
  [[1]],
  'x\u0000',
];

/** Writes JSON with numbers that `JSON.stringify` would turn into null. */
const json = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    each === Number.POSITIVE_INFINITY ? 'INFINITY' : each,
  ).replace('"INFINITY"', '1e400');

/** Returns messages and keys of a refusal, without quoted values. */
const wordsOf = ({ body }: V1Answer): string[] =>
  [body.message ?? '', ...Object.entries(body.errors ?? {}).flat(2)].map((text) =>
    String(text).replaceAll('No query results for model [App\\Models\\', ''),
  );

/** Names of ours: `sendEmail`, `countryId`, and paths into arguments of GraphQL. */
const INTERNAL = /\b[a-z]+[A-Z]\w*|^(input|values|inputs|files|match)\b/;

const keysOf = (name: keyof typeof recordTables): string[] =>
  recordTables[name].filter(({ writable }) => writable).map(({ key }) => key);

const JSON_TYPE = { 'content-type': 'application/json' };

test('refusals of values use keys and names of v1 only', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const { documents } = await v1.data(`PUT /clients/${client.id}/upload`, form(file));
  const owned = { client_id: client.id, ...TOKEN };
  const { body: token } = await v1.send('POST /client_gateway_tokens', owned);
  const ids = [client.id];
  const update = { action: 'bulk_update', ids };
  /** All fields of a kind get a value at once, since everything that is wrong is told at once. */
  const targets: [route: string, keys: string[], bodyOf: (values: object) => object][] = [
    [`PUT /clients/${client.id}`, keysOf('client'), (values) => values],
    ['POST /clients', ['contacts', 'documents', ...keysOf('client')], (values) => values],
    [
      `PUT /clients/${client.id}`,
      ['id', ...keysOf('contact')],
      (values) => ({ contacts: [{}, values] }),
    ],
    [`PUT /documents/${documents[0].id}`, keysOf('document'), (values) => values],
    [`PUT /client_gateway_tokens/${token.data.id}`, keysOf('gatewayToken'), (values) => values],
    [
      'POST /client_gateway_tokens',
      ['client_id', ...keysOf('gatewayToken')],
      (values) => ({ ...owned, ...values }),
    ],
    ['POST /clients/bulk', ['action', 'ids'], (values) => values],
    ['POST /clients/bulk', ['ids', 'column'], (values) => ({ ...update, ...values })],
    [
      'POST /clients/bulk',
      ['group_settings_id'],
      (values) => ({ action: 'assign_group', ids, ...values }),
    ],
    ...['country_id', 'public_notes'].map((column): (typeof targets)[number] => [
      'POST /clients/bulk',
      ['new_value'],
      (values) => ({ ...update, column, ...values }),
    ]),
    ['POST /documents/bulk', ['action', 'ids'], (values) => values],
  ];
  const refused = new Set<string>();
  for (const [route, keys, bodyOf] of targets) {
    for (const value of VALUES) {
      const sent = json(bodyOf(Object.fromEntries(keys.map((key) => [key, value]))));
      const answer = await v1.send(route, sent, JSON_TYPE);
      expect([route, sent, answer.status]).toEqual([route, sent, expect.toBeOneOf([200, 422])]);
      if (answer.status === 200) continue;
      const named = wordsOf(answer).filter((words) => INTERNAL.test(words));
      expect([route, sent, named]).toEqual([route, sent, []]);
      const places = Object.keys(answer.body.errors);
      const strange = places.filter((place) => !keys.includes(place.replace('contacts.1.', '')));
      expect([route, sent, strange]).toEqual([route, sent, []]);
      for (const place of places) refused.add(`${route} ${place}`);
    }
  }
  // Every field can be refused but those that only read their ids.
  const all = new Set(targets.flatMap(([route, keys]) => keys.map((key) => `${route} ${key}`)));
  expect(refused.size).toBeGreaterThan(0.8 * all.size);
});

test('refusals of operations use words of v1 only', async ({ v1 }) => {
  const [ash] = await v1.has({ name: 'Ash', contacts: [{ email: 'a@x.example' }] });
  const password = confirmed(v1.api);
  const stale = { ...password, 'if-match': '"999"' };
  const answers = [
    await v1.send(`PUT /clients/${ash.id}`, { name: 'x' }, stale),
    await v1.send(`DELETE /clients/${ash.id}`, {}, stale),
    await v1.send(`POST /clients/${ash.id}/purge`, {}, stale),
    await v1.send(`POST /clients/${ash.id}/${ash.id}/merge`, {}, password),
    await v1.send(`POST /clients/${ash.id}/nonsense/merge`, {}, password),
    await v1.send(`PUT /clients/${ash.id}`, { name: 'x' }, { 'idempotency-key': 'k'.repeat(300) }),
    await v1.send(`PUT /clients/${ash.id}/upload`, form({ name: 'a.php', bytes: file.bytes })),
    await v1.send(`PUT /clients/${ash.id}/upload`, form(...Array(30).fill(file))),
  ];
  for (const answer of answers) {
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(wordsOf(answer).filter((words) => INTERNAL.test(words))).toEqual([]);
  }
});
