import { schema } from '../../src/graphql/schema.ts';
import { splitPattern } from '../../src/rest/http/router.ts';
import { writes } from '../../src/rest/openapi/responses.ts';
import { routes } from '../../src/rest/routes/routes.ts';
import { camelCase } from '../../src/rest/v1/casing.ts';
import { type RecordKey, type RecordName, recordTables } from '../../src/rest/v1/records.ts';
import { gif } from '../support/files.ts';
import { merge } from '../support/merging.ts';
import { upload } from '../support/upload.ts';
import {
  confirmed,
  file,
  form,
  mutation,
  partOf,
  rowsOf,
  type Stage,
  stage,
  upsert,
  withFile,
  withToken,
} from '../support/v1/both-apis.ts';
import { expect, test } from '../support/v1/v1.ts';

/** Returns a value for a field, by its kind; some fields accept special values only. */
function valueFor({ key, kind }: RecordKey): unknown {
  const own: Readonly<Record<string, unknown>> = {
    assigned_user_id: 'VolejRejNm',
    classification: 'trust',
    email: 'every@field.example',
    password: 'Passw0rd',
    settings: { currency_id: '3', send_reminders: true },
  };
  if (key in own) return own[key];
  const values = { text: `the ${key}`, flag: true, code: '4', hash: 'VolejRejNm' } as const;
  return values[kind as keyof typeof values];
}

/** Returns a value for every writable field, by the names of an API. */
const everyField = (name: RecordName, nameOf: (key: string) => string) =>
  Object.fromEntries(
    recordTables[name]
      .filter(({ writable }) => writable)
      .map((key) => [nameOf(key.key), valueFor(key)]),
  );

const same = (key: string) => key;

const everyClient = (nameOf: (key: string) => string) => ({
  ...everyField('client', nameOf),
  contacts: [everyField('contact', nameOf), { [nameOf('last_name')]: 'Second' }],
});

const picture = { name: 'b.gif', bytes: gif(1, 1) };

/** One act, done by either edge. */
interface Act {
  readonly before?: (stage: Stage) => Promise<unknown>;
  readonly graphql: (stage: Stage) => Promise<unknown>;
  readonly rest: (stage: Stage) => Promise<{ readonly status: number }>;
  /** It leaves everything as it was. */
  readonly idle?: true;
}

/** Returns a bulk action of both APIs on all three clients, of which the last is deleted. */
const bulk = (graphql: string, v1: object): Act => ({
  graphql: ({ api, ids }) =>
    mutation(api, `bulkClients(${graphql}, ids: ${JSON.stringify(ids)}, policy: REJECT_FAILED)`),
  rest: (at) => at.v1.send('POST /clients/bulk', { ...v1, ids: at.ids }),
});

/** Returns an action on one client, for which GraphQL has a mutation. */
const step = (name: string, action: string, place: number): Act => ({
  graphql: ({ api, ids }) => mutation(api, `${name}(id: "${ids[place]}")`),
  rest: ({ v1, ids }) => v1.send('POST /clients/bulk', { action, ids: [ids[place]] }),
});

const change = (graphql: object, v1: unknown, method = 'PUT'): Act => ({
  graphql: ({ api, ids }) => upsert(api, { match: { id: ids[0] }, ...graphql }),
  rest: (at) => at.v1.send(`${method} /clients/${at.ids[0]}`, v1),
});

const create = (graphql: object, v1: unknown): Act => ({
  graphql: ({ api }) => upsert(api, graphql),
  rest: (at) => at.v1.send('POST /clients', v1),
});

/** Returns a merge of the second or the deleted client into the first. */
const merging = (place: 1 | 2, { into = false } = {}): Act => {
  const sides = (ids: readonly string[]) => {
    const pair = [ids[place] ?? '', ids[0] ?? ''] as const;
    return into ? pair : ([pair[1], pair[0]] as const);
  };
  return {
    before: withFile,
    graphql: ({ api, ids }) => {
      const [to, from] = sides(ids);
      return merge(api, { into: to, from: [from] });
    },
    rest: ({ v1, api, ids }) =>
      v1.send(`POST /clients/${sides(ids).join('/')}/merge`, {}, confirmed(api)),
  };
};

