import type { TimeSlice } from '../../core/time-slice.ts';
import { digitsOfKey } from './name-key.ts';
import { at, mayBeSimilar, prefixLength, similarity, type TrigramSets } from './trigrams.ts';

/** Two similar keys, by their places in the list. */
export interface SimilarPair {
  readonly x: number;
  readonly y: number;
  readonly similarity: number;
}

/**
 * Finds all pairs of keys whose trigrams are similar to a threshold or more, and whose digits are the same. Comparing
 * all pairs takes hours for a large book. Two similar sets share one of their rarest trigrams, so only keys that do are
 * compared (prefix filter), and of these only those that their bitmaps do not rule out. No pair is missed. This runs in
 * the process and not in the database, whose trigram index answers for one name in milliseconds: minutes for all of
 * them.
 * @param keys names in the form of `nameKey`, each once
 * @param trigrams of the keys
 * @param threshold above 0, at most 1
 */
export async function similarNames(
  keys: readonly string[],
  trigrams: TrigramSets,
  threshold: number,
  timeSlice: TimeSlice,
): Promise<SimilarPair[]> {
  const pairs: SimilarPair[] = [];
  const { sets, sizes } = trigrams;
  const seenBy = new Int32Array(keys.length).fill(-1);
  for (const places of groupByDigits(keys)) {
    places.sort((a, b) => at(sizes, a) - at(sizes, b));
    const withTrigram = new Map<number, number[]>();
    for (const x of places) {
      const size = at(sizes, x);
      for (const rank of (sets[x] as Int32Array).subarray(0, prefixLength(size, threshold))) {
        const others = withTrigram.get(rank) ?? [];
        for (const y of others) {
          if (seenBy[y] === x || at(sizes, y) < threshold * size) continue;
          seenBy[y] = x;
          if (!mayBeSimilar(trigrams, x, y, threshold)) continue;
          const similar = similarity(trigrams, x, y);
          if (similar >= threshold) pairs.push({ x, y, similarity: similar });
        }
        if (others.push(x) === 1) withTrigram.set(rank, others);
      }
      if (timeSlice.isOver()) await timeSlice.yieldToEventLoop();
    }
  }
  return pairs;
}

function groupByDigits(keys: readonly string[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [place, key] of keys.entries()) {
    const digits = digitsOfKey(key);
    const group = groups.get(digits);
    if (group) group.push(place);
    else groups.set(digits, [place]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}
