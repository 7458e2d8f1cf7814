import { exe } from '../support/files.ts';
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
  TOKEN,
  upsert,
  withFile,
  withToken,
} from '../support/v1/both-apis.ts';
import { expect, test, V1, type V1Answer } from '../support/v1/v1.ts';

/** Inputs that are refused, with the paths under which GraphQL says so, and the keys of v1. */
const inputs: [graphql: object, v1: object, paths: string[], keys: string[]][] = [
  [{ countryId: 'x' }, { country_id: 'x' }, ['countryId'], ['country_id']],
  [{ countryId: '9999' }, { country_id: 9999 }, ['countryId'], ['country_id']],
  [
    { shippingCountryId: '0' },
    { shipping_country_id: 0 },
    ['shippingCountryId'],
    ['shipping_country_id'],
  ],
  [{ industryId: '99' }, { industry_id: '99' }, ['industryId'], ['industry_id']],
  [{ sizeId: 'x' }, { size_id: 'x' }, ['sizeId'], ['size_id']],
  [{ classification: 'x' }, { classification: 'x' }, ['classification'], ['classification']],
  [{ name: 'a\u0000' }, { name: 'a\u0000' }, ['name'], ['name']],
  [{ assignedUserId: 'x' }, { assigned_user_id: 'x' }, ['assignedUserId'], ['assigned_user_id']],
  [
    { assignedUserId: 'nelXQAALge' },
    { assigned_user_id: 'nelXQAALge' },
    ['assignedUserId'],
    ['assigned_user_id'],
  ],
  [
    { groupSettingsId: '?' },
    { group_settings_id: '?' },
    ['groupSettingsId'],
    ['group_settings_id'],
  ],
  [{ settings: 'x' }, { settings: 'x' }, ['settings'], ['settings']],
  [
    { settings: { currency_id: 'x', send_reminders: 'no' } },
    { settings: { currency_id: 'x', send_reminders: 'no' } },
    ['settings', 'settings'],
    ['settings'],
  ],
  [{ contacts: null }, { contacts: null }, ['contacts'], ['contacts']],
  [
    { contacts: [{ email: 'x' }, { password: 'weak' }] },
    { contacts: [{ email: 'x' }, { password: 'weak' }] },
    ['contacts.0.email', 'contacts.1.password'],
    ['contacts.0.email', 'contacts.1.password'],
  ],
  [
    { contacts: [{ email: 'a@x.example' }, { email: 'a@x.example' }] },
    { contacts: [{ email: 'a@x.example' }, { email: 'a@x.example' }] },
    ['contacts.0.email', 'contacts.1.email'],
    ['contacts.0.email', 'contacts.1.email'],
  ],
];

test('both APIs refuse the same values of an input under the same keys', async () => {
  const { api, v1, ids } = await stage();
  const before = await rowsOf(api);
  for (const match of [undefined, { id: ids[0] }]) {
    const route = match ? `PUT /clients/${ids[0]}` : 'POST /clients';
    for (const [input, sent, paths, keys] of inputs) {
      const { upsertClient } = await upsert(api, { ...(match && { match }), ...input });
      const { status, body } = await v1.send(route, sent);
      const errors = upsertClient.userErrors as { path: string[]; message: string }[];
      expect(errors.map(({ path }) => path.slice(1).join('.'))).toEqual(paths);
      expect([route, status, Object.keys(body.errors)]).toEqual([route, 422, keys]);
      expect(Object.values(body.errors).flat()).toHaveLength(errors.length);
    }
  }
  expect(await rowsOf(api)).toEqual(before);
});

/** A stage on which the first client has a file and a gateway token, and what is theirs and not ours. */
interface Scene extends Stage {
  readonly document: string;
  readonly token: string;
  readonly theirs: { readonly client: string; readonly document: string; readonly token: string };
  readonly member: V1;
}

async function scene(): Promise<Scene> {
  const [ours, others] = [await stage(), await stage()];
  for (const at of [ours, others]) {
    await withFile(at);
    await withToken(at);
  }
  const parts = async (at: Stage) => ({
    document: (await partOf(at, 'documents')) as string,
    token: (await partOf(at, 'gateway_tokens')) as string,
  });
  return {
    ...ours,
    ...(await parts(ours)),
    theirs: { client: others.ids[0] ?? '', ...(await parts(others)) },
    member: new V1(await ours.api.colleague('member')),
  };
}

