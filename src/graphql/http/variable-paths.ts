import {
  coerceInputValue,
  GraphQLError,
  type GraphQLSchema,
  isInputType,
  Kind,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import type { InputPath } from '../../domain/core/errors.ts';

/**
 * Returns the input path of each error in the variables of a request, which graphql-js has in its message only: the name
 * of the variable, then the path within its value. Undefined for errors that do not concern a variable.
 * @param errors of one request, in their order
 */
export function variablePaths(
  errors: readonly unknown[],
  schema: GraphQLSchema,
  variables: Readonly<Record<string, unknown>>,
): (InputPath | undefined)[] {
  const found = new Map<VariableDefinitionNode, InputPath[]>();
  return errors.map((error) => {
    const definition = error instanceof GraphQLError ? error.nodes?.[0] : undefined;
    if (definition?.kind !== Kind.VARIABLE_DEFINITION) return undefined;
    const paths = found.get(definition) ?? refusedPaths(definition, schema, variables);
    found.set(definition, paths);
    return [definition.variable.name.value, ...(paths.shift() ?? [])];
  });
}

/** Lists the paths in a variable's value that its type refuses, by coercing it once more. */
function refusedPaths(
  { variable, type: typeNode }: VariableDefinitionNode,
  schema: GraphQLSchema,
  variables: Readonly<Record<string, unknown>>,
): InputPath[] {
  const type = typeFromAST(schema, typeNode);
  const value = variables[variable.name.value];
  const paths: InputPath[] = [];
  if (isInputType(type) && value !== undefined) {
    coerceInputValue(value, type, (path) => paths.push(path));
  }
  return paths;
}
