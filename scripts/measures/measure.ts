import type { Place } from './project.ts';

/** A place that counts against a measure, and what is wrong there. */
export interface Offender extends Place {
  note: string;
}

/** A property of the code as one number: the smaller, the better. */
export interface Measure {
  /** The name for `--list` and for the table of limits. */
  name: string;
  title: string;
  value: number;
  /** The highest value that the project aims for; absent where the number only informs. */
  goal?: number;
  unit?: '%';
  offenders: Offender[];
}

/** Returns the value below or at which the given part of the values lies. */
export function quantile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

/** Returns a part in a whole as a percentage with one decimal. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10;
}

/** Returns a measure that counts its offenders and has none as its goal. */
export function countOf(name: string, title: string, offenders: Offender[]): Measure {
  return { name, title, value: offenders.length, goal: 0, offenders };
}
