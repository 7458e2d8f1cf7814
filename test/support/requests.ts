import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { schema } from '../../src/graphql/schema.ts';

type Operation = 'query' | 'mutation' | 'subscription';

/** A root field of the schema. */
export interface RootField {
  readonly operation: Operation;
  readonly field: GraphQLField<unknown, unknown>;
}

/** Root fields of the schema, read from it so that tests cover later ones, too. */
export const rootFields: readonly RootField[] = (
  [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const
).flatMap(([operation, type]) =>
  Object.values(type?.getFields() ?? {}).map((field) => ({ operation, field })),
);

/** Values for arguments: one for ids, and one for each text by the name of its field. */
export interface Values {
  readonly id: string;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Returns the requests for a root field that select all its fields. There is one for each combination of its arguments'
 * choices, such as the members of a oneOf input.
 */
export function requestsFor({ operation, field }: RootField, values: Values) {
  const declared = field.args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const [head, call] = field.args.length ? [`(${declared})`, `(${passed})`] : ['', ''];
  const query = `${operation} ${head} { ${field.name}${call} ${selectionOf(field.type, 4)} }`;
  const wanted = field.args.filter(
    ({ type, name }) => isNonNullType(type) || isNamed(type) || name === 'filter',
  );
  return combinations(
    Object.fromEntries(wanted.map(({ name, type }) => [name, choices(type, name, values)])),
  ).map((variables) => ({ query, variables }));
}

/** Selects every field of a type that needs no arguments, down to a number of levels. */
function selectionOf(type: GraphQLOutputType, levels: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  const types = isAbstractType(named) ? schema.getPossibleTypes(named) : [named];
  const selections = types.map((object) => {
    const fields = Object.values(object.getFields())
      .filter(({ args }) => !args.some((arg) => isNonNullType(arg.type)))
      .filter((field) => isLeafType(getNamedType(field.type)) || levels > 1)
      // Fields of one name may be of other types elsewhere.
      .map(
        (field) =>
          `${object.name}_${field.name}: ${field.name} ${selectionOf(field.type, levels - 1)}`,
      );
    return `... on ${object.name} { __typename ${fields.join(' ')} }`;
  });
  return `{ ${selections.join(' ')} }`;
}

/** Returns true if an optional argument names a record. */
const isNamed = (type: GraphQLInputType): boolean =>
  isLeafType(getNamedType(type)) && getNamedType(type).name === 'ID';

/** Returns values for an input: one, or one for each member of a oneOf input. */
function choices(type: GraphQLInputType, name: string, values: Values): unknown[] {
  if (isNonNullType(type)) return choices(type.ofType, name, values);
  if (isListType(type)) return choices(type.ofType, name, values).map((item) => [item]);
  if (isEnumType(type)) return [type.getValues()[0]?.name];
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    if (type.isOneOf) {
      return fields.flatMap((field) =>
        choices(field.type, field.name, values).map((value) => ({ [field.name]: value })),
      );
    }
    const wanted = fields.filter(
      (field) => isRequiredInputField(field) || ['id', 'match', 'eq'].includes(field.name),
    );
    return combinations(
      Object.fromEntries(
        wanted.map((field) => [field.name, choices(field.type, field.name, values)]),
      ),
    );
  }
  return [leafValue(type.name, name, values)];
}

function leafValue(type: string, name: string, { id, texts }: Values): unknown {
  const value: Record<string, unknown> = {
    ID: id,
    String: texts[name] ?? 'x',
    Int: 1,
    Float: 1,
    Boolean: false,
    Decimal: '1',
    DateTime: '2026-01-01',
    JSON: {},
  };
  return value[type] ?? null;
}

/** Returns all combinations of one choice for each name. */
const combinations = (
  choicesOf: Readonly<Record<string, readonly unknown[]>>,
): Record<string, unknown>[] =>
  Object.entries(choicesOf).reduce<Record<string, unknown>[]>(
    (made, [name, options]) =>
      made.flatMap((one) => options.map((option) => ({ ...one, [name]: option }))),
    [{}],
  );
