import { type FieldNode, type GraphQLObjectType, getNamedType } from 'graphql';
import type { Page } from '../../domain/page/page.ts';
import { checkOwner, ownedPage, type PagedType } from '../../domain/records/owned-pages.ts';
import type { OwnedType } from '../../domain/records/records.ts';
import { constantBytes } from '../../projection/byte-writer.ts';
import { fromText } from '../../projection/values.ts';
import { argumentsOf } from './arguments.ts';
import { completionOf } from './completion.ts';
import { compileConnection } from './connection.ts';
import { resolverOf, sourceOf } from './field-source.ts';
import { columnEncoders, nullable } from './json.ts';
import { ProjectionBuilder, type ResultRows, type Write } from './projection-builder.ts';
import { type Compilation, type Selected, selectedFields, Unsupported } from './selection.ts';

const COMMA = ','.charCodeAt(0);
const OPEN = '['.charCodeAt(0);
const CLOSE = ']'.charCodeAt(0);
const END = '}'.charCodeAt(0);

/** Compiles what is selected of a record, and collects in a builder what has to be read for it. */
export function compileRecord(
  compilation: Compilation,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  builder: ProjectionBuilder,
): Write {
  const fields = selectedFields(compilation, type, nodes).map((selected, i) => {
    const opening = `${i === 0 ? '{' : ','}${JSON.stringify(selected.key)}:`;
    return selected.field
      ? { opening: constantBytes(opening), write: compileField(compilation, selected, builder) }
      : { opening: constantBytes(`${opening}"${type.name}"`), write: null };
  });
  if (fields.length === 0) return (_reading, writer) => writer.putAscii('{}');
  return (reading, writer) => {
    for (const { opening, write } of fields) {
      writer.put(opening);
      write?.(reading, writer);
    }
    writer.putByte(END);
  };
}

function compileField(
  compilation: Compilation,
  selected: Selected,
  builder: ProjectionBuilder,
): Write {
  const field = selected.field ?? unsupported();
  const made = sourceOf(field) ?? unsupported();
  if ('client' in made) return unsupported();
  if ('column' in made) return columnWriter(builder, made.column);
  if ('columns' in made) {
    const complete = completionOf(compilation, field.type, selected.nodes);
    const resolve = resolverOf(field);
    const row = rowOf(builder, made.columns);
    return (reading, writer) => {
      const { context } = reading;
      writer.putText(complete(resolve(row(reading), context), context));
    };
  }
  return made.list === 'Contact' || made.list === 'GatewayToken'
    ? compileList(compilation, selected, made.list, builder)
    : compilePagedList(compilation, selected, made.list, builder);
}

function unsupported(): never {
  throw new Unsupported();
}

function columnWriter(builder: ProjectionBuilder, name: string): Write {
  const { kind, optional } = builder.column(name);
  const write = optional ? nullable(columnEncoders[kind]) : columnEncoders[kind];
  return ({ reader, context }, writer) => write(reader, writer, context);
}

/** The row that a resolver gets, with the values that the driver would have given it. */
function rowOf(builder: ProjectionBuilder, names: readonly string[]) {
  const columns = names.map((name) => ({ name, read: fromText[builder.column(name).kind] }));
  return ({ reader }: ResultRows): Record<string, unknown> => {
    const row: Record<string, unknown> = {};
    for (const { name, read } of columns) {
      const columnText = reader.take();
      row[name] = columnText === null ? null : read(columnText);
    }
    return row;
  };
}

const typeOf = ({ field }: Selected): GraphQLObjectType =>
  getNamedType(field?.type) as GraphQLObjectType;

function compileList(
  compilation: Compilation,
  selected: Selected,
  type: OwnedType,
  builder: ProjectionBuilder,
): Write {
  const below = new ProjectionBuilder(type);
  const write = compileRecord(compilation, typeOf(selected), selected.nodes, below);
  // A row of which nothing is written has one columnText all the same.
  const unread = below.isEmpty ? 1 : 0;
  builder.list({ type, builder: below, keyed: false, sides: null, counted: false, makePage: null });
  return (reading, writer) => {
    const count = reading.reader.takeNumber();
    writer.putByte(OPEN);
    for (let i = 0; i < count; i += 1) {
      if (i > 0) writer.putByte(COMMA);
      write(reading, writer);
      reading.reader.skip(unread);
    }
    writer.putByte(CLOSE);
  };
}

/** The lists of a client that are read by the page. */
const pagedLists: Readonly<Partial<Record<OwnedType, PagedType>>> = {
  Document: 'document',
  LedgerEntry: 'ledgerEntry',
};

function compilePagedList(
  compilation: Compilation,
  selected: Selected,
  type: OwnedType,
  builder: ProjectionBuilder,
): Write {
  const name = pagedLists[type] ?? unsupported();
  const below = new ProjectionBuilder(type);
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
    makePage: (variables) => ownedPage(name, args(variables)),
  });
  const width = below.columns().length + (connection.keys ? 2 : 0);
  return (reading, writer) => {
    const { reader, pages } = reading;
    const page = pages[place] as Page;
    if (isOwned) checkOwner(page, reader.takeNumber());
    const total = connection.total ? reader.takeNumber() : null;
    const behind = connection.rows && sides !== null && reader.takeNumber() === 1;
    const count = connection.rows ? reader.takeNumber() : 0;
    const starts = Array.from({ length: count }, () => {
      const start = reader.at;
      reader.skip(width);
      return start;
    });
    const end = reader.at;
    connection.write(reading, writer, { page, starts, behind, total, summary: null });
    reader.at = end;
  };
}

/** Returns whether a page starts at a cursor, which must be one of its own client. */
const takesCursor = ({ nodes }: Selected): boolean =>
  nodes.some((node) => node.arguments?.some(({ name }) => /^(after|before)$/.test(name.value)));
