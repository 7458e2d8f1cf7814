import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  Kind,
  type SelectionNode,
} from 'graphql';
import { unauthenticated } from '../../domain/core/errors.ts';
import type { GatewayPlugin } from '../http/gateway-plugin.ts';

/** Root fields that are open without a token, always and while the schema can be explored. */
const ALWAYS_OPEN = new Set(['__typename']);
const EXPLORING = new Set(['__typename', '__schema', '__type']);

/** Maximum of characters in a document without a valid token. GraphiQL's introspection has 2,000. */
const MAX_ANONYMOUS_CHARACTERS = 4_000;

/**
 * Refuses every operation but `{ __typename }` without a valid token. While the schema can be explored, introspection is
 * allowed, too, so that GraphiQL can open before the token is filled in. Longer documents are not even parsed.
 */
export function guardAnonymous(explore: boolean): GatewayPlugin {
  const open = explore ? EXPLORING : ALWAYS_OPEN;
  return {
    onParams: ({ params: { query }, context }) => {
      if (context.domain.viewer === null && (query?.length ?? 0) > MAX_ANONYMOUS_CHARACTERS)
        throw unauthenticatedError();
    },
    onExecute: ({ args, setResultAndStopExecution }) => {
      if (args.contextValue.viewer !== null) return;
      const asked = rootFields(args.document, args.operationName);
      if (!asked.every((name) => open.has(name))) setResultAndStopExecution(refusal());
    },
    onSubscribe: ({ args, setResultAndStopExecution }) => {
      if (args.contextValue.viewer === null) setResultAndStopExecution(refusal());
    },
  };
}

const refusal = () => ({ errors: [unauthenticatedError()] });

function unauthenticatedError(): GraphQLError {
  const originalError = unauthenticated();
  return new GraphQLError(originalError.message, { originalError });
}

/** Lists the root fields of the operation to execute, with those of fragments. Visits each fragment once. */
function rootFields(document: DocumentNode, operationName: string | null | undefined): string[] {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition.selectionSet.selections] as const]
        : [],
    ),
  );
  const names: string[] = [];
  const open: SelectionNode[] = [
    ...(getOperationAST(document, operationName)?.selectionSet.selections ?? []),
  ];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === Kind.FIELD) names.push(node.name.value);
    else if (node.kind === Kind.INLINE_FRAGMENT) open.push(...node.selectionSet.selections);
    else {
      open.push(...(fragments.get(node.name.value) ?? []));
      fragments.delete(node.name.value);
    }
  }
  return names;
}
