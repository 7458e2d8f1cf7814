import type { ReadContext } from '../../core/context.ts';
import { invalidInput } from '../../core/errors.ts';
import { clustersOf } from './clusters.ts';
import { type DuplicateKind, findPairs, type Pair, scoreOf } from './evidence.ts';
import { readClientNames, sharedValues } from './shared-values.ts';

/** A page of the clusters, and the minimum confidence. */
export interface DuplicateQuery {
  /** The number of clusters, 1 to 100. */
  readonly first?: number | null | undefined;
  /** The number of clusters to skip. */
  readonly offset?: number | null | undefined;
  /** The minimum confidence of a pair, 0.5 to 1. */
  readonly minScore?: number | null | undefined;
}

/** The maximum of clusters in a response. */
export const MAX_CLUSTERS = 100;

/** The default number of clusters in a response. */
export const DEFAULT_CLUSTERS = 20;

/** The minimum of `minScore`. */
export const MIN_SCORE = 0.5;

/** The default of `minScore`. */
export const DEFAULT_SCORE = 0.6;

/** The maximum of clients of a cluster that are listed, and of its reasons. */
export const MAX_MEMBERS = 50;

/** A reason for which clients may be the same. */
export interface DuplicateReason {
  readonly kind: DuplicateKind;
  /** The shared value in compared form; null for names that are only similar. */
  readonly value: string | null;
  /** The similarity, from 0 to 1; the highest of several pairs. */
  readonly similarity: number;
  readonly clientIds: readonly number[];
}

/** Clients that may be the same. */
export interface DuplicateCluster {
  /** The confidence of the surest pair, from 0 to 1. */
  readonly score: number;
  /** The number of its clients. */
  readonly size: number;
  /** Its clients, oldest first, at most `MAX_MEMBERS`. */
  readonly clientIds: readonly number[];
  /** The strongest first, at most `MAX_MEMBERS`. */
  readonly reasons: readonly DuplicateReason[];
}

/** A page of the clusters of the company's clients, the surest first. */
export interface Duplicates {
  readonly clusters: readonly DuplicateCluster[];
  /** The number of all clusters. */
  readonly totalCount: number;
}

/**
 * Finds clients that may be the same, without deleted ones: two statements, and seconds of computing for a book of a
 * hundred thousand.
 * @throws INVALID_INPUT for a number outside of its range
 */
export async function clientDuplicates(
  context: ReadContext,
  query: DuplicateQuery,
): Promise<Duplicates> {
  const first = query.first ?? DEFAULT_CLUSTERS;
  const offset = query.offset ?? 0;
  const minScore = query.minScore ?? DEFAULT_SCORE;
  checkRange('first', first, 0, MAX_CLUSTERS);
  checkRange('offset', offset, 0, Number.MAX_SAFE_INTEGER);
  checkRange('minScore', minScore, MIN_SCORE, 1);
  const clusters = await inTurn(() => findClusters(context, minScore));
  return { clusters: clusters.slice(offset, offset + first), totalCount: clusters.length };
}

function checkRange(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw invalidInput(`"${name}" is ${range}; ${value} is not.`, [name]);
}

let lastSearch: Promise<unknown> = Promise.resolve();

/** Runs one search at a time: each holds all names of a company in memory, and two at once would not be faster. */
function inTurn<Result>(search: () => Promise<Result>): Promise<Result> {
  const result = lastSearch.then(search, search);
  lastSearch = result.catch(() => {});
  return result;
}

async function findClusters(context: ReadContext, minScore: number): Promise<DuplicateCluster[]> {
  const shared = await sharedValues(context);
  const clients = await readClientNames(context);
  const pairs = await findPairs(clients, shared, minScore);
  const sure = pairs
    .map((pair) => ({ ...pair, score: rounded(scoreOf(pair.signs)) }))
    .filter(({ score }) => score >= minScore);
  const members = clustersOf(sure, clients.length);
  const clusterOf = new Map(members.flatMap((places, i) => places.map((place) => [place, i])));
  const pairsOf = members.map((): typeof sure => []);
  for (const pair of sure) {
    const cluster = clusterOf.get(pair.a);
    if (cluster !== undefined && cluster === clusterOf.get(pair.b)) pairsOf[cluster]?.push(pair);
  }
  const idOf = (place: number) => clients[place]?.id as number;
  return members
    .map((places, i) => ({
      score: (pairsOf[i] ?? []).reduce((most, { score }) => Math.max(most, score), 0),
      size: places.length,
      clientIds: places.slice(0, MAX_MEMBERS).map(idOf),
      reasons: reasonsOf(pairsOf[i] ?? [], idOf),
    }))
    .sort((a, b) => b.score - a.score || (a.clientIds[0] ?? 0) - (b.clientIds[0] ?? 0));
}

/** Returns the evidence of pairs as reasons, each value once with all clients that share it. */
function reasonsOf(pairs: readonly Pair[], idOf: (place: number) => number): DuplicateReason[] {
  const reasons = new Map<string, DuplicateReason & { readonly places: Set<number> }>();
  for (const { a, b, signs } of pairs) {
    for (const sign of signs) {
      const key = sign.value === null ? `${a} ${b}` : `${sign.kind} ${sign.value}`;
      const reason = reasons.get(key) ?? { ...sign, clientIds: [], places: new Set<number>() };
      reasons.set(key, reason);
      reason.places.add(a).add(b);
    }
  }
  return [...reasons.values()]
    .sort((a, b) => scoreOf([b]) - scoreOf([a]))
    .slice(0, MAX_MEMBERS)
    .map(({ places, ...reason }) => ({
      ...reason,
      similarity: rounded(reason.similarity),
      clientIds: [...places]
        .sort((a, b) => a - b)
        .slice(0, MAX_MEMBERS)
        .map(idOf),
    }));
}

/** Returns a value to three decimals. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
