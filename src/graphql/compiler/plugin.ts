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
 * Executes operations by their plans: one statement for each root field, whose rows are written as JSON. Resolvers execute
 * operations that do not compile, and those of which the plan fails: the resolvers define what the schema means.
 * @param report receives errors of plans that resolvers do not have, with the request id
 * @param plans caches the operations that plans executed
 */
export function compileReads(
  report: (defect: unknown, requestId: string) => void,
  plans: PlanCache,
): GatewayPlugin {
  const operations = new WeakMap<OperationDefinitionNode, Operation>();
  return {
    onExecute: ({ args, executeFn, setExecuteFn }) => {
      const { schema, document, operationName, variableValues, contextValue } = args;
      const { requestId, params } = contextValue as unknown as YogaContext;
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

/** The context of a request, with what Yoga adds. */
type YogaContext = ServerContext & { readonly params: OperationSource };

/** Returns whether resolvers may answer without an error. They ignore, say, a bad argument of a list if there are no clients. */
const isExpected = (error: unknown): boolean =>
  error instanceof Unsupported || error instanceof GraphQLError || domainErrorsOf(error) !== null;
