import type { Workload } from './requests/workloads.ts';
import type { Segment } from './rounds.ts';

/** Medians over the rounds of one contender and one workload. */
export interface Summary {
  readonly contender: string;
  readonly workload: Workload;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly cpu: number | null;
  readonly databaseCpu: number | null;
  readonly errors: number;
}

/** Returns the median. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] as number) + upper) / 2;
}

const perSecond = ({ requests, seconds }: Segment): number => requests / seconds;

/** Summarizes the rounds of a contender and a workload; null when it had none. */
export function summarize(
  segments: readonly Segment[],
  contender: string,
  workload: Workload,
): Summary | null {
  const own = segmentsOf(segments, contender, workload);
  if (own.length === 0) return null;
  const middle = (value: (segment: Segment) => number | null): number | null => {
    const values = own.map(value).filter((number) => number !== null);
    return values.length === 0 ? null : median(values);
  };
  return {
    contender,
    workload,
    perSecond: median(own.map(perSecond)),
    p50: median(own.map(({ p50 }) => p50)),
    p99: median(own.map(({ p99 }) => p99)),
    cpu: middle(({ cpu }) => cpu),
    databaseCpu: middle(({ databaseCpu }) => databaseCpu),
    errors: own.reduce((sum, { errors }) => sum + errors, 0),
  };
}

/** A contender and a workload. */
type Measured = readonly [contender: string, workload: Workload];

/** Returns the ratio of two contenders' requests per second: the median of the ratios within each round. */
export const ratio = (segments: readonly Segment[], one: Measured, other: Measured) =>
  ratioOf(segments, perSecond, [one, other]);

/** Returns the ratio of two contenders' CPU time of a request, database included; null where it was not counted. */
export const cpuRatio = (segments: readonly Segment[], one: Measured, other: Measured) =>
  ratioOf(segments, ({ cpu, databaseCpu }) => (cpu ?? NaN) + (databaseCpu ?? NaN), [one, other]);

function ratioOf(
  segments: readonly Segment[],
  value: (segment: Segment) => number,
  [[contender, workload], [other, against]]: readonly [Measured, Measured],
): number | null {
  const theirs = new Map(
    segmentsOf(segments, other, against).map((segment) => [segment.round, segment]),
  );
  const ratios = segmentsOf(segments, contender, workload).flatMap((segment) => {
    const its = theirs.get(segment.round);
    return its ? [value(segment) / value(its)] : [];
  });
  return ratios.length === 0 ? null : median(ratios);
}

/** Returns the limit of a workload: the faster of the two ways of the bare server; null when neither was run. */
export function limitOf(segments: readonly Segment[], workload: Workload): string | null {
  const ways = ['limit', 'limit-json'].flatMap((name) => summarize(segments, name, workload) ?? []);
  const fastest = ways.sort((a, b) => b.perSecond - a.perSecond)[0];
  return fastest?.contender ?? null;
}

const segmentsOf = (segments: readonly Segment[], contender: string, workload: Workload) =>
  segments.filter((segment) => segment.contender === contender && segment.workload === workload);
