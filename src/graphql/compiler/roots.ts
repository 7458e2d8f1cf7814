import { type GraphQLObjectType, getNamedType } from 'graphql';
import type { ClientIdentifier } from '../../domain/client/identify.ts';
import { type ClientListArguments, clientList, followMerges } from '../../domain/client/read.ts';
import { type ReadableType, records } from '../../domain/client/records.ts';
import { requireViewer } from '../../domain/context.ts';
import type { RecordType } from '../../domain/ids.ts';
import { type ClientListShape, readClients, readRecords } from '../../domain/read/clients.ts';
import { Rows } from '../../domain/read/rows.ts';
import type { GraphQLContext } from '../builder.ts';
import { findClient } from '../client-query.ts';
import { MAX_NODES } from '../node-query.ts';
import { compileConnection } from './connection.ts';
import { compileRecord } from './record.ts';
import {
  argumentsOf,
  type Compilation,
  type Selected,
  Unsupported,
  type Variables,
} from './selection.ts';
import { ShapeBuilder } from './shape-builder.ts';

/** Answers a root field: its value as JSON. Throws whatever the resolver might throw, and more. */
export type AnswerRoot = (variables: Variables, context: GraphQLContext) => Promise<string>;

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
      return id === null ? 'null' : await read.one(id, variables, context);
    };
  },
  node: (compilation, selected) => {
    const args = argumentsOf(selected);
    const read = compileNodes(compilation, selected);
    return async (variables, context) => {
      const [text] = await read([args(variables).id as string], variables, context);
      return text ?? 'null';
    };
  },
  nodes: (compilation, selected) => {
    const args = argumentsOf(selected);
    const read = compileNodes(compilation, selected);
    return async (variables, context) => {
      const ids = args(variables).ids as string[];
      if (ids.length > MAX_NODES) throw new Unsupported();
      return `[${(await read(ids, variables, context)).join(',')}]`;
    };
  },
};

function compileClients(compilation: Compilation, selected: Selected): AnswerRoot {
  const type = getNamedType(selected.field?.type) as GraphQLObjectType;
  const builder = new ShapeBuilder('Client');
  const connection = compileConnection(compilation, type, selected.nodes, (nodes) =>
    compileRecord(compilation, objectType(compilation, 'Client'), nodes, builder),
  );
  const rows = builder.shape();
  const shape: ClientListShape = { ...connection, rows: connection.rows ? rows : null };
  const none = new Rows([], rows, builder.width);
  const args = argumentsOf(selected);
  return async (variables, context) => {
    const viewing = requireViewer(context);
    const list = clientList(viewing, args(variables) as ClientListArguments);
    const pages = builder.pages(variables);
    const read = await readClients(viewing, list, shape, pages);
    const found = read.rows ?? none;
    const reading = { rows: found, pages, context, lists: [] };
    const starts = Array.from({ length: found.length }, (_, i) => found.start(i));
    const { total, summary } = read;
    return connection.write(reading, {
      page: list.page,
      starts,
      keys: builder.width,
      total,
      summary,
    });
  };
}

const objectType = ({ schema }: Compilation, name: ReadableType): GraphQLObjectType =>
  schema.getType(name) as GraphQLObjectType;

/** Reads records of one type by their numbers and writes each; those that the company has not are left out. */
export interface CompiledRecords {
  many(
    ids: readonly number[],
    variables: Variables,
    context: GraphQLContext,
  ): Promise<Map<number, string>>;
  /** One record, or `null`. */
  one(id: number, variables: Variables, context: GraphQLContext): Promise<string>;
}

/** Compiles what is selected of records that are named by their numbers. */
export function compileRecords(
  compilation: Compilation,
  { nodes }: Selected,
  type: ReadableType,
): CompiledRecords {
  const builder = new ShapeBuilder(type);
  const { place } = builder.column('id');
  const write = compileRecord(compilation, objectType(compilation, type), nodes, builder);
  const shape = builder.shape();

  async function find(ids: readonly number[], variables: Variables, context: GraphQLContext) {
    const pages = builder.pages(variables);
    const rows = await readRecords(requireViewer(context), ids, shape, pages);
    const reading = { rows, pages, context, lists: [] };
    return new Map(
      Array.from({ length: rows.length }, (_, i) => {
        const at = rows.start(i);
        return [Number(rows.pieces[at + place]), write(reading, at)];
      }),
    );
  }

  const many: CompiledRecords['many'] = (ids, variables, context) => {
    const read = (wanted: readonly number[]) => find(wanted, variables, context);
    return type === 'Client' ? followMerges(requireViewer(context), ids, read) : read(ids);
  };

  return {
    many,
    one: async (id, variables, context) => (await many([id], variables, context)).get(id) ?? 'null',
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
  ): Promise<string[]> => {
    const wanted = ids.map((id) => requireViewer(context).ids.decodeGlobal(id, 'Client'));
    const texts = new Map<RecordType, Map<number, string>>();
    for (const { type } of wanted) {
      if (texts.has(type)) continue;
      if (!isReadable(type)) throw new Unsupported();
      const numbers = wanted.filter((other) => other.type === type).map(({ number }) => number);
      const read = compiled.get(type) as CompiledRecords;
      texts.set(type, await read.many([...new Set(numbers)], variables, context));
    }
    return wanted.map(({ type, number }) => texts.get(type)?.get(number) ?? 'null');
  };
}
