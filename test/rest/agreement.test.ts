import { raw, sql } from '../../src/db/sql.ts';
import { type Api, newCompany } from '../support/api.ts';
import { png } from '../support/files.ts';
import { merge } from '../support/merging.ts';
import { upload } from '../support/upload.ts';
import { expect, test, V1 } from '../support/v1.ts';

/** What differs from company to company whatever is done: numbers of rows, random keys, moments. */
const INCOMPARABLE =
  '{id,company_id,client_id,user_id,client_hash,contact_key,hash,created_at,updated_at,at,sequence}';

/** Everything that a company's tables hold of its clients, as far as it can be compared. */
async function rowsOf({ db, companyId }: Api): Promise<unknown> {
  const tables = [
    'clients',
    'contacts',
    'documents',
    'gateway_tokens',
    'ledger_entries',
    'changes',
  ];
  const rows = [];
  for (const table of tables) {
    const order = table === 'changes' ? 'sequence' : 'id';
    const found = await db.query<{ row: Record<string, unknown> }>(sql`
      select to_jsonb(x) - ${INCOMPARABLE}::text[] as row from ${raw(table)} x
      where company_id = ${companyId} order by ${raw(order)}`);
    rows.push([table, found.map(({ row }) => withoutMoments(row))]);
  }
  const [counters] = await db.query(sql`
    select client_number, change::text from company_counters where company_id = ${companyId}`);
  return [...rows, counters];
}

/** Whether there is a moment or a hash, and not which one. */
const withoutMoments = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      /_at$|_hash$|merged_into|date/.test(key) ? value !== null : value,
    ]),
  );

/** A company with clients, and what an act needs of it. */
interface Stage {
  readonly api: Api;
  readonly v1: V1;
  readonly ids: readonly string[];
}

const BOOK = [
  { name: 'Ash', number: 'A-1', id_number: 'I-1', contacts: [{ email: 'a@x.example' }] },
  { name: 'Birch', number: 'B-1', contacts: [{ first_name: 'B', email: 'b@x.example' }] },
  { name: 'Cedar', number: 'C-1' },
];

async function stage(): Promise<Stage> {
  const api = await newCompany();
  const v1 = new V1(api);
  const ids = (await v1.has(...BOOK)).map(({ id }) => id);
  await v1.data(`DELETE /clients/${ids[2]}`);
  return { api, v1, ids };
}

const UPSERT = `mutation ($input: UpsertClientInput!) { upsertClient(input: $input) { userErrors { code message path } } }`;

const upsert = (api: Api, input: object) =>
  api.ask(UPSERT, { input: { contactsMode: 'REPLACE', ...input } });

const mutation = async (api: Api, text: string, headers = {}) =>
  await api.ask(`mutation { ${text} { userErrors { code message path } } }`, {}, headers);

const confirmed = ({ password }: Api) => ({ 'x-api-password': password });

const file = { name: 'a.png', bytes: png(2, 2) };

function form(): FormData {
  const data = new FormData();
  data.append('documents[]', new Blob([new Uint8Array(file.bytes)]), file.name);
  return data;
}

/** The id of the one record of a kind that the first client has. */
const partOf = async ({ v1, ids }: Stage, part: 'documents' | 'gateway_tokens') =>
  (await v1.data(`GET /clients/${ids[0]}`))[part][0].id;

const TOKEN = {
  company_gateway_id: 'VolejRejNm',
  gateway_type_id: '1',
  token: 't',
  routing_number: '9',
  meta: { a: 'b' },
};

const withToken = ({ v1, ids }: Stage) =>
  v1.send('POST /client_gateway_tokens', { client_id: ids[0], ...TOKEN });

const withFile = ({ v1, ids }: Stage) => v1.send(`PUT /clients/${ids[0]}/upload`, form());

/** One act, done by either edge. */
interface Act {
  readonly before?: (stage: Stage) => Promise<unknown>;
  readonly graphql: (stage: Stage) => Promise<unknown>;
  readonly rest: (stage: Stage) => Promise<{ readonly status: number }>;
}

