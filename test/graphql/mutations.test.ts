import { latestCursor } from '../../src/domain/changes/feed.ts';
import { type Api, expect, test } from '../support/api.ts';
import { previewToken } from '../support/merging.ts';
import { rootFields } from '../support/requests.ts';
import { everything } from '../support/rows.ts';

/** Records for the mutations: two clients, a document and a gateway token of the first, and an archived client. */
interface Things {
  readonly ash: string;
  readonly birch: string;
  readonly archived: string;
  readonly document: string;
  readonly token: string;
  /** Of the preview of a merge of the second client into the first. */
  readonly seen: string;
}

/** A mutation with arguments that it carries out, and with others. */
interface Case {
  readonly does: (things: Things) => string;
  readonly another: (things: Things) => string;
  /** Number of changes in the feed. */
  readonly changes: number;
}

const cases: Readonly<Record<string, Case>> = {
  upsertClient: {
    does: () => 'input: { name: "Dill" }',
    another: () => 'input: { name: "Elm" }',
    changes: 1,
  },
  upsertClients: {
    does: () => 'inputs: [{ name: "Dill" }, { name: "Elm" }]',
    another: () => 'inputs: [{ name: "Dill" }]',
    changes: 2,
  },
  archiveClient: {
    does: ({ ash }) => `id: "${ash}"`,
    another: ({ birch }) => `id: "${birch}"`,
    changes: 1,
  },
  restoreClient: {
    does: ({ archived }) => `id: "${archived}"`,
    another: ({ ash }) => `id: "${ash}"`,
    changes: 1,
  },
  deleteClient: {
    does: ({ ash }) => `id: "${ash}"`,
    another: ({ ash }) => `id: "${ash}", expectedVersion: 1`,
    changes: 1,
  },
  bulkClients: {
    does: ({ ash, birch }) => `action: ARCHIVE, ids: ["${ash}", "${birch}"]`,
    another: ({ ash, birch }) => `action: DELETE, ids: ["${ash}", "${birch}"]`,
    changes: 2,
  },
  purgeClient: {
    does: ({ ash }) => `id: "${ash}"`,
    another: ({ birch }) => `id: "${birch}"`,
    changes: 1,
  },
  mergeClients: {
    does: ({ ash, birch, seen }) => `into: "${ash}", from: ["${birch}"], previewToken: "${seen}"`,
    another: ({ ash, birch }) => `into: "${birch}", from: ["${ash}"], previewToken: "?"`,
    changes: 2,
  },
  postLedgerEntries: {
    does: ({ ash }) => `entries: [{ clientId: "${ash}", kind: INVOICE, amount: "1" }]`,
    another: ({ ash }) => `entries: [{ clientId: "${ash}", kind: INVOICE, amount: "2" }]`,
    changes: 1,
  },
  createGatewayToken: {
    does: ({ ash, token }) =>
      `clientId: "${ash}", input: { companyGatewayId: "${token}", gatewayTypeId: "1", meta: {} }`,
    another: ({ ash, token }) =>
      `clientId: "${ash}", input: { companyGatewayId: "${token}", gatewayTypeId: "2", meta: {} }`,
    changes: 1,
  },
  updateGatewayToken: {
    does: ({ token }) => `id: "${token}", input: { token: "new" }`,
    another: ({ token }) => `id: "${token}", input: { token: "newer" }`,
    changes: 1,
  },
  deleteGatewayToken: {
    does: ({ token }) => `id: "${token}"`,
    another: ({ token }) => `id: "${token}", expectedVersion: 2`,
    changes: 1,
  },
  updateDocument: {
    does: ({ document }) => `id: "${document}", input: { name: "new.txt" }`,
    another: ({ document }) => `id: "${document}", input: { name: "newer.txt" }`,
    changes: 1,
  },
  deleteDocument: {
    does: ({ document }) => `id: "${document}"`,
    another: ({ document }) => `id: "${document}", expectedVersion: 2`,
    changes: 1,
  },
};

/** Tried in a file of its own, since it is no JSON. */
const elsewhere = ['uploadClientDocuments'];

