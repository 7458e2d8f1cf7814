import { type Sql, sql } from '../../db/sql.ts';
import type { Comparison } from '../core/kinds.ts';
import { foldIdentity, foldSearch } from '../text/folding.ts';
import type { Condition } from './condition.ts';
import type { Operator } from './operators.ts';

/**
 * The pattern of `like` for each way of looking for a text. A text is folded before signs in it are made to mean
 * themselves: the percent sign has other forms, which it then is.
 */
const patterns: Readonly<Record<string, (given: string, fold: Fold) => string>> = {
  contains: (given, fold) => anywhere(fold(given)),
  startsWith: (given, fold) => `${escapePattern(fold(given))}%`,
  endsWith: (given, fold) => `%${escapePattern(fold(given))}`,
  like: (given, fold) =>
    given
      .split(/([%_])/)
      .map((piece, at) => (at % 2 === 1 ? piece : escapePattern(fold(piece))))
      .join(''),
};

type Fold = (text: string) => string;

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

/** Text in which the signs that mean something in a pattern mean themselves. */
export const escapePattern = (value: string): string => value.replace(/[\\%_]/g, '\\$&');

/** The pattern of the folded texts that have a folded text somewhere. */
export const anywhere = (value: string): string => `%${escapePattern(value)}%`;

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
  const isPart = name in patterns;
  const condition = isPart
    ? partCondition(column, [name, operator], value, compared)
    : operator.sql(
        foldedInSql[compared](column),
        values.map((one) => sql`${folded[compared](one)}`),
        values,
      );
  // What is equal in another way is equal in a search, too.
  const sought = foldSearch(value);
  const narrows = indexedIn && isIndexed(sought) && (name === 'eq' || (isPart && name !== 'like'));
  return narrows
    ? { sql: condition, trigramPatterns: [{ text: indexedIn, pattern: anywhere(sought) }] }
    : { sql: condition };
}

/** A part of a text is looked for as in a search, unless texts are compared sign by sign. */
function partCondition(
  column: Sql,
  [name, operator]: [string, Operator],
  value: string,
  compared: Comparison,
): Sql {
  const isExact = compared === 'exact';
  const fold = folded[isExact ? 'exact' : 'search'];
  // Nothing but accents, which are looked at nowhere.
  if (value !== '' && fold(value) === '') return sql`false`;
  const text = foldedInSql[isExact ? 'exact' : 'search'](column);
  const found = operator.sql(text, [sql`${patterns[name]?.(value, fold) ?? value}`], value);
  // Where there is no text, folding it would take longer than saying so.
  return sql`(${column} is not null and ${found})`;
}
