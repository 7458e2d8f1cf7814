import { all, any, type Sql, sql } from '../db/sql.ts';

/**
 * A condition on a row. `needle`, where given, is a folded pattern that the row's search text must match for the
 * condition to be true: the search index then finds the few rows on which the condition has to be looked at.
 */
export interface Condition {
  readonly sql: Sql;
  readonly needle?: string;
}

/** All of the conditions. Its needle is one of theirs: the longest finds the fewest rows. */
export function and(conditions: readonly Condition[]): Condition {
  const needle = conditions
    .map((condition) => condition.needle)
    .reduce((a, b) => (b && b.length > (a?.length ?? 0) ? b : a), undefined);
  return withNeedle(all(conditions.map((condition) => condition.sql)), needle);
}

/** One of the conditions. It has a needle only if all of them have the same. */
export function or(conditions: readonly Condition[]): Condition {
  const [first] = conditions;
  const shared = conditions.every(({ needle }) => needle === first?.needle);
  return withNeedle(
    any(conditions.map((condition) => condition.sql)),
    shared ? first?.needle : undefined,
  );
}

/** The condition turned round. A row for which it is unknown (a missing value) counts as not fulfilling it. */
export const not = (condition: Condition): Condition => ({
  sql: sql`(${condition.sql}) is not true`,
});

const withNeedle = (condition: Sql, needle: string | undefined): Condition =>
  needle === undefined ? { sql: condition } : { sql: condition, needle };
