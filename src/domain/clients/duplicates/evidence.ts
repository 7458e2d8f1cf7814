import { TimeSlice } from '../../core/time-slice.ts';
import { NAMELESS } from '../../v1-rules/display-name.ts';
import { digitsOfKey, nameKey } from './name-key.ts';
import type { ClientName, SharedKind, SharedValue } from './shared-values.ts';
import { similarNames } from './similar-names.ts';
import { similarity, trigramSets } from './trigrams.ts';

/** The kinds of evidence that two clients are one, with the confidence that each alone gives, from 0 to 1. */
export const duplicateKinds = {
  VAT_NUMBER: {
    weight: 0.95,
    description: 'Same VAT number, ignoring case, accents and punctuation.',
  },
  ID_NUMBER: {
    weight: 0.95,
    description: 'Same id number, ignoring case, accents and punctuation.',
  },
  EMAIL: {
    weight: 0.9,
    description: 'Their contacts share an e-mail address, ignoring case and accents.',
  },
  NAME: {
    weight: 0.8,
    description: 'Same name, ignoring case, accents, punctuation, word order and legal forms.',
  },
  SIMILAR_NAME: {
    weight: 0.8,
    description: 'Similar names, by the share of common trigrams.',
  },
  PHONE: {
    weight: 0.7,
    description: 'They or their contacts share a phone number, in any notation.',
  },
} as const satisfies Record<
  SharedKind | 'NAME' | 'SIMILAR_NAME',
  { weight: number; description: string }
>;

/** A kind of evidence. */
export type DuplicateKind = keyof typeof duplicateKinds;

/** A sign that two clients are one. */
export interface Sign {
  readonly kind: DuplicateKind;
  /** The shared value; null for names that are only similar. */
  readonly value: string | null;
  /** The similarity, from 0 to 1. */
  readonly similarity: number;
}

/** Two clients, by their places in the list, with all evidence. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly signs: Sign[];
}

/** The size up to which all pairs of a group are formed; in larger groups each client is paired with the first only. */
const EACH_WITH_EACH = 20;

/** The similarity below which names are no evidence. */
export const MIN_SIMILARITY = 0.6;

/**
 * Finds the pairs of clients with any evidence.
 * @param clients by ascending id
 * @param minScore pairs of similar names with a lower score may be left out
 */
export async function findPairs(
  clients: readonly ClientName[],
  shared: readonly SharedValue[],
  minScore: number,
): Promise<Pair[]> {
  const timeSlice = new TimeSlice();
  const pairs = new Pairs(clients.length);
  const places = new Map(clients.map(({ id }, place) => [id, place]));
  for (const { kind, value, clientIds } of shared) {
    // A client that was deleted between the two statements is not in the list.
    const group = clientIds.flatMap((id) => places.get(id) ?? []);
    pairs.addGroup(group, { kind, value, similarity: 1 });
  }
  const names = await groupByName(clients, timeSlice);
  for (const [key, group] of names.groups) {
    pairs.addGroup(group, { kind: 'NAME', value: key, similarity: 1 });
  }
  await addSimilarNames(pairs, names, minScore, timeSlice);
  return pairs.all();
}

interface Names {
  /** The places of the clients of each name. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
  /** For each client the place of its name in the order of the groups; -1 for none. */
  readonly nameOf: Int32Array;
}

async function groupByName(clients: readonly ClientName[], timeSlice: TimeSlice): Promise<Names> {
  const groups = new Map<string, number[]>();
  for (const [place, { displayName }] of clients.entries()) {
    if (timeSlice.isOver()) await timeSlice.yieldToEventLoop();
    // A client that is named by its e-mail address has that as evidence already.
    const key = displayName.includes('@') ? null : nameKey(displayName);
    if (key === null || key === NAMELESS_KEY) continue;
    const group = groups.get(key);
    if (group) group.push(place);
    else groups.set(key, [place]);
  }
  const nameOf = new Int32Array(clients.length).fill(-1);
  for (const [name, group] of [...groups.values()].entries()) {
    for (const place of group) nameOf[place] = name;
  }
  return { groups, nameOf };
}

/** The name key of clients without a name. */
const NAMELESS_KEY = nameKey(NAMELESS);

async function addSimilarNames(
  pairs: Pairs,
  { groups, nameOf }: Names,
  minScore: number,
  timeSlice: TimeSlice,
): Promise<void> {
  const keys = [...groups.keys()];
  const trigrams = await trigramSets(keys, timeSlice);
  for (const { a, b, signs } of pairs.all()) {
    const [x, y] = [nameOf[a] as number, nameOf[b] as number];
    // Clients without a name are in no group, and those with the same name are paired already.
    if (x < 0 || y < 0 || x === y || !haveSameDigits(keys[x], keys[y])) continue;
    const similar = similarity(trigrams, x, y);
    if (similar < MIN_SIMILARITY) continue;
    signs.push({ kind: 'SIMILAR_NAME', value: null, similarity: similar });
  }
  const threshold = Math.max(MIN_SIMILARITY, minScore / duplicateKinds.SIMILAR_NAME.weight);
  if (threshold > 1) return;
  const firsts = [...groups.values()].map(([first]) => first as number);
  for (const { x, y, similarity: similar } of await similarNames(
    keys,
    trigrams,
    threshold,
    timeSlice,
  )) {
    const [a, b] = [firsts[x] as number, firsts[y] as number];
    pairs.add(a, b, { kind: 'SIMILAR_NAME', value: null, similarity: similar });
  }
}

const haveSameDigits = (one = '', other = ''): boolean => digitsOfKey(one) === digitsOfKey(other);

/** A collection of pairs, each once. */
class Pairs {
  readonly #count: number;
  readonly #pairs = new Map<number, Pair>();

  constructor(count: number) {
    this.#count = count;
  }

  addGroup(group: readonly number[], sign: Sign): void {
    for (const [i, a] of group.entries()) {
      if (i > 0 && group.length > EACH_WITH_EACH) return;
      for (const b of group.slice(i + 1)) this.add(a, b, sign);
    }
  }

  /** Adds evidence for a pair. The same kind and value counts once. */
  add(one: number, other: number, sign: Sign): void {
    const [a, b] = one < other ? [one, other] : [other, one];
    const key = a * this.#count + b;
    const pair = this.#pairs.get(key) ?? { a, b, signs: [] };
    this.#pairs.set(key, pair);
    const isKnown = pair.signs.some(
      ({ kind, value }) => kind === sign.kind && value === sign.value,
    );
    if (!isKnown) pair.signs.push(sign);
  }

  all(): Pair[] {
    return [...this.#pairs.values()];
  }
}

/** Returns the confidence that evidence gives together: 1 minus the chance that all of it is wrong. */
export const scoreOf = (signs: readonly Sign[]): number =>
  1 -
  signs.reduce(
    (doubt, { kind, similarity: alike }) => doubt * (1 - duplicateKinds[kind].weight * alike),
    1,
  );
