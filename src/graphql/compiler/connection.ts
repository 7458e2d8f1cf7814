import { type FieldNode, type GraphQLObjectType, getNamedType } from 'graphql';
import { writeCursor } from '../../domain/page/cursor.ts';
import type { Page, Sides } from '../../domain/page/page.ts';
import { type ByteWriter, constantBytes } from '../../projection/byte-writer.ts';
import { keyValue } from '../../projection/values.ts';
import { type Complete, completionOf } from './completion.ts';
import type { ProjectionBuilder, ResultRows, Write, WriteAt } from './projection-builder.ts';
import { type Compilation, type Selected, selectedFields, Unsupported } from './selection.ts';

/** The rows of a connection as they were read. */
export interface ConnectionRows {
  readonly page: Page;
  /** Where each row begins in the reader, in the order in which the page was read, and one more if there is one. */
  readonly starts: readonly number[];
  /** True if rows lie behind the page, if that was asked for. */
  readonly behind: boolean;
  readonly total: number | null;
  /** The list's sums; null when they were not read. */
  readonly summary: readonly unknown[] | null;
}

/** A page made out of its rows: in the order of the answer, with what lies beyond its ends. */
interface ShownPage extends ConnectionRows {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** What a connection asks for besides the parts of its rows. */
interface Asked {
  /** Rows are asked for, or where they lie in their list. */
  rows: boolean;
  /** Cursors are asked for: the values of the sort keys stand before the parts of each row. */
  keys: boolean;
  /** The sides of the page that are asked for; null when it is not. */
  sides: Sides | null;
  total: boolean;
  summary: boolean;
}

/** A connection, compiled: what has to be read for it, and how it is written. */
export interface CompiledConnection extends Readonly<Asked> {
  readonly write: (reading: ResultRows, writer: ByteWriter, rows: ConnectionRows) => void;
}

/** The rows of a connection in the making. */
export interface Rows {
  readonly builder: ProjectionBuilder;
  /** Compiles what is selected of each row. */
  readonly compileNode: (nodes: readonly FieldNode[]) => Write;
}

type WritePart = (reading: ResultRows, writer: ByteWriter, page: ShownPage) => void;

const COMMA = ','.charCodeAt(0);

/** Compiles what is selected of a connection. */
export function compileConnection(
  compilation: Compilation,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  rows: Rows,
): CompiledConnection {
  const asked: Asked = { rows: false, keys: false, sides: null, total: false, summary: false };
  const compilePart = (selected: Selected): WritePart => {
    const compile = selected.field ? parts[selected.name] : () => constant(`"${type.name}"`);
    if (!compile) throw new Unsupported();
    return compile({ compilation, selected, rows, asked });
  };
  const write = objectWriter(selectedFields(compilation, type, nodes), compilePart);
  return { ...asked, write: (reading, writer, read) => write(reading, writer, shownPage(read)) };
}

interface Part {
  readonly compilation: Compilation;
  readonly selected: Selected;
  readonly rows: Rows;
  readonly asked: Asked;
}

/** The fields of connections: how each is compiled. */
const parts: Readonly<Record<string, (part: Part) => WritePart>> = {
  edges: (part) => {
    part.asked.rows = true;
    return listWriter(edgeWriter(part));
  },
  nodes: (part) => {
    part.asked.rows = true;
    const node = nodeWriter(part, part.selected.nodes);
    return listWriter((reading, writer, page, start) => node(reading, writer, page, start));
  },
  pageInfo: ({ compilation, selected, asked }) => {
    asked.rows = true;
    return objectWriter(subfields(compilation, selected), ({ name }) => {
      if (name.endsWith('Cursor')) asked.keys = true;
      if (name.startsWith('has')) {
        const { next = false, previous = false } = asked.sides ?? {};
        asked.sides = {
          next: next || name === 'hasNextPage',
          previous: previous || name === 'hasPreviousPage',
        };
      }
      return pageInfo[name] ?? unsupported();
    });
  },
  totalCount: ({ asked }) => {
    asked.total = true;
    return (_reading, writer, { total }) => writer.putAscii(String(total));
  },
  summary: ({ compilation, selected, asked }) => {
    asked.summary = true;
    const complete: Complete = selected.field
      ? completionOf(compilation, selected.field.type, selected.nodes)
      : unsupported();
    return ({ context }, writer, { summary }) => writer.putText(complete(summary, context));
  },
};

const constant =
  (text: string): WritePart =>
  (_reading, writer) =>
    writer.putAscii(text);

const pageInfo: Readonly<Record<string, WritePart>> = {
  hasNextPage: (_reading, writer, page) => writer.putAscii(String(page.hasNextPage)),
  hasPreviousPage: (_reading, writer, page) => writer.putAscii(String(page.hasPreviousPage)),
  startCursor: (reading, writer, page) => putCursor(reading, writer, page, page.starts[0]),
  endCursor: (reading, writer, page) => putCursor(reading, writer, page, page.starts.at(-1)),
  __typename: constant('"PageInfo"'),
};

/** Writes something of the row that begins at a place. */
type WriteRow = (reading: ResultRows, writer: ByteWriter, page: ShownPage, start: number) => void;

const listWriter =
  (row: WriteRow): WritePart =>
  (reading, writer, page) => {
    writer.putAscii('[');
    let isFirst = true;
    for (const start of page.starts) {
      if (!isFirst) writer.putByte(COMMA);
      isFirst = false;
      row(reading, writer, page, start);
    }
    writer.putAscii(']');
  };

function nodeWriter({ rows, asked }: Part, nodes: readonly FieldNode[]): WriteRow {
  const write: WriteAt = rows.builder.section(() => rows.compileNode(nodes));
  return (reading, writer, { page }, start) =>
    write(reading, writer, start, asked.keys ? page.keys.length : 0);
}

function edgeWriter(part: Part): WriteRow {
  const { compilation, selected, asked } = part;
  const fields = subfields(compilation, selected).map(({ key, name, nodes }, i) => {
    const opening = constantBytes(`${i === 0 ? '{' : ','}${JSON.stringify(key)}:`);
    return { opening, write: writeOf(name, nodes) };
  });
  function writeOf(name: string, nodes: readonly FieldNode[]): WriteRow {
    if (name === 'node') return nodeWriter(part, nodes);
    if (name === '__typename') return constant(`"${typeOf(selected).name}"`);
    if (name !== 'cursor') throw new Unsupported();
    asked.keys = true;
    return putCursor;
  }
  if (fields.length === 0) return constant('{}');
  return (reading, writer, page, start) => {
    for (const { opening, write } of fields) {
      writer.put(opening);
      write(reading, writer, page, start);
    }
    writer.putAscii('}');
  };
}

function objectWriter(
  fields: readonly Selected[],
  compile: (selected: Selected) => WritePart,
): WritePart {
  const writers = fields.map((selected, i) => ({
    opening: constantBytes(`${i === 0 ? '{' : ','}${JSON.stringify(selected.key)}:`),
    write: compile(selected),
  }));
  if (writers.length === 0) return constant('{}');
  return (reading, writer, page) => {
    for (const { opening, write } of writers) {
      writer.put(opening);
      write(reading, writer, page);
    }
    writer.putAscii('}');
  };
}

const typeOf = ({ field }: Selected): GraphQLObjectType =>
  getNamedType(field?.type) as GraphQLObjectType;

const subfields = (compilation: Compilation, selected: Selected): Selected[] =>
  selectedFields(compilation, typeOf(selected), selected.nodes);

function unsupported(): never {
  throw new Unsupported();
}

/** A page is read with one row more than it has, and backwards from its end if it is the last of its list. */
function shownPage(rows: ConnectionRows): ShownPage {
  const { page, starts, behind } = rows;
  const more = starts.length > page.size;
  const shown = more ? starts.slice(0, page.size) : starts;
  return {
    ...rows,
    starts: page.backward ? [...shown].reverse() : shown,
    hasNextPage: page.backward ? behind : more,
    hasPreviousPage: page.backward ? more : behind,
  };
}

function putCursor(
  { reader }: ResultRows,
  writer: ByteWriter,
  { page }: ConnectionRows,
  start: number | undefined,
): void {
  if (start === undefined) {
    writer.putAscii('null');
    return;
  }
  reader.at = start;
  const values = page.keys.map(({ kind }) => {
    const columnText = reader.take();
    return columnText === null ? null : keyValue(kind, columnText);
  });
  writer.putAscii(`"${writeCursor(page.digest, values)}"`);
}
