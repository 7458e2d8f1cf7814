import { type Api, expect, test } from '../support/api.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const TYPENAME = '{"query":"{ __typename }"}';

async function send(api: Api, init: RequestInit, path = '/graphql') {
  const response = await api.fetch(path, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text && JSON.parse(text),
  };
}

const post = (body: string, headers: Record<string, string> = JSON_TYPE): RequestInit => ({
  method: 'POST',
  headers,
  body,
});

test.for([
  [
    'a form',
    post('query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['plain text', post(TYPENAME, { 'content-type': 'text/plain' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'a bare document',
    post('{ __typename }', { 'content-type': 'application/graphql' }),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['half a JSON text', post('{"query":'), 400, 'BAD_REQUEST'],
  ['a JSON text that is no object', post('"{ __typename }"'), 400, 'BAD_REQUEST'],
  ['null', post('null'), 400, 'BAD_REQUEST'],
  ['several requests at once', post(`[${TYPENAME}]`), 400, 'BAD_REQUEST'],
  ['no document', post('{}'), 400, 'BAD_REQUEST'],
  ['a document that is a number', post('{"query":1}'), 400, 'BAD_REQUEST'],
  [
    'variables that are a text',
    post('{"query":"{ __typename }","variables":"x"}'),
    400,
    'BAD_REQUEST',
  ],
  [
    'a key that GraphQL does not know',
    post('{"query":"{ __typename }","password":"x"}'),
    400,
    'BAD_REQUEST',
  ],
  [
    'an unknown operation',
    post('{"query":"query A { __typename }","operationName":"B"}'),
    400,
    'OPERATION_RESOLUTION_FAILURE',
  ],
  [
    'two operations and no name',
    post('{"query":"query A { __typename } query B { __typename }"}'),
    400,
    'OPERATION_RESOLUTION_FAILURE',
  ],
  [
    'more than 10 MB',
    post(`{"query":"{ __typename }","variables":{"x":"${'x'.repeat(10 * 1024 * 1024)}"}}`),
    413,
    'REQUEST_ENTITY_TOO_LARGE',
  ],
  ['the method PUT', { ...post(TYPENAME), method: 'PUT' }, 405, 'BAD_REQUEST'],
  ['the method DELETE', { method: 'DELETE' }, 405, 'BAD_REQUEST'],
] as const)('a request with %s is refused', async ([, init, status, code], { api }) => {
  const answer = await send(api, init);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
  expect(answer.body.data).toBeUndefined();
  expect(answer.body.errors).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(/\w{3}/),
      extensions: { code, requestId: answer.headers.get('x-request-id') },
    }),
  ]);
});

test.for([
  ['query=%7B__typename%7D', 200, undefined],
  ['query=%7B__typename%7D&variables=%7B%7D', 200, undefined],
  ['query=%7B__typename%7D&variables=x', 400, 'BAD_REQUEST'],
  ['query=%7B__typename%7D&extensions=%7B', 400, 'BAD_REQUEST'],
  ['query=mutation%7B__typename%7D', 405, 'BAD_REQUEST'],
  [
    'query=mutation%7BupsertClient(input%3A%7Bname%3A%22Ash%22%7D)%7Boutcome%7D%7D',
    405,
    'BAD_REQUEST',
  ],
] as const)('GET /graphql?%s', async ([query, status, code], { api }) => {
  const answer = await send(api, {}, `/graphql?${query}`);
  expect(answer.status).toBe(status);
  expect(answer.body.errors?.[0].extensions.code).toBe(code);
  expect(await api.names()).toEqual([]);
});

test.for([
  ['12,000 levels of fields', '{a'.repeat(12_000) + '}'.repeat(12_000)],
  [
    '12,000 levels of lists',
    `{ clients(status: ${'['.repeat(12_000)}${']'.repeat(12_000)}) { totalCount } }`,
  ],
  [
    '12,000 levels of a filter',
    `{ clients(filter: ${'{not:'.repeat(12_000)}{}${'}'.repeat(12_000)}) { totalCount } }`,
  ],
  [
    '12,000 levels of types',
    `query ($a: ${'['.repeat(12_000)}Int${']'.repeat(12_000)}) { __typename }`,
  ],
  ['12,000 levels that are not closed', '{a'.repeat(12_000)],
] as const)('a document of %s is refused', async ([, query], { api }) => {
  expect(await api.refused(query)).toMatchObject({
    message: 'A document is nested at most 100 levels deep.',
    extensions: { code: 'TOO_COMPLEX' },
  });
});

test('brackets in strings and comments do not count as levels', async ({ api }) => {
  const open = '{'.repeat(200);
  const query = `# ${open}
    query ($long: String = """${open} \\""" ${open}""") { clients(search: $long) { totalCount } other: clients(search: "${open}\\"${open.slice(0, 40)}") { totalCount } }`;
  const { errors } = await api.send(query);
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['INVALID_INPUT']);
});

test('a document of more than 5,000 tokens or 100,000 characters is refused', async ({ api }) => {
  const tokens = await api.refused(`{ ${'__typename '.repeat(5_000)} }`);
  expect(tokens).toMatchObject({
    message: 'Syntax Error: Document contains more that 5000 tokens. Parsing aborted.',
    extensions: { code: 'GRAPHQL_PARSE_FAILED' },
  });
  expect(await api.refused(`{ __typename } #${'x'.repeat(100_000)}`)).toMatchObject({
    message: 'A document has at most 100000 characters.',
    extensions: { code: 'TOO_COMPLEX' },
  });
});

