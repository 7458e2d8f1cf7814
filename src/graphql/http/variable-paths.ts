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
 * Where in the variables each error of a request stands, which GraphQL says in words alone: the name of the variable,
 * then the way into its value. Undefined for errors that are not about a variable.
 * @param errors of one request, in the order in which they were found
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
    const places = found.get(definition) ?? wrongPlaces(definition, schema, variables);
    found.set(definition, places);
    return [definition.variable.name.value, ...(places.shift() ?? [])];
  });
}

/** The places of a variable's value that its type refuses, found the way in which the request was refused. */
function wrongPlaces(
  { variable, type: typeNode }: VariableDefinitionNode,
  schema: GraphQLSchema,
  variables: Readonly<Record<string, unknown>>,
): InputPath[] {
  const type = typeFromAST(schema, typeNode);
  const value = variables[variable.name.value];
  const places: InputPath[] = [];
  if (isInputType(type) && value !== undefined) {
    coerceInputValue(value, type, (path) => places.push(path));
  }
  return places;
}