async function prepare(api: Api): Promise<Things> {
  const [ash, birch, archived] = (await api.has(
    { name: 'Ash', contacts: [{}], documents: [{}], gatewayTokens: [{}] },
    { name: 'Birch', contacts: [{}] },
    { name: 'Cedar', contacts: [{}], archivedAt: new Date() },
  )) as [string, string, string];
  const { client } = await api.ask(
    'query ($id: ID!) { client(id: $id) { documents { nodes { id } } gatewayTokens { id } } }',
    { id: ash },
  );
  // That a password was confirmed is noted, whatever becomes of what it was for.
  await ask(api, 'purgeClient', `id: "${api.ids.encode(2_000_000_000)}"`);
  const seen = (await previewToken(api, { into: ash, from: [birch] })) ?? '';
  return {
    ...{ ash, birch, archived, seen },
    document: client.documents.nodes[0].id,
    token: client.gatewayTokens[0].id,
  };
}

/** Asks for a mutation and gives its payload. */
async function ask(api: Api, name: string, args: string) {
  const selection = '{ replayed dryRun userErrors { code path } }';
  const confirmed = { 'x-api-password': api.password };
  return (await api.ask(`mutation { done: ${name}(${args}) ${selection} }`, {}, confirmed)).done;
}

const newest = async ({ db, companyId }: Api) => Number(await latestCursor(db, companyId));

test('every mutation of the schema is tested here', () => {
  const names = rootFields.filter(({ operation }) => operation === 'mutation');
  expect([...Object.keys(cases), ...elsewhere].sort()).toEqual(
    names.map(({ field }) => field.name).sort(),
  );
});

test.for(Object.entries(cases))(
  '%s runs once when it is sent many times at once with one key',
  async ([name, { does, another, changes }], { api }) => {
    const things = await prepare(api);
    const key = ', idempotencyKey: "k"';
    const twins = Array.from({ length: 20 }, () => ask(api, name, does(things) + key));
    const answers = await Promise.all(twins);
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await newest(api)).toBe(changes);
    expect((await ask(api, name, another(things) + key)).userErrors).toEqual([
      { code: 'IDEMPOTENCY_MISMATCH', path: ['idempotencyKey'] },
    ]);
    expect(await newest(api)).toBe(changes);
  },
);

test.for(Object.entries(cases))(
  'a dry run of %s writes nothing, and its key can be used again',
  async ([name, { does, changes }], { api }) => {
    const things = await prepare(api);
    const before = await everything(api);
    const key = ', idempotencyKey: "k"';
    const tried = await ask(api, name, `${does(things)}, dryRun: true${key}`);
    expect(tried).toEqual({ replayed: false, dryRun: true, userErrors: [] });
    expect(await everything(api)).toEqual(before);
    const done = await ask(api, name, does(things) + key);
    expect(done).toEqual({ replayed: false, dryRun: false, userErrors: [] });
    expect(await newest(api)).toBe(changes);
  },
);

test.for(Object.entries(cases))(
  '%s sent twenty times at once without a key gets twenty results',
  async ([name, { does }], { api }) => {
    const things = await prepare(api);
    const twins = Array.from({ length: 20 }, () => ask(api, name, does(things)));
    const answers = await Promise.all(twins);
    expect(answers.some(({ userErrors }) => userErrors.length === 0)).toBe(true);
    const codes = answers.flatMap(({ userErrors }) =>
      userErrors.map(({ code }: { code: string }) => code),
    );
    // Whoever comes too late is told that it is gone, and nothing else.
    expect(codes.filter((code) => code !== 'NOT_FOUND')).toEqual([]);
  },
);

const guarded = rootFields.filter(({ field }) =>
  field.args.some(({ name }) => name === 'expectedVersion'),
);

test.for(guarded.map(({ field }) => field.name).filter((name) => name in cases))(
  '%s with an old version of a client gets CONFLICT and changes nothing',
  async (name, { api }) => {
    const things = await prepare(api);
    const before = await everything(api);
    const args = (cases[name] as Case).does(things);
    const { userErrors } = await ask(api, name, `${args}, expectedVersion: 99`);
    expect(userErrors).toMatchObject([{ code: 'CONFLICT' }]);
    expect(await everything(api)).toEqual(before);
  },
);
