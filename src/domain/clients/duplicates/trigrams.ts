import type { TimeSlice } from '../../core/time-slice.ts';

/** Words of a bitmap, and how many bits they have together. */
const WORDS = 4;
const BITS = 7;

/** Texts as sets of trigrams, made ready to be compared in great number. */
export interface TrigramSets {
  /** The trigrams of each text by their rank, the rarest (rank 0) first. */
  readonly sets: readonly Int32Array[];
  /** How many each text has. */
  readonly sizes: Int32Array;
  /** A bit for each trigram of a set, at a place that some share: what two sets have in common is no more than their bits. */
  readonly bitmaps: Int32Array;
}

/**
 * The trigrams of texts as `pg_trgm` takes them: of each word, with two blanks before and one after it.
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

/** The place of each number in the order of the frequencies, the rarest first. */
function ranksOf(frequencies: readonly number[]): Int32Array {
  const byRank = [...frequencies.keys()].sort(
    (a, b) => (frequencies[a] as number) - (frequencies[b] as number),
  );
  const rankOf = new Int32Array(byRank.length);
  for (const [rank, number] of byRank.entries()) rankOf[number] = rank;
  return rankOf;
}

/** The trigrams of a word, each as one number of three characters. */
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
      // Neighbouring ranks land far from each other.
      const bit = Math.imul(rank, 0x9e3779b1) >>> (32 - BITS);
      const word = place * WORDS + (bit >>> 5);
      bitmaps[word] = at(bitmaps, word) | (1 << (bit & 31));
    }
  }
  return bitmaps;
}

/** How similar two texts are: the trigrams that they share as part of all that they have, from 0 to 1. */
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

/** Whether two texts can be as similar as a threshold, as far as the sizes of their sets and their bits tell. */
export function mayBeSimilar(
  { sizes, bitmaps }: TrigramSets,
  x: number,
  y: number,
  threshold: number,
): boolean {
  // This is asked millions of times: nothing is allocated, and the loop over the words of the bitmaps is written out.
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

const at = (numbers: Int32Array, place: number): number => numbers[place] as number;

/** How far a product of fractions may be from the whole number that it stands for. */
const ROUNDING = 1e-9;

/** The trigrams of a set, the rarest, of which one at least is shared by every set that is similar enough. */
export const prefixLength = (size: number, threshold: number): number =>
  size - Math.ceil(threshold * size - ROUNDING) + 1;

function bitCount(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
