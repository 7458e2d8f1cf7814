import { empty, join, raw, type Sql, sql } from '../../db/sql.ts';
import type { Kind } from '../core/kinds.ts';

/** How a filter's operator takes its value. */
export type OperandShape = 'one' | 'list' | 'range' | 'boolean';

/** Bounds of a range; both ends belong to it. */
export interface Range<Value> {
  readonly from: Value;
  readonly to: Value;
}

/** One operator: the shape of its operand, what it means, and its SQL over a column and converted operands. */
export interface Operator {
  readonly operand: OperandShape;
  readonly description: string;
  readonly sql: (column: Sql, values: readonly Sql[], given: unknown) => Sql;
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

const like = (description: string): Operator => ({
  operand: 'one',
  description,
  sql: (column, [pattern = empty]) => sql`${column} like ${pattern}`,
});

const text = {
  ...equality,
  contains: like('Contains this text.'),
  startsWith: like('Starts with this.'),
  endsWith: like('Ends with this.'),
  like: like('Matches this pattern as a whole, with % for any text and _ for one character.'),
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
