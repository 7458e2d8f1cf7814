import { type Answer, type Api, expect, test } from '../support/api.ts';
import { defects } from '../support/gateway.ts';
import { type TextPlace, textPlaces } from '../support/text-places.ts';

const refused = ['\u0000', '\u0007', '\u001f', '\u007f', '\u009f', '\ud83c', '\udf32'];

/** Codes of refusals for an invalid value. */
const CODES = /^(INVALID_INPUT|INVALID_ID|INVALID_CURSOR) /;

/** Returns the refusals of an answer as `CODE path`. */
function refusalsIn({ data, errors = [] }: Answer): string[] {
  const payloads = Object.values(data ?? {}) as {
    userErrors?: { code: string; path: string[] }[];
    blockers?: { code: string; path: string[] }[];
    results?: { userErrors?: { code: string; path: string[] }[] }[];
  }[];
  const told = payloads.flatMap((payload) => [
    ...(payload?.userErrors ?? []),
    ...(payload?.blockers ?? []),
    ...(payload?.results ?? []).flatMap((item) => item.userErrors ?? []),
  ]);
  return [
    ...told.map(({ code, path }) => `${code} ${path.join('.')}`),
    ...errors.map(
      ({ extensions: { code, inputPath } }) =>
        `${code} ${((inputPath ?? []) as unknown[]).join('.')}`,
    ),
  ];
}

/** Returns the variables that a place needs, so that nothing else is refused first. */
function companionsOf({ root, path }: TextPlace): object {
  const { name } = root.field;
  // A bulk change by a filter needs the expected count.
  if (/^(filter|search)/.test(path)) return { expectedCount: 0 };
  if (name === 'bulkClients' && path.startsWith('values')) return { ids: [ID], action: 'UPDATE' };
  if (name === 'bulkClients' && path === 'idempotencyKey') return { ids: [ID] };
  const token = { companyGatewayId: ID, gatewayTypeId: '1', meta: { brand: 'x' } };
  return name === 'createGatewayToken' && path === 'idempotencyKey' ? { input: token } : {};
}

/** Id of a client that does not exist. */
const ID = 'VolejRejNm';

const send = async (api: Api, place: TextPlace, text: string): Promise<string[]> => {
  const { query, variables } = place.request(text);
  Object.assign(variables, companionsOf(place));
  const headers = { 'x-api-password': api.password };
  return refusalsIn(await api.send(query, variables, headers));
};

/** Tells whether a place repeats a filter's place of the list of clients: `bulkClients` takes the same filter. */
const isFilterAgain = (name: string, path: string): boolean =>
  name === 'bulkClients' && path.startsWith('filter') && !path.startsWith('filter.name');

test('control characters and lone surrogates are refused in every text of the schema', async ({
  api,
}) => {
  const [id] = await api.has({ name: 'Ash' });
  const places = textPlaces(id as string).filter(
    ({ root, path }) => root.operation !== 'subscription' && !isFilterAgain(root.field.name, path),
  );
  expect(places.length).toBeGreaterThan(300);
  const before = defects.length;
  const wrong: string[] = [];
  for (const [i, place] of places.entries()) {
    // Two of them each, so that all kinds of places see all of them.
    for (const character of [i, i + 3].map((at) => refused[at % refused.length] as string)) {
      const answers = await send(api, place, `a${character}b`);
      const isTold = answers.some((one) => CODES.test(one) && one.endsWith(` ${place.path}`));
      const { name } = place.root.field;
      if (!isTold) wrong.push(`${name} ${place.path} ${codeOf(character)}: ${answers.join(', ')}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(defects.length).toBe(before);
}, 240_000);

const codeOf = (character: string) => character.charCodeAt(0).toString(16);

test('tabs, line breaks and all other characters are accepted', async ({ api }) => {
  const name = 'a\tb\r\nc \u200d\u{1f468}\u200d\u{1f469} \ue000 \ufffd';
  const { upsertClient } = await api.ask(
    `mutation ($name: String) { upsertClient(input: { name: $name }) { client { name } } }`,
    { name },
  );
  expect(upsertClient.client.name).toBe(name);
});

test.for(['a\u0007', '\u009f', ''])(
  'no idempotency key is %j, in a header or as argument',
  async (key, { api }) => {
    const query = `mutation ($key: String) { upsertClient(input: {}, idempotencyKey: $key) { userErrors { code path } } }`;
    const refusal = [{ code: 'INVALID_INPUT', path: ['idempotencyKey'] }];
    const { upsertClient } = await api.ask(query, { key });
    expect(upsertClient.userErrors).toEqual(refusal);
    if (!key.includes('\u009f')) return;
    const header = Buffer.from(key).toString('latin1');
    const answer = await api.ask(query, {}, { 'idempotency-key': header });
    expect(answer.upsertClient.userErrors).toEqual(refusal);
  },
);

test('a password with a control character is not counted as an attempt', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash' });
  const query = `mutation ($id: ID!) { purgeClient(id: $id) { userErrors { code path } } }`;
  const encoded = Buffer.from(`${api.password}\u0007`).toString('base64');
  for (let i = 0; i < 6; i += 1) {
    const { purgeClient } = await api.ask(query, { id }, { 'x-api-password-base64': encoded });
    expect(purgeClient.userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['password'] }]);
  }
  const { purgeClient } = await api.ask(query, { id }, { 'x-api-password': api.password });
  expect(purgeClient.userErrors).toEqual([]);
});

test('a control character in the document is refused like one in a variable', async ({ api }) => {
  const { errors } = await api.send('{ clients(search: "a\\u0007") { totalCount } }');
  expect(errors?.[0]).toMatchObject({
    message:
      'The text has the control character U+0007: leave it out. Only tab and line breaks are taken.',
    extensions: { code: 'INVALID_INPUT', inputPath: ['search'] },
  });
});
