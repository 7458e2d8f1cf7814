import type { Rule } from '../../domain/core/errors.ts';

/** Sentences of v1's framework, by broken rule. */
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

/** Returns v1's sentence for a broken rule. @param key the key under `errors`: `contacts.0.send_email` */
export function sentence(rule: Rule, key: string): string {
  const [name, limit = ''] = rule.split(':') as [RuleName, string?];
  return sentences[name](nameOf(key), limit);
}

/** Returns the name of a value in sentences: `send email` for `contacts.0.send_email`, `documents.0` for itself. */
function nameOf(key: string): string {
  const last = key.slice(key.lastIndexOf('.') + 1);
  return (/^\d+$/.test(last) ? key : last).replaceAll('_', ' ');
}
