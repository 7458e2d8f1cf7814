import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { GraphQLContext } from './builder.ts';

/** The fields that say nothing of any company. */
const ALWAYS_OPEN = new Set(['__typename']);
const EXPLORING = new Set(['__typename', '__schema', '__type']);

/**
 * Refuses everything but `{ __typename }` without a valid token; while exploring is on, introspection is answered
 * too, so that GraphiQL can open before the token is filled in.
 */
export function guardAnonymous(explore: boolean): Plugin {
  const open = explore ? EXPLORING : ALWAYS_OPEN;
  return {
    onExecute: ({ args, setResultAndStopExecution }) => {
      const { viewer } = args.contextValue as unknown as GraphQLContext;
      if (viewer === null && !isOpen(args.document, args.operationName, open)) {
        setResultAndStopExecution({ errors: [unauthenticated()] });
      }
    },
    onSubscribe: ({ args, setResultAndStopExecution }) => {
      const { viewer } = args.contextValue as unknown as GraphQLContext;
      if (viewer === null) setResultAndStopExecution({ errors: [unauthenticated()] });
    },
  };
}

function isOpen(
  document: DocumentNode,
  operationName: string | null | undefined,
  open: ReadonlySet<string>,
): boolean {
  const operation: OperationDefinitionNode | null | undefined = getOperationAST(
    document,
    operationName,
  );
  if (!operation) return true;
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === 'FragmentDefinition'
        ? [[definition.name.value, definition.selectionSet]]
        : [],
    ),
  );
  const only = (set: SelectionSetNode | undefined): boolean =>
    set === undefined ||
    set.selections.every((selection) => {
      if (selection.kind === 'Field') return open.has(selection.name.value);
      if (selection.kind === 'InlineFragment') return only(selection.selectionSet);
      return only(fragments.get(selection.name.value));
    });
  return only(operation.selectionSet);
}

const unauthenticated = () =>
  new GraphQLError(
    'Send a valid API token in the header X-API-TOKEN or as Authorization: Bearer.',
    {
      extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
    },
  );
