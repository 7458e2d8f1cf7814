import type { FieldNode } from 'graphql';
import { parseCursorValue, writeCursor } from '../../domain/page/cursor.ts';
import type { Page, Sides } from '../../domain/page/page.ts';
import { pageInfoOf } from '../../domain/page/page-info.ts';
import type { ByteWriter } from '../../projection/byte-writer.ts';
import { objectWriter, type WritePart } from '../../projection/json-writer.ts';
import { type Complete, completionOf } from './completion.ts';
import { memberOf, OBJECT_END } from './json.ts';
import type { ProjectionBuilder, ResultRows, WriteField } from './projection-builder.ts';
import {
  type Compilation,
  objectTypeOf,
  type Selected,
  selectedFields,
  unsupported,
} from './selection.ts';

/** The rows of a connection as they were read. */
export interface ConnectionRows extends ResultRows {
  readonly page: Page;
  /** The start of each row, in the order in which the page was read, and of one more if the list goes on. */
  readonly starts: readonly number[];
  /** True if rows lie behind the page; false if that was not read. */
  readonly behind: boolean;
  readonly total: number | null;
  /** The sums of the list; null if they were not read. */
  readonly summary: readonly unknown[] | null;
}

/** A page in the order of the response. */
interface ShownPage extends ConnectionRows {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** The needs of a connection beside the columns of its rows. */
interface Needs {
  rows: boolean;
  /** True if the values of the sort keys precede the members of each row, for cursors. */
  keys: boolean;
  sides: Sides | null;
  total: boolean;
  summary: boolean;
}

/** A compiled connection: what is read for it, and its writer. */
export interface CompiledConnection extends Readonly<Needs> {
  readonly write: (rows: ConnectionRows, writer: ByteWriter) => void;
}

/** The rows of a connection that is being compiled. */
export interface CompiledRows {
  readonly builder: ProjectionBuilder;
  /** Compiles what is selected of each row. */
  readonly compileNode: (nodes: readonly FieldNode[]) => WriteField;
}

/** Writes a part of a connection. */
type WritePage = WritePart<ShownPage>;

/** Writes a part of the row that starts at a position. */
type WriteRow = WritePart<ShownPage, number>;

/** A selected field of a connection that is being compiled. */
interface ConnectionField {
  readonly compilation: Compilation;
  readonly selected: Selected;
  readonly rows: CompiledRows;
  readonly needs: Needs;
}

/** Compiles what is selected of a connection. */
export function compileConnection(
  compilation: Compilation,
  selected: Selected,
  rows: CompiledRows,
): CompiledConnection {
  const needs: Needs = { rows: false, keys: false, sides: null, total: false, summary: false };
  const members = selectedFields(compilation, objectTypeOf(selected), selected.nodes).map(
    (field, i) => {
      const compile = field.field
        ? fieldCompilers[field.name]
        : () => constant(`"${objectTypeOf(selected).name}"`);
      const write = (compile ?? unsupported)({ compilation, selected: field, rows, needs });
      return memberOf(field, i, write);
    },
  );
  const write = objectWriter(members, OBJECT_END);
  return { ...needs, write: (read, writer) => write(shownPage(read), writer, undefined) };
}

/** The compiler of each field of a connection. */
const fieldCompilers: Readonly<Record<string, (field: ConnectionField) => WritePage>> = {
  edges: (field) => {
    field.needs.rows = true;
    return rowsWriter(compileEdge(field));
  },
  nodes: (field) => {
    field.needs.rows = true;
    return rowsWriter(compileNode(field, field.selected.nodes));
  },
  pageInfo: ({ compilation, selected, needs }) => {
    needs.rows = true;
    const members = subfields(compilation, selected).map((info, i) => {
      const { name } = info;
      if (name.endsWith('Cursor')) needs.keys = true;
      const { next = false, previous = false } = needs.sides ?? {};
      if (name === 'hasNextPage') needs.sides = { next: true, previous };
      if (name === 'hasPreviousPage') needs.sides = { next, previous: true };
      return memberOf(info, i, pageInfoWriters[name] ?? unsupported());
    });
    return objectWriter(members, OBJECT_END);
  },
  totalCount: ({ needs }) => {
    needs.total = true;
    return ({ total }, writer) => writer.putAscii(String(total));
  },
  summary: ({ compilation, selected, needs }) => {
    needs.summary = true;
    const complete: Complete = selected.field
      ? completionOf(compilation, selected.field.type, selected.nodes)
      : unsupported();
    return ({ context, summary }, writer) => writer.putText(complete(summary, context));
  },
};

const constant =
  (text: string) =>
  (_rows: ShownPage, writer: ByteWriter): void =>
    writer.putAscii(text);

const pageInfoWriters: Readonly<Record<string, WritePage>> = {
  hasNextPage: ({ hasNextPage }, writer) => writer.putAscii(String(hasNextPage)),
  hasPreviousPage: ({ hasPreviousPage }, writer) => writer.putAscii(String(hasPreviousPage)),
  startCursor: (rows, writer) => putCursor(rows, writer, rows.starts[0]),
  endCursor: (rows, writer) => putCursor(rows, writer, rows.starts.at(-1)),
  __typename: constant('"PageInfo"'),
};

const rowsWriter =
  (writeRow: WriteRow): WritePage =>
  (rows, writer) => {
    writer.putAscii('[');
    let isFirst = true;
    for (const start of rows.starts) {
      if (!isFirst) writer.putAscii(',');
      isFirst = false;
      writeRow(rows, writer, start);
    }
    writer.putAscii(']');
  };

function compileNode({ rows, needs }: ConnectionField, nodes: readonly FieldNode[]): WriteRow {
  const write = rows.builder.section(() => rows.compileNode(nodes));
  return (shown, writer, start) => {
    const { reader, page } = shown;
    reader.position = start;
    if (needs.keys) reader.skip(page.keys.length);
    write(shown, writer, undefined);
  };
}

function compileEdge(field: ConnectionField): WriteRow {
  const { compilation, selected, needs } = field;
  const members = subfields(compilation, selected).map((member, i) => {
    const { name, nodes } = member;
    if (name === 'node') return memberOf(member, i, compileNode(field, nodes));
    if (name === '__typename') {
      return memberOf<ShownPage, number>(member, i, constant(`"${objectTypeOf(selected).name}"`));
    }
    if (name !== 'cursor') return unsupported();
    needs.keys = true;
    return memberOf(member, i, putCursor);
  });
  return objectWriter(members, OBJECT_END);
}

const subfields = (compilation: Compilation, selected: Selected): Selected[] =>
  selectedFields(compilation, objectTypeOf(selected), selected.nodes);

function shownPage(read: ConnectionRows): ShownPage {
  const { rows: starts, ...ends } = pageInfoOf(read.page, read.starts, read.behind);
  return { ...read, ...ends, starts };
}

function putCursor(
  { reader, page }: ConnectionRows,
  writer: ByteWriter,
  start: number | undefined,
): void {
  if (start === undefined) {
    writer.putAscii('null');
    return;
  }
  reader.position = start;
  const values = page.keys.map(({ kind }) => {
    const text = reader.readText();
    return text === null ? null : parseCursorValue(kind, text);
  });
  writer.putAscii(`"${writeCursor(page.digest, values)}"`);
}
