import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '../../src/db/sql.ts';
import { type Api, expect, test } from '../support/api.ts';
import { merge } from '../support/merging.ts';

const CHANGES = `query Changes($after: String, $first: Int, $ids: [ID!]) {
  clientChanges(after: $after, first: $first, ids: $ids) {
    nodes { cursor kind clientId version fields mergedInto at actor { name } client { name version } }
    endCursor
    hasNextPage
    latestCursor
  }
}`;

const UPSERT = `mutation Upsert($input: UpsertClientInput!, $dryRun: Boolean, $key: String) {
  upsertClient(input: $input, dryRun: $dryRun, idempotencyKey: $key) { client { id } userErrors { code message } }
}`;

const upsert = async (api: Api, input: object, more: object = {}): Promise<string> =>
  (await api.ask(UPSERT, { input, ...more })).upsertClient.client?.id;

const changes = async (api: Api, args: object = {}) => (await api.ask(CHANGES, args)).clientChanges;

const cursors = ({ nodes }: { nodes: { cursor: string }[] }) => nodes.map(({ cursor }) => cursor);

/** Notes changes of a client as if they had been made. */
const note = (api: Api, clientId: string, count: number) =>
  api.db.query(sql`
    with counted as (
      update company_counters set change = change + ${count} where company_id = ${api.companyId}
      returning change - ${count}::bigint as before
    )
    insert into changes (company_id, sequence, client_id, kind, version, fields)
    select ${api.companyId}, before + n, ${api.ids.decode('Client', clientId)}, 'UPDATED', n + 1, '{name}'
    from counted, generate_series(1, ${count}) n`);

test('each change has its kind, client and user', async ({ api }) => {
  const id = await upsert(api, { name: 'Ash' });
  await upsert(api, { match: { id }, name: 'Ash & Sons', city: 'Bern' });
  await upsert(api, { match: { id }, contacts: [{ email: 'ada@ash.example' }] });
  const { nodes } = await changes(api);
  expect(nodes).toEqual([
    {
      cursor: '1',
      kind: 'CREATED',
      clientId: id,
      version: 1,
      fields: expect.arrayContaining(['name', 'number', 'contacts']),
      mergedInto: null,
      at: expect.any(String),
      actor: { name: 'Owner' },
      client: { name: 'Ash & Sons', version: 3 },
    },
    expect.objectContaining({ cursor: '2', kind: 'UPDATED', version: 2, fields: ['name', 'city'] }),
    expect.objectContaining({ cursor: '3', kind: 'UPDATED', version: 3, fields: ['contacts'] }),
  ]);
});

test('the change of a creation names the default country, with a given number or without', async ({
  api,
}) => {
  await upsert(api, { number: 'A-1' });
  await upsert(api, {});
  const [own, given] = (await changes(api)).nodes;
  expect(own.fields).toContain('countryId');
  expect(own.fields.toSorted()).toEqual(given.fields.toSorted());
});

test.for([
  ['a client with its own number is created', { number: 'A-1' }],
  ['one without is created', {}],
] as const)(
  'while %s, the times that are noted are those after the wait for others',
  async ([, input], { api }) => {
    let created: Promise<string> | undefined;
    const released = await api.db.transaction(async (tx) => {
      await tx.query(sql`
      select from company_counters where company_id = ${api.companyId} for no key update`);
      created = upsert(api, input);
      await pause(100);
      return new Date();
    });
    await created;
    const [change] = (await changes(api)).nodes;
    const { client } = await api.ask(
      'query ($id: ID!) { client(id: $id) { createdAt updatedAt } }',
      {
        id: change.clientId,
      },
    );
    for (const time of [change.at, client.createdAt, client.updatedAt]) {
      expect(new Date(time).getTime()).toBeGreaterThanOrEqual(released.getTime());
    }
  },
);

test('records no change where nothing changes', async ({ api }) => {
  const id = await upsert(api, { name: 'Ash' }, { key: 'once' });
  await upsert(api, { name: 'Ash' }, { key: 'once' });
  await upsert(api, { match: { id }, name: 'Ash' });
  await upsert(api, { match: { id }, name: 'Birch' }, { dryRun: true });
  await api.ask(UPSERT, { input: { match: { id }, countryId: '9999' } });
  expect(cursors(await changes(api))).toEqual(['1']);
});

test('reads changes page by page, each after the cursor of the last', async ({ api }) => {
  const [id = ''] = await api.has({ name: 'Ash' });
  await note(api, id, 5);
  const first = await changes(api, { first: 2 });
  expect([cursors(first), first.hasNextPage, first.endCursor]).toEqual([['1', '2'], true, '2']);
  const rest = await changes(api, { first: 3, after: '2' });
  expect([cursors(rest), rest.hasNextPage]).toEqual([['3', '4', '5'], false]);
  const none = await changes(api, { after: '5' });
  expect(none).toEqual({ nodes: [], endCursor: '5', hasNextPage: false, latestCursor: '5' });
  await note(api, id, 1);
  expect(cursors(await changes(api, { after: '5' }))).toEqual(['6']);
});

test('an empty sequence of changes has a cursor to start from', async ({ api }) => {
  const empty = { nodes: [], endCursor: '0', hasNextPage: false, latestCursor: '0' };
  expect(await changes(api)).toEqual(empty);
  expect(await changes(api, { after: '0' })).toEqual(empty);
});

