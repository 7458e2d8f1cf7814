import { brandWithType } from '@pothos/core';
import { idPrefixes, type RecordType } from '../../domain/core/ids.ts';
import { type FieldSource, fieldSource } from '../compiler/field-source.ts';
import { builder, type GraphQLContext } from '../kit/builder.ts';

/** Interface of records with ids. */
export const Node = builder.interfaceRef<{ id: number }>('Node').implement({
  description: 'A record with an id that is unique across all types.',
  fields: (t) => ({
    nodeId: t.id({
      description: 'Id with the prefix of its type; unique across all types.',
      nullable: false,
      resolve: () => {
        throw new Error('Each type has its own node id.');
      },
    }),
  }),
});

type IdField = ReturnType<Parameters<Parameters<typeof builder.queryFields>[0]>[0]['id']>;

/** Makes the two ids of a record: without prefix, as in the REST API, and with the prefix of its type. */
export function idFields(t: unknown, type: RecordType): { id: IdField; nodeId: IdField } {
  const { id: field } = t as { id(options: object): IdField };
  const idField = (
    description: string,
    encode: (context: GraphQLContext, id: number) => string,
    reading: FieldSource,
  ) =>
    field.call(t, {
      description,
      nullable: false,
      select: { id: true },
      ...fieldSource(reading),
      resolve: ({ id }: { id: number }, _args: object, context: GraphQLContext) =>
        encode(context, id),
    });
  return {
    id: idField('Id without prefix, as in the REST API.', ({ ids }, id) => ids.encode(id), {
      column: 'id',
    }),
    nodeId: idField(
      `Id with the prefix \`${idPrefixes[type]}_\`; unique across all types.`,
      ({ ids }, id) => ids.encodeGlobal(type, id),
      { columns: ['id'] },
    ),
  };
}

/** Marks a row with its type, by which GraphQL finds the type of a node. */
export function asNode<Row extends object>(type: RecordType, row: Row): Row {
  brandWithType(row, type as never);
  return row;
}
