import { type Api, expect, test } from '../support/api.ts';
import { limits } from '../support/gateway.ts';
import { storedFiles } from '../support/upload.ts';

const RESULTS = '{ results { outcome size userErrors { code } } userErrors { code message } }';

/** Sends an operation with one file that the map assigns to each of the places. */
async function send(api: Api, query: string, variables: object, places: string[], bytes: string) {
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables }));
  form.set('map', JSON.stringify({ file: places, last: ['variables.last'] }));
  form.set('file', new Blob([bytes]), 'a.txt');
  form.set('last', new Blob(['The last.']), 'last.txt');
  const response = await api.fetch('/graphql', { method: 'POST', body: form });
  return (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
}

const stored = (size: number) => ({
  results: [{ outcome: 'STORED', size, userErrors: [] }],
  userErrors: [],
});

// More than fits into all the buffers on its way.
const LARGE = 'All of it comes twice. '.repeat(40_000).slice(0, 900_000);

test('one file mapped to two variables goes to two clients', async ({ api }) => {
  const [one, two] = await api.has({ name: 'Ash' }, { name: 'Birch' });
  const query = `mutation ($one: ID!, $two: ID!, $a: Upload!, $b: Upload!, $last: Upload!) {
    first: uploadClientDocuments(clientId: $one, files: [$a]) ${RESULTS}
    second: uploadClientDocuments(clientId: $two, files: [$b, $last]) ${RESULTS}
  }`;
  const places = ['variables.a', 'variables.b'];
  const variables = { one, two, a: null, b: null, last: null };
  const { data } = await send(api, query, variables, places, LARGE);
  expect(data).toEqual({
    first: stored(LARGE.length),
    second: {
      results: [stored(LARGE.length).results[0], stored('The last.'.length).results[0]],
      userErrors: [],
    },
  });
  expect(await storedFiles(api)).toHaveLength(3);
});

test.for([
  [
    'one variable',
    'mutation ($one: ID!, $two: ID!, $a: Upload!, $last: Upload!)',
    '[$a]',
    ['variables.a'],
  ],
  [
    'one list',
    'mutation ($one: ID!, $two: ID!, $a: [Upload!]!, $last: Upload!)',
    '$a',
    ['variables.a.0'],
  ],
] as const)('%s may be used by two mutations', async ([, head, files, places], { api }) => {
  const [one, two] = await api.has({ name: 'Ash' }, { name: 'Birch' });
  const query = `${head} {
    first: uploadClientDocuments(clientId: $one, files: ${files}) ${RESULTS}
    second: uploadClientDocuments(clientId: $two, files: ${files}) ${RESULTS}
    third: uploadClientDocuments(clientId: $two, files: [$last]) ${RESULTS}
  }`;
  const variables = { one, two, a: files === '$a' ? [null] : null, last: null };
  const { data } = await send(api, query, variables, [...places], LARGE);
  const sizes = [LARGE.length, LARGE.length, 'The last.'.length].map(stored);
  expect(data).toEqual({ first: sizes[0], second: sizes[1], third: sizes[2] });
});

test('one file mapped twice in a list is stored once', async ({ api }) => {
  const [one] = await api.has({ name: 'Ash' });
  const query = `mutation ($one: ID!, $a: [Upload!]!, $last: Upload!) {
    first: uploadClientDocuments(clientId: $one, files: $a) ${RESULTS}
    last: uploadClientDocuments(clientId: $one, files: [$last]) ${RESULTS}
  }`;
  const places = ['variables.a.0', 'variables.a.1'];
  const { data } = await send(api, query, { one, a: [null, null], last: null }, places, LARGE);
  const [once] = stored(LARGE.length).results;
  expect(data.first).toEqual({
    results: [once, { ...once, outcome: 'RECOGNISED' }],
    userErrors: [],
  });
  expect(await storedFiles(api)).toHaveLength(2);
});

test('the second mutation gets the file if the first is refused', async ({ api }) => {
  const [two] = await api.has({ name: 'Birch' });
  const one = api.ids.encode(2_000_000_000);
  const query = `mutation ($one: ID!, $two: ID!, $a: Upload!, $b: Upload!, $last: Upload!) {
    first: uploadClientDocuments(clientId: $one, files: [$a]) { userErrors { code } }
    second: uploadClientDocuments(clientId: $two, files: [$b]) ${RESULTS}
    third: uploadClientDocuments(clientId: $two, files: [$last]) ${RESULTS}
  }`;
  const variables = { one, two, a: null, b: null, last: null };
  const { data } = await send(api, query, variables, ['variables.a', 'variables.b'], LARGE);
  expect(data).toMatchObject({
    first: { userErrors: [{ code: 'NOT_FOUND' }] },
    second: stored(LARGE.length),
    third: stored('The last.'.length),
  });
});

test('a file that is too large is refused for every variable', async ({ api }) => {
  const [one, two] = await api.has({ name: 'Ash' }, { name: 'Birch' });
  const query = `mutation ($one: ID!, $two: ID!, $a: Upload!, $b: Upload!, $last: Upload!) {
    first: uploadClientDocuments(clientId: $one, files: [$a]) ${RESULTS}
    second: uploadClientDocuments(clientId: $two, files: [$b, $last]) ${RESULTS}
  }`;
  const places = ['variables.a', 'variables.b'];
  const bytes = 'x'.repeat(limits.fileBytes + 200_000);
  const { data } = await send(
    api,
    query,
    { one, two, a: null, b: null, last: null },
    places,
    bytes,
  );
  const refused = { outcome: null, size: null, userErrors: [{ code: 'FILE_TOO_LARGE' }] };
  expect(data).toMatchObject({
    first: { results: [refused] },
    second: { results: [refused, { outcome: 'STORED' }] },
  });
});
