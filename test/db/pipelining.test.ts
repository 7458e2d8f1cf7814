import { sql } from '../../src/db/sql.ts';
import { expect, newCompany, test } from '../support/api.ts';
import { newBook } from '../support/command.ts';
import { ownGateway } from '../support/gateway.ts';

const NAME = 'query ($id: ID!) { client(id: $id) { name } }';

test('concurrent reads each get their own client', async ({ api }) => {
  const seeds = Array.from({ length: 60 }, (_, i) => ({ name: `Client ${i}` }));
  const ids = await api.has(...seeds);
  const answers = await Promise.all(ids.map((id) => api.ask(NAME, { id })));
  expect(answers.map(({ client }) => client)).toEqual(seeds);
});

test('a failed statement does not affect the ones pipelined after it', async ({ api }) => {
  const line = api.db.pipelinedConnection();
  const values = [1, 0, 2, 0, 4].map((n) => line.queryText(sql`select 8 / ${n}::integer`));
  const outcomes = await Promise.allSettled(values);
  expect(
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : null)),
  ).toEqual([[['8']], null, [['4']], null, [['2']]]);
});

test('a write proceeds during continuous reads on the only connection', async () => {
  const settings = { ...(await newBook()), DATABASE_POOL: '1' };
  const own = await ownGateway(settings);
  const api = await newCompany(own);
  const [id] = await api.has({ name: 'Before' });
  let isChanged = false;
  const read = async () => {
    while (!isChanged) await api.ask(NAME, { id });
  };
  const readers = Array.from({ length: 10 }, read);
  await api.ask(
    `mutation ($id: ID!) {
      upsertClient(input: { match: { id: $id }, name: "After" }) { client { name } }
    }`,
    { id },
  );
  isChanged = true;
  await Promise.all(readers);
  expect(await api.ask(NAME, { id })).toEqual({ client: { name: 'After' } });
  await own.close();
});
