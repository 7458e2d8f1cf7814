import type { FieldNode, GraphQLObjectType } from 'graphql';
import type { Page } from '../../domain/page/page.ts';
import { isPaged, type OwnedType, type PagedType } from '../../domain/records/descriptors.ts';
import { checkOwner, ownedPage } from '../../domain/records/owned-pages.ts';
import { constantBytes } from '../../projection/byte-writer.ts';
import { nestedRowsWriter, objectWriter, orNull } from '../../projection/json-writer.ts';
import { rowParser } from '../../projection/record-rows.ts';
import { argumentsOf } from './arguments.ts';
import { completionOf } from './completion.ts';
import { compileConnection } from './connection.ts';
import { resolverOf, sourceOf } from './field-source.ts';
import { columnEncoders, memberOf, OBJECT_END } from './json.ts';
import { ProjectionBuilder, type WriteField } from './projection-builder.ts';
import {
  type Compilation,
  objectTypeOf,
  type Selected,
  selectedFields,
  unsupported,
} from './selection.ts';

/** Compiles what is selected of a record, and adds what it reads to a projection. */
export function compileRecord(
  compilation: Compilation,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
  builder: ProjectionBuilder,
): WriteField {
  const members = selectedFields(compilation, type, nodes).map((selected, i) =>
    memberOf(
      selected,
      i,
      selected.field
        ? compileField(compilation, selected, builder)
        : (((_rows, writer) => writer.putAscii(`"${type.name}"`)) satisfies WriteField),
    ),
  );
  return objectWriter(members, OBJECT_END);
}

function compileField(
  compilation: Compilation,
  selected: Selected,
  builder: ProjectionBuilder,
): WriteField {
  const field = selected.field ?? unsupported();
  const source = sourceOf(field) ?? unsupported();
  if ('client' in source) return unsupported();
  if ('column' in source) return columnWriter(builder, source.column);
  if ('columns' in source) {
    const complete = completionOf(compilation, field.type, selected.nodes);
    const resolve = resolverOf(field);
    const columns = source.columns.map((name) => ({ name, kind: builder.column(name).kind }));
    const parseRow = rowParser(columns);
    return ({ reader, context }, writer) =>
      writer.putText(complete(resolve(parseRow(reader), context), context));
  }
  return isPaged(source.list)
    ? compilePagedList(compilation, selected, source.list, builder)
    : compileList(compilation, selected, source.list, builder);
}

const NULL = constantBytes('null');

function columnWriter(builder: ProjectionBuilder, name: string): WriteField {
  const { kind, optional } = builder.column(name);
  const encode = optional ? orNull(NULL, columnEncoders[kind]) : columnEncoders[kind];
  return ({ reader, context }, writer) => encode(reader, writer, context.ids);
}

const arrayLayout = {
  opening: constantBytes('['),
  separator: constantBytes(','),
  closing: constantBytes(']'),
};

function compileList(
  compilation: Compilation,
  selected: Selected,
  type: OwnedType,
  builder: ProjectionBuilder,
): WriteField {
  const rows = new ProjectionBuilder(type);
  const write = compileRecord(compilation, objectTypeOf(selected), selected.nodes, rows);
  // A row always has a column, even if none is selected.
  const isUnread = rows.isEmpty;
  const whole = { keyed: false, sides: null, counted: false, makePage: null };
  builder.list({ type, builder: rows, ...whole });
  return nestedRowsWriter(arrayLayout, (result, writer) => {
    write(result, writer, undefined);
    if (isUnread) result.reader.skip(1);
  });
}

function compilePagedList(
  compilation: Compilation,
  selected: Selected,
  type: PagedType,
  builder: ProjectionBuilder,
): WriteField {
  const rows = new ProjectionBuilder(type);
  const node = compilation.schema.getType(type) as GraphQLObjectType;
  const connection = compileConnection(compilation, selected, {
    builder: rows,
    compileNode: (nodes) => compileRecord(compilation, node, nodes, rows),
  });
  const args = argumentsOf(selected);
  const { sides } = connection;
  const isOwned = takesCursor(selected);
  if (isOwned) builder.column('id');
  const place = builder.list({
    type,
    builder: connection.rows ? rows : null,
    keyed: connection.keys,
    sides,
    counted: connection.total,
    makePage: (variables) => ownedPage(type, args(variables)),
  });
  const width = rows.columns().length + (connection.keys ? 2 : 0);
  return (result, writer) => {
    const { reader, pages } = result;
    const page = pages[place] as Page;
    if (isOwned) checkOwner(page, reader.readInteger());
    const total = connection.total ? reader.readInteger() : null;
    const behind = connection.rows && sides !== null && reader.readInteger() === 1;
    const count = connection.rows ? reader.readInteger() : 0;
    const starts = Array.from({ length: count }, () => {
      const start = reader.position;
      reader.skip(width);
      return start;
    });
    const end = reader.position;
    connection.write({ ...result, page, starts, behind, total, summary: null }, writer);
    reader.position = end;
  };
}

/** Returns whether a page starts at a cursor, which must be one of its own client. */
const takesCursor = ({ nodes }: Selected): boolean =>
  nodes.some((node) => node.arguments?.some(({ name }) => /^(after|before)$/.test(name.value)));
