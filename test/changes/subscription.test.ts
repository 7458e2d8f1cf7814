import { once } from 'node:events';
import { IncomingMessage, request, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { vi } from 'vitest';
import { sql } from '../../src/db/sql.ts';
import { revokeToken } from '../../src/domain/companies/tokens.ts';
import { EventStream } from '../../src/graphql/sse/event-stream.ts';
import { Subscriber } from '../../src/graphql/sse/subscriber.ts';
import type { Gateway } from '../../src/server/gateway.ts';
import { Api, expect, test } from '../support/api.ts';
import { gateway, ownGateway } from '../support/gateway.ts';
import { eventsOf, Stream } from '../support/stream.ts';

const FOLLOW = `subscription Follow($after: String, $ids: [ID!]) {
  clientChanges(after: $after, ids: $ids) { cursor kind clientId client { name } }
}`;

const UPSERT = `mutation Upsert($input: UpsertClientInput!) {
  upsertClient(input: $input) { client { id } userErrors { message } }
}`;

const upsert = async (api: Api, input: object): Promise<string> =>
  (await api.ask(UPSERT, { input })).upsertClient.client.id;

const cursorOf = (event: { data?: { clientChanges: { cursor: string } } } | null) =>
  event?.data?.clientChanges.cursor;

const tokenOf = ({ db, companyId }: Api) =>
  db.query<{ id: number }>(sql`select id from api_tokens where company_id = ${companyId}`);

/** Waits until so many streams are open. */
const streams = (of: Gateway, count: number) =>
  vi.waitFor(() => expect(of.streams()).toBe(count), { timeout: 20_000 });

test('each change reaches all subscriptions when it is made', async ({ api }) => {
  const following = [await Stream.open(api, FOLLOW), await Stream.open(api, FOLLOW)];
  const ash = await upsert(api, { name: 'Ash' });
  for (const stream of following) {
    expect(await stream.next()).toEqual({
      data: {
        clientChanges: { cursor: '1', kind: 'CREATED', clientId: ash, client: { name: 'Ash' } },
      },
    });
  }
  await upsert(api, { match: { id: ash }, name: 'Birch' });
  for (const stream of following) {
    expect(await stream.next()).toMatchObject({
      data: { clientChanges: { cursor: '2', kind: 'UPDATED', client: { name: 'Birch' } } },
    });
    stream.drop();
  }
});

test('a stream begins with the next change, or after a cursor', async ({ api }) => {
  await upsert(api, { name: 'Ash' });
  await upsert(api, { name: 'Birch' });
  const fromNow = await Stream.open(api, FOLLOW);
  const fromStart = await Stream.open(api, FOLLOW, { after: '0' });
  const fromOne = await Stream.open(api, FOLLOW, { after: '1' });
  await upsert(api, { name: 'Cedar' });
  expect(cursorOf(await fromNow.next())).toBe('3');
  expect((await fromStart.take(3)).map(cursorOf)).toEqual(['1', '2', '3']);
  expect((await fromOne.take(2)).map(cursorOf)).toEqual(['2', '3']);
  for (const stream of [fromNow, fromStart, fromOne]) stream.drop();
});

test('a dropped stream continues after its cursor without loss or repetition', async ({ api }) => {
  const total = 60;
  const seen: string[] = [];
  async function follow() {
    for (let turn = 1; seen.length < total; turn += 1) {
      const stream = await Stream.open(api, FOLLOW, { after: seen.at(-1) ?? '0' });
      const events = await stream.take(Math.min(turn, total - seen.length));
      seen.push(...events.map((event) => cursorOf(event) as string));
      stream.drop();
    }
  }
  const following = follow();
  await Promise.all(Array.from({ length: total }, (_, i) => upsert(api, { name: `Client ${i}` })));
  await following;
  expect(seen).toEqual(Array.from({ length: total }, (_, i) => String(i + 1)));
});

test('a stream has the changes of the given clients only, and of no other company', async ({
  api,
  other,
}) => {
  const ash = await upsert(api, { name: 'Ash' });
  const foreign = await upsert(other, { name: 'Birch' });
  const narrow = await Stream.open(api, FOLLOW, { ids: [`client_${ash}`, foreign] });
  const wide = await Stream.open(api, FOLLOW);
  await upsert(other, { match: { id: foreign }, name: 'Cedar' });
  await upsert(api, { name: 'Dogwood' });
  await upsert(api, { match: { id: ash }, name: 'Elm' });
  expect(cursorOf(await narrow.next())).toBe('3');
  expect((await wide.take(2)).map(cursorOf)).toEqual(['2', '3']);
  narrow.drop();
  wide.drop();
});

test.for([
  ['a cursor that is none', { after: 'x' }, 'INVALID_CURSOR'],
  ['a cursor that is not come to yet', { after: '1' }, 'INVALID_CURSOR'],
  ['the id of a contact', { ids: ['contact_VolejRejNm'] }, 'WRONG_ID_TYPE'],
] as const)('%s ends the stream before it begins', async ([, args, code], { api }) => {
  const stream = await Stream.open(api, FOLLOW, args);
  expect(await stream.next()).toMatchObject({ errors: [{ extensions: { code } }] });
  expect(await stream.next()).toBeNull();
});

test('refuses a subscription without a token', async ({ api }) => {
  const stream = await Stream.open({ url: api.url, token: '' }, FOLLOW);
  expect(await stream.next()).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
  });
});

