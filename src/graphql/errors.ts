import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { DomainError, DomainErrors, type ErrorCode } from '../domain/errors.ts';

/** The HTTP status of refusals that concern the whole request; all others leave it at 200. */
const statusOf: Partial<Record<ErrorCode, number>> = { UNAUTHENTICATED: 401 };

/**
 * How an error reaches the caller: a refusal with its code and input path, anything else as a defect that says nothing
 * of our insides. `report` gets each defect with the id under which the caller knows it.
 */
export function toGraphQLError(
  error: unknown,
  report: (defect: unknown, requestId: string) => void,
): GraphQLError {
  const original = error instanceof GraphQLError ? error.originalError : error;
  if (original instanceof DomainError) return refusal(original, error);
  if (original instanceof DomainErrors && original.errors[0])
    return refusal(original.errors[0], error);
  if (error instanceof GraphQLError && (!original || original instanceof GraphQLError)) {
    return withCode(error);
  }
  const requestId = randomUUID();
  report(original, requestId);
  return located(error, 'Something went wrong on our side. Please report the request id.', {
    code: 'INTERNAL_ERROR',
    requestId,
  });
}

function refusal({ code, message, inputPath, details }: DomainError, error: unknown): GraphQLError {
  const status = statusOf[code];
  return located(error, message, {
    code,
    ...(inputPath.length > 0 ? { inputPath } : {}),
    ...details,
    ...(status ? { http: { status } } : {}),
  });
}

/** An error of graphql-js itself: bad syntax, an unknown field, a variable of the wrong type. */
function withCode(error: GraphQLError): GraphQLError {
  if (error.extensions.code !== undefined) return error;
  return located(error, error.message, { ...error.extensions, code: 'GRAPHQL_INVALID' });
}

function located(
  error: unknown,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLError {
  const { nodes, source, positions, path } =
    error instanceof GraphQLError ? error : ({} as Partial<GraphQLError>);
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions,
  });
}
