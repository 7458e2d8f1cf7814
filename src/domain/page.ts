import { hash } from 'node:crypto';
import { all, atMost, empty, join, raw, type Sql, sql } from '../db/sql.ts';
import { DomainError, invalidInput } from './errors.ts';
import type { Kind } from './kinds.ts';
import { isOfKind, sqlType } from './kinds.ts';

/** One key of a total order of rows. */
export interface SortKey {
  readonly column: Sql;
  readonly kind: Exclude<Kind, 'json'>;
  readonly nullable: boolean;
  readonly descending: boolean;
  /** Where rows without a value stand. Unused when there are none. */
  readonly nullsFirst: boolean;
}

/** Which part of a list is wanted, as callers say it. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
  readonly offset?: number | null | undefined;
}

/** Largest and usual length of a page. */
export const MAX_PAGE_SIZE = 500;
export const DEFAULT_PAGE_SIZE = 50;

/** Most characters of a cursor; those of the longest texts have half as many. */
const MAX_CURSOR = 65_536;

/** A value of a cursor: what a row has in a sort key, as text PostgreSQL reads; null for none. */
export type CursorValue = string | number | boolean | null;

/** A page, made out: which rows, from where, and in which direction they are read. */
export interface Page {
  readonly size: number;
  readonly offset: number;
  /** Read from the end of the list towards its start, to be turned round afterwards. */
  readonly backward: boolean;
  /** The values of the row next to which the page starts; null for the end of the list. */
  readonly from: readonly CursorValue[] | null;
  readonly keys: readonly SortKey[];
  /** Fingerprint of the list the page belongs to: its cursors carry it. */
  readonly digest: string;
}

/**
 * Makes out a page of a list.
 * @param list anything that says which list it is (filter, search, state, order): its cursors work for no other
 * @throws INVALID_INPUT for impossible sizes or combinations, INVALID_CURSOR for a cursor of another list
 */
export function makePage(args: PageArguments, keys: readonly SortKey[], list: unknown): Page {
  const { first, after, last, before, offset } = args;
  if (first != null && last != null) {
    throw invalidInput('Ask for the first or for the last rows, not for both.', ['last']);
  }
  if (after != null && before != null) {
    throw invalidInput('Give a cursor to start after or one to end before, not both.', ['before']);
  }
  if (last == null && before != null) throw invalidInput('"before" goes with "last".', ['before']);
  if (last != null && after != null) throw invalidInput('"after" goes with "first".', ['after']);
  if (offset != null && (after ?? before ?? last) != null) {
    throw invalidInput('"offset" goes with "first" alone.', ['offset']);
  }
  if (offset != null && (offset < 0 || !Number.isInteger(offset))) {
    throw invalidInput('"offset" is a whole number, 0 or greater.', ['offset']);
  }
  const backward = last != null;
  const name = backward ? 'last' : 'first';
  const digest = hash('sha1', JSON.stringify(list), 'base64url').slice(0, 12);
  const cursor = backward ? before : after;
  return {
    size: pageSize(args[name] ?? DEFAULT_PAGE_SIZE, name),
    offset: offset ?? 0,
    backward,
    from: cursor == null ? null : readCursor(cursor, keys, digest, backward ? 'before' : 'after'),
    keys: backward ? keys.map(reversed) : keys,
    digest,
  };
}

/**
 * A page by its place in the list, of any size: how v1 counts pages. It has no cursors.
 * @param offset rows to leave out first; reading grows with it
 */
export const offsetPage = (keys: readonly SortKey[], size: number, offset: number): Page => ({
  size,
  offset,
  backward: false,
  from: null,
  keys,
  digest: '',
});

/** How many rows a page has. @throws INVALID_INPUT for a size that none may have */
export function pageSize(size: number, name: string): number {
  if (Number.isInteger(size) && size >= 1 && size <= MAX_PAGE_SIZE) return size;
  throw invalidInput(`"${name}" is a whole number from 1 to ${MAX_PAGE_SIZE}; ${size} is not.`, [
    name,
  ]);
}

const reversed = (key: SortKey): SortKey => ({
  ...key,
  descending: !key.descending,
  nullsFirst: !key.nullsFirst,
});

/** The cursor of a row: opaque to callers, bound to the list it came from. */
export const writeCursor = (digest: string, values: readonly CursorValue[]): string =>
  Buffer.from(JSON.stringify([digest, ...values])).toString('base64url');

function readCursor(
  cursor: string,
  keys: readonly SortKey[],
  digest: string,
  name: string,
): CursorValue[] {
  const invalid = (message: string) => new DomainError('INVALID_CURSOR', message, [name]);
  const parsed = parseCursor(cursor);
  if (!parsed) throw invalid(`"${name}" is not a cursor.`);
  const [given, ...values] = parsed;
  if (given !== digest) {
    throw invalid(`The cursor in "${name}" belongs to another sort, filter or search.`);
  }
  const fits = values.length === keys.length && keys.every((key, i) => isValue(key, values[i]));
  if (!fits) throw invalid(`"${name}" is not a cursor.`);
  return values as CursorValue[];
}

