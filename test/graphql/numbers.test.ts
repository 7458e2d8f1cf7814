import { type Api, expect, test } from '../support/api.ts';

const UPSERT = `mutation ($input: UpsertClientInput!) {
  upsertClient(input: $input) { client { settings } userErrors { code path } } }`;

const NAMED = 'query ($filter: ClientFilter) { clients(filter: $filter) { totalCount } }';

/** Sends JSON as it is written here. */
async function send(api: Api, query: string, variables: string) {
  const response = await api.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
  });
  return { status: response.status, text: await response.text() };
}

test.for([
  '12345678901234567890',
  '-9007199254740993',
  '0.12345678901234567890',
  '1.00000000000000000001',
  '1e400',
  '1e-400',
])(
  'the setting %s is refused with its path, in a variable and in a literal',
  async (digits, { api }) => {
    const path = ['input', 'settings', 'list', 1, 'x'];
    const settings = `{ "list": [1, { "x": ${digits} }], "text": "${digits}" }`;
    const expected = {
      message: `The number ${digits} cannot be kept exactly; send it as a text.`,
      extensions: { code: 'INVALID_INPUT', inputPath: path },
    };
    await api.ask(UPSERT, { input: { number: '1' } });
    const { status, text } = await send(api, UPSERT, `{"input":{"settings":${settings}}}`);
    expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 400, errors: [expected] });
    const padded = `{"input":{"settings":${settings},"publicNotes":"${'x'.repeat(300_000)}"}}`;
    expect(JSON.parse((await send(api, UPSERT, padded)).text)).toMatchObject({
      errors: [expected],
    });
    const literal = `mutation { upsertClient(input: { settings: { list: [1, { x: ${digits} }] } }) { outcome } }`;
    const refusal = await api.refused(literal);
    expect(refusal.extensions).toMatchObject(expected.extensions);
    expect(refusal.message).toContain(digits);
    expect((await api.ask('{ clients { totalCount } }')).clients.totalCount).toBe(1);
  },
);

test('settings keep exact numbers, and long ones sent as strings', async ({ api }) => {
  const settings =
    '{"a":9007199254740991,"b":0.1,"c":1e3,"d":-0.30000000000000004,"e":"12345678901234567890","f":1.50,"g":[100000000000000000000]}';
  const kept = {
    a: 9007199254740991,
    b: 0.1,
    c: 1000,
    d: -0.30000000000000004,
    e: '12345678901234567890',
    f: 1.5,
    g: [1e20],
  };
  const { text } = await send(api, UPSERT, `{"input":{"settings":${settings}}}`);
  expect(JSON.parse(text).data.upsertClient.client.settings).toMatchObject(kept);
  const literal = settings.replace(/"(\w)":/g, '$1:');
  const answer = await api.ask(
    `mutation { upsertClient(input: { settings: ${literal} }) { client { settings } } }`,
  );
  expect(answer.upsertClient.client.settings).toMatchObject(kept);
});

test('a GET request with an inexact number is refused', async ({ api }) => {
  const params = new URLSearchParams({
    query: NAMED,
    variables: '{"filter":{"balance":{"gt":1.00000000000000000001}}}',
  });
  const response = await api.fetch(`/graphql?${params}`);
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'INVALID_INPUT', inputPath: ['filter', 'balance', 'gt'] } }],
  });
});

test('a setting with an inexact number is refused', async ({ api }) => {
  for (const [key, value] of [
    ['invoice_number_counter', '12345678901234567890'],
    ['tax_rate1', '1.00000000000000000001'],
    ['default_task_rate', '1e400'],
  ] as const) {
    const { upsertClient } = await api.ask(UPSERT, { input: { settings: { [key]: value } } });
    expect(upsertClient.userErrors).toEqual([
      { code: 'INVALID_INPUT', path: ['input', 'settings'] },
    ]);
  }
});

// How it is written in the document, how as a variable, and how many clients have less.
test.for([
  ['1e3', '1e3', 1],
  ['1.5e2', '150', 1],
  ['1E+3', '1E+3', 1],
  ['100e-1', '10.0', 0],
  ['10.0000000000', '10.0000000000', 0],
  ['"10.5"', '"10.5"', 1],
  ['-0', '-0', 0],
  ['12345678901234.56', '12345678901234.56', 1],
] as const)(
  'the amount %s means the same in the document and as a variable',
  async ([literal, json, count], { api }) => {
    await api.has({ balance: '10' });
    const written = await api.ask(
      `{ clients(filter: { balance: { lt: ${literal} } }) { totalCount } }`,
    );
    expect(written.clients.totalCount).toBe(count);
    const { text } = await send(api, NAMED, `{"filter":{"balance":{"lt":${json}}}}`);
    expect(JSON.parse(text)).toEqual({ data: { clients: { totalCount: count } } });
  },
);

