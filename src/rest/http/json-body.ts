import { isExact } from '../../domain/text/exact-numbers.ts';
import { badRequest } from './errors.ts';
import { MAX_DEPTH, tooDeep } from './input-limits.ts';

/**
 * The object that a JSON text says. A number that cannot be held exactly comes as a text with its digits, which is what
 * becomes of it in a field anyway.
 * @throws 400 when it is not JSON, no object, or nested without end
 */
export function readJson(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(quoteLongNumbers(text));
  } catch (error) {
    throw error instanceof SyntaxError ? badRequest('The body is not valid JSON.') : error;
  }
  // An object without members is a list in PHP.
  if (Array.isArray(value) && value.length === 0) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw badRequest('The body must be a JSON object.');
}

/** Matches the parts of a JSON text that matter before it is parsed: quotes, brackets and numbers. */
const TOKEN = /["[\]{}]|-?\d[\d.eE+-]*/g;

/** A number as JSON writes it. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Digits that are exact whatever they are. */
const EXACT_DIGITS = 15;

/** Tells whether a number comes out of the parser as it was written, with all its digits. */
function isKept(number: string): boolean {
  if (number.length <= EXACT_DIGITS && !/e/i.test(number)) return true;
  // What is no number of JSON is left for the parser to refuse.
  return !JSON_NUMBER.test(number) || isExact(number);
}

/** Also looks how deep the text nests: to parse what nests a million deep takes seconds. */
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
    else if (!isKept(symbol)) {
      parts.push(text.slice(done, found.index), `"${symbol}"`);
      done = token.lastIndex;
    }
    if (depth > MAX_DEPTH) throw tooDeep();
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(done);
}

/** Where a text ends that starts at a quote: behind the next quote that no backslash escapes. */
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
