import { join, raw, type Sql, sql } from '../db/sql.ts';
import type { Page, Sides } from '../domain/page/page.ts';
import { asksBehind, liesBehind, orderBy, pageStatement } from '../domain/page/page-statement.ts';
import {
  fieldOf,
  isListedOfClient,
  type OwnedType,
  ownedOrder,
  type ReadableType,
  tableOf,
  valueColumn,
} from '../domain/records/records.ts';
import { columnText, joinColumns, joinNestedRows } from './columns.ts';
import type { RowReader } from './row-reader.ts';

/** What is read of each record of one type. */
export interface Projection {
  readonly type: ReadableType;
  /** In the order in which it is read, at least one: names of fields, `id` among them, and lists of a client. */
  readonly parts: readonly (string | ListProjection)[];
}

/** What is read of a list that a client has. */
export interface ListProjection {
  readonly type: OwnedType;
  /** The names of the fields of each row, at least one; null when no rows are asked for. */
  readonly columns: readonly string[] | null;
  /** True if the ids of the client and of the row stand before the fields of each row, for cursors. */
  readonly keyed: boolean;
  /** The sides of the page that are asked for; null for none. */
  readonly sides: Sides | null;
  /** Whether it is asked how many rows the list has in all. */
  readonly counted: boolean;
}

/** Which rows are read of each list of a projection, in the order of the lists; null for all of them. */
export type ListPages = readonly (Page | null)[];

/** How many pieces a row of a list has. */
export const widthOf = ({ columns, keyed }: ListProjection): number =>
  (columns?.length ?? 0) + (keyed ? KEYS.length : 0);

/** The columns of which the cursors of a client's lists are made. */
const KEYS = ['clientId', 'id'];

/** Leaves parts of a record behind, unread. */
export function skipParts(reader: RowReader, parts: Projection['parts']): void {
  for (const part of parts) {
    if (typeof part === 'string') reader.skip(1);
    else {
      if (part.counted) reader.skip(1);
      if (part.sides) reader.skip(1);
      if (part.columns) reader.skip(reader.takeNumber() * widthOf(part));
    }
  }
}

/**
 * A record, known as `c` if it is a client and as `x` if not, as one text: its parts in their order. A list says how
 * many rows it has and whether some lie behind its page (if that is asked for), how many follow, and their fields.
 * @param before values that stand before the parts
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

/** Most fields, and most lists, that are arguments of one function of SQL, which takes 100. */
const MOST_FIELDS = 60;
const MOST_LISTS = 25;

/** Fields that stand together, as arguments, or a list: what is the same in all statements for a projection. */
interface FixedPart {
  readonly text: Sql;
  /** The fields as one text; absent for a list. */
  readonly alone?: Sql;
  /** The list, if it is one: the text then stands for the whole of it. */
  readonly list?: ListProjection;
  /** Which of the record's lists it is. */
  readonly place: number;
}

const known = new WeakMap<Projection, readonly FixedPart[]>();

function fixedParts(projection: Projection): readonly FixedPart[] {
  const before = known.get(projection);
  if (before) return before;
  const made: FixedPart[] = [];
  const lists = projection.parts.filter((part) => typeof part === 'object');
  const isSmall =
    projection.parts.length - lists.length <= MOST_FIELDS && lists.length <= MOST_LISTS;
  let run: string[] = [];
  const endRun = () => {
    if (run.length === 0) return;
    const fields = fieldPieces(projection.type, run);
    const alone = raw(joinColumns(fields).text);
    made.push({ text: isSmall ? raw(join(fields).text) : alone, alone, place: -1 });
    run = [];
  };
  for (const part of projection.parts) {
    if (typeof part === 'string') run.push(part);
    else if (isRead(part)) {
      endRun();
      made.push({ text: raw(listText(part, null).text), list: part, place: lists.indexOf(part) });
    }
  }
  endRun();
  known.set(projection, made);
  return made;
}

const isRead = ({ columns, counted }: ListProjection): boolean => columns !== null || counted;

const fieldPieces = (type: ReadableType, names: readonly string[]): Sql[] =>
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
  const fields = fieldPieces(type, keyed ? [...KEYS, ...columns] : columns);
  const select = sql`select ${joinColumns(fields)} as t ${from}`;
  const rows = page
    ? pageStatement(page, select, where)
    : sql`${select} where ${where} order by ${orderBy(ownedOrder(type, 'x'))}`;
  return joinColumns([
    ...count,
    ...(sides ? [sql`(${behind})::integer`] : []),
    sql`(select ${joinColumns([sql`count(*)`, joinNestedRows(sql`r.t`)])} from (${rows}) r)`,
  ]);
}
