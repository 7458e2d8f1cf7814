import { GraphQLError, Kind } from 'graphql';
import {
  type DomainError,
  domainErrorsOf,
  type ErrorCode,
  type InputPath,
} from '../../domain/core/errors.ts';
import { literalPath } from '../http/literal-paths.ts';

/** Codes of errors that arise before the domain is called, besides those of the domain. */
export const requestErrorCodes = {
  BAD_REQUEST: 'The request is not valid GraphQL over HTTP.',
  UNSUPPORTED_MEDIA_TYPE: 'The content type of the body is not supported.',
  NOT_ACCEPTABLE: 'The `Accept` header allows no available content type.',
  REQUEST_ENTITY_TOO_LARGE: 'The body is too large.',
  GRAPHQL_PARSE_FAILED: 'The document has a syntax error.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not fit the schema.',
  OPERATION_RESOLUTION_FAILURE: 'The document has no operation with this name.',
  TOO_COMPLEX: 'The document or its variables are too long or too deep.',
  INTERNAL_ERROR: 'A defect of the gateway. Report the request id.',
} as const;

/** A code of `requestErrorCodes`. */
export type RequestErrorCode = keyof typeof requestErrorCodes;

/** HTTP status of refusals of the whole request; others leave it at 200. */
const statusOf: Partial<Record<ErrorCode, number>> = { UNAUTHENTICATED: 401 };

/** Settings of the errors of a request. */
export interface ErrorSetting {
  /** Id of the request in the response and in the log. */
  readonly requestId: string;
  /** True if messages may suggest names of the schema. */
  readonly hints: boolean;
  /** Reports a defect with the request id. */
  readonly report: (defect: unknown, requestId: string) => void;
}

/** Makes the error of a request that is refused before execution. @param status of the HTTP response */
export const requestError = (
  code: RequestErrorCode,
  message: string,
  status: number,
): GraphQLError => new GraphQLError(message, { extensions: { code, http: { status } } });

/**
 * Returns the errors that the caller sees: refusals with their codes and input paths, and anything else as a defect
 * without details. Every error has a code and the request id; errors of a field have its path and locations, too.
 * @param inputPath path of the input value that an error of GraphQL itself concerns, if any
 */
export function toGraphQLErrors(
  error: unknown,
  setting: ErrorSetting,
  inputPath?: InputPath,
): GraphQLError[] {
  const cause = rootOf(error);
  const refusals = domainErrorsOf(cause);
  if (refusals) return refusals.map((refusal) => fromRefusal(refusal, error, setting));
  if (isStackOverflow(cause)) {
    const message = 'The request is nested too deeply.';
    return [located(error, { message, extensions: { code: 'TOO_COMPLEX' } }, setting)];
  }
  if (error instanceof GraphQLError && concernsRequest(error, cause)) {
    const extensions = extensionsOf(error, inputPath);
    return [located(error, { message: error.message, extensions }, setting)];
  }
  setting.report(cause, setting.requestId);
  const message = 'Something went wrong on our side. Please report the request id.';
  return [located(error, { message, extensions: { code: 'INTERNAL_ERROR' } }, setting)];
}

function extensionsOf(error: GraphQLError, inputPath: InputPath | undefined) {
  const { originalError: _ours, http, ...said } = error.extensions;
  const code = said.code ?? codeOf(error);
  const place = inputPath ?? literalPath(error);
  const extensions = { code, ...(place ? { inputPath: place } : {}), ...said };
  if (!http) return extensions;
  // Yoga would send some of these with status 200 to callers that accept plain JSON.
  const isBroken = extensions.code === 'BAD_REQUEST';
  return { ...extensions, http: isBroken ? { ...http, spec: false } : http };
}

/** Unwraps the error that was thrown first from those that graphql-js wrapped around it. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof GraphQLError && root.originalError) root = root.originalError;
  return root;
}

function fromRefusal(
  { code, message, inputPath, details }: DomainError,
  error: unknown,
  setting: ErrorSetting,
): GraphQLError {
  const status = statusOf[code];
  const extensions = {
    code,
    ...(inputPath.length > 0 ? { inputPath } : {}),
    ...details,
    ...(status ? { http: { status } } : {}),
  };
  return located(error, { message, extensions }, setting);
}

/**
 * Returns whether an error of GraphQL itself concerns the request: syntax, an unknown field, a variable or argument of
 * the wrong type. A field value that does not fit its type is a defect; such an error has no nodes of its own.
 */
function concernsRequest(error: GraphQLError, cause: unknown): boolean {
  if (!(cause instanceof GraphQLError)) return false;
  return error.path === undefined || cause.nodes !== undefined || 'code' in cause.extensions;
}

function codeOf({ nodes, path }: GraphQLError): ErrorCode | RequestErrorCode {
  const ofValue = path !== undefined || nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
  return ofValue ? 'INVALID_INPUT' : 'BAD_REQUEST';
}

const isStackOverflow = (error: unknown): boolean =>
  error instanceof RangeError && error.message.startsWith('Maximum call stack');

/** The names that graphql-js suggests for an unknown one. */
const SUGGESTION = / Did you mean [^?]*\?/g;

/** Maximum of characters in a message: those of GraphQL quote the refused value, which may have ten million. */
const MAX_MESSAGE_CHARACTERS = 1_000;

const shortened = (message: string): string =>
  message.length > MAX_MESSAGE_CHARACTERS
    ? `${message.slice(0, MAX_MESSAGE_CHARACTERS)}…`
    : message;

/** Makes an error at the locations and path of another. */
function located(
  error: unknown,
  { message, extensions }: Pick<GraphQLError, 'message' | 'extensions'>,
  { requestId, hints }: ErrorSetting,
): GraphQLError {
  const { nodes, source, positions, path } =
    error instanceof GraphQLError ? error : ({} as Partial<GraphQLError>);
  const short = shortened(message);
  return new GraphQLError(hints ? short : short.replace(SUGGESTION, ''), {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions: { ...extensions, requestId },
  });
}
