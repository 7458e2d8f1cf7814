import type { FieldRef } from '@pothos/core';
import { documentationOf } from '../../db/documentation.ts';
import type { RecordType } from '../../domain/core/ids.ts';
import type { Field, Kind } from '../../domain/core/kinds.ts';
import { fieldsOf } from '../../domain/records/fields.ts';
import { fieldSource } from '../compiler/field-source.ts';
import { builder, type GraphQLContext } from './builder.ts';

/** GraphQL types of the kinds of values. */
export const graphqlType = {
  text: 'String',
  boolean: 'Boolean',
  money: 'Decimal',
  instant: 'DateTime',
  integer: 'Int',
  referenceId: 'ID',
  recordId: 'ID',
  json: 'JSON',
} as const satisfies Record<Kind, string>;

/** Conversions of stored values to those that GraphQL types serialize; absent for kinds that need none. */
const resolved: Partial<Record<Kind, (value: never, context: GraphQLContext) => unknown>> = {
  referenceId: (value: number) => String(value),
  recordId: (value: number, { ids }) => ids.encode(value),
};

type OutputFields = Record<string, FieldRef<never, unknown, 'PrismaObject'>>;

/**
 * Makes the output fields of a table. The table meets Pothos's types here, so that no field needs a cast.
 * @param t the field builder of a Prisma object
 * @param type the record type, by whose columns the fields are described
 */
export function outputFields(
  t: unknown,
  type: RecordType,
  table: Readonly<Record<string, Field>>,
): OutputFields {
  const fields = t as { field(options: object): OutputFields[string] };
  const rows = fieldsOf(table).filter(([, { internal }]) => !internal);
  return Object.fromEntries(
    rows.map(([name, { kind, optional }]) => {
      const write = resolved[kind] as
        | ((value: unknown, context: GraphQLContext) => unknown)
        | undefined;
      const options = {
        type: graphqlType[kind],
        nullable: optional === true,
        description: documentationOf(type, name),
        select: { [name]: true },
        ...fieldSource({ column: name }),
        resolve: (row: Record<string, unknown>, _args: object, context: GraphQLContext) => {
          const value = row[name];
          return value === null || !write ? value : write(value, context);
        },
      };
      return [name, fields.field(options)];
    }),
  );
}

/**
 * Makes the input fields of a table's writable rows. All may be left out, and null clears the nullable ones.
 * Typed as fields without names, since Pothos cannot infer them from a table.
 */
export function inputFields(
  t: unknown,
  type: RecordType,
  table: Readonly<Record<string, Field>>,
): Record<string, never> {
  const fields = t as { field(options: object): never };
  const rows = fieldsOf(table).filter(([, { write }]) => write);
  return Object.fromEntries(
    rows.map(([name, { kind }]) => [
      name,
      fields.field({ type: graphqlType[kind], description: documentationOf(type, name) }),
    ]),
  );
}

/** Makes an enum of the keys of a table of descriptions. */
export const describedEnum = <Name extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Name, string>>,
) =>
  builder.enumType(name, {
    description,
    values: Object.fromEntries(
      Object.entries(values).map(([value, text]) => [value, { description: text as string }]),
    ) as Record<Name, { description: string }>,
  });
