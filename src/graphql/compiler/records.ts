import type { GraphQLObjectType } from 'graphql';
import { followMerges } from '../../domain/clients/list/list.ts';
import { requireViewer } from '../../domain/core/context.ts';
import { isReadable, type ReadableType, records } from '../../domain/records/descriptors.ts';
import type { WriteJson } from '../../projection/byte-writer.ts';
import type { Projection } from '../../projection/projection.ts';
import { readRecords } from '../../projection/records.ts';
import { RowReader } from '../../projection/row-reader.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import { ProjectionBuilder, type ResultRows } from './projection-builder.ts';
import { compileRecord } from './record.ts';
import {
  type Compilation,
  type Selected,
  Unsupported,
  unsupported,
  type Variables,
} from './selection.ts';

/** One execution of an operation. */
export interface Execution {
  readonly variables: Variables;
  readonly context: GraphQLContext;
}

/** Writes `null`. */
export const writeNull: WriteJson = (writer) => writer.putAscii('null');

/** Compiled records of one type, which are read by their ids. */
export interface CompiledRecords {
  /** Reads records. Ids that the company does not have are left out. */
  many(ids: readonly number[], execution: Execution): Promise<Map<number, WriteJson>>;
  /** Reads one record, which is written as null if there is none. */
  one(id: number, execution: Execution): Promise<WriteJson>;
  /** Returns the projection; null if it depends on more than the record, such as pages of its lists. */
  projection(variables: Variables): Projection | null;
  /** Returns the writer of a record that was read as the text of `projection`. */
  writerOf(record: string, execution: Execution): WriteJson;
}

/** Compiles what is selected of records that are read by their ids. */
export function compileRecords(
  compilation: Compilation,
  { nodes }: Selected,
  type: ReadableType,
): CompiledRecords {
  const builder = new ProjectionBuilder(type);
  builder.column('id');
  const object = compilation.schema.getType(type) as GraphQLObjectType;
  const write = builder.section(() => compileRecord(compilation, object, nodes, builder));
  const projection = builder.projection();

  async function find(ids: readonly number[], { variables, context }: Execution) {
    const pages = builder.pages(variables);
    const reader = await readRecords(requireViewer(context), ids, { projection, pages });
    return writersById({ reader, pages, context });
  }

  function writersById(rows: ResultRows): Map<number, WriteJson> {
    const { reader } = rows;
    const entries = reader.rowStarts().map((start): [number, WriteJson] => {
      reader.position = start;
      return [reader.readInteger(), writerAt(rows, start)];
    });
    return new Map(entries);
  }

  const writerAt =
    (rows: ResultRows, start: number): WriteJson =>
    (writer) => {
      rows.reader.position = start;
      write(rows, writer, undefined);
    };

  const many: CompiledRecords['many'] = (ids, execution) => {
    const read = (wanted: readonly number[]) => find(wanted, execution);
    return type === 'Client'
      ? followMerges(requireViewer(execution.context), ids, read)
      : read(ids);
  };

  return {
    many,
    one: async (id, execution) => (await many([id], execution)).get(id) ?? writeNull,
    projection: (variables) =>
      builder.pages(variables).every((page) => page === null) ? projection : null,
    writerOf: (record, { variables, context }) =>
      writerAt({ reader: new RowReader(record), pages: builder.pages(variables), context }, 0),
  };
}

/** Compiles what is selected of nodes, in a projection of each type. */
export function compileNodes(compilation: Compilation, selected: Selected) {
  const compiled = new Map<string, CompiledRecords>();
  for (const type of Object.keys(records).filter(isReadable)) {
    compiled.set(type, compileRecords(compilation, selected, type));
  }
  return async (ids: readonly string[], execution: Execution): Promise<WriteJson[]> => {
    const { ids: codec } = requireViewer(execution.context);
    const wanted = ids.map((id) => codec.decodeGlobal(id, 'Client'));
    const writers = new Map<string, Map<number, WriteJson>>();
    for (const { type } of wanted) {
      if (writers.has(type)) continue;
      if (!isReadable(type)) throw new Unsupported();
      const numbers = wanted.filter((other) => other.type === type).map(({ number }) => number);
      const read = compiled.get(type) ?? unsupported();
      writers.set(type, await read.many([...new Set(numbers)], execution));
    }
    return wanted.map(({ type, number }) => writers.get(type)?.get(number) ?? writeNull);
  };
}
