import { bodyTooLarge, MAX_DEPTH, MAX_KEYS, notUtf8, tooDeep } from './input-limits.ts';

/** A name and its value, decoded. */
export type Pair = readonly [name: string, value: string];

/** An array as PHP builds it: its members in the order in which their keys came, and the number that `[]` takes next. */
interface PhpArray {
  readonly members: Map<string, string | PhpArray>;
  next: number;
}

/**
 * The values of a query or a form, nested by PHP's brackets: `contacts[0][email]=…`. The last of equal names counts.
 * @throws 400 for bytes that are not UTF-8 and for nesting without end, 413 for too many values
 */
export const parsePhpParams = (text: string): Record<string, unknown> =>
  text === '' ? {} : nestPhpParams(text.split('&', MAX_KEYS + 1).map(readPair));

function readPair(text: string): Pair {
  const cut = text.indexOf('=');
  return cut < 0 ? [decode(text), ''] : [decode(text.slice(0, cut)), decode(text.slice(cut + 1))];
}

/** Percent-decoded text. A percent sign that stands for nothing stands for itself, as in PHP. */
function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced.replace(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    throw notUtf8();
  }
}

/** The values of pairs, nested by the brackets of their names. @throws 400, 413 */
export function nestPhpParams(pairs: readonly Pair[]): Record<string, unknown> {
  const top = newArray();
  let count = 0;
  for (const [name, value] of pairs) {
    const keys = keysOf(name);
    count += Math.max(1, keys.length);
    if (count > MAX_KEYS) throw bodyTooLarge(`${MAX_KEYS} keys`);
    const last = keys.pop();
    if (last === undefined) continue;
    if (keys.length >= MAX_DEPTH) throw tooDeep();
    const array = keys.reduce(innerArray, top);
    array.members.set(keyIn(array, last), value);
  }
  return objectOf(top);
}

const newArray = (): PhpArray => ({ members: new Map(), next: 0 });

/** The keys that a name consists of: `a[b][]` is `a`, `b` and nothing. PHP takes no dots or blanks in the first. */
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

/** The key that brackets name in an array: what stands between them, or the next number. */
function keyIn(array: PhpArray, given: string): string {
  const key = given === '' ? String(array.next) : given;
  if (/^(0|[1-9]\d{0,8})$/.test(key)) array.next = Math.max(array.next, Number(key) + 1);
  return key;
}

/** The array under a key, which takes the place of a text there. */
function innerArray(array: PhpArray, given: string): PhpArray {
  const key = keyIn(array, given);
  const there = array.members.get(key);
  if (typeof there === 'object') return there;
  const made = newArray();
  array.members.set(key, made);
  return made;
}

/** An object that inherits nothing, whatever its keys are called. */
function objectOf({ members }: PhpArray): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, member] of members) object[key] = plain(member);
  return object;
}

/** A list when all keys are numbers, whichever they are; else an object. */
function plain(value: string | PhpArray): unknown {
  if (typeof value === 'string') return value;
  const isList = [...value.members.keys()].every((key) => /^\d+$/.test(key));
  return isList ? [...value.members.values()].map(plain) : objectOf(value);
}
