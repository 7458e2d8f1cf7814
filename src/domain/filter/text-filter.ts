import { type Sql, sql } from '../../db/sql.ts';
import type { Comparison } from '../core/kinds.ts';
import { foldIdentity, foldSearch } from '../text/folding.ts';
import type { Condition } from './condition.ts';
import type { Fold, Operator } from './operators.ts';
import { anywhere } from './patterns.ts';

const asItIs: Fold = (text) => text;

/** The form of a text that is compared in place of it, as SQL. */
const foldedInSql: Readonly<Record<Comparison, (text: Sql) => Sql>> = {
  search: (text) => sql`fold_search(${text})`,
  identity: (text) => sql`fold_identity(${text})`,
  exact: (text) => text,
};

/** Folds a text that a column is compared with: once, where SQL would fold it again for each row. */
const folded: Readonly<Record<Comparison, Fold>> = {
  search: foldSearch,
  identity: foldIdentity,
  exact: asItIs,
};

/**
 * Whether the index of texts helps to find a folded text: it knows runs of three letters or digits. Asked for less, it
 * is read from end to end, which takes longer than reading the clients.
 */
export const isIndexed = (value: string): boolean => /[\p{L}\p{N}]{3}/u.test(value);

/** Options of a condition on a text. */
export interface TextOptions {
  readonly compared: Comparison;
  /** The text of the index that has the field's; null when none has. */
  readonly indexedIn: string | null;
}

/**
 * The condition of an operator on a text.
 * @param values what it is compared with, one or a list
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
  // What is equal in another way is equal in a search, too.
  const sought = foldSearch(value);
  const narrows =
    indexedIn && isIndexed(sought) && (name === 'eq' || operator.partial?.isIndexable);
  return narrows
    ? { sql: condition, trigramPatterns: [{ text: indexedIn, pattern: anywhere(sought) }] }
    : { sql: condition };
}

/** A part of a text is looked for as in a search, unless texts are compared sign by sign. */
function partCondition(column: Sql, operator: Operator, value: string, compared: Comparison): Sql {
  const isExact = compared === 'exact';
  const fold = folded[isExact ? 'exact' : 'search'];
  // Nothing but accents, which are looked at nowhere.
  if (value !== '' && fold(value) === '') return sql`false`;
  const text = foldedInSql[isExact ? 'exact' : 'search'](column);
  const found = operator.sql(
    text,
    [sql`${operator.partial?.pattern(value, fold) ?? value}`],
    value,
  );
  // Where there is no text, folding it would take longer than saying so.
  return sql`(${column} is not null and ${found})`;
}
