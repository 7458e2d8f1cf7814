import { column, join, raw, type Sql, sql } from '../../db/sql.ts';
import {
  fieldOf,
  isListedOfClient,
  type PartType,
  partOrder,
  type ReadableType,
  tableOf,
} from '../client/records.ts';
import { orderBy, type Page, pageStatement } from '../page.ts';
import { piece, textOf, textOfRows } from './pieces.ts';

/** What is read of each record of one type. */
export interface Shape {
  readonly type: ReadableType;
  /** The names of the fields to read, `id` among them if it is wanted, each once; at least one. */
  readonly columns: readonly string[];
  /** The lists to read along with a client, each as often as it is asked for. */
  readonly lists: readonly ListShape[];
}

/** What is read of a list that a client has. */
export interface ListShape {
  readonly type: PartType;
  /** The names of the fields of each row, at least one; null when no rows are asked for. */
  readonly columns: readonly string[] | null;
  /** Whether it is asked how many rows the list has in all. */
  readonly counted: boolean;
}

/** Which rows are read of each list of a shape, in its order; null for all of them. */
export type ListPages = readonly (Page | null)[];

/**
 * A record, known as `c` if it is a client and as `x` if not, as one text: its fields, then further values, then
 * for each list how many rows it has (if that is asked for), how many of them follow, and their fields.
 */
export function recordText(shape: Shape, pages: ListPages = [], further: readonly Sql[] = []): Sql {
  const { fields, whole, lists } = unchanging(shape);
  const parts = lists.flatMap((list, i) => {
    const page = pages[i];
    return page && list ? [listText(shape.lists[i] as ListShape, page)] : (list ?? []);
  });
  if (further.length === 0 && parts.length === 0) return whole;
  return textOf([fields, ...further, ...(parts.length > MOST_LISTS ? [textOf(parts)] : parts)]);
}

/** Most lists whose texts are arguments of one function beside all fields of a client. */
const MOST_LISTS = 30;

/** What is the same in all statements for a shape. */
interface Unchanging {
  /** The fields as arguments. */
  readonly fields: Sql;
  /** The fields as one text. */
  readonly whole: Sql;
  /** Each list, read whole; null for one of which nothing is asked. */
  readonly lists: readonly (Sql | null)[];
}

const known = new WeakMap<Shape, Unchanging>();

function unchanging(shape: Shape): Unchanging {
  const before = known.get(shape);
  if (before) return before;
  const fields = fieldPieces(shape.type, shape.columns);
  const made = {
    fields: raw(join(fields).text),
    whole: raw(textOf(fields).text),
    lists: shape.lists.map((list) =>
      list.columns || list.counted ? raw(listText(list, null).text) : null,
    ),
  };
  known.set(shape, made);
  return made;
}

const fieldPieces = (type: ReadableType, names: readonly string[]): Sql[] =>
  names.map((name) =>
    piece(column(type === 'Client' ? 'c' : 'x', name), fieldOf(type, name).optional === true),
  );

function listText({ type, columns, counted }: ListShape, page: Page | null): Sql {
  const from = sql`from ${tableOf(type)} x`;
  const where = isListedOfClient(type, 'x');
  const count = counted ? [sql`(select count(*) ${from} where ${where})`] : [];
  if (columns === null) return textOf(count);
  const select = sql`select ${textOf(fieldPieces(type, columns))} as t ${from}`;
  const rows = page
    ? pageStatement(page, select, where)
    : sql`${select} where ${where} order by ${orderBy(partOrder(type, 'x'))}`;
  return textOf([
    ...count,
    sql`(select ${textOf([sql`count(*)`, textOfRows(sql`r.t`)])} from (${rows}) r)`,
  ]);
}
