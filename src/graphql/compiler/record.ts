import { type FieldNode, type GraphQLObjectType, getNamedType } from 'graphql';
import type { Page } from '../../domain/page/page.ts';
import { type ChildListName, checkOwner, childPage } from '../../domain/records/children.ts';
import type { PartType } from '../../domain/records/records.ts';
import { literal } from '../../projection/sink.ts';
import { fromText } from '../../projection/values.ts';
import { argumentsOf } from './arguments.ts';
import { completionOf } from './completion.ts';
import { compileConnection } from './connection.ts';
import { resolverOf, sourceOf } from './field-source.ts';
import { jsonOf, nullable } from './json.ts';
import { type Compilation, type Selected, selectedFields, Unsupported } from './selection.ts';
import { type Reading, ShapeBuilder, type Write } from './shape-builder.ts';

const COMMA = ','.charCodeAt(0);
const OPEN = '['.charCodeAt(0);
const CLOSE = ']'.charCodeAt(0);
const END = '}'.charCodeAt(0);

/** Compiles what is selected of a record, and collects in a builder what has to be read for it. */
export function compileRecord(
  compilation: Compilation,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  builder: ShapeBuilder,
): Write {
  const fields = selectedFields(compilation, type, nodes).map((selected, i) => {
    const opening = `${i === 0 ? '{' : ','}${JSON.stringify(selected.key)}:`;
    return selected.field
      ? { opening: literal(opening), write: compileField(compilation, selected, builder) }
      : { opening: literal(`${opening}"${type.name}"`), write: null };
  });
  if (fields.length === 0) return (_reading, sink) => sink.putAscii('{}');
  return (reading, sink) => {
    for (const { opening, write } of fields) {
      sink.put(opening);
      write?.(reading, sink);
    }
    sink.putByte(END);
  };
}

function compileField(compilation: Compilation, selected: Selected, builder: ShapeBuilder): Write {
  const field = selected.field ?? unsupported();
  const made = sourceOf(field) ?? unsupported();
  if ('client' in made) return unsupported();
  if ('column' in made) return columnWriter(builder, made.column);
  if ('columns' in made) {
    const complete = completionOf(compilation, field.type, selected.nodes);
    const resolve = resolverOf(field);
    const row = rowOf(builder, made.columns);
    return (reading, sink) => {
      const { context } = reading;
      sink.putText(complete(resolve(row(reading), context), context));
    };
  }
  return made.list === 'Contact' || made.list === 'GatewayToken'
    ? compileList(compilation, selected, made.list, builder)
    : compilePagedList(compilation, selected, made.list, builder);
}

function unsupported(): never {
  throw new Unsupported();
}

function columnWriter(builder: ShapeBuilder, name: string): Write {
  const { kind, optional } = builder.column(name);
  const write = optional ? nullable(jsonOf[kind]) : jsonOf[kind];
  return ({ source, context }, sink) => write(source, sink, context);
}

/** The row that a resolver gets, with the values that the driver would have given it. */
function rowOf(builder: ShapeBuilder, names: readonly string[]) {
  const columns = names.map((name) => ({ name, read: fromText[builder.column(name).kind] }));
  return ({ source }: Reading): Record<string, unknown> => {
    const row: Record<string, unknown> = {};
    for (const { name, read } of columns) {
      const piece = source.take();
      row[name] = piece === null ? null : read(piece);
    }
    return row;
  };
}

const typeOf = ({ field }: Selected): GraphQLObjectType =>
  getNamedType(field?.type) as GraphQLObjectType;

function compileList(
  compilation: Compilation,
  selected: Selected,
  type: PartType,
  builder: ShapeBuilder,
): Write {
  const below = new ShapeBuilder(type);
  const write = compileRecord(compilation, typeOf(selected), selected.nodes, below);
  // A row of which nothing is written has one piece all the same.
  const unread = below.isEmpty ? 1 : 0;
  builder.list({ type, builder: below, keyed: false, sides: null, counted: false, makePage: null });
  return (reading, sink) => {
    const count = reading.source.takeNumber();
    sink.putByte(OPEN);
    for (let i = 0; i < count; i += 1) {
      if (i > 0) sink.putByte(COMMA);
      write(reading, sink);
      reading.source.skip(unread);
    }
    sink.putByte(CLOSE);
  };
}

/** The lists of a client that are read by the page. */
const pagedLists: Readonly<Partial<Record<PartType, ChildListName>>> = {
  Document: 'document',
  LedgerEntry: 'ledgerEntry',
};

function compilePagedList(
  compilation: Compilation,
  selected: Selected,
  type: PartType,
  builder: ShapeBuilder,
): Write {
  const name = pagedLists[type] ?? unsupported();
  const below = new ShapeBuilder(type);
  const node = compilation.schema.getType(type) as GraphQLObjectType;
  const connection = compileConnection(compilation, typeOf(selected), selected.nodes, {
    builder: below,
    compileNode: (nodes) => compileRecord(compilation, node, nodes, below),
  });
  const args = argumentsOf(selected);
  const { sides } = connection;
  const isOwned = takesCursor(selected);
  if (isOwned) builder.column('id');
  const place = builder.list({
    type,
    builder: connection.rows ? below : null,
    keyed: connection.keys,
    sides,
    counted: connection.total,
    makePage: (variables) => childPage(name, args(variables)),
  });
  const width = below.columns().length + (connection.keys ? 2 : 0);
  return (reading, sink) => {
    const { source, pages } = reading;
    const page = pages[place] as Page;
    if (isOwned) checkOwner(page, source.takeNumber());
    const total = connection.total ? source.takeNumber() : null;
    const behind = connection.rows && sides !== null && source.takeNumber() === 1;
    const count = connection.rows ? source.takeNumber() : 0;
    const starts = Array.from({ length: count }, () => {
      const start = source.at;
      source.skip(width);
      return start;
    });
    const end = source.at;
    connection.write(reading, sink, { page, starts, behind, total, summary: null });
    source.at = end;
  };
}

/** Returns whether a page starts at a cursor, which must be one of its own client. */
const takesCursor = ({ nodes }: Selected): boolean =>
  nodes.some((node) => node.arguments?.some(({ name }) => /^(after|before)$/.test(name.value)));
