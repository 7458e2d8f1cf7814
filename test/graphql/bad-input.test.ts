import { expect, test } from '../support/api.ts';

const CLIENTS = `query ($first: Int, $after: String, $last: Int, $before: String, $offset: Int, $filter: ClientFilter,
  $search: String, $status: [ClientStatus!], $sort: [ClientSort!]) {
  clients(first: $first, after: $after, last: $last, before: $before, offset: $offset, filter: $filter,
    search: $search, status: $status, sort: $sort) { nodes { id } }
}`;

const many = (length: number, value: unknown) => Array.from({ length }, () => value);

/** Nests a filter in so many levels of `not`. */
const nested = (levels: number): object =>
  many(levels, null).reduce<object>((not) => ({ not }), { name: { eq: 'Ash' } });

// What is asked for, the code, where it stands, and what is said of it.
test.for([
  [
    'fewer than none',
    { first: -1 },
    ['first'],
    '"first" is a whole number from 0 to 500; -1 is not.',
  ],
  [
    'too many rows',
    { first: 501 },
    ['first'],
    '"first" is a whole number from 0 to 500; 501 is not.',
  ],
  [
    'far too many rows',
    { last: 100_000 },
    ['last'],
    '"last" is a whole number from 0 to 500; 100000 is not.',
  ],
  [
    'first and last',
    { first: 1, last: 1 },
    ['last'],
    'Ask for the first or for the last rows, not for both.',
  ],
  [
    'after and before',
    { first: 1, after: 'a', before: 'b' },
    ['before'],
    'Give a cursor to start after or one to end before, not both.',
  ],
  ['before without last', { before: 'a' }, ['before'], '"before" goes with "last".'],
  ['after with last', { last: 1, after: 'a' }, ['after'], '"after" goes with "first".'],
  [
    'offset with a cursor',
    { first: 1, after: 'a', offset: 1 },
    ['offset'],
    '"offset" goes with "first" alone.',
  ],
  ['offset with last', { last: 1, offset: 1 }, ['offset'], '"offset" goes with "first" alone.'],
  [
    'offset below zero',
    { offset: -1 },
    ['offset'],
    '"offset" is a whole number, 0 or greater; -1 is not.',
  ],
  [
    '1 MB to search',
    { search: 'x'.repeat(1_000_000) },
    ['search'],
    'A text to look for has at most 255 characters; this one has 1000000.',
  ],
  [
    'NUL to search',
    { search: 'a\0b' },
    ['search'],
    'The text has the control character U+0000: leave it out. Only tab and line breaks are taken.',
  ],
  [
    'half a character',
    { filter: { name: { eq: '\ud800' } } },
    ['filter', 'name', 'eq'],
    'The text has half of a character, U+D800: send the whole one, or leave it out.',
  ],
  [
    'NUL in a list',
    { filter: { name: { in: ['a', '\0'] } } },
    ['filter', 'name', 'in', 1],
    'The text has the control character U+0000: leave it out. Only tab and line breaks are taken.',
  ],
  [
    'a long text in a filter',
    { filter: { or: [{ name: { contains: 'x'.repeat(256) } }] } },
    ['filter', 'or', 0, 'name', 'contains'],
    'A text to look for has at most 255 characters; this one has 256.',
  ],
  [
    'a long list',
    { filter: { name: { in: many(100_000, 'a') } } },
    ['filter', 'name', 'in'],
    'A list in a filter has at most 1000 values.',
  ],
  [
    'many branches',
    { filter: { and: many(10_000, {}) } },
    ['filter', 'and', 200],
    'A filter has at most 200 conditions.',
  ],
  [
    '201 conditions',
    { filter: { or: many(101, { name: { eq: 'a' }, city: { eq: 'b' } }) } },
    expect.arrayContaining(['filter', 'or']),
    'A filter has at most 200 conditions.',
  ],
  [
    'no number of a country',
    { filter: { countryId: { eq: 'DE' } } },
    ['filter', 'countryId', 'eq'],
    '"DE" is not the number of a row of a table.',
  ],
  [
    'a sort key twice',
    { sort: [{ field: 'CREATED_AT' }, { field: 'CREATED_AT' }] },
    ['sort', 1],
    'The field "CREATED_AT" is sorted by twice.',
  ],
  [
    'six sort keys',
    { sort: ['NAME', 'CITY', 'BALANCE', 'NUMBER', 'ID', 'COUNTRY_ID'].map((field) => ({ field })) },
    ['sort'],
    'A list has at most 5 sort keys.',
  ],
] as const)('a list with %s is refused', async ([, variables, inputPath, message], { api }) => {
  const { data, errors } = await api.send(CLIENTS, variables);
  expect(data).toBeNull();
  expect(errors).toEqual([
    {
      message,
      path: ['clients'],
      locations: [{ line: 3, column: 3 }],
      extensions: { code: 'INVALID_INPUT', inputPath, requestId: expect.any(String) },
    },
  ]);
});

