import {
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import { domainErrorsOf } from '../../domain/core/errors.ts';
import type { GatewayPlugin, ServerContext } from '../http/gateway-plugin.ts';
import { Operation } from './plan.ts';
import type { OperationSource, PlanCache } from './plan-cache.ts';
import { Unsupported } from './selection.ts';

/**
 * Answers operations without the resolvers of what they select where it can: one statement for each root field, whose
 * rows are written straight into the text of the answer. Everything else, and everything that goes wrong, is left to the resolvers:
 * they are what the schema means.
 * @param report gets what went wrong here and not in the resolvers, with the request id
 * @param plans gets the operations that were answered so
 */
export function compileReads(
  report: (defect: unknown, requestId: string) => void,
  plans: PlanCache,
): GatewayPlugin {
  const operations = new WeakMap<OperationDefinitionNode, Operation>();
  return {
    onExecute: ({ args, executeFn, setExecuteFn }) => {
      const { schema, document, operationName, variableValues, contextValue } = args;
      const { requestId, params } = contextValue as unknown as AskedContext;
      const definition = getOperationAST(document, operationName);
      if (!definition || definition.operation === OperationTypeNode.SUBSCRIPTION) return;
      const operation = operations.get(definition) ?? new Operation(schema, document, definition);
      operations.set(definition, operation);
      setExecuteFn(async (given) => {
        const failures: unknown[] = [];
        try {
          const binary = await operation.answer(variableValues ?? {}, contextValue);
          if (binary !== null) {
            plans.add(params, document, operation);
            return { data: null, stringify: () => Buffer.from(binary, 'latin1').toString() };
          }
        } catch (error) {
          if (!isExpected(error)) failures.push(error);
        }
        const result = await executeFn(given);
        if (!isAsyncIterable(result) && !result.errors) {
          for (const failure of failures) report(failure, requestId);
        }
        return result;
      });
    },
  };
}

/** What Yoga adds to the context of a request. */
type AskedContext = ServerContext & { readonly params: OperationSource };

/** Resolvers may never come to what was refused here: an argument of a list that no client has. */
const isExpected = (error: unknown): boolean =>
  error instanceof Unsupported || error instanceof GraphQLError || domainErrorsOf(error) !== null;
