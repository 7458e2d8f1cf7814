import { sql } from '../../src/db/sql.ts';
import { expect, test } from '../support/api.ts';

const TWICE = `query ($id: ID!) {
  a: clients { totalCount nodes { version } }
  b: clients(sort: { field: NAME, direction: DESC }) { totalCount nodes { version } }
  client(id: $id) { version }
  clientBy(identifier: { number: "1" }) { version }
}`;

test('several lists and clients of one request are read in one snapshot', async ({ api }) => {
  const [id] = await api.has({ name: 'Ash', number: '1' });
  let done = false;
  const write = async () => {
    for (let n = 2; !done; n += 1) {
      await api.db.query(sql`
        with changed as (update clients set version = ${n} where company_id = ${api.companyId} and number = '1')
        insert into clients (company_id, user_id, number, client_hash, display_name)
        values (${api.companyId}, 1, ${`N${n}`}, ${`hash ${api.companyId} ${n}`}, 'New')`);
      await api.db.query(sql`
        delete from clients where company_id = ${api.companyId} and number <> '1' and id % 3 = 0`);
    }
  };
  const writing = write();
  try {
    for (let time = 0; time < 150; time += 1) {
      const { a, b, client, clientBy } = await api.ask(TWICE, { id });
      const versions = b.nodes.map(({ version }: { version: number }) => version);
      expect(b.totalCount).toBe(a.totalCount);
      expect(versions.toSorted()).toEqual(
        a.nodes.map(({ version }: { version: number }) => version).toSorted(),
      );
      expect(client.version).toBe(a.nodes[0].version);
      expect(clientBy.version).toBe(client.version);
    }
  } finally {
    done = true;
    await writing;
  }
});

test('a request with one list costs one statement, and one with two a transaction', async ({
  api,
}) => {
  await api.has({ name: 'Ash' });
  const one = '{ clients { totalCount nodes { name } } __typename }';
  const two = '{ a: clients { totalCount } b: clients { totalCount } }';
  await Promise.all([api.ask(one), api.ask(two)]);
  expect(await api.statements(() => api.ask(one))).toBe(1);
  expect(await api.statements(() => api.ask(two))).toBe(4);
  // Begin and the lists go out together.
  expect(await api.roundTrips(() => api.ask(two))).toBe(2);
});

test('reports the error of one of several lists at its own path', async ({ api }) => {
  await api.has({ name: 'Ash' });
  const query = `query ($f: ClientFilter) { a: clients(filter: $f) { totalCount } b: clients { totalCount } }`;
  await api.ask(query);
  const error = await api.refused(query, { f: { name: {} } });
  expect(error).toMatchObject({ path: ['a'], extensions: { inputPath: ['filter', 'name'] } });
  expect((await api.ask(query)).b.totalCount).toBe(1);
});
