import { isRefusedValue } from '../../db/refused-values.ts';

/** Every reason for which the product refuses something. The list is closed: callers may rely on it. */
export const errorCodes = {
  UNAUTHENTICATED: 'The token is missing, unknown, expired or revoked.',
  FORBIDDEN: 'The user lacks the role for this.',
  PASSWORD_REQUIRED: 'The login password is missing.',
  PASSWORD_INVALID: 'The password is wrong.',
  PASSWORD_LOCKED: 'Too many wrong passwords: none is accepted for a while.',
  NOT_FOUND: 'The company has no such record.',
  WRONG_ID_TYPE: 'The id belongs to a record of another type.',
  INVALID_ID: 'The text is not an id.',
  INVALID_INPUT: 'A value has the wrong format or is out of range.',
  INVALID_CURSOR: 'The cursor is not from this list.',
  NUMBER_TAKEN: 'Another client of the company has this number.',
  ID_NUMBER_TAKEN: 'Another client of the company has this id number.',
  AMBIGUOUS_MATCH: 'More than one client matches.',
  ALREADY_EXISTS: 'A client matches, but the mode is `CREATE_ONLY`.',
  CLIENT_DELETED: 'The client is deleted: restore it first.',
  CONFLICT: 'The client has another version than `expectedVersion`.',
  STALE_PREVIEW: 'The clients have changed since the preview.',
  COUNT_MISMATCH: 'The selection has another number of clients than `expectedCount`.',
  IDEMPOTENCY_MISMATCH: 'The idempotency key was used before with other arguments.',
  FILE_TOO_LARGE: 'The file is too large.',
  FILE_TYPE_REFUSED: 'Files of this type are not accepted.',
  FILE_MISSING: 'The store has no bytes for this document.',
  TOO_MANY: 'The request has too many items.',
  UPLOAD_BROKEN: 'The upload ended before it was complete.',
  SLOW_CONSUMER: 'The stream was left unread for too long: subscribe again after its last cursor.',
  GOING_AWAY: 'The gateway is stopping: subscribe again after the last cursor.',
  SKIPPED: 'Not done, because another item of the request was refused.',
} as const;

/** A code of a refusal. */
export type ErrorCode = keyof typeof errorCodes;

/** Where in the input a value stands: names and indexes from the outside in. */
export type InputPath = readonly (string | number)[];

/**
 * A rule that a value can break. Messages use the names of GraphQL; an API with other names writes its own by the rule.
 */
export type Rule =
  | 'required'
  | 'array'
  | 'string'
  | 'integer'
  | 'boolean'
  | 'email'
  | 'unique'
  | 'exists'
  | 'distinct'
  | `max:${number}`;

/**
 * A refusal: an error that the caller can understand and act on. Any other error is a defect.
 * The message is a whole sentence that says what is wrong.
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  /** The place of the value. It is not named `path`, because graphql-js leaves an error with a `path` as it is. */
  readonly inputPath: InputPath;
  /** Further facts for programs, such as `attemptsLeft`. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The rule that the value breaks; null if it is none of `Rule`. */
  readonly rule: Rule | null = null;

  constructor(
    code: ErrorCode,
    message: string,
    inputPath: InputPath = [],
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'DomainError';
    this.code = code;
    this.inputPath = inputPath;
    this.details = details;
  }

  /** Returns the parts that are sent to the caller and stored for a replay. */
  toJSON(): Refusal {
    const { code, message, inputPath, details } = this;
    return { code, message, inputPath, details };
  }
}

/** The parts of a refusal that are sent to the caller. */
export type Refusal = Pick<DomainError, 'code' | 'message' | 'inputPath' | 'details'>;

/** Several refusals of one input at once. */
export class DomainErrors extends Error {
  readonly errors: readonly DomainError[];

  constructor(errors: readonly DomainError[]) {
    super(errors.map(({ message }) => message).join(' '));
    this.name = 'DomainErrors';
    this.errors = errors;
  }
}

/** Returns the error for a value that has the wrong form or is out of range. */
export const invalidInput = (
  message: string,
  path: InputPath = [],
  rule: Rule | null = null,
): DomainError => Object.assign(new DomainError('INVALID_INPUT', message, path), { rule });

/** Returns the error for a record that does not exist or is another company's: callers cannot tell the two apart. */
export const notFound = (what: string, id: string, path: InputPath = []): DomainError =>
  new DomainError('NOT_FOUND', `No ${what} has the id "${id}".`, path);

/** Returns the error for a request without a valid token. */
export const unauthenticated = (): DomainError =>
  new DomainError(
    'UNAUTHENTICATED',
    'Send a valid API token in the header X-API-TOKEN or as Authorization: Bearer.',
  );

/** Returns the refusals in an error; null for a defect. */
export function domainErrorsOf(error: unknown): readonly DomainError[] | null {
  if (error instanceof DomainError) return [error];
  if (error instanceof DomainErrors) return error.errors;
  if (isRefusedValue(error))
    return [invalidInput('A value is not one that can be looked for or stored.')];
  return null;
}