test('changes can be narrowed to clients by global or hashed ids', async ({ api, other }) => {
  const [ash = '', birch = '', cedar = ''] = await api.has(
    ...['Ash', 'Birch', 'Cedar'].map((name) => ({ name })),
  );
  const [foreign = ''] = await other.has({ name: 'Dogwood' });
  for (const id of [ash, birch, ash, cedar, birch]) await note(api, id, 1);
  await note(other, foreign, 1);
  expect(cursors(await changes(api, { ids: [ash] }))).toEqual(['1', '3']);
  const both = { ids: [`client_${birch}`, cedar, birch, foreign] };
  expect(cursors(await changes(api, both))).toEqual(['2', '4', '5']);
  const page = await changes(api, { ...both, first: 2, after: '1' });
  expect([cursors(page), page.hasNextPage]).toEqual([['2', '4'], true]);
  expect(cursors(await changes(api, { ids: [] }))).toEqual([]);
  expect(cursors(await changes(other))).toEqual(['1']);
});

test('keeps the changes of a purged or merged client, with its survivor', async ({ api }) => {
  const ash = await upsert(api, { name: 'Ash' });
  const birch = await upsert(api, { name: 'Birch' });
  const cedar = await upsert(api, { name: 'Cedar' });
  const purge = 'mutation ($id: ID!) { purgeClient(id: $id) { userErrors { message } } }';
  await api.ask(purge, { id: ash }, { 'x-api-password': api.password });
  await merge(api, { into: cedar, from: [birch] });
  const { nodes } = await changes(api, { after: '3' });
  expect(nodes).toMatchObject([
    { kind: 'PURGED', clientId: ash, version: 2, fields: [], client: null, mergedInto: null },
    { kind: 'MERGED', clientId: birch, version: 2, client: null, mergedInto: cedar },
    { kind: 'UPDATED', clientId: cedar, version: 2, client: { name: 'Cedar' } },
  ]);
  const { nodes: earlier } = await changes(api, { ids: [ash, birch], first: 2 });
  expect(earlier).toMatchObject([
    { kind: 'CREATED', clientId: ash, client: null },
    { kind: 'CREATED', clientId: birch, client: null },
  ]);
});

test.for([
  ['a text', { after: 'next' }, 'INVALID_CURSOR', ['after']],
  ['nothing', { after: '' }, 'INVALID_CURSOR', ['after']],
  ['a negative number', { after: '-1' }, 'INVALID_CURSOR', ['after']],
  ['zeros in front', { after: '01' }, 'INVALID_CURSOR', ['after']],
  ['more digits than there are', { after: '9'.repeat(19) }, 'INVALID_CURSOR', ['after']],
  ['a change that is not made yet', { after: '1' }, 'INVALID_CURSOR', ['after']],
  ['fewer than none', { first: -1 }, 'INVALID_INPUT', ['first']],
  ['a page that is too long', { first: 501 }, 'INVALID_INPUT', ['first']],
  ['an id that is none', { ids: ['!'] }, 'INVALID_ID', ['ids', 0]],
  ['the id of a contact', { ids: ['contact_VolejRejNm'] }, 'WRONG_ID_TYPE', ['ids', 0]],
  ['too many ids', { ids: Array(501).fill('VolejRejNm') }, 'TOO_MANY', ['ids']],
] as const)('%s is refused', async ([, args, code, inputPath], { api }) => {
  expect((await api.refused(CHANGES, args)).extensions).toMatchObject({ code, inputPath });
});

test('a page costs one statement, its clients one and its people one', async ({ api }) => {
  const ids = await api.has(...Array.from({ length: 100 }, (_, i) => ({ name: `Client ${i}` })));
  for (const id of ids) await note(api, id, 1);
  await api.db.query(sql`update changes set user_id = 1 where company_id = ${api.companyId}`);
  const document = `{ clientChanges(first: 100) { nodes { kind client { name } actor { name } } } }`;
  let found: { nodes: object[] } | undefined;
  await api.ask('{ __typename }');
  const sent = await api.statements(async () => {
    found = (await api.ask(document)).clientChanges;
  });
  expect(found?.nodes).toHaveLength(100);
  expect(found?.nodes.at(-1)).toMatchObject({
    client: { name: 'Client 99' },
    actor: { name: 'Owner' },
  });
  expect(sent).toBe(3);
});

test('a change is never visible before all earlier ones', async ({ api }) => {
  const ids = await api.has({ name: 'Ash' }, { name: 'Birch' }, { name: 'Cedar' });
  const seen: string[] = [];
  let writing = true;
  async function read() {
    for (let last = false; !last; ) {
      last = !writing;
      const page = await changes(api, { after: String(seen.length) });
      seen.push(...cursors(page));
    }
  }
  async function write(i: number) {
    const id = ids[i % 3];
    const many =
      'mutation ($inputs: [UpsertClientInput!]!) { upsertClients(inputs: $inputs) { results { outcome } } }';
    const post =
      'mutation ($entries: [LedgerEntryInput!]!) { postLedgerEntries(entries: $entries) { results { balance } } }';
    await upsert(api, { match: { id }, name: `Name ${i}` });
    await upsert(api, { number: `N-${i}` });
    await api.ask(many, { inputs: [{ name: `A ${i}` }, { match: { id }, city: `City ${i}` }] });
    await api.ask(post, { entries: [{ clientId: id, kind: 'INVOICE', amount: '1' }] });
  }
  const reading = Promise.all([read()]);
  await Promise.all(Array.from({ length: 12 }, (_, i) => write(i)));
  writing = false;
  await reading;
  expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => String(i + 1)));
  const { nodes } = await changes(api, { ids });
  const versions = ids.map((id) =>
    nodes
      .filter((one: { clientId: string }) => one.clientId === id)
      .map((one: { version: number }) => one.version),
  );
  for (const ofClient of versions) {
    expect(ofClient).toEqual(ofClient.map((_: number, i: number) => i + 2));
  }
});
