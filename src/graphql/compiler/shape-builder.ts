import { fieldOf, type PartType, type ReadableType } from '../../domain/client/records.ts';
import type { Kind } from '../../domain/kinds.ts';
import type { Page } from '../../domain/page.ts';
import { NONE } from '../../domain/read/pieces.ts';
import type { ListRows, Rows } from '../../domain/read/rows.ts';
import type { ListShape, Shape } from '../../domain/read/shape.ts';
import type { GraphQLContext } from '../builder.ts';
import type { Variables } from './selection.ts';

/** The rows of one answer, from which its text is written. */
export interface Reading {
  readonly rows: Rows;
  /** Which rows of each list were read. */
  readonly pages: readonly (Page | null)[];
  readonly context: GraphQLContext;
  /** The lists of the record that is being written. */
  lists: readonly ListRows[];
}

/** Writes a part of the record that begins at a place among the pieces. */
export type Write = (reading: Reading, at: number) => string;

/** A column of a record that is read: where it stands, and of which kind it is. */
export interface ReadColumn {
  readonly place: number;
  readonly kind: Kind;
  readonly optional: boolean;
}

/** Which page of a list is read, by the variables; null for a list that is read whole. */
export type MakePage = ((variables: Variables) => Page) | null;

/** A list that is read along with a record. */
interface ReadList {
  readonly type: PartType;
  readonly builder: ShapeBuilder | null;
  readonly counted: boolean;
  readonly makePage: MakePage;
}

/** Collects what the parts of a selection need of records of one type, each column once. */
export class ShapeBuilder {
  readonly type: ReadableType;
  readonly #columns: string[] = [];
  readonly #lists: ReadList[] = [];

  constructor(type: ReadableType) {
    this.type = type;
  }

  /** Whether lists are read along with each record. */
  get hasLists(): boolean {
    return this.#lists.length > 0;
  }

  /** How many columns there are so far. */
  get width(): number {
    return this.#columns.length;
  }

  /** Reads a column. */
  column(name: string): ReadColumn {
    const { kind, optional } = fieldOf(this.type, name);
    let place = this.#columns.indexOf(name);
    if (place < 0) place = this.#columns.push(name) - 1;
    return { place, kind, optional: optional === true };
  }

  /** Reads a list and tells its place among the record's lists. @param builder what is read of its rows, if anything */
  list(list: ReadList): number {
    return this.#lists.push(list) - 1;
  }

  /** What was collected. A record has at least one column. */
  shape(): Shape {
    if (this.#columns.length === 0) this.column('id');
    return { type: this.type, columns: this.#columns, lists: this.#lists.map(listShape) };
  }

  /** Which rows of each list are read. @throws what making out a page throws */
  pages(variables: Variables): (Page | null)[] {
    return this.#lists.map(({ makePage }) => makePage?.(variables) ?? null);
  }
}

const listShape = ({ type, builder, counted }: ReadList): ListShape => ({
  type,
  columns: builder ? builder.shape().columns : null,
  counted,
});

/** The piece of a record in a column; null when it has no value there. */
export function pieceAt({ rows }: Reading, at: number, { place }: ReadColumn): string | null {
  const piece = rows.pieces[at + place] as string;
  return piece === NONE ? null : piece;
}
