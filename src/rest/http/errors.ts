import type { AddressedType } from '../../domain/core/elsewhere.ts';
import {
  type DomainError,
  type ErrorCode,
  type InputPath,
  type Refusal,
  type Rule,
  refusalsOf,
} from '../../domain/core/errors.ts';
import { HttpRefusal } from '../../http/refusal.ts';
import { snakeCase } from '../v1/casing.ts';
import { sentence } from '../v1/sentences.ts';

/** The HTTP status of each refusal, as v1 answers it: a missing record is 400 there, not 404, and a password 412. */
export const v1Statuses = {
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

/** What a refusal looks like on the wire. */
export interface RefusalBody {
  readonly message: string;
  readonly errors?: Readonly<Record<string, readonly string[]>>;
}

/** A refusal in v1's own words: what only v1 says, or says in a way of its own. */
export class RestRefusal extends Error {
  readonly status: number;
  readonly body: RefusalBody;
  /** Headers that say how the caller may go on. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: RefusalBody, headers: RestRefusal['headers'] = {}) {
    super(body.message);
    this.name = 'RestRefusal';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Something in the request cannot be read. */
export const badRequest = (message: string): RestRefusal => new RestRefusal(400, { message });

/** The path has no such method. v1 answers that with 404. */
export const methodNotSupported = (): RestRefusal =>
  new RestRefusal(404, { message: 'Method not supported for this route' });

/** There is no such path: v1 says so only to those who read. */
export const pathNotFound = (method: string | undefined, address: string): RestRefusal =>
  method === 'GET' || method === 'HEAD'
    ? new RestRefusal(404, { message: `There is nothing at ${address.split('?', 1)[0]}.` })
    : methodNotSupported();

/** The token is missing, unknown, expired or revoked. */
export const invalidToken = (): RestRefusal =>
  new RestRefusal(403, { message: 'Invalid token', errors: {} });

/** State of a limit of requests, as a caller is told it. */
export interface RateState {
  /** Most requests in a window. */
  readonly limit: number;
  /** Requests that the caller may still send in this window; null for one too many. */
  readonly left: number | null;
  /** When the next window begins, in milliseconds. */
  readonly resetsAt: number;
}

/** The headers that tell of a limit. */
export const rateHeaders = ({ limit, left }: RateState): Readonly<Record<string, string>> => ({
  'X-RateLimit-Limit': String(limit),
  'X-RateLimit-Remaining': String(left ?? 0),
});

/** The state of what is asked for is not the one that If-Match or If-Unmodified-Since name. */
export const preconditionFailed = (
  message = 'The state is not the one that the conditions of the request name.',
): RestRefusal => new RestRefusal(412, { message });

/** The user has sent more requests than the route takes in a minute. @param now milliseconds */
export function tooManyRequests(state: RateState, now: number): RestRefusal {
  const seconds = Math.max(1, Math.ceil((state.resetsAt - now) / 1000));
  return new RestRefusal(
    429,
    { message: 'Too many requests' },
    {
      ...rateHeaders(state),
      'Retry-After': String(seconds),
      'X-RateLimit-Reset': String(Math.ceil(state.resetsAt / 1000)),
    },
  );
}

/** The record belongs to another company, or the user has not the right. */
export const unauthorized = (): RestRefusal =>
  new RestRefusal(401, { message: 'This action is unauthorized.' });

/** No record has the id. v1 names its class, and the number where the id is a plain number. */
export const recordNotFound = (type: AddressedType | 'SystemLog', id: string): RestRefusal => {
  const named = /^\d+$/.test(id) ? ` ${id}` : '';
  const model = type === 'GatewayToken' ? 'ClientGatewayToken' : type;
  return badRequest(`No query results for model [App\\Models\\${model}]${named}.`);
};

/** Values of the input that cannot be: a text for each, under its key with dots. */
export const invalidInputRefusal = (
  errors: Readonly<Record<string, readonly string[]>>,
): RestRefusal => new RestRefusal(422, { message: 'The given data was invalid.', errors });

/** Values of the input that break rules: one for each, by its key with dots. */
export const brokenRulesRefusal = (rules: Readonly<Record<string, Rule>>): RestRefusal =>
  invalidInputRefusal(
    Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, [sentence(rule, key)]])),
  );

