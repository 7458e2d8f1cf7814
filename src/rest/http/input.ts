import { trimmed } from '../../domain/text/text.ts';
import { MAX_INPUT_DEPTH, nestedTooDeep } from './input-limits.ts';

/** Cleaned values of the query and the body of a request. */
export type Input = Readonly<Record<string, unknown>>;

/** Keys of texts that are not trimmed. */
const untrimmed = new Set(['password', 'current_password', 'password_confirmation']);

/** Keys of objects in which an empty text stays empty: v1 shows an unset setting as `""`. */
const keptEmpty = new Set(['settings']);

/**
 * Cleans an input as v1's framework does: texts are trimmed at any depth, and empty texts become null.
 * @throws 400 if the input is nested too deeply
 */
export function cleanInput(values: Readonly<Record<string, unknown>>): Input {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      if (untrimmed.has(key) && typeof value === 'string') return [key, value || null];
      const empty = keptEmpty.has(key) && typeof value === 'object' ? '' : null;
      return [key, cleanValue(value, empty, 1)];
    }),
  );
}

/** Cleans a value of any kind. @param empty replaces an empty text */
function cleanValue(value: unknown, empty: '' | null, depth: number): unknown {
  if (typeof value === 'string') return trimmed(value) || empty;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_INPUT_DEPTH) throw nestedTooDeep();
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, empty, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, cleanValue(member, empty, depth + 1)]),
  );
}

/** Returns a value of the input as text; null if it is absent, empty, a list or an object. */
export function textParam(input: Input, key: string): string | null {
  const value = input[key];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

const BOOLEANS = new Map<string, boolean>([
  ...['1', 'true', 'yes', 'on'].map((word) => [word, true] as const),
  ...['0', 'false', 'no', 'off'].map((word) => [word, false] as const),
]);

/** Returns a value as a boolean, by the words that v1 accepts; null for any other value. */
export function parseBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  return BOOLEANS.get(String(value).toLowerCase()) ?? null;
}

/** Returns whether a value is an object, and not a list. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
