import { type Sql, sql } from '../../db/sql.ts';
import type { Comparison } from '../core/kinds.ts';
import { foldIdentity, foldSearch } from '../text/folding.ts';
import type { Condition } from './condition.ts';
import type { Fold, Operator } from './operators.ts';
import { anywhere } from './patterns.ts';

const asItIs: Fold = (text) => text;

/** The SQL that folds a text for a comparison. */
const foldedInSql: Readonly<Record<Comparison, (text: Sql) => Sql>> = {
  search: (text) => sql`fold_search(${text})`,
  identity: (text) => sql`fold_identity(${text})`,
  exact: (text) => text,
};

/** The functions that fold a given text for a comparison: once, where SQL would fold it again for each row. */
const folded: Readonly<Record<Comparison, Fold>> = {
  search: foldSearch,
  identity: foldIdentity,
  exact: asItIs,
};

/**
 * Returns whether the trigram index helps to find a folded text, which needs three letters or digits in a row. For
 * less, PostgreSQL would read the whole index, which takes longer than reading the clients.
 */
export const isIndexed = (value: string): boolean => /[\p{L}\p{N}]{3}/u.test(value);

/** Options of a condition on a text. */
export interface TextOptions {
  readonly compared: Comparison;
  /** The indexed text that contains the field; null for a field that is not indexed. */
  readonly indexedIn: string | null;
}

/**
 * Returns the condition of an operator on a text.
 * @param values the operands, one or several
 */
export function textCondition(
  column: Sql,
  [name, operator]: [string, Operator],
  values: readonly string[],
  { compared, indexedIn }: TextOptions,
): Condition {
  const [value = ''] = values;
  const condition = operator.partial
    ? partCondition(column, operator, value, compared)
    : operator.sql(
        foldedInSql[compared](column),
        values.map((one) => sql`${folded[compared](one)}`),
        values,
      );
  // Texts that are equal by any comparison are equal when folded for a search.
  const term = foldSearch(value);
  const narrows = indexedIn && isIndexed(term) && (name === 'eq' || operator.partial?.isIndexable);
  return narrows
    ? { sql: condition, trigramPatterns: [{ text: indexedIn, pattern: anywhere(term) }] }
    : { sql: condition };
}

/** Returns the condition of an operator on a part of a text. Texts are folded as in a search, except for exact ones. */
function partCondition(column: Sql, operator: Operator, value: string, compared: Comparison): Sql {
  const isExact = compared === 'exact';
  const fold = folded[isExact ? 'exact' : 'search'];
  // The value has only accents, which no folded text has.
  if (value !== '' && fold(value) === '') return sql`false`;
  const text = foldedInSql[isExact ? 'exact' : 'search'](column);
  const found = operator.sql(
    text,
    [sql`${operator.partial?.pattern(value, fold) ?? value}`],
    value,
  );
  // For rows without a text, this test is faster than folding.
  return sql`(${column} is not null and ${found})`;
}