test.for([
  ['revoked', (api: Api, id: number) => revokeToken(api.db, api.companyId, id)],
  [
    'expired',
    ({ db }: Api, id: number) =>
      db.query(
        sql`update api_tokens set expires_at = now() + interval '1 second' where id = ${id}`,
      ),
  ],
] as const)('a stream ends when its token is %s', async ([, change], { api }) => {
  const stream = await Stream.open(api, FOLLOW);
  await upsert(api, { name: 'Ash' });
  expect(cursorOf(await stream.next())).toBe('1');
  const [token] = await tokenOf(api);
  await change(api, token?.id as number);
  expect(await stream.next()).toMatchObject({
    errors: [{ extensions: { code: 'UNAUTHENTICATED', cursor: '1' } }],
  });
  expect(await stream.next()).toBeNull();
});

test('a stream whose reader has disconnected is closed', async ({ api }) => {
  const running = await gateway();
  await streams(running, 0);
  const stream = await Stream.open(api, FOLLOW);
  await streams(running, 1);
  stream.drop();
  await streams(running, 0);
});

test('refuses a subscription that does not accept event streams', async ({ api }) => {
  const body = JSON.stringify({ query: FOLLOW });
  for (const accept of ['application/json', 'multipart/mixed;subscriptionSpec=1.0']) {
    const headers = { accept, 'content-type': 'application/json' };
    const response = await api.fetch('/graphql', { method: 'POST', headers, body });
    expect(response.status).toBe(406);
    expect(await response.json()).toMatchObject({
      errors: [
        {
          message: expect.stringContaining('Accept: text/event-stream'),
          extensions: { code: 'NOT_ACCEPTABLE', requestId: expect.any(String) },
        },
      ],
    });
  }
  await streams(await gateway(), 0);
});

test('many subscriptions share one read of a change', async ({ api }) => {
  const following = await Promise.all(Array.from({ length: 20 }, () => Stream.open(api, CURSORS)));
  const ash = await upsert(api, { name: 'Ash' });
  for (const stream of following) await stream.next();
  const change = { match: { id: ash }, name: 'Birch' };
  const written = await api.statements(() => upsert(api, change));
  const sent = await api.statements(async () => {
    await upsert(api, { ...change, name: 'Cedar' });
    for (const stream of following) await stream.take(2);
  });
  expect(sent - written).toBeLessThanOrEqual(2);
  for (const stream of following) stream.drop();
});

