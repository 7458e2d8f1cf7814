import { join, raw, type Sql, sql } from '../db/sql.ts';
import type { Page, Sides } from '../domain/page/page.ts';
import { asksBehind, liesBehind, orderBy, pageStatement } from '../domain/page/page-statement.ts';
import type { OwnedType, ReadableType } from '../domain/records/descriptors.ts';
import {
  fieldOf,
  isListedOfClient,
  ownedOrder,
  tableOf,
  valueColumn,
} from '../domain/records/records.ts';
import { columnText, joinColumns, joinNestedRows } from './columns.ts';
import type { RowReader } from './row-reader.ts';

/** The columns and lists that are read of each record of one type. */
export interface Projection {
  readonly type: ReadableType;
  /** Names of columns, and lists of a client, in the order in which they are read. There is at least one. */
  readonly members: readonly (string | ListProjection)[];
}

/** The columns that are read of a list of a client. */
export interface ListProjection {
  readonly type: OwnedType;
  /** Names of the columns of each row, at least one; null to read no rows. */
  readonly columns: readonly string[] | null;
  /** True if the ids of the client and of the row precede the columns of each row, for cursors. */
  readonly keyed: boolean;
  /** The sides of the page on which the statement checks for further rows; null for none. */
  readonly sides: Sides | null;
  /** True if the length of the list is read. */
  readonly counted: boolean;
}

/** The page of each list of a projection, in the order of the lists; null for the whole list. */
export type ListPages = readonly (Page | null)[];

/** Returns the projection of a list that is read as a whole. */
export const wholeList = (type: OwnedType, columns: readonly string[]): ListProjection => ({
  type,
  columns,
  keyed: false,
  sides: null,
  counted: false,
});

/** Returns the number of columns in a row of a list. */
export const widthOf = ({ columns, keyed }: ListProjection): number =>
  (columns?.length ?? 0) + (keyed ? KEYS.length : 0);

/** The columns in the cursors of a client's lists. */
const KEYS = ['clientId', 'id'];

/** Skips members of a record. */
export function skipMembers(reader: RowReader, members: Projection['members']): void {
  for (const member of members) {
    if (typeof member === 'string') reader.skip(1);
    else {
      if (member.counted) reader.skip(1);
      if (member.sides) reader.skip(1);
      if (member.columns) reader.skip(reader.readInteger() * widthOf(member));
    }
  }
}

/**
 * Returns the SQL of a record as one text, its members in their order. The alias of the record is `c` for a client, and
 * `x` for any other. A list consists of its length and whether it goes on (if those are read), the number of rows that
 * follow, and the columns of the rows.
 * @param before columns that precede the members
 */
export function projectionText(
  projection: Projection,
  pages: ListPages = [],
  before: readonly Sql[] = [],
): Sql {
  const parts = fixedParts(projection);
  const [only, ...more] = parts;
  if (only?.alone && more.length === 0 && before.length === 0) return only.alone;
  const texts = parts.map(({ text, list, place }) => {
    const page = pages[place] ?? null;
    return list && page ? listText(list, page) : text;
  });
  return joinColumns([...before, ...texts]);
}

/** Columns and lists that are arguments of one SQL function, of which PostgreSQL allows 100. */
const MAX_COLUMNS = 60;
const MAX_LISTS = 25;

/** Adjacent columns, or a list: SQL that is the same in all statements of a projection. */
interface FixedPart {
  readonly text: Sql;
  /** The columns as one text; absent for a list. */
  readonly alone?: Sql;
  /** The list, if it is one; `text` then reads it as a whole. */
  readonly list?: ListProjection;
  /** Index of the list among the lists of the record. */
  readonly place: number;
}

const partsOfProjections = new WeakMap<Projection, readonly FixedPart[]>();

function fixedParts(projection: Projection): readonly FixedPart[] {
  const cached = partsOfProjections.get(projection);
  if (cached) return cached;
  const parts = makeParts(projection);
  partsOfProjections.set(projection, parts);
  return parts;
}

function makeParts({ type, members }: Projection): FixedPart[] {
  const parts: FixedPart[] = [];
  const lists = members.filter((member) => typeof member === 'object');
  const isSmall = members.length - lists.length <= MAX_COLUMNS && lists.length <= MAX_LISTS;
  let run: string[] = [];
  const endRun = () => {
    if (run.length === 0) return;
    const columns = columnTexts(type, run);
    const alone = raw(joinColumns(columns).text);
    parts.push({ text: isSmall ? raw(join(columns).text) : alone, alone, place: -1 });
    run = [];
  };
  for (const member of members) {
    if (typeof member === 'string') run.push(member);
    else if (member.columns !== null || member.counted) {
      endRun();
      const text = raw(listText(member, null).text);
      parts.push({ text, list: member, place: lists.indexOf(member) });
    }
  }
  endRun();
  return parts;
}

const columnTexts = (type: ReadableType, names: readonly string[]): Sql[] =>
  names.map((name) => columnText(valueColumn(type, name), fieldOf(type, name).optional === true));

function listText(
  { type, columns, keyed, counted, sides }: ListProjection,
  page: Page | null,
): Sql {
  const from = sql`from ${tableOf(type)} x`;
  const where = isListedOfClient(type, 'x');
  const count = counted ? [sql`(select count(*) ${from} where ${where})`] : [];
  if (columns === null) return joinColumns(count);
  const behind =
    page && sides && asksBehind(page, sides)
      ? liesBehind(page, sql`${tableOf(type)} x`, where)
      : sql`false`;
  const texts = columnTexts(type, keyed ? [...KEYS, ...columns] : columns);
  const select = sql`select ${joinColumns(texts)} as t ${from}`;
  const rows = page
    ? pageStatement(page, select, where)
    : sql`${select} where ${where} order by ${orderBy(ownedOrder(type, 'x'))}`;
  return joinColumns([
    ...count,
    ...(sides ? [sql`(${behind})::integer`] : []),
    sql`(select ${joinColumns([sql`count(*)`, joinNestedRows(sql`r.t`)])} from (${rows}) r)`,
  ]);
}