const GATEWAY = 'companyGatewayId: "VolejRejNm", gatewayTypeId: "1", token: "t", meta: { a: "b" }';

type Asks = (scene: Scene) => Promise<unknown>;
type Answers = (scene: Scene) => Promise<V1Answer>;

/** An operation that both APIs refuse, with the code of GraphQL and the status of v1. */
type Refusal = [what: string, graphql: Asks, rest: Answers, code: string, status: number];

/** Ids that name no record, with the code and the status of the refusal. */
const nobody: [
  what: string,
  id: (scene: Scene, type: string) => string,
  code: string,
  status: number,
][] = [
  ['an unknown id', () => 'nelXQAALge', 'NOT_FOUND', 400],
  ['no id', () => 'nonsense', 'INVALID_ID', 400],
  ['a number', () => '7', 'INVALID_ID', 400],
  ['the id of another type', () => 'contact_VolejRejNm', 'WRONG_ID_TYPE', 400],
  // v1 tells another company's record from one that nobody has.
  [
    "another company's id",
    ({ theirs }, type) => theirs[type as keyof typeof theirs],
    'NOT_FOUND',
    401,
  ],
];

/** The acts on a record that is named, by either edge. */
const onRecords: [
  what: string,
  type: string,
  graphql: (id: string) => Asks,
  rest: (id: string) => Answers,
][] = [
  [
    'changing a client',
    'client',
    (id) =>
      ({ api }) =>
        upsert(api, { match: { id }, mode: 'UPDATE_ONLY', name: 'x' }),
    (id) =>
      ({ v1 }) =>
        v1.send(`PUT /clients/${id}`, { name: 'x' }),
  ],
  [
    'deleting a client',
    'client',
    (id) =>
      ({ api }) =>
        mutation(api, `deleteClient(id: "${id}")`),
    (id) =>
      ({ v1 }) =>
        v1.send(`DELETE /clients/${id}`),
  ],
  [
    'purging a client',
    'client',
    (id) =>
      ({ api }) =>
        mutation(api, `purgeClient(id: "${id}")`, confirmed(api)),
    (id) =>
      ({ api, v1 }) =>
        v1.send(`POST /clients/${id}/purge`, {}, confirmed(api)),
  ],
  [
    'merging into a client',
    'client',
    (id) =>
      ({ api, ids }) =>
        merge(api, { into: id, from: [ids[0] ?? ''] }).then(payload),
    (id) =>
      ({ api, v1, ids }) =>
        v1.send(`POST /clients/${id}/${ids[0]}/merge`, {}, confirmed(api)),
  ],
  [
    'uploading to a client',
    'client',
    (id) =>
      ({ api }) =>
        upload(api, { clientId: id }, file).then(payload),
    (id) =>
      ({ v1 }) =>
        v1.send(`PUT /clients/${id}/upload`, form(file)),
  ],
  [
    'changing a document',
    'document',
    (id) =>
      ({ api }) =>
        mutation(api, `updateDocument(id: "${id}", input: { name: "x" })`),
    (id) =>
      ({ v1 }) =>
        v1.send(`PUT /documents/${id}`, { name: 'x' }),
  ],
  [
    'deleting a document',
    'document',
    (id) =>
      ({ api }) =>
        mutation(api, `deleteDocument(id: "${id}")`),
    (id) =>
      ({ api, v1 }) =>
        v1.send(`DELETE /documents/${id}`, {}, confirmed(api)),
  ],
  [
    'changing a gateway token',
    'token',
    (id) =>
      ({ api }) =>
        mutation(api, `updateGatewayToken(id: "${id}", input: { token: "x" })`),
    (id) =>
      ({ v1 }) =>
        v1.send(`PUT /client_gateway_tokens/${id}`, { token: 'x' }),
  ],
  [
    'deleting a gateway token',
    'token',
    (id) =>
      ({ api }) =>
        mutation(api, `deleteGatewayToken(id: "${id}")`),
    (id) =>
      ({ v1 }) =>
        v1.send(`DELETE /client_gateway_tokens/${id}`),
  ],
];

/** Wraps the payload of a mutation in a response. */
const payload = (found: unknown) => ({ payload: found });

const missing: Refusal[] = onRecords.flatMap(([what, type, graphql, rest]) =>
  nobody.map(
    ([named, id, code, status]): Refusal => [
      `${what}: ${named}`,
      (at) => graphql(id(at, type))(at),
      (at) => rest(id(at, type))(at),
      code,
      status,
    ],
  ),
);

