import { type GraphQLObjectType, getNamedType } from 'graphql';
import {
  type ClientListArguments,
  clientList,
  followMerges,
} from '../../domain/clients/list/list.ts';
import type { ClientIdentifier } from '../../domain/clients/match/match.ts';
import { requireViewer } from '../../domain/core/context.ts';
import type { RecordType } from '../../domain/core/ids.ts';
import { type ReadableType, records } from '../../domain/records/records.ts';
import type { WriteJson } from '../../projection/byte-writer.ts';
import { type ClientListProjection, readClients, readRecords } from '../../projection/clients.ts';
import type { Projection } from '../../projection/projection.ts';
import { RowReader } from '../../projection/row-reader.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import { findClient } from '../queries/client-query.ts';
import { MAX_NODES } from '../queries/node-query.ts';
import { argumentsOf } from './arguments.ts';
import { compileConnection } from './connection.ts';
import { ProjectionBuilder, type ResultRows } from './projection-builder.ts';
import { compileRecord } from './record.ts';
import { type Compilation, type Selected, Unsupported, type Variables } from './selection.ts';

/** Reads what a root field answers with, to be written as JSON. Throws whatever the resolver might throw, and more. */
export type AnswerRoot = (variables: Variables, context: GraphQLContext) => Promise<WriteJson>;

const nothing: WriteJson = (writer) => writer.putAscii('null');

/** The root fields that are compiled: how each is answered. */
export const roots: Readonly<
  Record<string, (compilation: Compilation, selected: Selected) => AnswerRoot>
> = {
  clients: compileClients,
  client: (compilation, selected) => {
    const args = argumentsOf(selected);
    const read = compileRecords(compilation, selected, 'Client');
    return (variables, context) => {
      const { ids } = requireViewer(context);
      return read.one(ids.decode('Client', args(variables).id as string), variables, context);
    };
  },
  clientBy: (compilation, selected) => {
    const args = argumentsOf(selected);
    const read = compileRecords(compilation, selected, 'Client');
    return async (variables, context) => {
      const id = await findClient(context, args(variables).identifier as ClientIdentifier);
      return id === null ? nothing : await read.one(id, variables, context);
    };
  },
  node: (compilation, selected) => {
    const args = argumentsOf(selected);
    const read = compileNodes(compilation, selected);
    return async (variables, context) => {
      const [write] = await read([args(variables).id as string], variables, context);
      return write ?? nothing;
    };
  },
  nodes: (compilation, selected) => {
    const args = argumentsOf(selected);
    const read = compileNodes(compilation, selected);
    return async (variables, context) => {
      const ids = args(variables).ids as string[];
      if (ids.length > MAX_NODES) throw new Unsupported();
      return listOf(await read(ids, variables, context));
    };
  },
};

function compileClients(compilation: Compilation, selected: Selected): AnswerRoot {
  const type = getNamedType(selected.field?.type) as GraphQLObjectType;
  const builder = new ProjectionBuilder('Client');
  const client = objectType(compilation, 'Client');
  const connection = compileConnection(compilation, type, selected.nodes, {
    builder,
    compileNode: (nodes) => compileRecord(compilation, client, nodes, builder),
  });
  const projection: ClientListProjection = {
    ...connection,
    rows: connection.rows ? builder.projection() : null,
  };
  const args = argumentsOf(selected);
  return async (variables, context) => {
    const viewing = requireViewer(context);
    const list = clientList(viewing, args(variables) as ClientListArguments);
    const pages = builder.pages(variables);
    const { rows, behind, total, summary } = await readClients(viewing, list, projection, pages);
    const reader = rows ?? new RowReader(null);
    const found = { page: list.page, starts: reader.rowStarts(), behind, total, summary };
    return (writer) => connection.write({ reader, pages, context }, writer, found);
  };
}

/** Drafts as a list. */
const listOf =
  (writers: readonly WriteJson[]): WriteJson =>
  (writer) => {
    writer.putAscii('[');
    for (const [i, write] of writers.entries()) {
      if (i > 0) writer.putAscii(',');
      write(writer);
    }
    writer.putAscii(']');
  };

const objectType = ({ schema }: Compilation, name: ReadableType): GraphQLObjectType =>
  schema.getType(name) as GraphQLObjectType;

/** Reads records of one type by their numbers; those that the company has not are left out. */
export interface CompiledRecords {
  many(
    ids: readonly number[],
    variables: Variables,
    context: GraphQLContext,
  ): Promise<Map<number, WriteJson>>;
  /** One record, or `null`. */
  one(id: number, variables: Variables, context: GraphQLContext): Promise<WriteJson>;
  /** What is read of a record; null when it depends on more than the record, such as pages of its lists. */
  whole(variables: Variables): Projection | null;
  /** A record that was read already, as a text of the parts of `whole`. */
  written(record: string, variables: Variables, context: GraphQLContext): WriteJson;
}

/** Compiles what is selected of records that are named by their numbers. */
export function compileRecords(
  compilation: Compilation,
  { nodes }: Selected,
  type: ReadableType,
): CompiledRecords {
  const builder = new ProjectionBuilder(type);
  builder.column('id');
  const object = objectType(compilation, type);
  const write = builder.section(() => compileRecord(compilation, object, nodes, builder));
  const projection = builder.projection();

  async function find(ids: readonly number[], variables: Variables, context: GraphQLContext) {
    const pages = builder.pages(variables);
    const reader = await readRecords(requireViewer(context), ids, projection, pages);
    return writersOf({ reader, pages, context });
  }

  /** Each record that was read, by its number. */
  function writersOf(reading: ResultRows): Map<number, WriteJson> {
    const { reader } = reading;
    return new Map(
      reader.rowStarts().map((start): [number, WriteJson] => {
        reader.at = start;
        return [reader.takeNumber(), (writer) => write(reading, writer, start, 0)];
      }),
    );
  }

  const many: CompiledRecords['many'] = (ids, variables, context) => {
    const read = (wanted: readonly number[]) => find(wanted, variables, context);
    return type === 'Client' ? followMerges(requireViewer(context), ids, read) : read(ids);
  };

  return {
    many,
    one: async (id, variables, context) =>
      (await many([id], variables, context)).get(id) ?? nothing,
    whole: (variables) =>
      builder.pages(variables).every((page) => page === null) ? projection : null,
    written: (record, variables, context) => {
      const reading = { reader: new RowReader(record), pages: builder.pages(variables), context };
      return (writer) => write(reading, writer, 0, 0);
    },
  };
}

const isReadable = (type: RecordType): type is ReadableType => type in records;

function compileNodes(compilation: Compilation, selected: Selected) {
  const compiled = new Map<ReadableType, CompiledRecords>();
  for (const type of Object.keys(records) as ReadableType[]) {
    compiled.set(type, compileRecords(compilation, selected, type));
  }
  return async (
    ids: readonly string[],
    variables: Variables,
    context: GraphQLContext,
  ): Promise<WriteJson[]> => {
    const wanted = ids.map((id) => requireViewer(context).ids.decodeGlobal(id, 'Client'));
    const writers = new Map<RecordType, Map<number, WriteJson>>();
    for (const { type } of wanted) {
      if (writers.has(type)) continue;
      if (!isReadable(type)) throw new Unsupported();
      const numbers = wanted.filter((other) => other.type === type).map(({ number }) => number);
      const read = compiled.get(type) as CompiledRecords;
      writers.set(type, await read.many([...new Set(numbers)], variables, context));
    }
    return wanted.map(({ type, number }) => writers.get(type)?.get(number) ?? nothing);
  };
}
