import { empty, join, raw, type Sql, sql } from '../../db/sql.ts';
import type { Kind } from '../core/kinds.ts';
import { anywhere, escapePattern } from './patterns.ts';

/** The shape of an operator's value. */
export type OperandShape = 'one' | 'list' | 'range' | 'boolean';

/** Bounds of a range; both ends belong to it. */
export interface Range<Value> {
  readonly from: Value;
  readonly to: Value;
}

/** The conversion of a text into the form in which it is compared. */
export type Fold = (text: string) => string;

/** An operator on a part of a text. */
export interface PartialMatch {
  /** Trims a given text. Blanks inside the matched text count. */
  readonly trim: (text: string) => string;
  /** Returns the pattern of `like`. A text is folded before it is escaped: folding may produce a percent sign. */
  readonly pattern: (text: string, fold: Fold) => string;
  /** The matched texts contain the given text, so the trigram index can find them. */
  readonly isIndexable?: true;
}

/** One operator: the shape of its operand, its description, and its SQL for a column and converted operands. */
export interface Operator {
  readonly operand: OperandShape;
  readonly description: string;
  readonly sql: (column: Sql, values: readonly Sql[], given: unknown) => Sql;
  /** Present if the operator matches a part of a text. */
  readonly partial?: PartialMatch;
}

const compare = (symbol: string, description: string): Operator => ({
  operand: 'one',
  description,
  sql: (column, [value = empty]) => sql`${column} ${raw(symbol)} ${value}`,
});

const isNull: Operator = {
  operand: 'boolean',
  description: 'True to find rows without a value, false to find rows with one.',
  sql: (column, _values, given) => (given ? sql`${column} is null` : sql`${column} is not null`),
};

const equality = {
  eq: compare('=', 'Equal to this.'),
  ne: {
    operand: 'one',
    description: 'Not equal to this, or without a value.',
    sql: (column, [value = empty]) => sql`${column} is distinct from ${value}`,
  },
  in: {
    operand: 'list',
    description: 'Equal to one of these.',
    sql: (column, values) =>
      values.length ? sql`${column} in (${join([...values])})` : sql`false`,
  },
  notIn: {
    operand: 'list',
    description: 'Equal to none of these, or without a value.',
    sql: (column, values) =>
      values.length
        ? sql`(${column} is null or ${column} not in (${join([...values])}))`
        : sql`true`,
  },
  isNull,
} as const satisfies Record<string, Operator>;

const order = {
  gt: compare('>', 'Greater than this.'),
  gte: compare('>=', 'Greater than or equal to this.'),
  lt: compare('<', 'Less than this.'),
  lte: compare('<=', 'Less than or equal to this.'),
  between: {
    operand: 'range',
    description: 'Within this range, both ends included.',
    sql: (column, [from = empty, to = empty]) => sql`${column} between ${from} and ${to}`,
  },
} as const satisfies Record<string, Operator>;

const partial = (description: string, partial: PartialMatch): Operator => ({
  operand: 'one',
  description,
  partial,
  sql: (column, [pattern = empty]) => sql`${column} like ${pattern}`,
});

const text = {
  ...equality,
  contains: partial('Contains this text.', {
    trim: (given) => given,
    pattern: (given, fold) => anywhere(fold(given)),
    isIndexable: true,
  }),
  startsWith: partial('Starts with this.', {
    trim: (given) => given.trimStart(),
    pattern: (given, fold) => `${escapePattern(fold(given))}%`,
    isIndexable: true,
  }),
  endsWith: partial('Ends with this.', {
    trim: (given) => given.trimEnd(),
    pattern: (given, fold) => `%${escapePattern(fold(given))}`,
    isIndexable: true,
  }),
  like: partial('Matches this pattern as a whole, with % for any text and _ for one character.', {
    trim: (given) => given,
    pattern: (given, fold) =>
      given
        .split(/([%_])/)
        .map((part, index) => (index % 2 === 1 ? part : escapePattern(fold(part))))
        .join(''),
  }),
} as const satisfies Record<string, Operator>;

/** The operators of each kind of value. A boolean is compared with a plain true or false. */
export const operators = {
  text,
  money: { ...equality, ...order },
  instant: { ...equality, ...order },
  integer: { ...equality, ...order },
  referenceId: equality,
  recordId: equality,
} as const satisfies Partial<Record<Kind, Record<string, Operator>>>;

/** A kind whose values have operators. */
export type FilterKind = keyof typeof operators;