const acts: Record<string, Act> = {
  'creating a client': {
    graphql: ({ api }) =>
      upsert(api, {
        name: ' <b>Dogwood</b> ',
        countryId: '756',
        contacts: [{ email: 'd@x.example' }],
      }),
    rest: ({ v1 }) =>
      v1.send('POST /clients', {
        name: ' <b>Dogwood</b> ',
        country_id: 756,
        contacts: [{ email: 'd@x.example' }],
      }),
  },
  // GraphQL refuses more than there is room for; v1 keeps as much of it.
  'creating a client with texts as long as they may be': {
    graphql: ({ api }) =>
      upsert(api, {
        name: 'x'.repeat(500),
        publicNotes: 'y'.repeat(65_535),
        contacts: [{ firstName: 'z'.repeat(500) }],
      }),
    rest: ({ v1 }) =>
      v1.send('POST /clients', {
        name: 'x'.repeat(501),
        public_notes: 'y'.repeat(70_000),
        contacts: [{ first_name: 'z'.repeat(9999) }],
      }),
  },
  'creating a blank client': {
    graphql: ({ api }) => upsert(api, {}),
    rest: ({ v1 }) => v1.send('POST /clients', {}),
  },
  'changing a client': {
    graphql: ({ api, ids }) =>
      upsert(api, {
        match: { id: ids[0] },
        city: 'Bern',
        isTaxExempt: true,
        settings: { currency_id: 3 },
      }),
    rest: ({ v1, ids }) =>
      v1.send(`PUT /clients/${ids[0]}`, {
        city: 'Bern',
        is_tax_exempt: '1',
        settings: { currency_id: 3 },
      }),
  },
  'replacing contacts': {
    graphql: ({ api, ids }) =>
      upsert(api, {
        match: { id: ids[0] },
        contacts: [{ firstName: 'New', password: 'Passw0rd', email: 'n@x.example' }],
      }),
    rest: ({ v1, ids }) =>
      v1.send(`PATCH /clients/${ids[0]}`, {
        contacts: [{ first_name: 'New', password: 'Passw0rd', email: 'n@x.example' }],
      }),
  },
  'changing nothing': {
    graphql: ({ api, ids }) => upsert(api, { match: { id: ids[0] }, name: 'Ash' }),
    rest: ({ v1, ids }) => v1.send(`PUT /clients/${ids[0]}`, { name: 'Ash' }),
  },
  'deleting a client': {
    graphql: ({ api, ids }) => mutation(api, `deleteClient(id: "${ids[0]}")`),
    rest: ({ v1, ids }) => v1.send(`DELETE /clients/${ids[0]}`),
  },
  'archiving many clients': {
    graphql: ({ api, ids }) =>
      mutation(api, `bulkClients(action: ARCHIVE, ids: ${JSON.stringify(ids)})`),
    rest: ({ v1, ids }) => v1.send('POST /clients/bulk', { action: 'archive', ids }),
  },
  'restoring many clients': {
    graphql: ({ api, ids }) =>
      mutation(api, `bulkClients(action: RESTORE, ids: ${JSON.stringify(ids)})`),
    rest: ({ v1, ids }) => v1.send('POST /clients/bulk', { action: 'restore', ids }),
  },
  'deleting many clients': {
    graphql: ({ api, ids }) =>
      mutation(api, `bulkClients(action: DELETE, ids: ${JSON.stringify(ids)})`),
    rest: ({ v1, ids }) => v1.send('POST /clients/bulk', { action: 'delete', ids }),
  },
  'giving many clients a value': {
    graphql: ({ api, ids }) =>
      mutation(
        api,
        `bulkClients(action: UPDATE, ids: ${JSON.stringify(ids)}, policy: REJECT_FAILED, values: { publicNotes: "x" })`,
      ),
    rest: ({ v1, ids }) =>
      v1.send('POST /clients/bulk', {
        action: 'bulk_update',
        ids,
        column: 'public_notes',
        new_value: 'x',
      }),
  },
  'assigning a group': {
    graphql: ({ api, ids }) =>
      mutation(
        api,
        `bulkClients(action: UPDATE, ids: ["${ids[0]}"], values: { groupSettingsId: "VolejRejNm" })`,
      ),
    rest: ({ v1, ids }) =>
      v1.send('POST /clients/bulk', {
        action: 'assign_group',
        ids: [ids[0]],
        group_settings_id: 'VolejRejNm',
      }),
  },
  'purging a client': {
    before: withFile,
    graphql: ({ api, ids }) => mutation(api, `purgeClient(id: "${ids[0]}")`, confirmed(api)),
    rest: ({ v1, api, ids }) => v1.send(`POST /clients/${ids[0]}/purge`, {}, confirmed(api)),
  },
  'merging clients': {
    before: withFile,
    graphql: ({ api, ids }) => merge(api, { into: ids[1] ?? '', from: [ids[0] ?? ''] }),
    rest: ({ v1, api, ids }) =>
      v1.send(`POST /clients/${ids[1]}/${ids[0]}/merge`, {}, confirmed(api)),
  },
  'storing a file': {
    graphql: ({ api, ids }) => upload(api, { clientId: ids[0] }, file),
    rest: withFile as Act['rest'],
  },
  'changing a document': {
    before: withFile,
    graphql: async (at) =>
      mutation(
        at.api,
        `updateDocument(id: "${await partOf(at, 'documents')}", input: { name: "b.png", isPublic: false })`,
      ),
    rest: async (at) =>
      at.v1.send(`PUT /documents/${await partOf(at, 'documents')}`, {
        name: 'b.png',
        is_public: '0',
      }),
  },
  'deleting a document': {
    before: withFile,
    graphql: async (at) =>
      mutation(at.api, `deleteDocument(id: "${await partOf(at, 'documents')}")`),
    rest: async (at) =>
      at.v1.send(`DELETE /documents/${await partOf(at, 'documents')}`, {}, confirmed(at.api)),
  },
  'storing a gateway token': {
    graphql: ({ api, ids }) =>
      mutation(
        api,
        `createGatewayToken(clientId: "${ids[0]}", input: { companyGatewayId: "VolejRejNm", gatewayTypeId: "1", token: "t", routingNumber: "9", meta: { a: "b" } })`,
      ),
    rest: withToken as Act['rest'],
  },
  'changing a gateway token': {
    before: withToken,
    graphql: async (at) =>
      mutation(
        at.api,
        `updateGatewayToken(id: "${await partOf(at, 'gateway_tokens')}", input: { token: "u", isDefault: true })`,
      ),
    rest: async (at) =>
      at.v1.send(`PUT /client_gateway_tokens/${await partOf(at, 'gateway_tokens')}`, {
        token: 'u',
        is_default: 1,
      }),
  },
  'deleting a gateway token': {
    before: withToken,
    graphql: async (at) =>
      mutation(at.api, `deleteGatewayToken(id: "${await partOf(at, 'gateway_tokens')}")`),
    rest: async (at) =>
      at.v1.send(`DELETE /client_gateway_tokens/${await partOf(at, 'gateway_tokens')}`),
  },
};

