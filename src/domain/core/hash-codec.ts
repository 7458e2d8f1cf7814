/** Length of the hash of any number that a record can have. */
const HASH_LENGTH = 10;

/** The letters of a hash as the package `hashids` starts from: those that are missing separate several numbers. */
const LETTERS = [...'abdegjklmnopqrvwxyzABDEGJKLMNOPQRVWXYZ1234567890'];

/** How many of the shuffled letters serve as guards around the digits of a short hash. */
const GUARDS = 4;

/** How a hash is written depends on the last two decimal digits of its number. */
const LOTS = 100;

/** Most digits that the number of a record has in the base of the alphabet. */
const MOST_DIGITS = 6;

/** What all numbers with the same last two decimal digits have in common. */
interface Lot {
  /** The digits of numbers, zero first. */
  readonly digits: readonly string[];
  /** The guard after the digits, by the first digit. */
  readonly guards: readonly string[];
  /** What stands before the digits and after the guard, by the number of digits. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Turns the numbers of records into hashes and back. */
export interface HashCodec {
  /** The hash of a number that a record can have. */
  encode(number: number): string;
  /** The number that a hash stands for; null for a text that `encode` would not give out. */
  decode(hash: string): number | null;
}

/**
 * The hashes of the package `hashids` for one number each, the same to the letter but from tables that are made once:
 * a page of clients has hundreds of ids, and the package shuffles its alphabet anew for each of them.
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

  /** Between the guards stand a letter that tells the order of the digits, and the digits. */
  function decode(hash: string): number | null {
    if (hash.length !== HASH_LENGTH) return null;
    const [, [first = '', ...written] = []] = partsBetween(hash, guards);
    const lot = lots[alphabet.indexOf(first)];
    if (!lot || written.length === 0) return null;
    const number = written.reduce((sum, letter) => sum * base + lot.digits.indexOf(letter), 0);
    // Whatever was misread reads differently when it is written again.
    return number >= 0 && encode(number) === hash ? number : null;
  }

  return { encode, decode };
}

/** The letters between guards. */
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
  const counts = Array.from({ length: MOST_DIGITS + 1 }, (_, count) => count);
  return {
    digits,
    guards: digits.map(guardAt),
    before: counts.map(
      (count) => padding.slice(padding.length - Math.ceil(missing(count) / 2)) + opening,
    ),
    after: counts.map((count) => padding.slice(0, Math.floor(missing(count) / 2))),
  };
}

/** The consistent shuffle of `hashids`. */
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
