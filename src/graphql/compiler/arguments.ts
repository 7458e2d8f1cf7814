import {
  type ArgumentNode,
  type GraphQLInputType,
  getArgumentValues,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ValueNode,
  valueFromAST,
  visit,
} from 'graphql';
import { type Selected, Unsupported, type Variables } from './selection.ts';

/** Makes an argument's value from the variables, all of which have values. */
type MakeValue = (variables: Variables) => unknown;

/**
 * Returns a function from variables to the arguments of a field. Constants in the document are coerced once: a filter type
 * has a hundred fields, and graphql-js checks each of them in each request.
 */
export function argumentsOf({
  field,
  nodes: [node],
}: Selected): (variables: Variables) => Record<string, unknown> {
  if (!field || !node) throw new Unsupported();
  const given = node.arguments ?? [];
  const names = [...new Set(given.flatMap(({ value }) => variablesIn(value)))];
  const makers = given
    .filter(({ value }) => variablesIn(value).length > 0)
    .map((argument) => ({ name: argument.name.value, make: makerOf(argument, field.args) }));
  let fixed: Record<string, unknown> | undefined;
  return (variables) => {
    // A variable without a value may remove its argument, or make it an error.
    if (!fixed || names.some((name) => variables[name] == null)) {
      const values = getArgumentValues(field, node, variables);
      fixed ??= values;
      return values;
    }
    const values = { ...fixed };
    for (const { name, make } of makers) values[name] = make(variables);
    return values;
  };
}

function makerOf(
  { name, value }: ArgumentNode,
  args: readonly { readonly name: string; readonly type: GraphQLInputType }[],
): MakeValue {
  const argument = args.find((of) => of.name === name.value);
  if (!argument) throw new Unsupported();
  return compileValue(value, argument.type);
}

/** Compiles a valid value. The result does what `valueFromAST` does, with variables that are coerced already. */
function compileValue(node: ValueNode, type: GraphQLInputType): MakeValue {
  if (isNonNullType(type)) return compileValue(node, type.ofType);
  if (node.kind === Kind.VARIABLE) return (variables) => variables[node.name.value];
  if (variablesIn(node).length === 0) {
    const value: unknown = valueFromAST(node, type);
    return () => value;
  }
  if (isListType(type)) {
    const nodes = node.kind === Kind.LIST ? node.values : [node];
    const items = nodes.map((item) => compileValue(item, type.ofType));
    return (variables) => items.map((make) => make(variables));
  }
  if (!isInputObjectType(type) || node.kind !== Kind.OBJECT) throw new Unsupported();
  const given = new Map(node.fields.map(({ name, value }) => [name.value, value]));
  // In the order of the type, as graphql-js has it, so that cursors contain the same digest of the filter.
  const fields = Object.values(type.getFields()).flatMap((field): [string, MakeValue][] => {
    const value = given.get(field.name);
    if (value) return [[field.name, compileValue(value, field.type)]];
    return field.defaultValue === undefined ? [] : [[field.name, () => field.defaultValue]];
  });
  return (variables) => {
    const value: Record<string, unknown> = {};
    for (const [name, make] of fields) value[name] = make(variables);
    return value;
  };
}

function variablesIn(node: ValueNode): string[] {
  const names: string[] = [];
  visit(node, {
    Variable: ({ name }) => {
      names.push(name.value);
    },
  });
  return names;
}
