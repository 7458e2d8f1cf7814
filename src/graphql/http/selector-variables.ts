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

/** A variable of a mutation by which it selects clients. */
export interface SelectorVariable {
  readonly name: string;
  /** The argument or input field that has it as value. */
  readonly member: string;
  readonly field: FieldNode;
  /** Variables of other arguments that may select the clients instead: a value of one of them is enough. */
  readonly instead: readonly string[];
}

/**
 * Lists the variables without a default by which a mutation selects clients: for or within `filter` and `match`, and for
 * `search`. GraphQL leaves out an argument or input field whose variable has no value: the other arguments would select
 * more clients, a filter would lose a condition, and an upsert without a match would create a client.
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
    part.kind === Kind.FRAGMENT_DEFINITION ? selectedFields(part.selectionSet) : [],
  );
  return [...selectedFields(operation.selectionSet), ...inFragments]
    .flatMap(variablesOf)
    .filter(({ name }) => !defaulted.has(name));
}

const selectedFields = ({ selections }: SelectionSetNode): FieldNode[] =>
  selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? selectedFields(selection.selectionSet) : [];
  });

const variablesOf = (field: FieldNode): SelectorVariable[] =>
  (field.arguments ?? []).flatMap((argument) => {
    const { name, value } = argument;
    const found = membersIn(value, name.value, name.value === 'filter' || name.value === 'search');
    const instead = value.kind === Kind.VARIABLE ? variablesInstead(field, argument) : [];
    return found.map((one) => ({ ...one, field, instead }));
  });

/** Lists the variables of other arguments that select clients: one document may serve every kind of selection. */
const variablesInstead = ({ arguments: all = [] }: FieldNode, own: ArgumentNode): string[] =>
  all.flatMap((argument) => {
    const { name, value } = argument;
    const selects = ['ids', 'filter', 'search'].includes(name.value) && argument !== own;
    return selects && value.kind === Kind.VARIABLE ? [value.name.value] : [];
  });

/** Lists the variables in a value that select clients. @param selects true within a `filter` or `match` */
function membersIn(
  value: ValueNode,
  member: string,
  selects: boolean,
): Pick<SelectorVariable, 'name' | 'member'>[] {
  switch (value.kind) {
    case Kind.VARIABLE:
      return selects ? [{ name: value.name.value, member }] : [];
    case Kind.LIST:
      return value.values.flatMap((item) => membersIn(item, member, selects));
    case Kind.OBJECT:
      return value.fields.flatMap(({ name, value: inner }) =>
        membersIn(inner, name.value, selects || name.value === 'match'),
      );
    default:
      return [];
  }
}

/** Returns the first variable without a value whose field is selected; null if there is none. */
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

/** Refuses mutations that select clients by a variable without a value. */
export function requireSelectorVariables(): GatewayPlugin {
  const selectors = new WeakMap<OperationDefinitionNode, readonly SelectorVariable[]>();
  return {
    onExecute: ({ args, setResultAndStopExecution }) => {
      const operation = getOperationAST(args.document, args.operationName);
      if (operation?.operation !== OperationTypeNode.MUTATION) return;
      const variables = selectors.get(operation) ?? selectorVariables(args.document, operation);
      selectors.set(operation, variables);
      const unset = unsetVariable(variables, args.variableValues ?? {});
      if (unset) setResultAndStopExecution({ errors: [unsetVariableError(unset)] });
    },
  };
}

function unsetVariableError({ name, member }: SelectorVariable): GraphQLError {
  const message = `The variable "$${name}" has no value, so "${member}" would be left out: send a value.`;
  return new GraphQLError(message, { originalError: invalidInput(message, [name]) });
}