function parseCursor(cursor: string): unknown[] | null {
  if (cursor.length > MAX_CURSOR) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) && parsed.length > 1 ? parsed : null;
  } catch {
    return null;
  }
}

/** Whether a value can be what a row has in a key: forged cursors must not reach the database. */
const isValue = ({ kind, nullable }: SortKey, value: unknown): boolean =>
  value === null ? nullable : isOfKind(kind, value);

/** A value that the driver read from a key's column, as it stands in a cursor. */
export const cursorValue = (value: unknown): CursorValue =>
  value instanceof Date ? value.toISOString() : (value as CursorValue);

/**
 * One statement for the rows of a page and one more, by which it is known whether there are further rows.
 * Each part of it is one range of one index, so its cost does not grow with the depth of the page.
 * @param select what is read of each row, without `where`: `select … from clients c`
 * @param where which rows the list has
 */
export function pageStatement(page: Page, select: Sql, where: Sql): Sql {
  const rows = page.size + 1;
  const enough = atMost(rows + page.offset);
  const parts = ranges(page).map(
    ({ condition, keys }) =>
      sql`(${select} where ${all([where, ...condition])} order by ${orderBy(keys)} ${enough})`,
  );
  const offset = page.offset > 0 ? sql` offset ${page.offset}` : empty;
  return sql`select * from (${join(parts, ' union all ')}) page limit ${rows}${offset}`;
}

/** The order of rows as SQL. Where a column has no nulls, saying nothing of them lets its index serve. */
export const orderBy = (keys: readonly SortKey[]): Sql =>
  join(
    keys.map(({ column, nullable, descending, nullsFirst }) => {
      const natural = !nullable || nullsFirst === descending;
      const nulls = natural ? '' : nullsFirst ? ' nulls first' : ' nulls last';
      return sql`${column}${raw(`${descending ? ' desc' : ''}${nulls}`)}`;
    }),
    ', ',
  );

interface RangeOfRows {
  readonly condition: readonly Sql[];
  /** The keys by which rows of the range still differ. */
  readonly keys: readonly SortKey[];
}

/** The rows after the page's start, as ranges in their order. */
function ranges({ keys, from }: Page): RangeOfRows[] {
  const [head, ...tail] = keys as [SortKey, ...SortKey[]];
  if (from === null) {
    if (!head.nullable || head.nullsFirst === head.descending) return [{ condition: [], keys }];
    const some = { condition: [sql`${head.column} is not null`], keys: [settled(head), ...tail] };
    const none = { condition: [sql`${head.column} is null`], keys: [settled(head), ...tail] };
    return head.nullsFirst ? [none, some] : [some, none];
  }
  return after(keys, from);
}

/** The rows that follow a row with these values, nearest first: `(a, b) > (1, 2)` is `a = 1 and b > 2`, then `a > 1`. */
function after(keys: readonly SortKey[], from: readonly CursorValue[]): RangeOfRows[] {
  const [head, ...tail] = keys;
  const [value = null, ...values] = from;
  if (!head) return [];
  const compact = value !== null && tail.every((key) => sameWay(head, key));
  if (compact) {
    const columns = join(keys.map(({ column }) => column));
    const row = join(keys.map((key, i) => bound(key, from[i] ?? null)));
    const further = sql`(${columns}) ${raw(head.descending ? '<' : '>')} (${row})`;
    return [{ condition: [further], keys: [settled(head), ...tail] }, ...nullsAfter(head, tail)];
  }
  const tied =
    value === null ? sql`${head.column} is null` : sql`${head.column} = ${bound(head, value)}`;
  const ties = after(tail, values).map((range) => ({
    condition: [tied, ...range.condition],
    keys: range.keys,
  }));
  if (value === null) {
    const some = { condition: [sql`${head.column} is not null`], keys: [settled(head), ...tail] };
    return head.nullsFirst ? [...ties, some] : ties;
  }
  const further = sql`${head.column} ${raw(head.descending ? '<' : '>')} ${bound(head, value)}`;
  const rest = { condition: [further], keys: [settled(head), ...tail] };
  return [...ties, rest, ...nullsAfter(head, tail)];
}

/** A key in a range that has either no nulls or nothing else: said so, its index serves the order both ways. */
const settled = (key: SortKey): SortKey => ({ ...key, nullable: false });

const sameWay = (head: SortKey, key: SortKey) =>
  !key.nullable && key.descending === head.descending;

const nullsAfter = (head: SortKey, tail: readonly SortKey[]): RangeOfRows[] =>
  head.nullable && !head.nullsFirst
    ? [{ condition: [sql`${head.column} is null`], keys: [settled(head), ...tail] }]
    : [];

const bound = ({ kind }: SortKey, value: CursorValue): Sql => sql`${value}::${raw(sqlType[kind])}`;