test.for(Object.entries(acts))('%s leaves the same rows by both edges', async ([, act]) => {
  const [one, two] = [await stage(), await stage()];
  for (const at of [one, two]) await act.before?.(at);
  const before = await rowsOf(one.api);
  await act.graphql(one);
  const { status } = await act.rest(two);
  expect(status).toBe(200);
  const after = await rowsOf(one.api);
  expect(await rowsOf(two.api)).toEqual(after);
  const changesNothing = act === acts['changing nothing'];
  if (!changesNothing) expect(after).not.toEqual(before);
});

/** Inputs that are refused, with the paths under which GraphQL says so, and the keys of v1. */
const refusals: [
  input: (ids: readonly string[]) => object,
  v1: object,
  paths: string[],
  keys: string[],
][] = [
  [() => ({ countryId: 'x' }), { country_id: 'x' }, ['input.countryId'], ['country_id']],
  [() => ({ countryId: '9999' }), { country_id: 9999 }, ['input.countryId'], ['country_id']],
  [
    () => ({ classification: 'x' }),
    { classification: 'x' },
    ['input.classification'],
    ['classification'],
  ],
  [
    () => ({ assignedUserId: 'x' }),
    { assigned_user_id: 'x' },
    ['input.assignedUserId'],
    ['assigned_user_id'],
  ],
  [
    () => ({ assignedUserId: 'nelXQAALge' }),
    { assigned_user_id: 'nelXQAALge' },
    ['input.assignedUserId'],
    ['assigned_user_id'],
  ],
  [() => ({ settings: 'x' }), { settings: 'x' }, ['input.settings'], ['settings']],
  [
    () => ({ settings: { currency_id: 'x' } }),
    { settings: { currency_id: 'x' } },
    ['input.settings'],
    ['settings'],
  ],
  [
    () => ({ contacts: [{ email: 'x' }, { password: 'weak' }] }),
    { contacts: [{ email: 'x' }, { password: 'weak' }] },
    ['input.contacts.0.email', 'input.contacts.1.password'],
    ['contacts.0.email', 'contacts.1.password'],
  ],
];

