import { and, empty, join, limitRounded, raw, type Sql, sql } from '../../db/sql.ts';
import { kinds } from '../core/kinds.ts';
import type { CursorValue } from './cursor.ts';
import type { Page, Sides } from './page.ts';
import { reversed, type SortKey } from './sort-key.ts';

/**
 * Returns the statement for the rows of a page and one more row, which shows that there is a further page.
 * Each part of it reads one range of one index, so its cost does not grow with the depth of the page.
 * @param select the columns and the table: `select … from clients c`
 * @param where the condition of the list
 */
export function pageStatement(page: Page, select: Sql, where: Sql): Sql {
  const rows = page.size + 1;
  const enough = limitRounded(rows + page.offset);
  const parts = ranges(page).map(
    ({ condition, keys }) =>
      sql`(${select} where ${and([where, ...condition])} order by ${orderBy(keys)} ${enough})`,
  );
  const offset = page.offset > 0 ? sql` offset ${page.offset}` : empty;
  return sql`select * from (${join(parts, ' union all ')}) page limit ${rows}${offset}`;
}

/** Returns whether a page starts inside its list, so that there may be rows behind it. */
export const isStarted = ({ from, offset }: Page): boolean => from !== null || offset > 0;

/** Returns whether a request needs to know if there are rows behind a page, and there may be some. */
export const asksBehind = (page: Page, { next, previous }: Sides): boolean =>
  isStarted(page) && (page.backward ? next : previous);

/**
 * Returns the condition that there are rows behind a page that starts inside its list. These are the row of its cursor
 * and the rows before it, or after it for a page that is read backward. With an offset, any row of the list counts.
 * @param from the table and its alias: `clients c`
 * @param where the condition of the list
 */
export function liesBehind(page: Page, from: Sql, where: Sql): Sql {
  if (page.from === null) return sql`exists (select from ${from} where ${where})`;
  const parts = after(page.keys.map(reversed), page.from, true).map(({ condition, keys }) => {
    const order = keys.length > 0 ? sql` order by ${orderBy(keys)}` : empty;
    return sql`(select 1 from ${from} where ${and([where, ...condition])}${order} limit 1)`;
  });
  return sql`exists (${join(parts, ' union all ')})`;
}

/** Returns the `ORDER BY` of sort keys. It has no `NULLS` for a column without nulls, so that its index can serve. */
export const orderBy = (keys: readonly SortKey[]): Sql =>
  join(
    keys.map((key) => {
      const { nullable, descending, nullsFirst } = key;
      const natural = !nullable || nullsFirst === descending;
      const nulls = natural ? '' : nullsFirst ? ' nulls first' : ' nulls last';
      return sql`${ordered(key)}${raw(`${descending ? ' desc' : ''}${nulls}`)}`;
    }),
    ', ',
  );

/** A range of consecutive rows of a list. */
interface RangeOfRows {
  readonly condition: readonly Sql[];
  /** The keys by which rows of the range still differ. */
  readonly keys: readonly SortKey[];
}

/** Returns the rows from the page's start on, as ranges in their order. */
function ranges({ keys, from }: Page): RangeOfRows[] {
  const [head, ...tail] = keys as [SortKey, ...SortKey[]];
  if (from === null) {
    if (!head.nullable || head.nullsFirst === head.descending) return [{ condition: [], keys }];
    const some = { condition: [sql`${ordered(head)} is not null`], keys: [settled(head), ...tail] };
    const none = { condition: [sql`${ordered(head)} is null`], keys: [settled(head), ...tail] };
    return head.nullsFirst ? [none, some] : [some, none];
  }
  return after(keys, from);
}

/**
 * Returns the ranges after a row, nearest first: `(a, b) > (1, 2)` is `a = 1 and b > 2`, then `a > 1`.
 * @param from the row's values of the keys
 * @param inclusive true to begin with the row itself
 */
function after(
  keys: readonly SortKey[],
  from: readonly CursorValue[],
  inclusive = false,
): RangeOfRows[] {
  const [head, ...tail] = keys;
  const [value = null, ...values] = from;
  if (!head) return inclusive ? [{ condition: [], keys }] : [];
  const compact = value !== null && tail.every((key) => sameWay(head, key));
  if (compact) {
    const columns = join(keys.map(ordered));
    const row = join(keys.map((key, i) => bound(key, from[i] ?? null)));
    const further = sql`(${columns}) ${raw(`${head.descending ? '<' : '>'}${inclusive ? '=' : ''}`)} (${row})`;
    return [{ condition: [further], keys: [settled(head), ...tail] }, ...nullsAfter(head, tail)];
  }
  const tied =
    value === null ? sql`${ordered(head)} is null` : sql`${ordered(head)} = ${bound(head, value)}`;
  const ties = after(tail, values, inclusive).map((range) => ({
    condition: [tied, ...range.condition],
    keys: range.keys,
  }));
  if (value === null) {
    const some = { condition: [sql`${ordered(head)} is not null`], keys: [settled(head), ...tail] };
    return head.nullsFirst ? [...ties, some] : ties;
  }
  const further = sql`${ordered(head)} ${raw(head.descending ? '<' : '>')} ${bound(head, value)}`;
  const rest = { condition: [further], keys: [settled(head), ...tail] };
  return [...ties, rest, ...nullsAfter(head, tail)];
}

/** Marks a key as not nullable, for a range with no nulls or only nulls: its index then serves both directions. */
const settled = (key: SortKey): SortKey => ({ ...key, nullable: false });

const sameWay = (head: SortKey, key: SortKey) =>
  !key.nullable && key.descending === head.descending;

const nullsAfter = (head: SortKey, tail: readonly SortKey[]): RangeOfRows[] =>
  head.nullable && !head.nullsFirst
    ? [{ condition: [sql`${ordered(head)} is null`], keys: [settled(head), ...tail] }]
    : [];

/** Returns the SQL by which a key sorts rows: `sort_key()` for a text, else the column. */
const ordered = ({ column, stored, kind }: Pick<SortKey, 'column' | 'stored' | 'kind'>): Sql =>
  stored ?? (kind === 'text' ? sql`sort_key(${column})` : column);

/** Returns the SQL of a cursor's value, to compare with `ordered`. */
const bound = ({ kind }: SortKey, value: CursorValue): Sql =>
  ordered({ kind, column: sql`${value}::${raw(kinds[kind].sqlType)}` });
