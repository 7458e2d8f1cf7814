import { writeFileSync } from 'node:fs';
import type { Measure } from './measure.ts';
import { textOf } from './project.ts';

const FILE = 'scripts/measures/limits.json';

/** Today's limits of the measures that are not at their goal yet, by name. */
export type Limits = Record<string, number>;

/** Reads the limits; every measure without one has its goal as its limit. */
export function readLimits(): Limits {
  return JSON.parse(textOf(FILE));
}

/** Returns the value that a measure must not exceed, if there is one. */
export function limitOf({ name, goal }: Measure, limits: Limits): number | undefined {
  return limits[name] ?? goal;
}

/** Returns whether a measure is beyond its limit. */
export function isExceeded(measure: Measure, limits: Limits): boolean {
  return measure.value > (limitOf(measure, limits) ?? Number.POSITIVE_INFINITY);
}

/** Lowers every limit to the value of today and drops those whose goal is reached. It never raises one. */
export function tightenLimits(measures: Measure[], limits: Limits): void {
  const entries = measures.flatMap(({ name, value, goal }): [string, number][] => {
    const limit = Math.min(limits[name] ?? Number.POSITIVE_INFINITY, value);
    return name in limits && limit > (goal ?? -1) ? [[name, limit]] : [];
  });
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}
