import type { Field } from '../../domain/core/kinds.ts';
import type { Page } from '../../domain/page/page.ts';
import type { ReadableType } from '../../domain/records/descriptors.ts';
import { fieldOf } from '../../domain/records/records.ts';
import type { WritePart } from '../../projection/json-writer.ts';
import { type ListProjection, type Projection, skipMembers } from '../../projection/projection.ts';
import type { RowReader } from '../../projection/row-reader.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import type { Variables } from './selection.ts';

/** The rows of a result, and the other values on which their JSON depends. */
export interface ResultRows {
  readonly reader: RowReader;
  /** The page of each list that was read. */
  readonly pages: readonly (Page | null)[];
  readonly context: GraphQLContext;
}

/** Writes a part of a record, and moves the reader behind the columns of that part. */
export type WriteField = WritePart<ResultRows>;

/** Returns the page of a list by the variables; null in its place for a list that is read as a whole. */
export type MakePage = ((variables: Variables) => Page) | null;

/** A list that is read with a record. */
interface ListMember extends Omit<ListProjection, 'columns'> {
  /** The projection of its rows; null to read none. */
  readonly builder: ProjectionBuilder | null;
  readonly makePage: MakePage;
}

/**
 * Collects the projection of records of one type, in the order in which their members are written. A member that is
 * written twice is read twice, so that a writer passes through a record once.
 */
export class ProjectionBuilder {
  readonly type: ReadableType;
  readonly #members: (string | ListMember)[] = [];

  constructor(type: ReadableType) {
    this.type = type;
  }

  /** True if the projection has no members so far. */
  get isEmpty(): boolean {
    return this.#members.length === 0;
  }

  /** Adds a column and returns its field. */
  column(name: string): Field {
    const field = fieldOf(this.type, name);
    this.#members.push(name);
    return field;
  }

  /** Adds a list and returns its index among the lists. */
  list(list: ListMember): number {
    this.#members.push(list);
    return this.#lists().length - 1;
  }

  /** Compiles a part that is written by itself. Its writer expects the reader at the first member of the record. */
  section(compile: () => WriteField): WriteField {
    const before = this.#members.length;
    const write = compile();
    if (before === 0) return write;
    let skipped: Projection['members'] | undefined;
    return (rows, writer) => {
      skipped ??= this.projection().members.slice(0, before);
      skipMembers(rows.reader, skipped);
      write(rows, writer, undefined);
    };
  }

  /** Returns the projection. It has the id if nothing else was added. */
  projection(): Projection {
    if (this.isEmpty) this.column('id');
    return {
      type: this.type,
      members: this.#members.map((member) =>
        typeof member === 'string' ? member : listProjection(member),
      ),
    };
  }

  /** Returns the columns for the rows of a list, which have no lists of their own. */
  columns(): string[] {
    return this.projection().members.filter((member) => typeof member === 'string');
  }

  /** Returns the page of each list. @throws what `makePage` throws */
  pages(variables: Variables): (Page | null)[] {
    return this.#lists().map(({ makePage }) => makePage?.(variables) ?? null);
  }

  #lists(): ListMember[] {
    return this.#members.filter((member) => typeof member === 'object');
  }
}

const listProjection = ({ type, builder, keyed, sides, counted }: ListMember): ListProjection => ({
  type,
  columns: builder?.columns() ?? null,
  keyed,
  sides,
  counted,
});