const purging = (place: number): Act => ({
  before: withFile,
  graphql: ({ api, ids }) => mutation(api, `purgeClient(id: "${ids[place]}")`, confirmed(api)),
  rest: ({ v1, api, ids }) => v1.send(`POST /clients/${ids[place]}/purge`, {}, confirmed(api)),
});

const document = (input: string, v1: object): Act => ({
  before: withFile,
  graphql: async (at) =>
    mutation(at.api, `updateDocument(id: "${await partOf(at, 'documents')}", input: { ${input} })`),
  rest: async (at) => at.v1.send(`PUT /documents/${await partOf(at, 'documents')}`, v1),
});

const deletingDocument = (rest: (at: Stage, id: string) => ReturnType<Act['rest']>): Act => ({
  before: withFile,
  graphql: async (at) => mutation(at.api, `deleteDocument(id: "${await partOf(at, 'documents')}")`),
  rest: async (at) => rest(at, await partOf(at, 'documents')),
});

const token = (input: string, v1: object): Act => ({
  before: withToken,
  graphql: async (at) =>
    mutation(
      at.api,
      `updateGatewayToken(id: "${await partOf(at, 'gateway_tokens')}", input: { ${input} })`,
    ),
  rest: async (at) =>
    at.v1.send(`PUT /client_gateway_tokens/${await partOf(at, 'gateway_tokens')}`, v1),
});

