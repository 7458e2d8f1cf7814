import { GraphQLError, Kind } from 'graphql';
import {
  type DomainError,
  domainErrorsOf,
  type ErrorCode,
  type InputPath,
} from '../../domain/core/errors.ts';
import { literalPath } from '../http/literal-paths.ts';

/** The codes of errors that arise before the domain is asked. They stand beside those of the domain. */
export const requestErrorCodes = {
  BAD_REQUEST: 'The HTTP request is not one that GraphQL over HTTP knows.',
  UNSUPPORTED_MEDIA_TYPE: 'The body is of a type that is not read here.',
  NOT_ACCEPTABLE: 'The caller accepts no kind of answer that there is.',
  REQUEST_ENTITY_TOO_LARGE: 'The body has more bytes than a request may have.',
  GRAPHQL_PARSE_FAILED: 'The document is not GraphQL.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not fit the schema.',
  OPERATION_RESOLUTION_FAILURE: 'The document has no operation of the name that was given.',
  TOO_COMPLEX: 'The document or its variables are longer or deeper than they may be.',
  INTERNAL_ERROR: 'Something went wrong on our side; the request id leads to it.',
} as const;

export type RequestErrorCode = keyof typeof requestErrorCodes;

/** The HTTP status of refusals that concern the whole request; all others leave it at 200. */
const statusOf: Partial<Record<ErrorCode, number>> = { UNAUTHENTICATED: 401 };

/** What an answer to an error depends on besides the error. */
export interface ErrorSetting {
  /** The id under which caller and log know the request. */
  readonly requestId: string;
  /** Whether messages may suggest names of the schema. */
  readonly hints: boolean;
  /** Gets each defect with the request id. */
  readonly report: (defect: unknown, requestId: string) => void;
}

/** A request that is refused before it is executed. @param status of the HTTP answer */
export const requestError = (
  code: RequestErrorCode,
  message: string,
  status: number,
): GraphQLError => new GraphQLError(message, { extensions: { code, http: { status } } });

/**
 * How an error reaches the caller: a refusal with its code and input path, anything else as a defect that says nothing
 * of our insides. Every error has a code and the request id; one that arose in a field has its path and locations, too.
 * @param inputPath where in the input an error of GraphQL itself stands, if it is about a value
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
    return [located(error, 'The request is nested too deeply.', { code: 'TOO_COMPLEX' }, setting)];
  }
  if (error instanceof GraphQLError && concernsRequest(error, cause)) {
    return [located(error, error.message, extensionsOf(error, inputPath), setting)];
  }
  setting.report(cause, setting.requestId);
  const message = 'Something went wrong on our side. Please report the request id.';
  return [located(error, message, { code: 'INTERNAL_ERROR' }, setting)];
}

function extensionsOf(error: GraphQLError, inputPath: InputPath | undefined) {
  const { originalError: _ours, http, ...said } = error.extensions;
  const code = said.code ?? codeOf(error);
  const place = inputPath ?? literalPath(error);
  const extensions = { code, ...(place ? { inputPath: place } : {}), ...said };
  if (!http) return extensions;
  // Yoga leaves the status at 200 for some of these where plain JSON is accepted.
  const isBroken = extensions.code === 'BAD_REQUEST';
  return { ...extensions, http: isBroken ? { ...http, spec: false } : http };
}

/** What was thrown in the first place, under the errors that GraphQL made of it. */
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
  return located(error, message, extensions, setting);
}

/**
 * Whether an error of GraphQL itself is about what was asked (syntax, an unknown field, a variable of the wrong type).
 * In a field, that is so for arguments; an answer that does not fit its type is a defect, and names no place of its own.
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

/** Most characters of a message: those of GraphQL repeat the value that they refuse, which may have ten million. */
const MAX_CHARACTERS = 1_000;

const shortened = (message: string): string =>
  message.length > MAX_CHARACTERS ? `${message.slice(0, MAX_CHARACTERS)}…` : message;

function located(
  error: unknown,
  message: string,
  extensions: Readonly<Record<string, unknown>>,
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
