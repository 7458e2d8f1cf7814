import type { Rule } from '../../domain/core/errors.ts';

/** The sentence of the original's framework for each rule that a value can break. */
const sentences = {
  required: (name) => `The ${name} field is required.`,
  array: (name) => `The ${name} must be an array.`,
  string: (name) => `The ${name} must be a string.`,
  integer: (name) => `The ${name} must be an integer.`,
  boolean: (name) => `The ${name} field must be true or false.`,
  email: (name) => `The ${name} must be a valid email address.`,
  unique: (name) => `The ${name} has already been taken.`,
  exists: (name) => `The selected ${name} is invalid.`,
  distinct: (name) => `The ${name} field has a duplicate value.`,
  max: (name, limit) => `The ${name} must not be greater than ${limit} characters.`,
} as const satisfies Record<RuleName, (name: string, limit: string) => string>;

type RuleName = Rule extends infer Each
  ? Each extends `${infer Name}:${number}`
    ? Name
    : Each
  : never;

/**
 * Says that a value breaks a rule.
 * @param key of the value under `errors`: `contacts.0.send_email`
 */
export function sentence(rule: Rule, key: string): string {
  const [name, limit = ''] = rule.split(':') as [RuleName, string?];
  return sentences[name](nameOf(key), limit);
}

/** Returns what sentences call a value: `contacts.0.send_email` is `send email`, and `documents.0` itself. */
function nameOf(key: string): string {
  const last = key.slice(key.lastIndexOf('.') + 1);
  return (/^\d+$/.test(last) ? key : last).replaceAll('_', ' ');
}
