/** A number that is written digit by digit, so that amounts stay exact beyond the precision of a double. */
export class ExactNumber {
  readonly digits: string;

  /** @param digits a JSON number without trailing zeros in its decimals */
  constructor(digits: string) {
    this.digits = digits;
  }

  toJSON(): number {
    return Number(this.digits);
  }
}

/** JSON text of a value, indented for its depth in the response. */
export class WrittenJson {
  /** ASCII characters only. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** Matches a text without characters to escape. */
const PLAIN = /^[ !#-.0-[\]-~]*$/;

/** Matches the characters that PHP's `json_encode` escapes beyond the requirements of JSON. */
const ESCAPED = /[\u007f-\uffff/]/g;

const escapeUnit = (unit: string): string =>
  unit === '/' ? '\\/' : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

const quote = (text: string): string =>
  PLAIN.test(text) ? `"${text}"` : JSON.stringify(text).replace(ESCAPED, escapeUnit);

/**
 * Writes JSON as v1 does: indented by four spaces, with slashes and all characters beyond ASCII escaped.
 * @param value plain objects, arrays and scalars, `ExactNumber`, `WrittenJson`; undefined members are left out
 */
export function writeJson(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (value instanceof ExactNumber) return value.digits;
  if (value instanceof WrittenJson) return value.text;
  return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
}

const lineBreaks = Array.from({ length: 32 }, (_, depth) => `\n${'    '.repeat(depth)}`);

/** Returns a line break and the indentation of the next line. */
export const lineBreak = (depth: number): string =>
  lineBreaks[depth] ?? `\n${'    '.repeat(depth)}`;

function writeArray(items: readonly unknown[], depth: number): string {
  if (items.length === 0) return '[]';
  const inner = lineBreak(depth + 1);
  let text = '[';
  for (const item of items) {
    text += (text === '[' ? inner : `,${inner}`) + writeJson(item, depth + 1);
  }
  return `${text}${lineBreak(depth)}]`;
}

function writeObject(object: object, depth: number): string {
  const inner = lineBreak(depth + 1);
  let text = '{';
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    text += `${text === '{' ? inner : `,${inner}`}${quote(key)}: ${writeJson(value, depth + 1)}`;
  }
  return text === '{' ? '{}' : `${text}${lineBreak(depth)}}`;
}
