import type { Kind } from '../../domain/core/kinds.ts';
import type { Page, Sides } from '../../domain/page/page.ts';
import { fieldOf, type OwnedType, type ReadableType } from '../../domain/records/records.ts';
import type { ByteWriter } from '../../projection/byte-writer.ts';
import { type ListProjection, type Projection, skipParts } from '../../projection/projection.ts';
import type { RowReader } from '../../projection/row-reader.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import type { Variables } from './selection.ts';

/** The rows of one answer, from which its text is written. */
export interface ResultRows {
  readonly reader: RowReader;
  /** Which rows of each list were read. */
  readonly pages: readonly (Page | null)[];
  readonly context: GraphQLContext;
}

/** Writes a part of a record from where the reader stands, and leaves it behind the pieces that it has read. */
export type Write = (reading: ResultRows, writer: ByteWriter) => void;

/**
 * Writes a part of the record that begins at a place of the reader.
 * @param keys how many values stand before the record's own
 */
export type WriteAt = (
  reading: ResultRows,
  writer: ByteWriter,
  start: number,
  keys: number,
) => void;

/** A column of a record that is read: of which kind it is. */
export interface ReadColumn {
  readonly kind: Kind;
  readonly optional: boolean;
}

/** Which page of a list is read, by the variables; null for a list that is read whole. */
export type MakePage = ((variables: Variables) => Page) | null;

/** A list that is read along with a record. */
interface ReadList {
  readonly type: OwnedType;
  readonly builder: ProjectionBuilder | null;
  readonly keyed: boolean;
  readonly sides: Sides | null;
  readonly counted: boolean;
  readonly makePage: MakePage;
}

/**
 * Collects what has to be read of records of one type, in the order in which their parts are written. Each part is
 * read as often as it is written, so that whoever writes goes through a record from its start to its end.
 */
export class ProjectionBuilder {
  readonly type: ReadableType;
  readonly #parts: (string | ReadList)[] = [];

  constructor(type: ReadableType) {
    this.type = type;
  }

  /** Whether nothing is read so far. */
  get isEmpty(): boolean {
    return this.#parts.length === 0;
  }

  /** Reads a column. */
  column(name: string): ReadColumn {
    const { kind, optional } = fieldOf(this.type, name);
    this.#parts.push(name);
    return { kind, optional: optional === true };
  }

  /** Reads a list and tells its place among the lists. @param builder what is read of its rows, if anything */
  list(list: ReadList): number {
    this.#parts.push(list);
    return this.#lists().length - 1;
  }

  /** Compiles a further part of the records, to be written by itself. */
  section(compile: () => Write): WriteAt {
    const before = this.#parts.length;
    const write = compile();
    let parts: Projection['parts'] | undefined;
    return (reading, writer, start, keys) => {
      const { reader } = reading;
      reader.at = start;
      reader.skip(keys);
      if (before > 0) {
        parts ??= this.projection().parts.slice(0, before);
        skipParts(reader, parts);
      }
      write(reading, writer);
    };
  }

  /** What was collected. A record has at least one part. */
  projection(): Projection {
    if (this.#parts.length === 0) this.column('id');
    return {
      type: this.type,
      parts: this.#parts.map((part) => (typeof part === 'string' ? part : listProjection(part))),
    };
  }

  /** What was collected for the rows of a list, which have columns alone. */
  columns(): string[] {
    return this.projection().parts.filter((part) => typeof part === 'string');
  }

  /** Which rows of each list are read. @throws what making out a page throws */
  pages(variables: Variables): (Page | null)[] {
    return this.#lists().map(({ makePage }) => makePage?.(variables) ?? null);
  }

  #lists(): ReadList[] {
    return this.#parts.filter((part) => typeof part === 'object');
  }
}

const listProjection = ({ type, builder, keyed, sides, counted }: ReadList): ListProjection => ({
  type,
  columns: builder?.columns() ?? null,
  keyed,
  sides,
  counted,
});
