import { isExact } from '../../domain/text/exact-numbers.ts';
import { badRequest } from './errors.ts';
import { isObject } from './input.ts';
import { MAX_INPUT_DEPTH, nestedTooDeep } from './input-limits.ts';

/**
 * Parses a JSON object. A number that a double cannot represent is returned as a text of its digits, since fields keep
 * amounts and long numbers as texts.
 * @throws 400 for invalid JSON, for a value other than an object, and for one that is nested too deeply
 */
export function readJson(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(quoteLongNumbers(text));
  } catch (error) {
    throw error instanceof SyntaxError ? badRequest('The body is not valid JSON.') : error;
  }
  // PHP encodes an empty object as an empty list.
  if (Array.isArray(value) && value.length === 0) return {};
  if (isObject(value)) return value;
  throw badRequest('The body must be a JSON object.');
}

/** Matches the tokens that are inspected before parsing: quotes, brackets and numbers. */
const TOKEN = /["[\]{}]|-?\d[\d.eE+-]*/g;

/** Matches a number in JSON. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Maximum length of a decimal that a double always represents exactly. */
const EXACT_DIGITS = 15;

/** Returns whether a double represents a number with all its digits. */
function isRepresentable(number: string): boolean {
  if (number.length <= EXACT_DIGITS && !/e/i.test(number)) return true;
  // The parser refuses an invalid number.
  return !JSON_NUMBER.test(number) || isExact(number);
}

/** Quotes numbers that lose digits. Also limits the nesting: to parse a million levels takes seconds. */
function quoteLongNumbers(text: string): string {
  const token = new RegExp(TOKEN);
  const parts: string[] = [];
  let done = 0;
  let depth = 0;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [symbol] = found;
    if (symbol === '"') token.lastIndex = endOfText(text, found.index);
    else if (symbol === '[' || symbol === '{') depth += 1;
    else if (symbol === ']' || symbol === '}') depth -= 1;
    else if (!isRepresentable(symbol)) {
      parts.push(text.slice(done, found.index), `"${symbol}"`);
      done = token.lastIndex;
    }
    if (depth > MAX_INPUT_DEPTH) throw nestedTooDeep();
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(done);
}

/** Returns the index after the string that starts at a quote. */
function endOfText(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
}

function isEscaped(text: string, place: number): boolean {
  let backslashes = 0;
  while (text[place - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
