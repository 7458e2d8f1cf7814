import type { TimeSlice } from '../../core/time-slice.ts';

/** The words of a bitmap. `BITS` bits address one of its 128 bits. */
const WORDS = 4;
const BITS = 7;

/** Texts as sets of trigrams, prepared for many comparisons. */
export interface TrigramSets {
  /** The trigrams of each text by their rank, the rarest (rank 0) first. */
  readonly sets: readonly Int32Array[];
  /** The number of trigrams of each text. */
  readonly sizes: Int32Array;
  /** A bitmap for each set, with a bit for each trigram; several trigrams can have the same bit. */
  readonly bitmaps: Int32Array;
}

/**
 * Returns the trigrams of texts as `pg_trgm` takes them: of each word, with two blanks before and one after it.
 * @param texts of words with single blanks between them
 */
export async function trigramSets(
  texts: readonly string[],
  timeSlice: TimeSlice,
): Promise<TrigramSets> {
  const numbers = new Map<number, number>();
  const frequencies: number[] = [];
  const sets: Int32Array[] = [];
  for (const text of texts) {
    const set = new Set<number>();
    for (const trigram of text.split(' ').flatMap(trigramsOf)) {
      const number = numbers.get(trigram) ?? numbers.size;
      numbers.set(trigram, number);
      set.add(number);
    }
    for (const number of set) frequencies[number] = (frequencies[number] ?? 0) + 1;
    sets.push(Int32Array.from(set));
    if (timeSlice.isOver()) await timeSlice.yieldToEventLoop();
  }
  const rankOf = ranksOf(frequencies);
  for (const set of sets) {
    for (const [i, number] of set.entries()) set[i] = at(rankOf, number);
    set.sort();
    if (timeSlice.isOver()) await timeSlice.yieldToEventLoop();
  }
  const sizes = Int32Array.from(sets, ({ length }) => length);
  return { sets, sizes, bitmaps: bitmapsOf(sets) };
}

/** Returns the rank of each number by frequency, the rarest first. */
function ranksOf(frequencies: readonly number[]): Int32Array {
  const byRank = [...frequencies.keys()].sort(
    (a, b) => (frequencies[a] as number) - (frequencies[b] as number),
  );
  const rankOf = new Int32Array(byRank.length);
  for (const [rank, number] of byRank.entries()) rankOf[number] = rank;
  return rankOf;
}

/** Returns the trigrams of a word, each as one number of three characters. */
function trigramsOf(word: string): number[] {
  const padded = `  ${word} `;
  return Array.from({ length: word.length + 1 }, (_, i) => {
    const [a, b, c] = [padded.charCodeAt(i), padded.charCodeAt(i + 1), padded.charCodeAt(i + 2)];
    return (a * 65_536 + b) * 65_536 + c;
  });
}

function bitmapsOf(sets: readonly Int32Array[]): Int32Array {
  const bitmaps = new Int32Array(sets.length * WORDS);
  for (const [place, set] of sets.entries()) {
    for (const rank of set) {
      // A multiplicative hash spreads neighbouring ranks over the bitmap.
      const bit = Math.imul(rank, 0x9e3779b1) >>> (32 - BITS);
      const word = place * WORDS + (bit >>> 5);
      bitmaps[word] = at(bitmaps, word) | (1 << (bit & 31));
    }
  }
  return bitmaps;
}

/** Returns the similarity of two texts: the share of their trigrams that both have, from 0 to 1. */
export function similarity({ sets }: TrigramSets, x: number, y: number): number {
  const a = sets[x] as Int32Array;
  const b = sets[y] as Int32Array;
  let i = 0;
  let j = 0;
  let shared = 0;
  while (i < a.length && j < b.length) {
    const difference = at(a, i) - at(b, j);
    if (difference === 0) shared += 1;
    if (difference <= 0) i += 1;
    if (difference >= 0) j += 1;
  }
  return shared / (a.length + b.length - shared);
}

/** Returns whether two texts can reach a similarity, by the sizes of their sets and their bitmaps. */
export function mayBeSimilar(
  { sizes, bitmaps }: TrigramSets,
  x: number,
  y: number,
  threshold: number,
): boolean {
  // Called millions of times: nothing is allocated, and the loop over the words of the bitmaps is unrolled.
  const a = x * WORDS;
  const b = y * WORDS;
  const size = at(sizes, x) + at(sizes, y);
  const different =
    bitCount(at(bitmaps, a) ^ at(bitmaps, b)) +
    bitCount(at(bitmaps, a + 1) ^ at(bitmaps, b + 1)) +
    bitCount(at(bitmaps, a + 2) ^ at(bitmaps, b + 2)) +
    bitCount(at(bitmaps, a + 3) ^ at(bitmaps, b + 3));
  const sharedAtMost = (size - different) / 2;
  return sharedAtMost >= threshold * (size - sharedAtMost) - ROUNDING;
}

/** Returns a number of an array; the place must exist. */
export const at = (numbers: Int32Array, place: number): number => numbers[place] as number;

/** The tolerance for rounding errors in products of fractions. */
const ROUNDING = 1e-9;

/** Returns the number of rarest trigrams of a set, of which every set that is similar enough shares at least one. */
export const prefixLength = (size: number, threshold: number): number =>
  size - Math.ceil(threshold * size - ROUNDING) + 1;

function bitCount(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