test('what one edge refuses, the other refuses for the same reasons', async () => {
  const { api, v1, ids } = await stage();
  const before = await rowsOf(api);
  for (const [input, sent, paths, keys] of refusals) {
    const { upsertClient } = await upsert(api, { match: { id: ids[0] }, ...input(ids) });
    const { status, body } = await v1.send(`PUT /clients/${ids[0]}`, sent);
    const errors = upsertClient.userErrors as { path: string[]; message: string }[];
    expect(errors.map(({ path }) => path.join('.'))).toEqual(paths);
    expect([status, Object.keys(body.errors)]).toEqual([422, keys]);
    expect(Object.values(body.errors).flat()).toEqual(errors.map(({ message }) => message));
  }
  expect(await rowsOf(api)).toEqual(before);
});

/** Refusals that v1 words or counts in a way of its own. */
const dialect: [
  what: string,
  graphql: (stage: Stage) => Promise<unknown>,
  rest: Act['rest'],
  code: string,
  status: number,
][] = [
  [
    'a number that is taken',
    ({ api }) => upsert(api, { number: 'b-1' }),
    ({ v1 }) => v1.send('POST /clients', { number: 'b-1' }),
    'NUMBER_TAKEN',
    422,
  ],
  [
    'an id number that is taken',
    ({ api, ids }) => upsert(api, { match: { id: ids[1] }, idNumber: 'i-1' }),
    ({ v1, ids }) => v1.send(`PUT /clients/${ids[1]}`, { id_number: 'i-1' }),
    'ID_NUMBER_TAKEN',
    422,
  ],
  [
    'a change of a deleted client',
    ({ api, ids }) => upsert(api, { match: { id: ids[2] }, name: 'x' }),
    ({ v1, ids }) => v1.send(`PUT /clients/${ids[2]}`, { name: 'x' }),
    'CLIENT_DELETED',
    400,
  ],
  [
    'a client that there is not',
    ({ api }) => mutation(api, 'deleteClient(id: "nelXQAALge")'),
    ({ v1 }) => v1.send('DELETE /clients/nelXQAALge'),
    'NOT_FOUND',
    400,
  ],
  [
    'a purge without a password',
    ({ api, ids }) => mutation(api, `purgeClient(id: "${ids[0]}")`),
    ({ v1, ids }) => v1.send(`POST /clients/${ids[0]}/purge`),
    'PASSWORD_REQUIRED',
    412,
  ],
  [
    'a purge with a wrong password',
    ({ api, ids }) => mutation(api, `purgeClient(id: "${ids[0]}")`, { 'x-api-password': 'x' }),
    ({ v1, ids }) => v1.send(`POST /clients/${ids[0]}/purge`, {}, { 'x-api-password': 'x' }),
    'PASSWORD_INVALID',
    412,
  ],
  [
    'a version that is not the present one',
    ({ api, ids }) => upsert(api, { match: { id: ids[0] }, name: 'x', expectedVersion: 9 }),
    ({ v1, ids }) => v1.send(`PUT /clients/${ids[0]}`, { name: 'x' }, { 'if-match': '"9"' }),
    'CONFLICT',
    412,
  ],
];

test('both edges refuse what is against the rules', async () => {
  const at = await stage();
  const before = await rowsOf(at.api);
  for (const [what, graphql, rest, code, status] of dialect) {
    const [payload] = Object.values(
      (await graphql(at)) as Record<string, { userErrors: { code: string }[] }>,
    );
    const { status: answered } = await rest(at);
    expect([what, payload?.userErrors[0]?.code, answered]).toEqual([what, code, status]);
  }
  expect(await rowsOf(at.api)).toEqual(before);
});