test.for([
  ['balance', '1e30'],
  ['balance', '1e-7'],
  ['balance', '"1e3"'],
  ['balance', 'true'],
  ['balance', '"much"'],
  ['createdAt', '20200101'],
  ['createdAt', '"2020-01-01T00:00:00.0000001Z"'],
  ['createdAt', '"soon"'],
] as const)(
  'a filter of %s by %s gets the same refusal in a variable and in a literal',
  async ([field, value], { api }) => {
    const inputPath = ['filter', 'and', 1, field, 'in', 0];
    const literal = await api.refused(
      `{ clients(filter: { and: [{}, { ${field}: { in: [${value}] } }] }) { totalCount } }`,
    );
    expect(literal.extensions).toMatchObject({ code: 'INVALID_INPUT', inputPath });
    expect(literal.message).toContain(`${value} is `);
    const variable = await send(
      api,
      NAMED,
      `{"filter":{"and":[{},{"${field}":{"in":[${value}]}}]}}`,
    );
    expect(JSON.parse(variable.text).errors[0].extensions).toMatchObject({
      code: 'INVALID_INPUT',
      inputPath,
    });
    const byDefault = await api.refused(
      `query ($f: ClientFilter = { and: [{}, { ${field}: { in: [${value}] } }] }) { clients(filter: $f) { totalCount } }`,
    );
    expect(byDefault.extensions).toMatchObject({
      code: 'INVALID_INPUT',
      inputPath: ['f', ...inputPath.slice(1)],
    });
  },
);

test('a filter compares moments to the microsecond', async ({ api }) => {
  await api.has({ displayName: 'midnight', createdAt: new Date('2020-01-01T00:00:00Z') });
  const found = (createdAt: object) => api.names({ filter: { createdAt } });
  expect(await found({ lt: '2020-01-01T00:00:00.0009Z' })).toEqual(['midnight']);
  expect(await found({ lt: '2020-01-01T02:00:00.000001000+02:00' })).toEqual(['midnight']);
  expect(await found({ gte: '2020-01-01T00:00:00.000001Z' })).toEqual([]);
  expect(await found({ eq: '2020-01-01T00:00:00.000000000Z' })).toEqual(['midnight']);
  expect(await found({ in: ['2020-01-01T00:00:00.0001Z'] })).toEqual([]);
});

test('a ledger entry with microseconds is refused, not rounded', async ({ api }) => {
  const [clientId] = await api.has({ name: 'Ash' });
  const post = async (date: string) => {
    const { postLedgerEntries } = await api.ask(
      `mutation ($entries: [LedgerEntryInput!]!) {
        postLedgerEntries(entries: $entries) { results { userErrors { code path } entry { date } } }
      }`,
      { entries: [{ clientId, kind: 'INVOICE', amount: '1', date }] },
    );
    return postLedgerEntries.results[0];
  };
  expect(await post('2020-01-01T00:00:00.0009Z')).toEqual({
    entry: null,
    userErrors: [{ code: 'INVALID_INPUT', path: ['entries', '0', 'date'] }],
  });
  expect((await post('2020-01-01T00:00:00.5000000Z')).entry.date).toBe('2020-01-01T00:00:00.500Z');
});

test.for([
  ['{ clients(first: 99999999999) { totalCount } }', ['first']],
  ['{ clients(first: 1.5) { totalCount } }', ['first']],
  ['query ($n: Int = 99999999999) { clients(first: $n) { totalCount } }', ['n']],
  [
    '{ clients(filter: { or: [{ version: { in: [1, 99999999999] } }] }) { totalCount } }',
    ['filter', 'or', 0, 'version', 'in', 1],
  ],
  ['{ clients(filter: { name: { eq: 7 } }) { totalCount } }', ['filter', 'name', 'eq']],
  ['{ clients(sort: [{ field: NONE }]) { totalCount } }', ['sort', 0, 'field']],
  [
    '{ clients(filter: { balance: { between: { from: null, to: 1 } } }) { totalCount } }',
    ['filter', 'balance', 'between', 'from'],
  ],
] as const)('%s is refused with the path of the value', async ([query, inputPath], { api }) => {
  for (const _way of ['first', 'again']) {
    const { extensions } = await api.refused(query);
    expect(extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED', inputPath });
  }
});

test('a number beyond Int in a variable is refused with its path', async ({ api }) => {
  for (const [query, variables, inputPath] of [
    ['query ($n: Int) { clients(first: $n) { totalCount } }', { n: 99999999999 }, ['n']],
    [
      'query ($f: ClientFilter) { clients(filter: $f) { totalCount } }',
      { f: { version: { gt: 99999999999 } } },
      ['f', 'version', 'gt'],
    ],
  ] as const) {
    const { extensions } = await api.refused(query, variables);
    expect(extensions).toMatchObject({ code: 'INVALID_INPUT', inputPath });
  }
});
