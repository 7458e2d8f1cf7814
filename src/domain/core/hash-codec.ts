/** Length of every hash. */
const HASH_LENGTH = 10;

/** The alphabet with which `hashids` starts. It uses the letters that are missing here to separate several numbers. */
const LETTERS = [...'abdegjklmnopqrvwxyzABDEGJKLMNOPQRVWXYZ1234567890'];

/** Number of shuffled letters that serve as guards around the digits of a short hash. */
const GUARDS = 4;

/** Number of lots. The letters of a hash depend on the last two decimal digits of its number. */
const LOTS = 100;

/** Most digits that the number of a record has in the base of the alphabet. */
const MAX_DIGITS = 6;

/** The tables for all numbers with the same last two decimal digits. */
interface Lot {
  /** The digits of numbers, zero first. */
  readonly digits: readonly string[];
  /** The guard after the digits, by the first digit. */
  readonly guards: readonly string[];
  /** The letters before the digits, by the number of digits. */
  readonly before: readonly string[];
  /** The letters after the closing guard, by the number of digits. */
  readonly after: readonly string[];
}

/** A converter between the numbers of records and their hashes. */
export interface HashCodec {
  /** Returns the hash of a record's number. */
  encode(number: number): string;
  /** Returns the number of a hash; null for a text that `encode` never returns. */
  decode(hash: string): number | null;
}

/**
 * Returns a codec whose hashes equal those of the package `hashids` for single numbers. It prepares its tables once:
 * a page of clients has hundreds of ids, and the package shuffles its alphabet again for each of them.
 */
export function hashCodec(salt: string): HashCodec {
  const letters = shuffle(LETTERS, [...salt]);
  const guards = letters.slice(0, GUARDS);
  const alphabet = letters.slice(GUARDS);
  const lots = Array.from({ length: LOTS }, (_, lot) => makeLot(lot, alphabet, guards, salt));
  const base = alphabet.length;

  function encode(number: number): string {
    const lot = lots[number % LOTS] as Lot;
    let rest = number;
    let written = '';
    let count = 0;
    let digit = 0;
    do {
      digit = rest % base;
      written = lot.digits[digit] + written;
      rest = (rest - digit) / base;
      count += 1;
    } while (rest > 0);
    return `${lot.before[count]}${written}${lot.guards[digit]}${lot.after[count]}`;
  }

  /** Reads a hash. Between its guards stand a letter that names the lot, and the digits. */
  function decode(hash: string): number | null {
    if (hash.length !== HASH_LENGTH) return null;
    const [, [first = '', ...written] = []] = partsBetween(hash, guards);
    const lot = lots[alphabet.indexOf(first)];
    if (!lot || written.length === 0) return null;
    const number = written.reduce((sum, letter) => sum * base + lot.digits.indexOf(letter), 0);
    // A text that is not a hash gives another text when its number is encoded again.
    return number >= 0 && encode(number) === hash ? number : null;
  }

  return { encode, decode };
}

/** Splits a hash at its guards. */
function partsBetween(hash: string, guards: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const letter of hash) {
    if (guards.includes(letter)) parts.push([]);
    else parts.at(-1)?.push(letter);
  }
  return parts;
}

function makeLot(
  lot: number,
  alphabet: readonly string[],
  guards: readonly string[],
  salt: string,
): Lot {
  const first = alphabet[lot % alphabet.length] as string;
  const digits = shuffle(alphabet, [first, ...salt, ...alphabet]);
  const guardAt = (letter: string) =>
    guards[(lot + (letter.codePointAt(0) as number)) % guards.length] as string;
  const opening = guardAt(first) + first;
  const padding = shuffle(digits, digits).join('');
  // The hash is padded on both sides with the halves of the alphabet, of which the outer ends are cut off.
  const missing = (count: number) => HASH_LENGTH - opening.length - count - 1;
  const counts = Array.from({ length: MAX_DIGITS + 1 }, (_, count) => count);
  return {
    digits,
    guards: digits.map(guardAt),
    before: counts.map(
      (count) => padding.slice(padding.length - Math.ceil(missing(count) / 2)) + opening,
    ),
    after: counts.map((count) => padding.slice(0, Math.floor(missing(count) / 2))),
  };
}

/** Shuffles letters by a salt, as `hashids` does. */
function shuffle(letters: readonly string[], salt: readonly string[]): string[] {
  const shuffled = [...letters];
  if (salt.length === 0) return shuffled;
  let sum = 0;
  for (let i = shuffled.length - 1, v = 0; i > 0; i -= 1, v = (v + 1) % salt.length) {
    const code = (salt[v] as string).codePointAt(0) as number;
    sum += code;
    const j = (code + v + sum) % i;
    [shuffled[i], shuffled[j]] = [shuffled[j] as string, shuffled[i] as string];
  }
  return shuffled;
}
