import type { GraphQLObjectType } from 'graphql';
import { type ClientListArguments, clientList } from '../../domain/clients/list/list.ts';
import type { ClientIdentifier } from '../../domain/clients/match/match.ts';
import { requireViewer } from '../../domain/core/context.ts';
import type { ByteWriter, WriteJson } from '../../projection/byte-writer.ts';
import type { ClientListProjection } from '../../projection/client-statement.ts';
import { readClients } from '../../projection/clients.ts';
import { RowReader } from '../../projection/row-reader.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import { findClient } from '../queries/client-query.ts';
import { MAX_NODES } from '../queries/node-query.ts';
import { argumentsOf } from './arguments.ts';
import { compileConnection } from './connection.ts';
import { ProjectionBuilder } from './projection-builder.ts';
import { compileRecord } from './record.ts';
import { compileNodes, compileRecords, writeNull } from './records.ts';
import { type Compilation, type Selected, Unsupported, type Variables } from './selection.ts';

/** Reads the value of a root field, to be written as JSON. @throws what the resolver may throw, and Unsupported */
export type AnswerRoot = (variables: Variables, context: GraphQLContext) => Promise<WriteJson>;

type CompileRoot = (compilation: Compilation, selected: Selected) => AnswerRoot;

/** The compiler of each root field of a query. Other root fields are left to the resolvers. */
export const roots: Readonly<Record<string, CompileRoot>> = {
  clients: compileClients,
  client: (compilation, selected) => {
    const args = argumentsOf(selected);
    const records = compileRecords(compilation, selected, 'Client');
    return (variables, context) => {
      const id = requireViewer(context).ids.decode('Client', String(args(variables).id));
      return records.one(id, { variables, context });
    };
  },
  clientBy: (compilation, selected) => {
    const args = argumentsOf(selected);
    const records = compileRecords(compilation, selected, 'Client');
    return async (variables, context) => {
      const id = await findClient(context, args(variables).identifier as ClientIdentifier);
      return id === null ? writeNull : await records.one(id, { variables, context });
    };
  },
  node: (compilation, selected) => {
    const args = argumentsOf(selected);
    const read = compileNodes(compilation, selected);
    return async (variables, context) => {
      const [write] = await read([String(args(variables).id)], { variables, context });
      return write ?? writeNull;
    };
  },
  nodes: (compilation, selected) => {
    const args = argumentsOf(selected);
    const read = compileNodes(compilation, selected);
    return async (variables, context) => {
      const ids = args(variables).ids as string[];
      if (ids.length > MAX_NODES) throw new Unsupported();
      return writeArray(await read(ids, { variables, context }));
    };
  },
};

function compileClients(compilation: Compilation, selected: Selected): AnswerRoot {
  const builder = new ProjectionBuilder('Client');
  const client = compilation.schema.getType('Client') as GraphQLObjectType;
  const connection = compileConnection(compilation, selected, {
    builder,
    compileNode: (nodes) => compileRecord(compilation, client, nodes, builder),
  });
  const asked: ClientListProjection = {
    ...connection,
    rows: connection.rows ? builder.projection() : null,
  };
  const args = argumentsOf(selected);
  return async (variables, context) => {
    const viewing = requireViewer(context);
    const list = clientList(viewing, args(variables) as ClientListArguments);
    const pages = builder.pages(variables);
    const { rows, ...found } = await readClients(viewing, list, { ...asked, pages });
    const reader = rows ?? new RowReader(null);
    const starts = reader.rowStarts();
    const result = { ...found, reader, pages, context, page: list.page, starts };
    return (writer) => connection.write(result, writer);
  };
}

const writeArray =
  (writers: readonly WriteJson[]): WriteJson =>
  (writer: ByteWriter) => {
    writer.putAscii('[');
    for (const [i, write] of writers.entries()) {
      if (i > 0) writer.putAscii(',');
      write(writer);
    }
    writer.putAscii(']');
  };