test.for([
  [
    'an amount of 40 digits',
    { filter: { balance: { gt: '1'.repeat(40) } } },
    ['filter', 'balance', 'gt'],
    /^Variable "\$filter" got invalid value .* is not a decimal with at most 14 digits before the point and 6 after it\.$/,
  ],
  [
    'seven decimals',
    { filter: { balance: { eq: '0.1234567' } } },
    ['filter', 'balance', 'eq'],
    /not a decimal/,
  ],
  [
    'an amount of 15 digits before the point',
    { filter: { balance: { eq: 123456789012345.6 } } },
    ['filter', 'balance', 'eq'],
    /not a decimal/,
  ],
  [
    'no amount',
    { filter: { balance: { eq: 'NaN' } } },
    ['filter', 'balance', 'eq'],
    /not a decimal/,
  ],
  [
    'the 31st of February',
    { filter: { createdAt: { gt: '2026-02-31' } } },
    ['filter', 'createdAt', 'gt'],
    /"2026-02-31" is not a moment/,
  ],
  [
    'the year 0',
    { filter: { createdAt: { gt: '0000-01-01' } } },
    ['filter', 'createdAt', 'gt'],
    /is not a moment/,
  ],
  [
    'a moment without offset',
    { filter: { createdAt: { gt: '2026-01-01T12:00:00' } } },
    ['filter', 'createdAt', 'gt'],
    /is not a moment/,
  ],
  [
    'an unknown sort field',
    { sort: [{ field: 'NAME' }, { field: 'SHOE_SIZE' }] },
    ['sort', 1, 'field'],
    /Value "SHOE_SIZE" does not exist in "ClientSortField" enum\.$/,
  ],
  [
    'an unknown filter',
    { filter: { shoeSize: { eq: 1 } } },
    ['filter'],
    /Field "shoeSize" is not defined by type "ClientFilter"\.$/,
  ],
  ['half a row', { first: 2.5 }, ['first'], /Int cannot represent non-integer value: 2\.5$/],
  ['more rows than a number can say', { first: 2 ** 31 }, ['first'], /Int cannot represent/],
  ['an unknown status', { status: ['ASLEEP'] }, ['status', 0], /Value "ASLEEP" does not exist/],
] as const)('a variable with %s is refused', async ([, variables, inputPath, message], { api }) => {
  const { status, data, errors } = await api.send(CLIENTS, variables);
  expect({ status, data }).toEqual({ status: 400, data: undefined });
  expect(errors).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(message),
      extensions: { code: 'INVALID_INPUT', inputPath, requestId: expect.any(String) },
    }),
  ]);
});

test('every wrong variable is refused, each with its path', async ({ api }) => {
  const filter = { balance: { gt: 'much' }, and: [{ createdAt: { lt: 'soon' } }] };
  const { errors } = await api.send(CLIENTS, { first: 'ten', filter });
  expect(errors?.map(({ extensions }) => extensions.inputPath)).toEqual([
    ['first'],
    ['filter', 'and', 0, 'createdAt', 'lt'],
    ['filter', 'balance', 'gt'],
  ]);
});

