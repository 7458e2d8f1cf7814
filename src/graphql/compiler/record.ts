import { type FieldNode, type GraphQLObjectType, getNamedType } from 'graphql';
import { type ChildListName, childPage } from '../../domain/client/children.ts';
import type { PartType } from '../../domain/client/records.ts';
import type { Page } from '../../domain/page.ts';
import type { ListRows } from '../../domain/read/rows.ts';
import { fromText } from '../../domain/read/values.ts';
import { completionOf } from './completion.ts';
import { compileConnection } from './connection.ts';
import { jsonOf } from './json.ts';
import { readingOf, resolverOf } from './reading.ts';
import {
  argumentsOf,
  type Compilation,
  type Selected,
  selectedFields,
  Unsupported,
} from './selection.ts';
import { pieceAt, type Reading, ShapeBuilder, type Write } from './shape-builder.ts';

/** Compiles what is selected of a record, and collects in a builder what has to be read for it. */
export function compileRecord(
  compilation: Compilation,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  builder: ShapeBuilder,
): Write {
  const fields = selectedFields(compilation, type, nodes).map((selected, i) => ({
    opening: `${i === 0 ? '{' : ','}${JSON.stringify(selected.key)}:`,
    write: selected.field ? compileField(compilation, selected, builder) : () => `"${type.name}"`,
  }));
  if (fields.length === 0) return () => '{}';
  return (reading, at) => {
    if (builder.hasLists) reading.lists = reading.rows.lists(at);
    let text = '';
    for (const { opening, write } of fields) text += opening + write(reading, at);
    return `${text}}`;
  };
}

function compileField(compilation: Compilation, selected: Selected, builder: ShapeBuilder): Write {
  const field = selected.field ?? unsupported();
  const made = readingOf(field) ?? unsupported();
  if ('client' in made) return unsupported();
  if ('column' in made) return columnWriter(builder, made.column);
  if ('columns' in made) {
    const complete = completionOf(compilation, field.type, selected.nodes);
    const resolve = resolverOf(field);
    const row = rowOf(builder, made.columns);
    return (reading, at) => complete(resolve(row(reading, at), reading.context), reading.context);
  }
  return made.list === 'Contact' || made.list === 'GatewayToken'
    ? compileList(compilation, selected, made.list, builder)
    : compilePagedList(compilation, selected, made.list, builder);
}

function unsupported(): never {
  throw new Unsupported();
}

function columnWriter(builder: ShapeBuilder, name: string): Write {
  const column = builder.column(name);
  const write = jsonOf[column.kind];
  if (!column.optional) {
    const { place } = column;
    return ({ rows, context }, at) => write(rows.pieces[at + place] as string, context);
  }
  return (reading, at) => {
    const piece = pieceAt(reading, at, column);
    return piece === null ? 'null' : write(piece, reading.context);
  };
}

/** The row that a resolver gets, with the values that the driver would have given it. */
function rowOf(builder: ShapeBuilder, names: readonly string[]) {
  const columns = names.map((name) => ({ name, column: builder.column(name) }));
  return (reading: Reading, at: number): Record<string, unknown> => {
    const row: Record<string, unknown> = {};
    for (const { name, column } of columns) {
      const piece = pieceAt(reading, at, column);
      row[name] = piece === null ? null : fromText[column.kind](piece);
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
  const place = builder.list({ type, builder: below, counted: false, makePage: null });
  return (reading) => {
    const { start, count } = reading.lists[place] as ListRows;
    let text = '[';
    for (let i = 0; i < count; i += 1) {
      text += (i === 0 ? '' : ',') + write(reading, start + i * below.width);
    }
    return `${text}]`;
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
  const connection = compileConnection(compilation, typeOf(selected), selected.nodes, (nodes) =>
    compileRecord(compilation, compilation.schema.getType(type) as GraphQLObjectType, nodes, below),
  );
  const key = connection.keys ? below.column('id').place : 0;
  const args = argumentsOf(selected);
  const place = builder.list({
    type,
    builder: connection.rows ? below : null,
    counted: connection.total,
    makePage: (variables) => childPage(name, args(variables)),
  });
  return (reading) => {
    const { start, count, total } = reading.lists[place] as ListRows;
    const page = reading.pages[place] as Page;
    const starts = Array.from({ length: count }, (_, i) => start + i * below.width);
    return connection.write(reading, { page, starts, keys: key, total, summary: null });
  };
}
