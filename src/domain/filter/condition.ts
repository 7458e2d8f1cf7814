import { all, any, type Sql, sql } from '../../db/sql.ts';

/** A column that the index of texts looks through, and the pattern, folded like it, that its text must match. */
export interface Needle {
  readonly text: string;
  readonly pattern: string;
}

/**
 * A condition on a row. `needles`, where given, are what the index of texts can look for: one of them must match for
 * the condition to be true, so the index finds the few rows on which the condition has to be looked at.
 */
export interface Condition {
  readonly sql: Sql;
  readonly needles?: readonly Needle[];
}

/** All of the conditions. Its needles are those of one of them: the longest find the fewest rows. */
export function and(conditions: readonly Condition[]): Condition {
  const needles = conditions
    .map((condition) => condition.needles)
    .reduce((a, b) => (shortest(b) > shortest(a) ? b : a), undefined);
  return withNeedles(all(conditions.map((condition) => condition.sql)), needles);
}

/** One of the conditions. It has needles only if all of them have some. */
export function or(conditions: readonly Condition[]): Condition {
  const needles = new Map<string, Needle>();
  for (const condition of conditions) {
    for (const needle of condition.needles ?? []) {
      needles.set(`${needle.text} ${needle.pattern}`, needle);
    }
  }
  return withNeedles(
    any(conditions.map((condition) => condition.sql)),
    conditions.every((condition) => condition.needles) ? [...needles.values()] : undefined,
  );
}

/** The condition turned round. A row for which it is unknown (a missing value) counts as not fulfilling it. */
export const not = (condition: Condition): Condition => ({
  sql: sql`(${condition.sql}) is not true`,
});

/** How long the shortest of the patterns is; 0 for no needles at all. */
const shortest = (needles: readonly Needle[] = []): number =>
  needles.length === 0 ? 0 : Math.min(...needles.map(({ pattern }) => pattern.length));

const withNeedles = (condition: Sql, needles: readonly Needle[] | undefined): Condition =>
  needles?.length ? { sql: condition, needles } : { sql: condition };
