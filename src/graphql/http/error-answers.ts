import type { ExecutionResult } from 'graphql';
import { type GraphQLParams, isAsyncIterable } from 'graphql-yoga';
import { type ErrorSetting, toGraphQLErrors } from '../kit/errors.ts';
import { schema } from '../schema.ts';
import type { GatewayPlugin, ServerContext } from './gateway-plugin.ts';
import { variablePaths } from './variable-paths.ts';

type AnswerSetting = Omit<ErrorSetting, 'requestId'>;

/** Turns every error of every answer into what the caller is told of it. */
export const answerErrors = (setting: AnswerSetting): GatewayPlugin => ({
  onResultProcess: ({ result, setResult, serverContext }) => {
    if (isAsyncIterable(result) || Array.isArray(result)) return;
    if (result.errors) setResult(answered(result, serverContext, setting));
  },
});

/** A result with its errors as the caller of a request is told of them. */
export function answered(
  result: ExecutionResult,
  serverContext: ServerContext,
  setting: AnswerSetting,
): ExecutionResult {
  if (!result.errors) return result;
  const { requestId, params } = serverContext as ServerContext & { params?: GraphQLParams };
  const places = variablePaths(result.errors, schema, params?.variables ?? {});
  const errors = result.errors.flatMap((error, i) =>
    toGraphQLErrors(error, { ...setting, requestId }, places[i]),
  );
  return { ...result, errors };
}
