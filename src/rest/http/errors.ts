import type { Rule } from '../../domain/core/errors.ts';
import type { ReadableType } from '../../domain/records/descriptors.ts';
import { sentence } from '../v1/sentences.ts';

/** JSON body of a refusal. */
export interface RefusalBody {
  readonly message: string;
  /** Messages by the dotted key of the input value. */
  readonly errors?: Readonly<Record<string, readonly string[]>>;
}

/** A refusal with a status and a text of v1's own, which no code of the domain stands for. */
export class RestRefusal extends Error {
  readonly status: number;
  readonly body: RefusalBody;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: RefusalBody, headers: RestRefusal['headers'] = {}) {
    super(body.message);
    this.name = 'RestRefusal';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Refuses a request that cannot be read. */
export const badRequest = (message: string): RestRefusal => new RestRefusal(400, { message });

/** Refuses a method that the path does not have: 404 in v1, not 405. */
export const methodNotSupported = (): RestRefusal =>
  new RestRefusal(404, { message: 'Method not supported for this route' });

/** Refuses an unknown path. v1 says so to GET and HEAD only, and names the method in other cases. */
export const pathNotFound = (method: string | undefined, url: string): RestRefusal =>
  method === 'GET' || method === 'HEAD'
    ? new RestRefusal(404, { message: `There is nothing at ${url.split('?', 1)[0]}.` })
    : methodNotSupported();

/** Refuses a request whose token is missing, unknown, expired or revoked. */
export const invalidToken = (): RestRefusal =>
  new RestRefusal(403, { message: 'Invalid token', errors: {} });

/** Refuses a request whose `If-Match`, `If-None-Match` or `If-Unmodified-Since` does not hold. */
export const preconditionFailed = (
  message = 'The state is not the one that the conditions of the request name.',
): RestRefusal => new RestRefusal(412, { message });

/** Refuses a record of another company, or a user without the required role. */
export const unauthorized = (): RestRefusal =>
  new RestRefusal(401, { message: 'This action is unauthorized.' });

/** Refuses an id that no record has. v1 names its PHP class, and the id if it is a plain number. */
export const recordNotFound = (type: ReadableType | 'SystemLog', id: string): RestRefusal => {
  const named = /^\d+$/.test(id) ? ` ${id}` : '';
  const model = type === 'GatewayToken' ? 'ClientGatewayToken' : type;
  return badRequest(`No query results for model [App\\Models\\${model}]${named}.`);
};

/** Refuses values of the input. @param errors messages by the dotted key of the value */
export const invalidInputRefusal = (
  errors: Readonly<Record<string, readonly string[]>>,
): RestRefusal => new RestRefusal(422, { message: 'The given data was invalid.', errors });

/** Refuses values of the input with v1's sentences. @param rules the broken rule by the dotted key of the value */
export const brokenRulesRefusal = (rules: Readonly<Record<string, Rule>>): RestRefusal =>
  invalidInputRefusal(
    Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, [sentence(rule, key)]])),
  );

/** Returns the rule that an invalid choice breaks: `required` if it is absent, else `exists`. */
export const choiceRule = (input: Readonly<Record<string, unknown>>, key: string): Rule =>
  (input[key] ?? null) === null ? 'required' : 'exists';