/** The other records that a request names. v1 looks for them as for any value that is sent. */
const named: Refusal[] = [
  ...nobody.map(
    ([what, id, code]): Refusal => [
      `merging ${what} into a client`,
      (at) => merge(at.api, { into: at.ids[0] ?? '', from: [id(at, 'client')] }).then(payload),
      (at) =>
        at.v1.send(`POST /clients/${at.ids[0]}/${id(at, 'client')}/merge`, {}, confirmed(at.api)),
      code,
      400,
    ],
  ),
  ...nobody.map(
    ([what, id, code]): Refusal => [
      `archiving a client and ${what}`,
      async (at) => {
        const ids = JSON.stringify([at.ids[0], id(at, 'client')]);
        const archive = `bulkClients(action: ARCHIVE, ids: ${ids}) { results { userErrors { code } } }`;
        const { results } = (await at.api.ask(`mutation { ${archive} }`)).bulkClients;
        return payload(results[1]);
      },
      (at) =>
        at.v1.send('POST /clients/bulk', { action: 'archive', ids: [at.ids[0], id(at, 'client')] }),
      code,
      422,
    ],
  ),
  ...nobody.map(
    ([what, id, code]): Refusal => [
      `storing a gateway token: ${what}`,
      (at) =>
        mutation(
          at.api,
          `createGatewayToken(clientId: "${id(at, 'client')}", input: { ${GATEWAY} })`,
        ),
      (at) => at.v1.send('POST /client_gateway_tokens', { ...TOKEN, client_id: id(at, 'client') }),
      code,
      422,
    ],
  ),
];

const purge = ({ ids }: Stage) => `purgeClient(id: "${ids[0]}")`;
const WRONG = { 'x-api-password': 'wrong' };

const rules: Refusal[] = [
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
    'a client merged into itself',
    ({ api, ids: [id = ''] }) => merge(api, { into: id, from: [id] }).then(payload),
    ({ api, v1, ids: [id] }) => v1.send(`POST /clients/${id}/${id}/merge`, {}, confirmed(api)),
    'INVALID_INPUT',
    400,
  ],
  [
    'a purge without a password',
    (at) => mutation(at.api, purge(at)),
    ({ v1, ids }) => v1.send(`POST /clients/${ids[0]}/purge`),
    'PASSWORD_REQUIRED',
    412,
  ],
  [
    'a purge with a wrong password',
    (at) => mutation(at.api, purge(at), WRONG),
    ({ v1, ids }) => v1.send(`POST /clients/${ids[0]}/purge`, {}, WRONG),
    'PASSWORD_INVALID',
    412,
  ],
  [
    'a merge without a password',
    ({ api, ids: [a = '', b = ''] }) => merge(api, { into: a, from: [b] }, {}, {}).then(payload),
    ({ v1, ids: [a, b] }) => v1.send(`POST /clients/${a}/${b}/merge`),
    'PASSWORD_REQUIRED',
    412,
  ],
  [
    'a purge by a member',
    (at) => mutation(at.member.api, purge(at), confirmed(at.api)),
    ({ member, api, ids }) => member.send(`POST /clients/${ids[0]}/purge`, {}, confirmed(api)),
    'FORBIDDEN',
    401,
  ],
  [
    'a merge by a member',
    ({ member, ids: [a = '', b = ''] }) => merge(member.api, { into: a, from: [b] }).then(payload),
    ({ member, ids: [a, b] }) =>
      member.send(`POST /clients/${a}/${b}/merge`, {}, confirmed(member.api)),
    'FORBIDDEN',
    401,
  ],
  [
    'a gateway token stored by a member',
    ({ member, ids }) =>
      mutation(member.api, `createGatewayToken(clientId: "${ids[0]}", input: { ${GATEWAY} })`),
    ({ member, ids }) =>
      member.send('POST /client_gateway_tokens', { ...TOKEN, client_id: ids[0] }),
    'FORBIDDEN',
    401,
  ],
  [
    'a gateway token changed by a member',
    ({ member, token }) =>
      mutation(member.api, `updateGatewayToken(id: "${token}", input: { token: "x" })`),
    ({ member, token }) => member.send(`PUT /client_gateway_tokens/${token}`, { token: 'x' }),
    'FORBIDDEN',
    401,
  ],
  [
    'a gateway token deleted by a member',
    ({ member, token }) => mutation(member.api, `deleteGatewayToken(id: "${token}")`),
    ({ member, token }) => member.send(`DELETE /client_gateway_tokens/${token}`),
    'FORBIDDEN',
    401,
  ],
  [
    'a gateway token without a gateway',
    ({ api, ids }) =>
      mutation(
        api,
        `createGatewayToken(clientId: "${ids[0]}", input: { gatewayTypeId: "1", meta: { a: "b" } })`,
      ),
    ({ v1, ids }) =>
      v1.send('POST /client_gateway_tokens', {
        ...TOKEN,
        client_id: ids[0],
        company_gateway_id: null,
      }),
    'INVALID_INPUT',
    422,
  ],
  [
    'a gateway that is none',
    ({ api, token }) =>
      mutation(api, `updateGatewayToken(id: "${token}", input: { companyGatewayId: "?" })`),
    ({ v1, token }) => v1.send(`PUT /client_gateway_tokens/${token}`, { company_gateway_id: '?' }),
    'INVALID_ID',
    422,
  ],
  [
    'a document named as a program',
    ({ api, document }) =>
      mutation(api, `updateDocument(id: "${document}", input: { name: "a.php" })`),
    ({ v1, document }) => v1.send(`PUT /documents/${document}`, { name: 'a.php' }),
    'INVALID_INPUT',
    422,
  ],
  [
    'a file of a kind that is not taken',
    async ({ api, ids }) => {
      const { results } = await upload(api, { clientId: ids[0] }, { name: 'a.exe', bytes: exe });
      return payload(results[0]);
    },
    ({ v1, ids }) => v1.send(`PUT /clients/${ids[0]}/upload`, form({ name: 'a.exe', bytes: exe })),
    'FILE_TYPE_REFUSED',
    422,
  ],
  [
    'a value that many cannot be given',
    ({ api, ids }) =>
      mutation(
        api,
        `bulkClients(action: UPDATE, ids: ["${ids[0]}"], values: { countryId: "9999" })`,
      ),
    ({ v1, ids }) =>
      v1.send('POST /clients/bulk', {
        action: 'bulk_update',
        ids: [ids[0]],
        column: 'country_id',
        new_value: '9999',
      }),
    'INVALID_INPUT',
    422,
  ],
];

