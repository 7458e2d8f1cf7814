import type { ExecutionResult } from 'graphql';
import { type GraphQLParams, isAsyncIterable } from 'graphql-yoga';
import { type ErrorSetting, toGraphQLErrors } from '../kit/errors.ts';
import { schema } from '../schema.ts';
import type { GatewayPlugin, ServerContext } from './gateway-plugin.ts';
import { variablePaths } from './variable-paths.ts';

type MaskSetting = Omit<ErrorSetting, 'requestId'>;

/** Replaces the errors of every result by those that the caller sees. */
export const maskErrors = (setting: MaskSetting): GatewayPlugin => ({
  onResultProcess: ({ result, setResult, serverContext }) => {
    if (isAsyncIterable(result) || Array.isArray(result)) return;
    if (result.errors) setResult(masked(result, serverContext, setting));
  },
});

/** Returns a result with its errors as the caller sees them. */
export function masked(
  result: ExecutionResult,
  serverContext: ServerContext,
  setting: MaskSetting,
): ExecutionResult {
  if (!result.errors) return result;
  const { requestId, params } = serverContext as ServerContext & { params?: GraphQLParams };
  const paths = variablePaths(result.errors, schema, params?.variables ?? {});
  const errors = result.errors.flatMap((error, i) =>
    toGraphQLErrors(error, { ...setting, requestId }, paths[i]),
  );
  return { ...result, errors };
}
