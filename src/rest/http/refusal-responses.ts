import {
  type DomainError,
  domainErrorsOf,
  type ErrorCode,
  type InputPath,
  type Refusal,
  type Rule,
} from '../../domain/core/errors.ts';
import { HttpRefusal } from '../../http/refusal.ts';
import { snakeCase } from '../v1/casing.ts';
import { sentence } from '../v1/sentences.ts';
import {
  invalidInputRefusal,
  invalidToken,
  type RefusalBody,
  RestRefusal,
  unauthorized,
} from './errors.ts';

/** HTTP status of each error code. v1 refuses a missing record with 400, not 404, and a wrong password with 412. */
const v1Statuses = {
  UNAUTHENTICATED: 403,
  FORBIDDEN: 401,
  PASSWORD_REQUIRED: 412,
  PASSWORD_INVALID: 412,
  PASSWORD_LOCKED: 412,
  NOT_FOUND: 400,
  WRONG_ID_TYPE: 422,
  INVALID_ID: 422,
  INVALID_INPUT: 422,
  INVALID_CURSOR: 422,
  NUMBER_TAKEN: 422,
  ID_NUMBER_TAKEN: 422,
  AMBIGUOUS_MATCH: 422,
  ALREADY_EXISTS: 422,
  CLIENT_DELETED: 400,
  CONFLICT: 412,
  STALE_PREVIEW: 409,
  COUNT_MISMATCH: 409,
  IDEMPOTENCY_MISMATCH: 409,
  FILE_TOO_LARGE: 422,
  FILE_TYPE_REFUSED: 422,
  FILE_MISSING: 404,
  TOO_MANY: 422,
  UPLOAD_BROKEN: 400,
  SLOW_CONSUMER: 408,
  GOING_AWAY: 503,
  SKIPPED: 422,
} as const satisfies Record<ErrorCode, number>;

/** Bodies with v1's fixed text, which replaces the message of the error. */
const fixedBodies: Partial<Record<ErrorCode, RefusalBody>> = {
  UNAUTHENTICATED: invalidToken().body,
  FORBIDDEN: unauthorized().body,
  PASSWORD_REQUIRED: { message: 'Invalid Password', errors: {} },
  PASSWORD_INVALID: { message: 'Invalid Password', errors: {} },
  PASSWORD_LOCKED: { message: 'Invalid Password', errors: {} },
};

/** Rules of v1 that an error code stands for. */
const rulesOfCodes: Partial<Record<ErrorCode, Rule>> = {
  NUMBER_TAKEN: 'unique',
  ID_NUMBER_TAKEN: 'unique',
  INVALID_ID: 'exists',
  WRONG_ID_TYPE: 'exists',
  NOT_FOUND: 'exists',
};

/** Response to a refused request. */
export interface RefusalResponse {
  readonly status: number;
  readonly body: RefusalBody;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns the response to a refusal of the domain, of HTTP or of REST; null for a defect. */
export function refusalResponse(error: unknown): RefusalResponse | null {
  if (error instanceof RestRefusal) return error;
  if (error instanceof HttpRefusal) {
    const { status, headers, message } = error;
    return { status, headers, body: { message } };
  }
  const refusals = domainErrorsOf(error);
  return refusals && domainResponse(refusals);
}

/** Joins refusals into one response. Like v1, it mentions refused input before the state of the record. */
function domainResponse(errors: readonly DomainError[]): RefusalResponse | null {
  const ofInput = errors.filter(isOfInput);
  const [first] = errors;
  if (ofInput.length > 0) return invalidInputRefusal(messagesByKey(ofInput));
  if (!first) return null;
  return {
    status: v1Statuses[first.code],
    body: fixedBodies[first.code] ?? { message: first.message },
  };
}

/** Returns whether a refusal concerns a value of the input, rather than the record of the path. */
const isOfInput = ({ code, inputPath }: DomainError): boolean =>
  v1Statuses[code] === 422 || (code === 'NOT_FOUND' && String(inputPath.at(-1)).endsWith('Id'));

/** Returns the messages of refused values in v1's words, by v1's dotted keys. */
export function messagesByKey(errors: readonly WordedError[]): Record<string, string[]> {
  const messages: Record<string, string[]> = {};
  for (const { code, message, inputPath, rule = null } of errors) {
    const key = keyOf(inputPath);
    const broken = rule ?? rulesOfCodes[code];
    messages[key] = [...(messages[key] ?? []), broken ? sentence(broken, key) : message];
  }
  return messages;
}

/** A refusal with its rule. A replayed refusal has lost its rule. */
type WordedError = Refusal & { readonly rule?: Rule | null };

/** v1's names for parts of our input paths. The idempotency key is a header only. */
const renamed: Readonly<Record<string, string>> = {
  files: 'documents',
  idempotencyKey: 'Idempotency-Key',
};

/** Fields with JSON values, whose members keep the names that the caller gave them. */
const jsonFields = new Set(['settings', 'meta']);

/** Input objects of GraphQL around values that v1 sends at the top level. */
const wrappers = new Set(['input', 'values', 'filter']);

/** Returns the v1 key of an input path: `contacts.0.email`. */
function keyOf(path: InputPath): string {
  const start = path.findIndex((part) => !wrappers.has(String(part)));
  const parts = path.slice(start < 0 ? path.length : start).map(String);
  const json = parts.findIndex((part) => jsonFields.has(part));
  return parts
    .map((part, i) => (json >= 0 && i > json ? part : (renamed[part] ?? snakeCase(part))))
    .join('.');
}