/** Writes that are bound to a version of the client that is not the present one. */
const STALE = { 'if-match': '"999"' };
const conflicts: Refusal[] = (
  [
    [
      'a change',
      ({ api, ids }) => upsert(api, { match: { id: ids[0] }, name: 'x', expectedVersion: 999 }),
      ({ v1, ids }) => v1.send(`PUT /clients/${ids[0]}`, { name: 'x' }, STALE),
    ],
    [
      'a deletion',
      ({ api, ids }) => mutation(api, `deleteClient(id: "${ids[0]}", expectedVersion: 999)`),
      ({ v1, ids }) => v1.send(`DELETE /clients/${ids[0]}`, {}, STALE),
    ],
    [
      'a purge',
      ({ api, ids }) =>
        mutation(api, `purgeClient(id: "${ids[0]}", expectedVersion: 999)`, confirmed(api)),
      ({ api, v1, ids }) =>
        v1.send(`POST /clients/${ids[0]}/purge`, {}, { ...confirmed(api), ...STALE }),
    ],
    [
      'an upload',
      ({ api, ids }) => upload(api, { clientId: ids[0], expectedVersion: 999 }, file).then(payload),
      ({ v1, ids }) => v1.send(`PUT /clients/${ids[0]}/upload`, form(file), STALE),
    ],
  ] as [string, Asks, Answers][]
).map(([what, graphql, rest]) => [
  `${what} of another version than the present one`,
  graphql,
  rest,
  'CONFLICT',
  412,
]);

test('both APIs refuse the same operations for the same reason', async () => {
  const at = await scene();
  const before = await rowsOf(at.api);
  const found = [];
  const all = [...missing, ...named, ...rules, ...conflicts];
  for (const [what, graphql, rest] of all) {
    const [answered] = Object.values((await graphql(at)) as object) as [Payload];
    const { status } = await rest(at);
    found.push([what, firstCode(answered), status]);
  }
  expect(found).toEqual(all.map(([what, , , code, status]) => [what, code, status]));
  expect(await rowsOf(at.api)).toEqual(before);
});

interface Payload {
  readonly userErrors: readonly { readonly code: string }[];
}

const firstCode = ({ userErrors: [first] }: Payload) => first?.code;
