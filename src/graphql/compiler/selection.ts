import {
  type ArgumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  Kind,
  visit,
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

/** The value of each argument of a field once the variables are known. */
export function argumentsOf({
  field,
  nodes: [node],
}: Selected): (variables: Variables) => Record<string, unknown> {
  if (!field || !node) throw new Unsupported();
  const given = (node.arguments ?? []).filter(hasVariables);
  let known: Record<string, unknown> | undefined;
  return (variables) => {
    // Variables have been coerced: one that has a value is the argument's value as it is.
    const isPlain = given.every(
      ({ value }) => value.kind === Kind.VARIABLE && variables[value.name.value] != null,
    );
    if (!known || !isPlain) {
      const values = getArgumentValues(field, node, variables);
      known ??= values;
      return values;
    }
    const values = { ...known };
    for (const { name, value } of given) {
      if (value.kind === Kind.VARIABLE) values[name.value] = variables[value.name.value];
    }
    return values;
  };
}

function hasVariables(argument: ArgumentNode): boolean {
  let found = false;
  visit(argument, {
    [Kind.VARIABLE]: () => {
      found = true;
    },
  });
  return found;
}
