import fc from 'fast-check';
import { column, columnName, raw, sql } from '../../src/db/sql.ts';
import { constantCase } from '../../src/domain/casing.ts';
import { sortFields } from '../../src/domain/clients/list/sorts.ts';
import { type Api, expect, test } from '../support/api.ts';
import type { ClientSeed } from '../support/factories.ts';

interface Sort {
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
  readonly nulls: 'FIRST' | 'LAST';
}

/** Returns one of some values for each place, so that fields have ties and gaps in different places. */
const pick = <Value>(values: readonly Value[], place: number): Value =>
  values[(place * 7) % values.length] as Value;

const day = (number: number) => new Date(Date.UTC(2026, 0, number, 12, 30, 15, number));

/** Eleven clients with ties in every field, and gaps in every field that may have them. */
const clients = Array.from(
  { length: 11 },
  (_, i): ClientSeed => ({
    name: pick([null, 'Ash', 'ash', 'Ärger', '', 'Ash'], i),
    displayName: pick(['Ash', 'Birch', '木', 'ash', 'Birch'], i),
    balance: pick(['0', '-1.5', '10', '10', '9.99', '12345678901234.123456'], i),
    paidToDate: pick(['0', '0', '3'], i),
    creditBalance: pick(['7', '0.000001', '0'], i),
    lastLogin: pick([null, day(1), day(2), day(1)], i),
    city: pick([null, null, 'Berlin', 'Ulm', 'Berlin'], i),
    countryId: pick([276, null, 40], i),
    idNumber: pick([null, `A${i}`], i),
    number: pick(
      [`no digits ${String.fromCharCode(97 + i)}`, `X-${i}`, `${i % 3}-A${i % 3}${'!'.repeat(i)}`],
      i,
    ),
    archivedAt: pick([null, day(3), day(4)], i),
    createdAt: pick([day(5), day(5), day(6)], i),
    updatedAt: pick([day(9), day(8), day(8), day(7)], i),
  }),
);