test('a document that selects more than 10,000 fields is refused, counting each fragment spread', async ({
  api,
}) => {
  const times = (count: number, text: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => text(i)).join(' ');
  // Each list is 100 fields: itself, its nodes, and 98 of a client.
  const lists = (count: number) =>
    `{ ${times(count, (i) => `l${i}: clients { nodes { ...C } }`)} }
    fragment C on Client { ${times(98, (i) => `n${i}: name`)} }`;
  await api.has({ name: 'Ash' });
  expect(Object.keys(await api.ask(lists(100)))).toHaveLength(100);
  expect(await api.refused(lists(101))).toMatchObject({
    message: 'A document selects at most 10000 fields, counted wherever they are spread.',
    extensions: { code: 'TOO_COMPLEX' },
  });
  const cycle = '{ clients { nodes { ...F } } } fragment F on Client { id ...F }';
  expect(await api.refused(cycle)).toMatchObject({
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
});

test('a large document with @include and @skip gets the selected fields for any variables', async ({
  api,
}) => {
  await api.has({ name: 'Ash' });
  const names = Array.from({ length: 60 }, (_, i) => `n${i}: name`).join(' ');
  const lists = Array.from({ length: 100 }, (_, i) => `l${i}: clients { nodes { ...C } }`);
  const query = `query ($a: Boolean!, $b: Boolean!) { ${lists.join(' ')} }
    fragment C on Client { a: name @include(if: $a) b: name @skip(if: $b) ${names} }`;
  for (const round of [1, 2]) {
    for (const [a, b] of [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ]) {
      const { l99 } = await api.ask(query, { a, b });
      const [node] = l99.nodes;
      expect([round, 'a' in node, 'b' in node, node.n59]).toEqual([round, a, !b, 'Ash']);
    }
  }
});

test('an error message quotes at most 1,000 characters of a value', async ({ api }) => {
  const query = 'query ($x: Boolean!) { __typename @include(if: $x) }';
  for (const x of [
    'y'.repeat(2_000_000),
    ' Did you mean '.repeat(100_000),
    Array(500_000).fill(1),
  ]) {
    const { message } = await api.refused(query, { x });
    expect(message).toMatch(/^Variable "\$x" got invalid value /);
    expect(message.length).toBeLessThanOrEqual(1_001);
  }
});

test('a long document without a valid token is refused before it is parsed', async ({ api }) => {
  const comment = `#${'x'.repeat(4_000)}\n`;
  for (const query of [`${comment}{ __typename }`, `${comment}{`]) {
    const answer = await send(
      api,
      post(JSON.stringify({ query }), { ...JSON_TYPE, 'x-api-token': '?' }),
    );
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
  }
});

test('fragments that spread each other many times are checked in no time', async ({ api }) => {
  const levels = Array.from(
    { length: 40 },
    (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
  );
  const query = `{ ...F0 } ${levels.join(' ')} fragment F40 on Query { __typename }`;
  for (const token of [api.token, '']) {
    expect((await api.send(query, {}, { 'x-api-token': token })).data).toEqual({
      __typename: 'Query',
    });
  }
});

test('an error has a code, its locations and the request id', async ({ api }) => {
  const syntax = await api.refused('{ clients {');
  expect(syntax).toEqual({
    message: 'Syntax Error: Expected Name, found <EOF>.',
    locations: [{ line: 1, column: 12 }],
    extensions: { code: 'GRAPHQL_PARSE_FAILED', requestId: expect.any(String) },
  });
  const unknown = await api.refused('{ clients { nodes { nmae } } }');
  expect(unknown).toEqual({
    message: 'Cannot query field "nmae" on type "Client". Did you mean "name"?',
    locations: [{ line: 1, column: 21 }],
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: expect.any(String) },
  });
  const answer = await send(
    api,
    post('{"query":"{ good: clients { totalCount } bad: client(id: \\"?\\") { id } }"}'),
  );
  expect(answer.body).toEqual({
    data: { good: { totalCount: 0 }, bad: null },
    errors: [
      {
        message: '"?" is not an id.',
        path: ['bad'],
        locations: [{ line: 1, column: 32 }],
        extensions: {
          code: 'INVALID_ID',
          inputPath: ['id'],
          requestId: answer.headers.get('x-request-id'),
        },
      },
    ],
  });
});

test('a response has the content type that the caller accepts', async ({ api }) => {
  const types = ['application/json', 'application/graphql-response+json'];
  for (const accept of types) {
    const { headers } = await send(api, post(TYPENAME, { ...JSON_TYPE, accept }));
    expect(headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
  }
  expect((await send(api, post(TYPENAME, { ...JSON_TYPE, accept: 'text/csv' }))).status).toBe(406);
});

test('other paths get 404', async ({ api }) => {
  const { status, body } = await send(api, {}, '/elsewhere?x=1');
  expect([status, body]).toEqual([404, { message: 'There is nothing at /elsewhere.' }]);
});
