import type { ExecutionResult } from 'graphql';
import { type GraphQLParams, isAsyncIterable, map, pipe } from 'graphql-yoga';
import { type ErrorSetting, toGraphQLErrors } from './errors.ts';
import type { GatewayPlugin, ServerContext } from './gateway-plugin.ts';
import { schema } from './schema.ts';
import { variablePaths } from './variable-paths.ts';

/** Turns every error of every answer, and of every event of a stream, into what the caller is told of it. */
export const answerErrors = ({
  hints,
  report,
}: Omit<ErrorSetting, 'requestId'>): GatewayPlugin => ({
  onResultProcess: ({ result, setResult, serverContext }) => {
    const { requestId, params } = serverContext as ServerContext & { params?: GraphQLParams };
    const setting = { requestId, hints, report };
    const answered = (answer: ExecutionResult) => withAnswers(answer, params, setting);
    if (isAsyncIterable(result)) setResult(pipe(result, map(answered)));
    else if (!Array.isArray(result) && result.errors) setResult(answered(result));
  },
});

function withAnswers(
  result: ExecutionResult,
  params: GraphQLParams | undefined,
  setting: ErrorSetting,
): ExecutionResult {
  if (!result.errors) return result;
  const places = variablePaths(result.errors, schema, params?.variables ?? {});
  const errors = result.errors.flatMap((error, i) => toGraphQLErrors(error, setting, places[i]));
  return { ...result, errors };
}
