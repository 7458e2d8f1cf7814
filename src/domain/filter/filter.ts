import { raw, type Sql, sql } from '../../db/sql.ts';
import { type InputPath, invalidInput } from '../core/errors.ts';
import { isMicrosecondInstant } from '../core/instant.ts';
import { kinds } from '../core/kinds.ts';
import { canonicalAmount } from '../core/money.ts';
import { isLongerThan, isStorable, lengthOf, requireStorable, trimmed } from '../text/text.ts';
import { type Condition, conjunction } from './condition.ts';
import { type FilterKind, type Operator, operators, type Range } from './operators.ts';
import { type TextOptions, textCondition } from './text-filter.ts';

/** Most characters of a text to search for. */
export const MAX_SEARCH = 255;

/** Most values in one list of a filter. */
const MAX_VALUES = 1000;

/** Most conditions in one filter: each operator counts, and each part of the tree without one. */
export const MAX_CONDITIONS = 200;

/** The count of the conditions of one filter. */
export class ConditionBudget {
  #left = MAX_CONDITIONS;

  /** Counts one more. @throws INVALID_INPUT when there are too many */
  spend(path: InputPath): void {
    this.#left -= 1;
    if (this.#left >= 0) return;
    throw invalidInput(`A filter has at most ${MAX_CONDITIONS} conditions.`, path);
  }
}

/** A test whether the error for a member's null suggests `isNull`, by the member's name. */
type HasIsNull = (name: string) => boolean;

/**
 * Returns the members of a part of a filter that have a value. Null is refused: it is no condition, so to ignore it
 * would select more rows than the caller meant.
 * @param hasIsNull tests a member whose value is null; by default no error suggests `isNull`
 * @throws INVALID_INPUT for null
 */
export function givenMembers(
  part: object,
  path: InputPath,
  hasIsNull: HasIsNull = () => false,
): [string, unknown][] {
  const given = Object.entries(part).filter(([, value]) => value !== undefined);
  const [empty] = given.find(([, value]) => value === null) ?? [];
  if (empty === undefined) return given;
  const hint = hasIsNull(empty) ? '; "isNull" finds rows without a value' : '';
  throw invalidInput(`"${empty}" has no value: give one, or leave it out${hint}.`, [
    ...path,
    empty,
  ]);
}

/** Returns the members of a part of a filter that needs one at least. @throws INVALID_INPUT for null or no member */
export function neededMembers(
  part: object,
  path: InputPath,
  hasIsNull?: HasIsNull,
): [string, unknown][] {
  const given = givenMembers(part, path, hasIsNull);
  if (given.length > 0) return given;
  const name = path.findLast((step) => typeof step === 'string');
  throw invalidInput(`"${name}" has no condition: give it an operator with a value.`, path);
}

/** The operators of a filter on one field, as a caller gives them. */
export type FieldFilter = Readonly<Record<string, unknown>>;

/** Returns whether a text can be searched for. */
export const isSearchable = (value: string): boolean =>
  !isLongerThan(value.normalize('NFC'), MAX_SEARCH) && isStorable(value);

/**
 * Returns a text to search for, composed as stored texts are.
 * @param trim removes blanks from its ends; for a part of a text, a blank at an end can belong to the text
 * @throws INVALID_INPUT for a text that is too long or cannot be stored
 */
export function searchable(value: string, path: InputPath, trim = trimmed): string {
  requireStorable(value, path);
  const text = trim(value.normalize('NFC'));
  if (isLongerThan(text, MAX_SEARCH)) {
    throw invalidInput(
      `A text to look for has at most ${MAX_SEARCH} characters; this one has ${lengthOf(text)}.`,
      path,
    );
  }
  return text;
}

/**
 * Returns the conditions of a filter on one field of a kind, joined by AND.
 * @param options `convert` returns the number of an id; `path` is the place of the filter in the input
 */
export function fieldCondition(
  kind: FilterKind,
  column: Sql,
  filter: FieldFilter,
  options: TextOptions & {
    convert: (id: string, path: InputPath) => number;
    path: InputPath;
    budget: ConditionBudget;
  },
): Condition {
  const isOther: HasIsNull = (name) => name !== 'isNull';
  const parts = neededMembers(filter, options.path, isOther).map(([name, given]) => {
    const operator: Operator = (operators[kind] as Record<string, Operator>)[name] as Operator;
    const path = [...options.path, name];
    options.budget.spend(path);
    if (kind === 'text' && operator.operand !== 'boolean') {
      return textCondition(column, [name, operator], texts(operator, given, path), options);
    }
    return {
      sql: operator.sql(column, operands(kind, operator, given, options.convert, path), given),
    };
  });
  return conjunction(parts);
}

/**
 * Returns the texts of a condition, sorted and without duplicates, so that equal filters have equal statements.
 * @throws INVALID_INPUT for a text that cannot be searched for
 */
function texts(operator: Operator, given: unknown, path: InputPath): string[] {
  const values = list(given, path).map((value, index) =>
    searchable(
      String(value),
      operator.operand === 'list' ? [...path, index] : path,
      operator.partial?.trim,
    ),
  );
  return [...new Set(values)].sort();
}

function operands(
  kind: FilterKind,
  operator: Operator,
  given: unknown,
  convert: (id: string, path: InputPath) => number,
  path: InputPath,
): Sql[] {
  const at = (value: unknown, ...place: InputPath) =>
    operand(kind, value, convert, [...path, ...place]);
  switch (operator.operand) {
    case 'boolean':
      return [];
    case 'one':
      return [at(given)];
    case 'list':
      return distinct(list(given, path).map((value, index) => at(value, index)));
    case 'range': {
      const { from, to } = given as Range<unknown>;
      return [at(from, 'from'), at(to, 'to')];
    }
  }
}

/** Returns values sorted and without duplicates, so that equal filters have equal statements. */
const distinct = (values: readonly Sql[]): Sql[] =>
  [...new Map(values.map((value) => [String(value.values[0]), value]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value);

function list(given: unknown, path: InputPath): readonly unknown[] {
  if (!Array.isArray(given)) return [given];
  if (given.length > MAX_VALUES) {
    throw invalidInput(`A list in a filter has at most ${MAX_VALUES} values.`, path);
  }
  return given;
}

/** Converts a value to SQL, cast to the type of its kind. @throws INVALID_INPUT for a value of another kind */
export function operand(
  kind: FilterKind,
  given: unknown,
  convert: (id: string, path: InputPath) => number,
  path: InputPath,
): Sql {
  const value = inner(kind, given, convert, path);
  if (!kinds[kind].isValid(value) && !(kind === 'instant' && isMicrosecondInstant(value)))
    throw invalidInput(`${shown(given)} cannot be compared with.`, path);
  return sql`${value}::${raw(kinds[kind].sqlType)}`;
}

function inner(
  kind: FilterKind,
  given: unknown,
  convert: (id: string, path: InputPath) => number,
  path: InputPath,
): unknown {
  if (kind === 'money' && typeof given === 'string') return canonicalAmount(given);
  if (kind === 'referenceId') return codeNumber(String(given), path);
  return kind === 'recordId' ? convert(String(given), path) : given;
}

/** Reads the number of a row of a fixed table. @throws INVALID_INPUT */
export function codeNumber(digits: string, path: InputPath): number {
  if (!/^\d{1,9}$/.test(digits)) {
    const rule = /^-?\d+$/.test(digits) ? 'exists' : 'integer';
    throw invalidInput(`${shown(digits)} is not the number of a row of a table.`, path, rule);
  }
  return Number(digits);
}

/** Quotes a value for a message. */
function shown(value: unknown): string {
  const text = String(value);
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}