/** Every act that both edges have, by the mutation and the route. */
const acts: [what: string, mutation: string, route: string, act: Act][] = [
  ['creating a blank client', 'upsertClient', 'POST /clients', create({}, {})],
  [
    'creating a client with every field',
    'upsertClient',
    'POST /clients',
    create(everyClient(camelCase), everyClient(same)),
  ],
  [
    'creating a client from a form',
    'upsertClient',
    'POST /clients',
    create(
      { name: 'Fir', isTaxExempt: true, contacts: [{ email: 'f@x.example', sendEmail: false }] },
      new URLSearchParams({
        name: ' Fir ',
        is_tax_exempt: '1',
        'contacts[0][email]': 'f@x.example',
        'contacts[0][send_email]': '0',
      }),
    ),
  ],
  // GraphQL refuses more than there is room for; v1 keeps as much of it.
  [
    'creating a client with texts as long as they may be',
    'upsertClient',
    'POST /clients',
    create(
      {
        name: 'x'.repeat(500),
        publicNotes: 'y'.repeat(65_535),
        contacts: [{ firstName: 'z'.repeat(500) }],
      },
      {
        name: 'x'.repeat(501),
        public_notes: 'y'.repeat(70_000),
        contacts: [{ first_name: 'z'.repeat(9999) }],
      },
    ),
  ],
  [
    'changing every field',
    'upsertClient',
    'PUT /clients/{id}',
    change(everyClient(camelCase), everyClient(same)),
  ],
  [
    'changing some fields',
    'upsertClient',
    'PATCH /clients/{id}',
    change(
      { city: 'Bern', settings: { currency_id: 3 } },
      { city: 'Bern', settings: { currency_id: 3 } },
      'PATCH',
    ),
  ],
  [
    'clearing fields',
    'upsertClient',
    'PUT /clients/{id}',
    change(
      { number: null, idNumber: null, countryId: null },
      { number: '', id_number: '', country_id: '' },
    ),
  ],
  [
    'replacing contacts',
    'upsertClient',
    'PUT /clients/{id}',
    change(
      { contacts: [{ firstName: 'New', password: 'Passw0rd', email: 'n@x.example' }, {}] },
      { contacts: [{ first_name: 'New', password: 'Passw0rd', email: 'n@x.example' }, {}] },
    ),
  ],
  [
    'removing contacts',
    'upsertClient',
    'PUT /clients/{id}',
    change({ contacts: [] }, { contacts: [] }),
  ],
  [
    'changing nothing',
    'upsertClient',
    'PUT /clients/{id}',
    { ...change({ name: 'Ash' }, { name: 'Ash' }), idle: true },
  ],
  [
    'deleting a client',
    'deleteClient',
    'DELETE /clients/{id}',
    {
      graphql: ({ api, ids }) => mutation(api, `deleteClient(id: "${ids[0]}")`),
      rest: ({ v1, ids }) => v1.send(`DELETE /clients/${ids[0]}`),
    },
  ],
  [
    'deleting a deleted client',
    'deleteClient',
    'DELETE /clients/{id}',
    {
      graphql: ({ api, ids }) => mutation(api, `deleteClient(id: "${ids[2]}")`),
      rest: ({ v1, ids }) => v1.send(`DELETE /clients/${ids[2]}`),
      idle: true,
    },
  ],
  [
    'archiving a client',
    'archiveClient',
    'POST /clients/bulk',
    step('archiveClient', 'archive', 0),
  ],
  [
    'restoring a client',
    'restoreClient',
    'POST /clients/bulk',
    step('restoreClient', 'restore', 2),
  ],
  [
    'restoring an active client',
    'restoreClient',
    'POST /clients/bulk',
    { ...step('restoreClient', 'restore', 0), idle: true },
  ],
  [
    'archiving many',
    'bulkClients',
    'POST /clients/bulk',
    bulk('action: ARCHIVE', { action: 'archive' }),
  ],
  [
    'restoring many',
    'bulkClients',
    'POST /clients/bulk',
    bulk('action: RESTORE', { action: 'restore' }),
  ],
  [
    'deleting many',
    'bulkClients',
    'POST /clients/bulk',
    bulk('action: DELETE', { action: 'delete' }),
  ],
  ...(
    [
      ['publicNotes: "x"', 'public_notes', 'x'],
      ['industryId: 4', 'industry_id', '4'],
      ['sizeId: "2"', 'size_id', 2],
      ['countryId: 756', 'country_id', '756'],
      ['customValue1: "1"', 'custom_value1', 1],
      ['customValue4: "</sc"', 'custom_value4', '</sc'],
    ] as const
  ).map(([values, column, new_value]): (typeof acts)[number] => [
    `giving many the same ${column}`,
    'bulkClients',
    'POST /clients/bulk',
    bulk(`action: UPDATE, values: { ${values} }`, { action: 'bulk_update', column, new_value }),
  ]),
  [
    'assigning many to a group',
    'bulkClients',
    'POST /clients/bulk',
    bulk('action: UPDATE, values: { groupSettingsId: "VolejRejNm" }', {
      action: 'assign_group',
      group_settings_id: 'VolejRejNm',
    }),
  ],
  ['purging a client', 'purgeClient', 'POST /clients/{id}/purge', purging(0)],
  ['purging a deleted client', 'purgeClient', 'POST /clients/{id}/purge', purging(2)],
  ['merging clients', 'mergeClients', 'POST /clients/{id}/{other}/merge', merging(1)],
  ['merging a deleted client', 'mergeClients', 'POST /clients/{id}/{other}/merge', merging(2)],
  [
    'merging into a deleted client',
    'mergeClients',
    'POST /clients/{id}/{other}/merge',
    merging(2, { into: true }),
  ],
  [
    'storing a file',
    'uploadClientDocuments',
    'PUT /clients/{id}/upload',
    {
      graphql: ({ api, ids }) => upload(api, { clientId: ids[0] }, file),
      rest: withFile,
    },
  ],
  [
    'storing files that the client does not see',
    'uploadClientDocuments',
    'PUT /clients/{id}/upload',
    {
      graphql: ({ api, ids }) => upload(api, { clientId: ids[0], isPublic: false }, file, picture),
      rest: ({ v1, ids }) => {
        const data = form(file, picture);
        data.append('is_public', '0');
        return v1.send(`PUT /clients/${ids[0]}/upload`, data);
      },
    },
  ],
  [
    'changing a document',
    'updateDocument',
    'PUT /documents/{id}',
    document('name: "b.png", isPublic: false, isDefault: true', {
      name: ' b.png ',
      is_public: '0',
      is_default: 'yes',
    }),
  ],
  [
    'deleting a document',
    'deleteDocument',
    'DELETE /documents/{id}',
    deletingDocument(({ v1, api }, id) => v1.send(`DELETE /documents/${id}`, {}, confirmed(api))),
  ],
  [
    'deleting documents',
    'deleteDocument',
    'POST /documents/bulk',
    deletingDocument(({ v1 }, id) =>
      v1.send('POST /documents/bulk', { action: 'delete', ids: [id, 'nelXQAALge'] }),
    ),
  ],
  [
    'storing a gateway token',
    'createGatewayToken',
    'POST /client_gateway_tokens',
    {
      graphql: ({ api, ids }) =>
        mutation(
          api,
          `createGatewayToken(clientId: "${ids[0]}", input: { companyGatewayId: "VolejRejNm", gatewayTypeId: "1", token: "t", routingNumber: "9", meta: { a: "b" } })`,
        ),
      rest: withToken,
    },
  ],
  [
    'storing a second default gateway token',
    'createGatewayToken',
    'POST /client_gateway_tokens',
    {
      before: (at) => withToken(at, { is_default: true }),
      graphql: ({ api, ids }) =>
        mutation(
          api,
          `createGatewayToken(clientId: "${ids[0]}", input: { companyGatewayId: "VolejRejNm", gatewayTypeId: "1", token: "t", routingNumber: "9", isDefault: true, meta: { a: "b" } })`,
        ),
      rest: (at) => withToken(at, { is_default: '1' }),
    },
  ],
  [
    'changing a gateway token',
    'updateGatewayToken',
    'PUT /client_gateway_tokens/{id}',
    token(
      'token: "u", isDefault: true, gatewayCustomerReference: "c", gatewayTypeId: 2, routingNumber: "8"',
      {
        token: 'u',
        is_default: 1,
        gateway_customer_reference: 'c',
        gateway_type_id: '2',
        routing_number: 8,
      },
    ),
  ],
  [
    'deleting a gateway token',
    'deleteGatewayToken',
    'DELETE /client_gateway_tokens/{id}',
    {
      before: withToken,
      graphql: async (at) =>
        mutation(at.api, `deleteGatewayToken(id: "${await partOf(at, 'gateway_tokens')}")`),
      rest: async (at) =>
        at.v1.send(`DELETE /client_gateway_tokens/${await partOf(at, 'gateway_tokens')}`),
    },
  ],
];