test.for([
  ['no text', 'client(id: "")', 'INVALID_ID', ['id'], '"" is not an id.'],
  ['a number', 'client(id: 1)', 'INVALID_ID', ['id'], '"1" is not an id.'],
  ['half an id', 'client(id: "VolejRej")', 'INVALID_ID', ['id'], '"VolejRej" is not an id.'],
  [
    'a long text',
    `client(id: "${'x'.repeat(1000)}")`,
    'INVALID_ID',
    ['id'],
    `"${'x'.repeat(40)}…" is not an id.`,
  ],
  [
    'an unknown type',
    'client(id: "shoe_VolejRejNm")',
    'INVALID_ID',
    ['id'],
    '"shoe_VolejRejNm" is not an id.',
  ],
  [
    'another type',
    'client(id: "contact_VolejRejNm")',
    'WRONG_ID_TYPE',
    ['id'],
    '"contact_VolejRejNm" is the id of a contact, not of a client.',
  ],
  [
    'another type',
    'clientBy(identifier: { id: "gateway_token_VolejRejNm" })',
    'WRONG_ID_TYPE',
    ['identifier', 'id'],
    '"gateway_token_VolejRejNm" is the id of a gateway token, not of a client.',
  ],
  ['any text', 'node(id: "nothing")', 'INVALID_ID', ['id'], '"nothing" is not an id.'],
  [
    'a type without nodes',
    'node(id: "company_VolejRejNm")',
    'WRONG_ID_TYPE',
    ['id'],
    'Records of the type Company are no nodes.',
  ],
  [
    'any text among ids',
    'nodes(ids: ["VolejRejNm", "?"])',
    'INVALID_ID',
    ['ids', 1],
    '"?" is not an id.',
  ],
  [
    '101 ids',
    `nodes(ids: [${many(101, '"VolejRejNm"').join()}])`,
    'TOO_MANY',
    ['ids'],
    'At most 100 nodes can be read at once.',
  ],
] as const)('%s as an id is refused', async ([, field, code, inputPath, message], { api }) => {
  const error = await api.refused(`{ ${field} { __typename } }`);
  expect(error).toMatchObject({ message, path: [field.split('(')[0]] });
  expect(error.extensions).toMatchObject({ code, inputPath });
});

test('an id of another type is refused in a filter', async ({ api }) => {
  const filters = [
    { id: { eq: 'contact_VolejRejNm' } },
    { not: { contacts: { some: { id: { in: ['VolejRejNm', 'client_VolejRejNm'] } } } } },
    { assignedUserId: { eq: 'me' } },
  ];
  const refusals = await Promise.all(filters.map((filter) => api.refused(CLIENTS, { filter })));
  expect(refusals.map(({ extensions: { code, inputPath } }) => [code, inputPath])).toEqual([
    ['WRONG_ID_TYPE', ['filter', 'id', 'eq']],
    ['WRONG_ID_TYPE', ['filter', 'not', 'contacts', 'some', 'id', 'in', 1]],
    ['INVALID_ID', ['filter', 'assignedUserId', 'eq']],
  ]);
});

test('variables with more than 20,000 objects and lists are refused', async ({ api }) => {
  const error = await api.refused(CLIENTS, { filter: { and: many(20_000, {}) } });
  expect(error).toMatchObject({
    message: 'Variables have at most 20000 objects and lists.',
    extensions: { code: 'TOO_COMPLEX' },
  });
});

test.for([
  ['a NUL character', { number: 'a\0' }],
  ['1 MB', { email: 'x'.repeat(1_000_000) }],
  ['half a character', { contactKey: '\udfff' }],
] as const)('a text of %s finds no client', async ([, identifier], { api }) => {
  const query = 'query ($by: ClientIdentifier!) { clientBy(identifier: $by) { id } }';
  const { extensions } = await api.refused(query, { by: identifier });
  expect(extensions).toMatchObject({
    code: 'INVALID_INPUT',
    inputPath: ['identifier', Object.keys(identifier)[0]],
  });
});

test('a filter of 30 levels is applied, one of 10,000 levels refused', async ({ api }) => {
  await api.has({ name: 'Ash' }, { name: 'Birch' });
  expect(await api.names({ filter: nested(30) })).toEqual(['Ash']);
  const deep = `${'{"not":'.repeat(10_000)}{}${'}'.repeat(10_000)}`;
  const response = await api.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"query":${JSON.stringify(CLIENTS)},"variables":{"filter":${deep}}}`,
  });
  expect(await response.json()).toMatchObject({
    errors: [
      {
        message: 'Variables are nested at most 100 levels deep.',
        extensions: { code: 'TOO_COMPLEX' },
      },
    ],
  });
});

test('a wrong amount or moment in the document is refused with its path and location', async ({
  api,
}) => {
  const { errors } = await api.send(`{
    clients(filter: { balance: { gt: "much" }, createdAt: { lt: "soon" } }) { totalCount }
  }`);
  expect(errors).toMatchObject([
    {
      locations: [{ line: 2, column: 38 }],
      extensions: { code: 'INVALID_INPUT', inputPath: ['filter', 'balance', 'gt'] },
    },
    {
      locations: [{ line: 2, column: 65 }],
      extensions: { code: 'INVALID_INPUT', inputPath: ['filter', 'createdAt', 'lt'] },
    },
  ]);
});
