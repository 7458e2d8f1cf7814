import type { InputPath } from '../core/errors.ts';

/** A number of a JSON text that a double cannot hold, and where it stands. */
export interface InexactNumber {
  readonly digits: string;
  readonly path: InputPath;
}

/** Signs that only numbers of many digits or with an exponent have, and now and then a text. */
const SUSPICIOUS = /\d[\d.]{15}|\d[eE]/;

/** Texts, to be stepped over, the signs between values, and numbers. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},:]|-?\d[\d.eE+-]*/gs;

/** Most signs of a number that is looked at: 1e308 written out has 309 of them. */
const MAX_SIGNS = 400;

/** Returns whether a double holds a decimal number as it is written, zeros at its ends aside. */
export function isExact(number: string): boolean {
  const plain = plainDigits(number);
  return plain !== null && plain === plainDigits(String(Number(number)));
}

/**
 * Returns a number without exponent, and without zeros that say nothing: `1.50e2` is `150`. Null for what is no number
 * of JSON, or has too many digits for a double.
 */
export function plainDigits(number: string): string | null {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/.exec(number);
  if (!parts || number.length > MAX_SIGNS) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const power = Number(exponent);
  const digits = whole + fraction;
  if (/^0*$/.test(digits)) return '0';
  if (Math.abs(power) > MAX_SIGNS) return null;
  const point = whole.length + power;
  const padded = digits.padEnd(point, '0');
  const before = point > 0 ? padded.slice(0, point).replace(/^0+(?=\d)/, '') : '0';
  const after = point > 0 ? padded.slice(point) : '0'.repeat(-point) + padded;
  const decimals = after.replace(/0+$/, '');
  return `${sign}${before}${decimals === '' ? '' : `.${decimals}`}`;
}

/** A list or an object that is being read: which of its members comes next. */
interface Level {
  readonly isList: boolean;
  step: string | number;
}

/**
 * Finds the first number of a valid JSON text that parsing it changes; null when there is none.
 * @param isLookedAt whether numbers at a place matter
 */
export function inexactNumber(
  json: string,
  isLookedAt: (path: InputPath) => boolean = () => true,
): InexactNumber | null {
  if (!SUSPICIOUS.test(json)) return null;
  const levels: Level[] = [];
  let text = '';
  for (const [token] of json.matchAll(TOKENS)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') levels.push({ isList: token === '[', step: 0 });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ',' && level?.isList) level.step = Number(level.step) + 1;
    else if (token === ':' && level) level.step = JSON.parse(text) as string;
    else if (token.startsWith('"')) text = token;
    else if (token !== ',' && !isExact(token)) {
      const path = levels.map(({ step }) => step);
      if (isLookedAt(path)) return { digits: token, path };
    }
  }
  return null;
}

/**
 * Finds the first number in a value that may have been another one when it was written: it has more than fifteen
 * digits, or none. For where the text that it was parsed from is not at hand.
 */
export function doubtfulNumber(value: unknown, path: InputPath = []): InexactNumber | null {
  if (typeof value === 'number') {
    const isSure = Number.isFinite(value) && Number(value.toPrecision(15)) === value;
    return isSure ? null : { digits: String(value), path };
  }
  if (!isPlain(value)) return null;
  for (const [name, inner] of Object.entries(value)) {
    const found = doubtfulNumber(inner, [...path, Array.isArray(value) ? Number(name) : name]);
    if (found) return found;
  }
  return null;
}

const isPlain = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype);
