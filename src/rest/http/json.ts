/** A number whose digits are written as they are: amounts are exact, however many digits they have. */
export class ExactNumber {
  readonly digits: string;

  /** @param digits a JSON number, without zeros at the end of its decimals */
  constructor(digits: string) {
    this.digits = digits;
  }

  toJSON(): number {
    return Number(this.digits);
  }
}

/** A value that is written already, indented as where it stands in the answer. */
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

/** Text that stands between quotes as it is; all other text has something to escape. */
const PLAIN = /^[ !#-.0-[\]-~]*$/;

/** What v1 escapes besides what JSON demands. */
const ESCAPED = /[\u007f-\uffff/]/g;

const escapeUnit = (unit: string): string =>
  unit === '/' ? '\\/' : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

const quote = (text: string): string =>
  PLAIN.test(text) ? `"${text}"` : JSON.stringify(text).replace(ESCAPED, escapeUnit);

/**
 * JSON as v1 prints it: indented by four spaces, slashes and everything beyond ASCII escaped.
 * @param value plain objects, arrays, texts, numbers, booleans, null and exact numbers; members that are undefined are left out
 */
export function writeJson(value: unknown, depth = 0): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (value instanceof ExactNumber) return value.digits;
  if (value instanceof WrittenJson) return value.text;
  return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
}

const lineBreaks = Array.from({ length: 32 }, (_, depth) => `\n${'    '.repeat(depth)}`);

/** The end of a line, and the indentation of the next. */
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
