import { beforeAll } from 'vitest';
import { column, raw, sql } from '../../src/db/sql.ts';
import { constantCase } from '../../src/domain/casing.ts';
import { sortFields } from '../../src/domain/clients/list/sorts.ts';
import { type Api, expect, test } from '../support/api.ts';
import { importedBook } from '../support/books/book.ts';

let api: Api;

beforeAll(async () => {
  ({ api } = await importedBook());
}, 120_000);

const rows = <Row>(text: string) => api.db.query<Row>(sql`${raw(text)}`);

const LIST = `query ($filter: ClientFilter, $search: String, $status: [ClientStatus!], $sort: [ClientSort!], $after: String) {
  clients(first: 500, filter: $filter, search: $search, status: $status, sort: $sort, after: $after) {
    nodes { id }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Reads the numbers of all clients of a list, in its order. */
async function listed(args: object): Promise<number[]> {
  const ids: number[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { clients } = await api.ask(LIST, { ...args, after });
    ids.push(...clients.nodes.map(({ id }: { id: string }) => api.ids.decodeHash(id)));
    after = clients.pageInfo.endCursor;
    more = clients.pageInfo.hasNextPage;
  }
  return ids;
}

const numbers = async (text: string) => (await rows<{ id: number }>(text)).map(({ id }) => id);

test.for(sortFields)('the whole book sorted by %s is in the order of plain SQL', async (field) => {
  const plain = column('c', field).sql.replace('c.', '');
  // Texts are sorted by their first letters without case and accents, then as they are.
  const isText = ['name', 'displayName', 'city', 'idNumber'].includes(field);
  const keys =
    field === 'number'
      ? [`nullif(regexp_replace(number, '[^0-9]', '', 'g'), '')::numeric`]
      : isText
        ? [`left(fold_search(left(${plain}, 60)), 60) collate "C"`, plain]
        : [plain];
  for (const direction of ['ASC', 'DESC']) {
    for (const nulls of ['FIRST', 'LAST']) {
      const expected = await numbers(
        `select id from clients order by ${keys.map((key) => `${key} ${direction} nulls ${nulls}`)}, id ${direction}`,
      );
      const sort = [{ field: constantCase(field), direction, nulls }];
      expect(await listed({ status: null, sort })).toEqual(expected);
    }
  }
});

test('returns the same counts and sums per currency as plain SQL', async () => {
  const expected = await rows(`
    select settings->>'currency_id' as "currencyId", count(*)::int as count, trim_scale(sum(balance)) as balance,
      trim_scale(sum(paid_to_date)) as "paidToDate", trim_scale(sum(credit_balance)) as "creditBalance"
    from clients where not is_deleted group by 1 order by (settings->>'currency_id')::int`);
  const { clients } = await api.ask(`{
    clients(status: [ACTIVE, ARCHIVED]) { totalCount summary { currencyId count balance paidToDate creditBalance } }
  }`);
  expect(clients.summary).toEqual(expected);
  expect(clients.totalCount).toBe(565);
  expect(clients.summary.length).toBeGreaterThan(1);
});

test.for([
  [
    'an amount',
    { filter: { balance: { gte: '1000', lt: '5000' } } },
    'balance >= 1000 and balance < 5000',
  ],
  ['no id number', { filter: { idNumber: { isNull: true } } }, 'id_number is null'],
  ['other countries', { filter: { countryId: { ne: '840' } } }, 'country_id is distinct from 840'],
  ['a part of a name', { filter: { name: { contains: 'GROUP' } } }, `name ilike '%group%'`],
  ['a moment', { filter: { createdAt: { gte: '2023-01-01' } } }, `created_at >= '2023-01-01Z'`],
  [
    'a contact',
    { filter: { contacts: { some: { email: { endsWith: '.ORG' } } } } },
    `exists (select from contacts k where k.client_id = c.id and k.email ilike '%.org')`,
  ],
  [
    'no second contact',
    { filter: { not: { contacts: { some: { isPrimary: false } } } } },
    `not exists (select from contacts k where k.client_id = c.id and not k.is_primary)`,
  ],
  [
    'either',
    { filter: { or: [{ paidToDate: { gt: '10000' } }, { creditBalance: { gt: '0' } }] } },
    'paid_to_date > 10000 or credit_balance > 0',
  ],
  ['archived ones', { status: ['ARCHIVED'] }, 'archived_at is not null and not is_deleted', ''],
  [
    'a search',
    { search: 'an' },
    `concat_ws(' ', name, id_number, number, custom_value1, custom_value2, custom_value3, custom_value4) ilike '%an%'
      or exists (select from contacts k where k.client_id = c.id
        and (first_name ilike '%an%' or last_name ilike '%an%' or k.email ilike '%an%' or k.phone ilike '%an%'))`,
  ],
] as const)(
  'the clients with %s are those of plain SQL',
  async ([, args, where, state = 'and archived_at is null and not is_deleted']) => {
    const expected = await numbers(
      `select id from clients c where (${where}) ${state} order by id`,
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(await listed(args)).toEqual(expected);
  },
);