const CURSORS = 'subscription ($after: String) { clientChanges(after: $after) { cursor } }';

const onServer = test.skipIf(!process.env.DATABASE_URL);

onServer('streams of a stopping gateway end with the cursor to continue from', async ({ api }) => {
  const second = await ownGateway();
  const there = await Stream.open({ url: second.url, token: api.token }, FOLLOW);
  await upsert(api, { name: 'Ash' });
  expect(cursorOf(await there.next())).toBe('1');
  const closed = second.close();
  expect((await there.next())?.errors).toMatchObject([
    { extensions: { code: 'GOING_AWAY', cursor: '1' } },
  ]);
  expect(await there.next()).toBeNull();
  await closed;
});

onServer(
  'a change made on one gateway reaches the subscriptions of all gateways',
  async ({ api }) => {
    const second = await ownGateway();
    const there = await Stream.open({ url: second.url, token: api.token }, FOLLOW);
    const here = await Stream.open(api, FOLLOW);
    await upsert(api, { name: 'Ash' });
    await upsert(new Api(second.url, second.db, api), { name: 'Birch' });
    expect((await there.take(2)).map(cursorOf)).toEqual(['1', '2']);
    expect((await here.take(2)).map(cursorOf)).toEqual(['1', '2']);
    here.drop();
    there.drop();
    await second.close();
  },
);

test('a stream without changes sends a ping every 15 seconds', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const silence = { next: () => new Promise<never>(() => {}) };
  const stream = new EventStream(
    { [Symbol.asyncIterator]: () => silence },
    {
      subscriber: new Subscriber(new ServerResponse(new IncomingMessage(new Socket()))),
      idleTimeout: 1000,
      mask: (result) => result,
    },
  );
  const heard = () => String(stream.read() ?? '');
  expect(heard()).toBe(':\n\n');
  vi.advanceTimersByTime(14_999);
  expect(heard()).toBe('');
  vi.advanceTimersByTime(1);
  expect(heard()).toBe(':\n\n');
  vi.advanceTimersByTime(60_000);
  expect(heard()).toBe(':\n\n');
  stream.destroy();
  vi.useRealTimers();
});

/** Opens a subscription whose response is not read until it is resumed. */
async function openUnread({ url, token }: Api, query: string, variables: object) {
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    'x-api-token': token,
  };
  const sent = request(`${url}/graphql`, { method: 'POST', headers, agent: false });
  sent.end(JSON.stringify({ query, variables }));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response.pause();
}

test('disconnects a reader that is too slow, which can continue later', async ({ api }) => {
  const running = await gateway();
  const [id = ''] = await api.has({ privateNotes: 'x'.repeat(60_000) });
  const total = 500;
  await api.db.query(sql`
    with counted as (
      update company_counters set change = ${total} where company_id = ${api.companyId} returning company_id
    )
    insert into changes (company_id, sequence, client_id, kind, version, fields)
    select company_id, n, ${api.ids.decode('Client', id)}, 'UPDATED', n + 1, '{name}'
    from counted, generate_series(1, ${total}) n`);
  const query = `subscription ($after: String) {
    clientChanges(after: $after) { cursor client { privateNotes } } }`;
  await streams(running, 0);
  const unread = await openUnread(api, query, { after: '0' });
  await streams(running, 0);
  const events = [];
  for await (const event of eventsOf(unread)) events.push(event);
  const end = events.pop();
  // What was on its way arrives, and is far from everything.
  expect(events.map(cursorOf)).toEqual(events.map((_, i) => String(i + 1)));
  expect(events.length).toBeLessThan(total);
  const cursor = String(events.length);
  expect(end?.errors).toMatchObject([{ extensions: { code: 'SLOW_CONSUMER', cursor } }]);
  const again = await Stream.open(api, CURSORS, { after: cursor });
  const rest = (await again.take(total - events.length)).map(cursorOf);
  expect(rest).toEqual(rest.map((_, i) => String(events.length + i + 1)));
  again.drop();
});
