import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';

/** Thrown while an operation is compiled: it has something that only resolvers can answer. */
export class Unsupported extends Error {}

/** The values of an operation's variables, coerced. */
export type Variables = Readonly<Record<string, unknown>>;

/** An operation in the making. */
export interface Compilation {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** The variables on which it depends whether fields are included; the plan holds for these values alone. */
  readonly switches: Variables;
}

/** A selected field: the key under which it is answered, and what is asked of it. */
export interface Selected {
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  /** Null for `__typename`. */
  readonly field: GraphQLField<unknown, unknown> | null;
}

/** The fields that are selected of an object, in the order of the answer. */
export function selectedFields(
  { schema, fragments, switches }: Compilation,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): Selected[] {
  const fields = type.getFields();
  const collected = collectSubfields(schema, { ...fragments }, switches, type, nodes);
  return [...collected].map(([key, found]) => {
    const name = (found[0] as FieldNode).name.value;
    const field = fields[name] ?? null;
    if (field === null && name !== '__typename') throw new Unsupported();
    return { key, name, nodes: found, field };
  });
}
