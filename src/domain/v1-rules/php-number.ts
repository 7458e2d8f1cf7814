/**
 * A numeric string of PHP: blanks around it, a sign, digits with a point anywhere among them, a decimal exponent. Hexadecimal
 * and grouped digits are none.
 */
const BLANK = '[ \\t\\n\\r\\v\\f]*';
const NUMBER = `${BLANK}([+-]?)(?:(\\d+)(?:\\.(\\d*))?|\\.(\\d+))(?:[eE]([+-]?\\d+))?`;
const NUMERIC = new RegExp(`^${NUMBER}${BLANK}$`);
const LEADING = new RegExp(`^${NUMBER}`);

/** Most digits before the point, and after it, of a number that is written out: more than any amount has. */
const MAX_WHOLE_DIGITS = 40;
const MAX_DECIMALS = 20;

/** A number taken apart: `digits` × 10^`exponent`. */
interface NumberParts {
  readonly isNegative: boolean;
  /** Without zeros at either end; empty for 0. */
  readonly digits: string;
  /** Infinite for exponents that no number can hold. */
  readonly exponent: number;
}

/** Takes a numeric string apart; null for any other text. */
function numberParts(text: string): NumberParts | null {
  const found = NUMERIC.exec(text);
  if (!found) return null;
  const [, sign, whole = '', decimals = found[4] ?? '', , power = '0'] = found;
  const all = `${whole}${decimals}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return { isNegative: false, digits, exponent: 0 };
  const exponent = Number(power) - decimals.length + (all.length - digits.length);
  return { isNegative: sign === '-', digits, exponent };
}

/**
 * Writes a numeric string as plain digits: `1e3` is `1000`, `.5` is `0.5`. What is larger than any amount becomes 10^40, and
 * what lies between two numbers of twenty decimals stays between them.
 * @returns null for text that is no number
 */
export function plainDecimal(text: string): string | null {
  const parts = numberParts(text);
  if (!parts) return null;
  const { isNegative, digits, exponent } = parts;
  if (digits === '') return '0';
  return `${isNegative ? '-' : ''}${magnitude(digits, exponent)}`;
}

function magnitude(digits: string, exponent: number): string {
  const wholeDigits = digits.length + exponent;
  if (wholeDigits > MAX_WHOLE_DIGITS) return `1${'0'.repeat(MAX_WHOLE_DIGITS)}`;
  if (wholeDigits <= -MAX_DECIMALS) return `0.${'0'.repeat(MAX_DECIMALS - 1)}1`;
  const padded = wholeDigits > 0 ? digits : '0'.repeat(-wholeDigits) + digits;
  const cut = Math.max(0, wholeDigits);
  const whole = padded.slice(0, cut).padEnd(cut, '0') || '0';
  const decimals = padded.slice(cut);
  if (decimals === '') return whole;
  const isLonger = decimals.length > MAX_DECIMALS;
  return `${whole}.${isLonger ? `${decimals.slice(0, MAX_DECIMALS - 1)}1` : decimals}`;
}

/** Writes a numeric string that stands for a whole number as plain digits: `2e1` is `20`; null for any other text. */
export function wholeNumber(text: string): string | null {
  const parts = numberParts(text);
  return parts && parts.exponent >= 0 ? plainDecimal(text) : null;
}

/** Returns the number that a text begins with, as PHP casts it: 0 when it begins with none. Infinite where it is too large. */
export const leadingNumber = (text: string): number => Number(LEADING.exec(text)?.[0] ?? 0);

/** Returns the whole number that a text begins with, as PHP casts it: towards 0, and no larger than is exact. */
export function leadingInteger(text: string): number {
  const number = Math.trunc(leadingNumber(text));
  return Math.min(Math.max(number, -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}
