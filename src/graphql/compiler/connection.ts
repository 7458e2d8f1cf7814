import { type FieldNode, type GraphQLObjectType, getNamedType } from 'graphql';
import { type Page, writeCursor } from '../../domain/page.ts';
import { NONE } from '../../domain/read/pieces.ts';
import { keyValue } from '../../domain/read/values.ts';
import { type Complete, completionOf } from './completion.ts';
import { type Compilation, type Selected, selectedFields, Unsupported } from './selection.ts';
import type { Reading, Write } from './shape-builder.ts';

/** The rows of a connection as they were read. */
export interface ConnectionRows {
  readonly page: Page;
  /** Where each row begins among the pieces, in the order in which the page was read, and one more if there is one. */
  readonly starts: readonly number[];
  /** How far behind the start of a row the values of its sort keys begin. */
  readonly keys: number;
  readonly total: number | null;
  /** The list's sums; null when they were not read. */
  readonly summary: readonly unknown[] | null;
}

/** A page made out of its rows: in the order of the answer, with what lies beyond its ends. */
interface ShownPage extends ConnectionRows {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** A connection, compiled: what has to be read for it, and how it is written. */
export interface CompiledConnection {
  /** Rows are asked for, or where they lie in their list. */
  readonly rows: boolean;
  /** Cursors are asked for. */
  readonly keys: boolean;
  readonly total: boolean;
  readonly summary: boolean;
  readonly write: (reading: Reading, rows: ConnectionRows) => string;
}

type WritePart = (reading: Reading, page: ShownPage) => string;

/** What the parts of a connection ask for besides its rows. */
interface Asked {
  rows: boolean;
  keys: boolean;
  total: boolean;
  summary: boolean;
}

/**
 * Compiles what is selected of a connection.
 * @param compileNode compiles what is selected of each row
 */
export function compileConnection(
  compilation: Compilation,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  compileNode: (nodes: readonly FieldNode[]) => Write,
): CompiledConnection {
  const asked: Asked = { rows: false, keys: false, total: false, summary: false };
  const compilePart = (selected: Selected): WritePart => {
    const of = { compilation, selected, compileNode, asked };
    const compile = selected.field ? parts[selected.name] : () => () => `"${type.name}"`;
    if (!compile) throw new Unsupported();
    return compile(of);
  };
  const write = objectWriter(selectedFields(compilation, type, nodes), compilePart);
  return { ...asked, write: (reading, rows) => write(reading, shownPage(rows)) };
}

interface Part {
  readonly compilation: Compilation;
  readonly selected: Selected;
  readonly compileNode: (nodes: readonly FieldNode[]) => Write;
  readonly asked: Asked;
}

/** The fields of connections: how each is compiled. */
const parts: Readonly<Record<string, (part: Part) => WritePart>> = {
  edges: ({ compilation, selected, compileNode, asked }) => {
    asked.rows = true;
    const edge = edgeWriter(compilation, selected, compileNode, asked);
    return (reading, page) => `[${page.starts.map((at) => edge(reading, page, at)).join(',')}]`;
  },
  nodes: ({ selected, compileNode, asked }) => {
    asked.rows = true;
    const node = compileNode(selected.nodes);
    return (reading, { starts }) => `[${starts.map((at) => node(reading, at)).join(',')}]`;
  },
  pageInfo: ({ compilation, selected, asked }) => {
    asked.rows = true;
    return objectWriter(subfields(compilation, selected), ({ name }) => {
      if (name.endsWith('Cursor')) asked.keys = true;
      return pageInfo[name] ?? unsupported();
    });
  },
  totalCount: ({ asked }) => {
    asked.total = true;
    return (_reading, { total }) => String(total);
  },
  summary: ({ compilation, selected, asked }) => {
    asked.summary = true;
    const complete: Complete = selected.field
      ? completionOf(compilation, selected.field.type, selected.nodes)
      : unsupported();
    return ({ context }, { summary }) => complete(summary, context);
  },
};

const pageInfo: Readonly<Record<string, WritePart>> = {
  hasNextPage: (_reading, page) => String(page.hasNextPage),
  hasPreviousPage: (_reading, page) => String(page.hasPreviousPage),
  startCursor: (reading, page) => cursorAt(reading, page, page.starts[0]),
  endCursor: (reading, page) => cursorAt(reading, page, page.starts.at(-1)),
  __typename: () => '"PageInfo"',
};

function edgeWriter(
  compilation: Compilation,
  selected: Selected,
  compileNode: (nodes: readonly FieldNode[]) => Write,
  asked: Asked,
): (reading: Reading, page: ShownPage, at: number) => string {
  const fields = subfields(compilation, selected).map(({ key, name, nodes }, i) => {
    const opening = `${i === 0 ? '{' : ','}${JSON.stringify(key)}:`;
    return { opening, write: writeOf(name, nodes) };
  });
  function writeOf(name: string, nodes: readonly FieldNode[]) {
    if (name === 'node') {
      const write = compileNode(nodes);
      return (reading: Reading, _page: ShownPage, at: number) => write(reading, at);
    }
    if (name === '__typename') return () => `"${typeOf(selected).name}"`;
    if (name !== 'cursor') throw new Unsupported();
    asked.keys = true;
    return cursorAt;
  }
  if (fields.length === 0) return () => '{}';
  return (reading, page, at) => {
    let text = '';
    for (const { opening, write } of fields) text += opening + write(reading, page, at);
    return `${text}}`;
  };
}

function objectWriter(
  fields: readonly Selected[],
  compile: (selected: Selected) => WritePart,
): WritePart {
  const writers = fields.map((selected) => ({
    name: `${JSON.stringify(selected.key)}:`,
    write: compile(selected),
  }));
  return (reading, page) =>
    `{${writers.map(({ name, write }) => name + write(reading, page)).join(',')}}`;
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
  const { page, starts } = rows;
  const more = starts.length > page.size;
  const started = page.from !== null || page.offset > 0;
  const shown = more ? starts.slice(0, page.size) : starts;
  return {
    ...rows,
    starts: page.backward ? [...shown].reverse() : shown,
    hasNextPage: page.backward ? started : more,
    hasPreviousPage: page.backward ? more : started,
  };
}

function cursorAt(
  { rows }: Reading,
  { page, keys }: ConnectionRows,
  at: number | undefined,
): string {
  if (at === undefined) return 'null';
  const values = page.keys.map(({ kind }, i) => {
    const piece = rows.pieces[at + keys + i] as string;
    return piece === NONE ? null : keyValue(kind, piece);
  });
  return `"${writeCursor(page.digest, values)}"`;
}