/** Returns the rule that a choice breaks: it is missing, or it is none of those that there are. */
export const choiceRule = (input: Readonly<Record<string, unknown>>, key: string): Rule =>
  (input[key] ?? null) === null ? 'required' : 'exists';

/** The answers that v1 words in a fixed way, whatever the reason said. */
const fixedBodies: Partial<Record<ErrorCode, RefusalBody>> = {
  UNAUTHENTICATED: invalidToken().body,
  FORBIDDEN: unauthorized().body,
  PASSWORD_REQUIRED: { message: 'Invalid Password', errors: {} },
  PASSWORD_INVALID: { message: 'Invalid Password', errors: {} },
  PASSWORD_LOCKED: { message: 'Invalid Password', errors: {} },
};

/** The rules that values break which are refused by these codes. */
const rulesOfCodes: Partial<Record<ErrorCode, Rule>> = {
  NUMBER_TAKEN: 'unique',
  ID_NUMBER_TAKEN: 'unique',
  INVALID_ID: 'exists',
  WRONG_ID_TYPE: 'exists',
  NOT_FOUND: 'exists',
};

/** A refusal as it is answered. */
export interface RefusalResponse {
  readonly status: number;
  readonly body: RefusalBody;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a refusal of the domain or of REST itself is answered; null for anything else, which is a defect. */
export function refusalResponse(error: unknown): RefusalResponse | null {
  if (error instanceof RestRefusal) return error;
  if (error instanceof HttpRefusal) return httpRefusalResponse(error);
  const refusals = refusalsOf(error);
  return refusals && responseToAll(refusals);
}

const httpRefusalResponse = ({ status, headers, message }: HttpRefusal): RefusalResponse => ({
  status,
  headers,
  body: { message },
});

/** One answer to several refusals: v1 checks the input before the state of the record. */
function responseToAll(errors: readonly DomainError[]): RefusalResponse | null {
  const invalidOnes = errors.filter(isOfInput);
  const [first] = errors;
  if (invalidOnes.length > 0) return invalidInputRefusal(messagesByKey(invalidOnes));
  if (!first) return null;
  return {
    status: v1Statuses[first.code],
    body: fixedBodies[first.code] ?? { message: first.message },
  };
}

/** Whether a refusal is of a value that was sent; the record that the path of a request names is none. */
const isOfInput = ({ code, inputPath }: DomainError): boolean =>
  v1Statuses[code] === 422 || (code === 'NOT_FOUND' && String(inputPath.at(-1)).endsWith('Id'));

/** Words refusals of values as v1 does, under v1's keys. */
export function messagesByKey(errors: readonly WordedError[]): Record<string, string[]> {
  const messages: Record<string, string[]> = {};
  for (const { code, message, inputPath, rule = null } of errors) {
    const key = keyOf(inputPath);
    const broken = rule ?? rulesOfCodes[code];
    messages[key] = [...(messages[key] ?? []), broken ? sentence(broken, key) : message];
  }
  return messages;
}

/** The part of a refusal that is worded. One that was remembered with an answer has no rule. */
type WordedError = Refusal & { readonly rule?: Rule | null };

/** Parts of our input paths that v1 has other names for; the key of a repeated write comes in a header alone. */
const renamed: Readonly<Record<string, string>> = {
  files: 'documents',
  idempotencyKey: 'Idempotency-Key',
};

/** Fields whose members are called what their sender calls them. */
const jsonFields = new Set(['settings', 'meta']);

/** Words of our input paths around the values that v1 sends at the top. */
const wrappers = new Set(['input', 'values', 'filter']);

/** The v1 key of a place in the input: `contacts.0.email`. */
function keyOf(path: InputPath): string {
  const start = path.findIndex((part) => !wrappers.has(String(part)));
  const parts = path.slice(start < 0 ? path.length : start).map(String);
  const ours = parts.findIndex((part) => jsonFields.has(part));
  return parts
    .map((part, i) => (ours >= 0 && i > ours ? part : (renamed[part] ?? snakeCase(part))))
    .join('.');
}