test.for(acts)('%s leaves the same rows through both APIs', async ([, , route, act]) => {
  const [one, two] = [await stage(), await stage()];
  for (const at of [one, two]) await act.before?.(at);
  const before = await rowsOf(one.api);
  await act.graphql(one);
  const { status } = await act.rest(two);
  expect([status, two.v1.last]).toEqual([200, expect.stringMatching(patternOf(route))]);
  const after = await rowsOf(one.api);
  expect(await rowsOf(two.api)).toEqual(after);
  if (act.idle) expect(after).toEqual(before);
  else expect(after).not.toEqual(before);
});

/** Returns the pattern of the route of a request. */
const patternOf = (route: string): RegExp =>
  new RegExp(`^${route.replaceAll(/\{\w+\}/g, '\\w+')}$`);

/** Mutations without a counterpart in v1. */
const OWN = new Set(['upsertClients', 'postLedgerEntries']);

test('every route that writes and every mutation is compared', () => {
  const writing = Object.entries(routes).flatMap(([pattern, route]) =>
    writes(splitPattern(pattern).method, route) ? [pattern] : [],
  );
  expect([...new Set(acts.map(([, , route]) => route))].sort()).toEqual(writing.sort());
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
  expect([...new Set(acts.map(([, name]) => name))].sort()).toEqual(
    mutations.filter((name) => !OWN.has(name)).sort(),
  );
});
