import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';

/** A part of an operation that only resolvers can answer. It is thrown while the operation is compiled. */
export class Unsupported extends Error {}

/** Ends the compilation of an operation, which is left to the resolvers. @throws Unsupported */
export function unsupported(): never {
  throw new Unsupported();
}

/** The values of an operation's variables, coerced. */
export type Variables = Readonly<Record<string, unknown>>;

/** An operation that is being compiled. */
export interface Compilation {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** The variables that include or skip fields. The plan is valid for these values alone. */
  readonly switches: Variables;
}

/** A selected field, with its key in the response. */
export interface Selected {
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  /** Null for `__typename`. */
  readonly field: GraphQLField<unknown, unknown> | null;
}

/** Returns the selected fields of an object, in the order of the response. */
export function selectedFields(
  { schema, fragments, switches }: Compilation,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): Selected[] {
  const fields = type.getFields();
  const collected = collectSubfields(schema, { ...fragments }, switches, type, nodes);
  return [...collected].map(([key, found]) => {
    const name = found[0]?.name.value ?? unsupported();
    const field = fields[name] ?? null;
    if (field === null && name !== '__typename') throw new Unsupported();
    return { key, name, nodes: found, field };
  });
}

/** Returns the object type of a field's value, or of the items of its list. @throws Unsupported for any other type */
export function objectTypeOf({ field }: Selected): GraphQLObjectType {
  const type = getNamedType(field?.type);
  return isObjectType(type) ? type : unsupported();
}
