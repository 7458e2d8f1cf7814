import { column, type Sql, sql } from '../../db/sql.ts';
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
export function recordText(
  { type, columns, lists }: Shape,
  pages: ListPages = [],
  further: readonly Sql[] = [],
): Sql {
  return textOf([
    ...columns.map((name) => fieldPiece(type, name)),
    ...further,
    ...lists.flatMap((list, i) => listPieces(list, pages[i] ?? null)),
  ]);
}

const fieldPiece = (type: ReadableType, name: string): Sql =>
  piece(column(type === 'Client' ? 'c' : 'x', name), fieldOf(type, name).optional === true);

function listPieces({ type, columns, counted }: ListShape, page: Page | null): Sql[] {
  const from = sql`from ${tableOf(type)} x`;
  const where = isListedOfClient(type, 'x');
  const count = counted ? [sql`(select count(*) ${from} where ${where})`] : [];
  if (columns === null) return count;
  const select = sql`select ${textOf(columns.map((name) => fieldPiece(type, name)))} as t ${from}`;
  const rows = page
    ? pageStatement(page, select, where)
    : sql`${select} where ${where} order by ${orderBy(partOrder(type, 'x'))}`;
  return [
    ...count,
    sql`(select ${textOf([sql`count(*)`, textOfRows(sql`r.t`)])} from (${rows}) r)`,
  ];
}
