import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { invalidInput } from '../../domain/core/errors.ts';
import type { GatewayPlugin } from './gateway-plugin.ts';

type Values = Readonly<Record<string, unknown>>;

/** A variable that stands in a mutation where it says which clients are meant. */
export interface SelectorVariable {
  readonly name: string;
  /** The argument, or the member of an input, that it stands for. */
  readonly member: string;
  readonly field: FieldNode;
  /** Variables of other arguments that may choose the clients instead: a value of one of them is enough. */
  readonly instead: readonly string[];
}

/**
 * Lists the variables without a default that stand for a filter or a search of a mutation, inside a filter, or for a
 * match. GraphQL leaves out what has a variable without a value: the other arguments would choose more clients then, a
 * filter would lose a condition, and for want of a match a client would be created.
 */
export function selectorVariables(
  { definitions }: DocumentNode,
  operation: OperationDefinitionNode,
): SelectorVariable[] {
  if (operation.operation !== OperationTypeNode.MUTATION) return [];
  const defaulted = new Set(
    operation.variableDefinitions?.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [variable.name.value] : [],
    ),
  );
  const inFragments = definitions.flatMap((part) =>
    part.kind === Kind.FRAGMENT_DEFINITION ? fieldsOf(part.selectionSet) : [],
  );
  return [...fieldsOf(operation.selectionSet), ...inFragments]
    .flatMap(variablesOf)
    .filter(({ name }) => !defaulted.has(name));
}

const fieldsOf = ({ selections }: SelectionSetNode): FieldNode[] =>
  selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsOf(selection.selectionSet) : [];
  });

const variablesOf = (field: FieldNode): SelectorVariable[] =>
  (field.arguments ?? []).flatMap((argument) => {
    const { name, value } = argument;
    const found = membersIn(value, name.value, name.value === 'filter' || name.value === 'search');
    const instead = value.kind === Kind.VARIABLE ? variablesInstead(field, argument) : [];
    return found.map((one) => ({ ...one, field, instead }));
  });

/** Lists the variables of the other arguments that choose clients: one document may serve every way to choose. */
const variablesInstead = ({ arguments: all = [] }: FieldNode, own: ArgumentNode): string[] =>
  all.flatMap((argument) => {
    const { name, value } = argument;
    const chooses = ['ids', 'filter', 'search'].includes(name.value) && argument !== own;
    return chooses && value.kind === Kind.VARIABLE ? [value.name.value] : [];
  });

/** The variables in a value that choose clients. @param chooses whether the value is part of something that does */
function membersIn(
  value: ValueNode,
  member: string,
  chooses: boolean,
): Pick<SelectorVariable, 'name' | 'member'>[] {
  switch (value.kind) {
    case Kind.VARIABLE:
      return chooses ? [{ name: value.name.value, member }] : [];
    case Kind.LIST:
      return value.values.flatMap((item) => membersIn(item, member, chooses));
    case Kind.OBJECT:
      return value.fields.flatMap(({ name, value: inner }) =>
        membersIn(inner, name.value, chooses || name.value === 'match'),
      );
    default:
      return [];
  }
}

/** Returns the first of the variables that has no value though its field is asked for; null when all is well. */
export const unsetVariable = (
  variables: readonly SelectorVariable[],
  given: Values,
): SelectorVariable | null =>
  variables.find(
    ({ name, field, instead }) =>
      !Object.hasOwn(given, name) &&
      isIncluded(field, given) &&
      instead.every((other) => (given[other] ?? null) === null),
  ) ?? null;

const isIncluded = ({ directives = [] }: FieldNode, given: Values): boolean =>
  directives.every(({ name, arguments: [condition] = [] }) => {
    const value = condition?.value;
    const on = value?.kind === Kind.VARIABLE ? given[value.name.value] : value;
    const isOff = on === false || (value?.kind === Kind.BOOLEAN && !value.value);
    const isOn = on === true || (value?.kind === Kind.BOOLEAN && value.value);
    return name.value === 'skip' ? !isOn : !isOff;
  });

/** Refuses mutations that choose clients by a variable without a value. */
export function requireSelectorVariables(): GatewayPlugin {
  const known = new WeakMap<OperationDefinitionNode, readonly SelectorVariable[]>();
  return {
    onExecute: ({ args, setResultAndStopExecution }) => {
      const operation = getOperationAST(args.document, args.operationName);
      if (operation?.operation !== OperationTypeNode.MUTATION) return;
      const variables = known.get(operation) ?? selectorVariables(args.document, operation);
      known.set(operation, variables);
      const unset = unsetVariable(variables, args.variableValues ?? {});
      if (unset) setResultAndStopExecution({ errors: [refusalOf(unset)] });
    },
  };
}

function refusalOf({ name, member }: SelectorVariable): GraphQLError {
  const message = `The variable "$${name}" has no value, so "${member}" would be left out: send a value.`;
  return new GraphQLError(message, { originalError: invalidInput(message, [name]) });
}
