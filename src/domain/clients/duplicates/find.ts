import type { ReadContext } from '../../core/context.ts';
import { invalidInput } from '../../core/errors.ts';
import { clustersOf } from './clusters.ts';
import { type DuplicateKind, findPairs, type Pair, scoreOf } from './evidence.ts';
import { namedClients, sharedValues } from './shared-values.ts';

/** Which part of the clusters is wanted. */
export interface DuplicateQuery {
  /** How many clusters, 1 to 100. */
  readonly first?: number | null | undefined;
  /** How many of them to leave out at the start. */
  readonly offset?: number | null | undefined;
  /** How sure a pair must be, 0.5 to 1. */
  readonly minScore?: number | null | undefined;
}

/** Largest and usual number of clusters in an answer. */
export const MAX_CLUSTERS = 100;
export const DEFAULT_CLUSTERS = 20;

/** Least and usual score. */
export const LEAST_SCORE = 0.5;
export const DEFAULT_SCORE = 0.6;

/** Most clients of a cluster that are told, and most of its reasons. */
export const MAX_MEMBERS = 50;

/** Why clients may be one and the same. */
export interface DuplicateReason {
  readonly kind: DuplicateKind;
  /** What they share, as it is compared; null for names that are only similar. */
  readonly value: string | null;
  /** How alike it is, from 0 to 1; of several pairs, the most alike. */
  readonly similarity: number;
  readonly clientIds: readonly number[];
}

/** Clients that may be one and the same. */
export interface DuplicateCluster {
  /** How sure the surest pair is, from 0 to 1. */
  readonly score: number;
  /** The number of its clients. */
  readonly size: number;
  /** Its clients, oldest first, at most `MAX_MEMBERS`. */
  readonly clientIds: readonly number[];
  /** The strongest first, at most `MAX_MEMBERS`. */
  readonly reasons: readonly DuplicateReason[];
}

/** A part of the clusters of the company's book, the surest first. */
export interface Duplicates {
  readonly clusters: readonly DuplicateCluster[];
  /** How many there are in all. */
  readonly totalCount: number;
}

/**
 * Finds clients that may be one and the same, deleted ones left out: two statements, and work of the process that takes
 * seconds for a book of a hundred thousand.
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
  checkRange('minScore', minScore, LEAST_SCORE, 1);
  const clusters = await inTurn(() => findClusters(context, minScore));
  return { clusters: clusters.slice(offset, offset + first), totalCount: clusters.length };
}

function checkRange(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
  throw invalidInput(`"${name}" is ${range}; ${value} is not.`, [name]);
}

let lastSearch: Promise<unknown> = Promise.resolve();

/** One book is searched after the other: it holds all its names in memory, and two would not be faster together. */
function inTurn<Result>(search: () => Promise<Result>): Promise<Result> {
  const result = lastSearch.then(search, search);
  lastSearch = result.catch(() => {});
  return result;
}

async function findClusters(context: ReadContext, minScore: number): Promise<DuplicateCluster[]> {
  const shared = await sharedValues(context);
  const clients = await namedClients(context);
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

/** The signs of pairs as reasons, each value once with all clients that share it. */
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

/** As exactly as anyone wants to read it. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
