import { trimmed } from '../../domain/text/text.ts';
import { MAX_DEPTH, tooDeep } from './input-limits.ts';

/** The values that a request carries in its query and its body, cleaned. */
export type Input = Readonly<Record<string, unknown>>;

/** Texts that are taken as they were typed. */
const untrimmed = new Set(['password', 'current_password', 'password_confirmation']);

/** Values in which an empty text stays one: it is what v1 shows of a setting that says nothing. */
const keptEmpty = new Set(['settings']);

/**
 * Cleans values as v1 does before anybody looks at them: texts are trimmed at any depth, and empty ones become null.
 * @throws 400 when they are nested too deep
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

/** @param empty what an empty text becomes */
function cleanValue(value: unknown, empty: '' | null, depth: number): unknown {
  if (typeof value === 'string') return trimmed(value) || empty;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw tooDeep();
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, empty, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, cleanValue(member, empty, depth + 1)]),
  );
}

/** A value of the input as text; null when it is absent or empty. A list counts as empty. */
export function textParam(input: Input, key: string): string | null {
  const value = input[key];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

const BOOLEANS = new Map<string, boolean>([
  ...['1', 'true', 'yes', 'on'].map((word) => [word, true] as const),
  ...['0', 'false', 'no', 'off'].map((word) => [word, false] as const),
]);

/** What a value says about a yes-or-no question; null when it is absent or says neither. */
export function parseBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  return BOOLEANS.get(String(value).toLowerCase()) ?? null;
}
