import { and, or, type Sql, sql } from '../../db/sql.ts';

/** A column in the trigram index, and the `LIKE` pattern, folded as the column is, that its text must match. */
export interface TrigramPattern {
  readonly text: string;
  readonly pattern: string;
}

/**
 * A condition on a row. A row can meet it only if one of its trigram patterns matches, where it has any: the index then
 * finds the few rows on which the condition is checked.
 */
export interface Condition {
  readonly sql: Sql;
  readonly trigramPatterns?: readonly TrigramPattern[];
}

/** Joins conditions by AND. The patterns are those of the condition with the longest ones, which match the fewest rows. */
export function conjunction(given: readonly Condition[]): Condition {
  const conditions = inOneOrder(given);
  const patterns = conditions
    .map(({ trigramPatterns }) => trigramPatterns)
    .reduce((a, b) => (shortest(b) > shortest(a) ? b : a), undefined);
  return withPatterns(and(conditions.map((condition) => condition.sql)), patterns);
}

/** Joins conditions by OR. The result has patterns only if each condition has some. */
export function disjunction(given: readonly Condition[]): Condition {
  const conditions = inOneOrder(given);
  const [only] = conditions;
  if (only && conditions.length === 1) return only;
  const patterns = new Map<string, TrigramPattern>();
  for (const { trigramPatterns = [] } of conditions) {
    for (const each of trigramPatterns) patterns.set(`${each.text} ${each.pattern}`, each);
  }
  return withPatterns(
    or(conditions.map((condition) => condition.sql)),
    conditions.every(({ trigramPatterns }) => trigramPatterns) ? [...patterns.values()] : undefined,
  );
}

/** Sorts conditions, so that their order does not change the SQL of a list, on which cursors and plans depend. */
const inOneOrder = (conditions: readonly Condition[]): readonly Condition[] =>
  conditions.length < 2
    ? conditions
    : conditions
        .map((condition) => ({
          condition,
          key: JSON.stringify([condition.sql.text, condition.sql.values]),
        }))
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .filter(({ key }, i, all) => key !== all[i - 1]?.key)
        .map(({ condition }) => condition);

/** Negates a condition. A row for which it is unknown, because a value is missing, meets the negation. */
export const negation = (condition: Condition): Condition => ({
  sql: sql`(${condition.sql}) is not true`,
});

/** Returns the length of the shortest pattern; 0 for no patterns. */
const shortest = (patterns: readonly TrigramPattern[] = []): number =>
  patterns.length === 0 ? 0 : Math.min(...patterns.map(({ pattern }) => pattern.length));

const withPatterns = (
  condition: Sql,
  patterns: readonly TrigramPattern[] | undefined,
): Condition =>
  patterns?.length ? { sql: condition, trigramPatterns: patterns } : { sql: condition };