const everyState = { status: null };

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String, $offset: Int, $status: [ClientStatus!], $sort: [ClientSort!]) {
  clients(first: $first, after: $after, last: $last, before: $before, offset: $offset, status: $status, sort: $sort) {
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

interface Edge {
  cursor: string;
  node: { id: string };
}

async function page(api: Api, variables: object) {
  const { clients: found } = await api.ask(LIST, { ...everyState, ...variables });
  const edges: Edge[] = found.edges;
  expect(found.pageInfo).toMatchObject({
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  });
  return { ids: edges.map(({ node }) => node.id), edges, ...found.pageInfo };
}

/** Reads all pages of a list forwards. */
async function forward(api: Api, sort: readonly Sort[], size: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after: string | null = null, more = true; more; ) {
    const found = await page(api, { first: size, after, sort });
    expect(found.hasPreviousPage).toBe(after !== null);
    pages.push(found.ids);
    after = found.endCursor;
    more = found.hasNextPage;
  }
  return pages;
}

/** Reads all pages of a list backwards. */
async function backward(api: Api, sort: readonly Sort[], size: number): Promise<string[][]> {
  const pages: string[][] = [];
  for (let before: string | null = null, more = true; more; ) {
    const found = await page(api, { last: size, before, sort });
    expect(found.hasNextPage).toBe(before !== null);
    pages.unshift(found.ids);
    before = found.startCursor;
    more = found.hasPreviousPage;
  }
  return pages;
}

const texts = ['name', 'displayName', 'city', 'idNumber'];

/** Returns the columns by which clients are ordered when they are sorted by a field. */
function expressions(field: string): string[] {
  if (field === 'number')
    return [`nullif(regexp_replace(c.number, '[^0-9]', '', 'g'), '')::numeric`];
  const { sql: name } = column('c', field);
  return texts.includes(field) ? [`left(fold_search(left(${name}, 60)), 60)`, name] : [name];
}

/** Returns the order in plain SQL. */
async function inSql(api: Api, sorts: readonly Sort[]): Promise<string[]> {
  const keys = sorts.flatMap(({ field, direction, nulls }) =>
    expressions(field).map((expression) => `${expression} ${direction} NULLS ${nulls}`),
  );
  const order = [...keys, `c.id ${sorts.at(-1)?.direction ?? 'ASC'}`].join(', ');
  const rows = await api.db.query<{ id: number }>(
    sql`select c.id from clients c where c.company_id = ${api.companyId} order by ${raw(order)}`,
  );
  return rows.map(({ id }) => api.ids.encode(id));
}

const asked = (sorts: readonly Sort[]) =>
  sorts.map((sort) => ({ ...sort, field: constantCase(sort.field) }));

test.for(sortFields)(
  'pages sorted by %s give every client once, in order',
  async (field, { api }) => {
    await api.has(...clients);
    for (const direction of ['ASC', 'DESC'] as const) {
      for (const nulls of ['FIRST', 'LAST'] as const) {
        const sort = [{ field, direction, nulls }];
        const expected = await inSql(api, sort);
        const said = `${columnName(field)} ${direction} ${nulls}`;
        expect((await forward(api, asked(sort), 3)).flat(), said).toEqual(expected);
        expect((await backward(api, asked(sort), 3)).flat(), said).toEqual(expected);
      }
    }
  },
);

test('pages of any size and order return every client once', async ({ api }) => {
  await api.has(...clients);
  const sort = fc.record({
    field: fc.constantFrom(...sortFields),
    direction: fc.constantFrom('ASC' as const, 'DESC' as const),
    nulls: fc.constantFrom('FIRST' as const, 'LAST' as const),
  });
  const sorts = fc.uniqueArray(sort, { selector: ({ field }) => field, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(sorts, fc.integer({ min: 1, max: 12 }), async (given, size) => {
      const expected = await inSql(api, given);
      expect((await forward(api, asked(given), size)).flat()).toEqual(expected);
      expect((await backward(api, asked(given), size)).flat()).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test('all pages but the last are full', async ({ api }) => {
  await api.has(...clients);
  expect((await forward(api, [], 4)).map(({ length }) => length)).toEqual([4, 4, 3]);
  expect((await backward(api, [], 4)).map(({ length }) => length)).toEqual([3, 4, 4]);
  expect((await forward(api, [], 11)).map(({ length }) => length)).toEqual([11]);
});

test('a list without clients has one page without cursors', async ({ api }) => {
  expect(await page(api, { first: 3 })).toEqual({
    ids: [],
    edges: [],
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: null,
    endCursor: null,
  });
});

test('a page has 50 clients by default and 500 at most', async ({ api }) => {
  await api.has(...Array.from({ length: 501 }, () => ({})));
  expect((await page(api, {})).ids).toHaveLength(50);
  const longest = await page(api, { first: 500 });
  expect(longest.ids).toHaveLength(500);
  expect(longest.hasNextPage).toBe(true);
});

test('an offset skips clients at the start', async ({ api }) => {
  const ids = await api.has(...clients);
  const found = await page(api, { first: 3, offset: 4 });
  expect(found).toMatchObject({ ids: ids.slice(4, 7), hasNextPage: true, hasPreviousPage: true });
  const next = await page(api, { first: 3, after: found.endCursor });
  expect(next.ids).toEqual(ids.slice(7, 10));
  expect((await page(api, { offset: 2_000_000_000 })).ids).toEqual([]);
});

test('an offset counts clients without a value', async ({ api }) => {
  await api.has(...clients);
  const sort: Sort[] = [{ field: 'city', direction: 'DESC', nulls: 'LAST' }];
  const expected = await inSql(api, sort);
  for (const offset of [2, 5, 8]) {
    const found = await page(api, { first: 4, offset, sort: asked(sort) });
    expect(found.ids).toEqual(expected.slice(offset, offset + 4));
  }
});

test('clients created, deleted and changed between two pages neither hide nor repeat others', async ({
  api,
}) => {
  const [, b, c, d, , f, g] = await api.has(
    ...['Ash', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir', 'Ginkgo'].map((name) => ({ name })),
  );
  const sort = [{ field: 'NAME', direction: 'ASC', nulls: 'LAST' }];
  const first = await page(api, { first: 3, sort });
  expect(first.ids.slice(1)).toEqual([b, c]);

  // The client at the cursor goes, one comes before it and one after it, one moves to the page that was read.
  const number = (id: string | undefined) => api.ids.decodeHash(id ?? '');
  await api.db.query(sql`delete from clients where id = ${number(c)}`);
  await api.has({ name: 'Aspen' });
  const [fig] = await api.has({ name: 'Fig' });
  await api.db.query(
    sql`update clients set name = 'Alder' where display_name = 'Elm' and company_id = ${api.companyId}`,
  );

  const second = await page(api, { first: 3, after: first.endCursor, sort });
  expect(second.ids).toEqual([d, fig, f]);
  expect((await page(api, { first: 3, after: second.endCursor, sort })).ids).toEqual([g]);
  const back = await page(api, { last: 3, before: second.startCursor, sort });
  expect(back.hasPreviousPage).toBe(true);
  expect(back.ids.at(-1)).toBe(b);
});

test('a cursor stays valid when the value in it changes', async ({ api }) => {
  const [a, b, c] = await api.has({ balance: 1 }, { balance: 2 }, { balance: 3 });
  const sort = [{ field: 'BALANCE', direction: 'ASC', nulls: 'LAST' }];
  const first = await page(api, { first: 2, sort });
  expect(first.ids).toEqual([a, b]);
  await api.db.query(
    sql`update clients set balance = 100 where id = ${api.ids.decodeHash(b ?? '')}`,
  );
  // It is read where it now stands: whoever moves past the cursor is seen again, nobody is skipped.
  expect((await page(api, { first: 2, after: first.endCursor, sort })).ids).toEqual([c, b]);
});

test('a cursor holds the largest values', async ({ api }) => {
  const long = '\u{10ffff}'.repeat(250);
  const names = [`${long}a`, `${long}b`, `${long}c`];
  const ids = await api.has(
    ...names.map((name, i) => ({
      name,
      city: long,
      displayName: name,
      number: `${'9'.repeat(190)}${i}`,
    })),
  );
  for (const fields of [
    ['NAME'],
    ['NUMBER'],
    ['CITY', 'NAME', 'DISPLAY_NAME', 'NUMBER', 'BALANCE'],
  ]) {
    const sort = fields.map((field) => ({
      field,
      direction: 'ASC' as const,
      nulls: 'LAST' as const,
    }));
    expect(await forward(api, sort, 1)).toEqual(ids.map((id) => [id]));
  }
});
