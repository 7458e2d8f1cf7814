import {
  bodyTooLarge,
  MAX_FORM_KEYS,
  MAX_INPUT_DEPTH,
  nestedTooDeep,
  notUtf8,
} from './input-limits.ts';

/** A decoded name of a parameter, and its value. */
export type PhpParam = readonly [name: string, value: string];

/** An array of PHP: its members in order of insertion, and the index for the next `[]`. */
interface PhpArray {
  readonly members: Map<string, string | PhpArray>;
  next: number;
}

/**
 * Parses a query or a form as PHP does, with values nested by brackets: `contacts[0][email]=…`. The last of equal names
 * wins. docs/decisions.md says why `qs` does not fit.
 * @throws 400 for invalid UTF-8 and for deep nesting, 413 for too many keys
 */
export const parsePhpParams = (text: string): Record<string, unknown> =>
  text === '' ? {} : nestPhpParams(text.split('&', MAX_FORM_KEYS + 1).map(parsePair));

function parsePair(text: string): PhpParam {
  const cut = text.indexOf('=');
  return cut < 0
    ? [decodePart(text), '']
    : [decodePart(text.slice(0, cut)), decodePart(text.slice(cut + 1))];
}

/** Decodes a name or a value. As in PHP, a percent sign without two hexadecimal digits stands for itself. */
function decodePart(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced.replace(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    throw notUtf8();
  }
}

/** Nests parameters by the brackets in their names. @throws 400, 413 */
export function nestPhpParams(pairs: readonly PhpParam[]): Record<string, unknown> {
  const top = newArray();
  let count = 0;
  for (const [name, value] of pairs) {
    const keys = keysOf(name);
    count += Math.max(1, keys.length);
    if (count > MAX_FORM_KEYS) throw bodyTooLarge(`${MAX_FORM_KEYS} keys`);
    const last = keys.pop();
    if (last === undefined) continue;
    if (keys.length >= MAX_INPUT_DEPTH) throw nestedTooDeep();
    const array = keys.reduce(innerArray, top);
    array.members.set(keyIn(array, last), value);
  }
  return objectOf(top);
}

const newArray = (): PhpArray => ({ members: new Map(), next: 0 });

/** Splits a name into keys: `a[b][]` into `a`, `b` and `''`. PHP replaces dots and blanks in the first key. */
function keysOf(name: string): string[] {
  const trimmed = name.trimStart();
  const cut = trimmed.indexOf('[', 1);
  const isNested = cut > 0 && trimmed.includes(']', cut);
  const first = (isNested ? trimmed.slice(0, cut) : trimmed).replace(/[ .]/g, '_');
  if (first === '') return [];
  if (!isNested) return [first.replace('[', '_')];
  const brackets = /\[([^\]]*)\]/y;
  brackets.lastIndex = cut;
  const keys = [first];
  for (let found = brackets.exec(trimmed); found; found = brackets.exec(trimmed)) {
    keys.push(found[1] ?? '');
  }
  return keys;
}

/** Returns the key of a member: the text in the brackets, or the next index for `[]`. */
function keyIn(array: PhpArray, given: string): string {
  const key = given === '' ? String(array.next) : given;
  if (/^(0|[1-9]\d{0,8})$/.test(key)) array.next = Math.max(array.next, Number(key) + 1);
  return key;
}

/** Returns the array under a key; creates it where there is none, in place of a text. */
function innerArray(array: PhpArray, given: string): PhpArray {
  const key = keyIn(array, given);
  const there = array.members.get(key);
  if (typeof there === 'object') return there;
  const made = newArray();
  array.members.set(key, made);
  return made;
}

/** Converts an array to an object without a prototype, so that any key is safe. */
function objectOf({ members }: PhpArray): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, member] of members) object[key] = plainValue(member);
  return object;
}

/** Converts a value: an array with numeric keys only to a list, any other array to an object. */
function plainValue(value: string | PhpArray): unknown {
  if (typeof value === 'string') return value;
  const isList = [...value.members.keys()].every((key) => /^\d+$/.test(key));
  return isList ? [...value.members.values()].map(plainValue) : objectOf(value);
}
