import { Prisma } from './generated/client.ts';

/**
 * A fragment of SQL with its values. Fragments nest: `sql\`select ${columns} where ${condition}\`` joins their texts
 * and values in order, so that a value never becomes text of the statement.
 */
export type Sql = Prisma.Sql;

/** Makes a fragment of SQL. Each `${…}` that is not a fragment becomes a bound value. */
export const sql = Prisma.sql;

/** Joins fragments with a separator, by default a comma. There must be at least one. */
export const join = Prisma.join;

/** Makes a fragment of SQL text: names and keywords of our own, never text of a caller. */
export const raw = Prisma.raw;

/** The empty fragment. */
export const empty = Prisma.empty;

/** Joins conditions by `and`, without those that are `true`; `true` if there are no others. */
export function and(conditions: readonly Sql[]): Sql {
  const telling = conditions.filter(({ strings }) => strings.length > 1 || strings[0] !== 'true');
  return telling.length === 0 ? sql`true` : join(telling, ' and ');
}

/** Joins conditions by `or`, in parentheses; `false` if there are none. */
export const or = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? sql`false` : sql`(${join([...conditions], ' or ')})`;

/** Returns the name of a field's column: `customValue1` is `custom_value1` (a digit starts no word). */
export const columnName = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const columns = new Map<string, Sql>();

/** Returns a field's column as SQL, for a table alias. The field is one of our own tables. */
export function column(alias: string, field: string): Sql {
  const name = `${alias}.${field}`;
  const known = columns.get(name);
  if (known) return known;
  const made = raw(`${alias}.${columnName(field)}`);
  columns.set(name, made);
  return made;
}

/**
 * Returns a limit that is rounded up to a power of two, as a number in the text of the statement. PostgreSQL then
 * knows that few rows are wanted and makes one generic plan. With the limit as a value it would plan each execution,
 * which takes longer than reading a page. Powers of two keep the number of texts small.
 */
export const limitRounded = (rows: number): Sql => raw(`limit ${2 ** Math.ceil(Math.log2(rows))}`);

/**
 * Returns JSON rows as the table expression `x`, planned for their number. For a list of unknown length the planner
 * assumes a hundred rows, and would read all of a small company instead of using an index.
 * @param columns their names and types; a row has its columns by these names
 */
export const rowsFromJson = (rows: readonly object[], columns: Sql): Sql =>
  sql`(select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(${columns}) ${limitRounded(rows.length)}) x`;

/** Returns numbers as the table expression `x` with the column `id`, planned for their count. */
export const rowsFromIds = (numbers: readonly number[]): Sql =>
  sql`(select * from unnest(${[...numbers]}::integer[]) as x(id) ${limitRounded(numbers.length)}) x`;

/**
 * Returns the condition that a column has one of some numbers. A generic plan assumes ten numbers in a list, so one
 * number is compared without a list.
 */
export const inList = (column: Sql, numbers: readonly number[]): Sql =>
  numbers.length === 1
    ? sql`${column} = ${numbers[0]}`
    : sql`${column} = any(${[...numbers]}::integer[])`;

/** The text of a statement, with the values of its `$1`, `$2` and so on. */
export type Statement = Pick<Sql, 'text' | 'values'>;

/**
 * Returns a function that makes a statement from values. The text of the statement is made once.
 * @param names of the values
 * @param make makes the statement, with names in the places of values
 */
export function prepareTemplate<const Name extends string>(
  names: readonly Name[],
  make: (places: Readonly<Record<Name, Name>>) => Sql,
): (given: Readonly<Record<Name, unknown>>) => Statement {
  const places = Object.fromEntries(names.map((name) => [name, name])) as Record<Name, Name>;
  const { text, values } = make(places);
  return (given) => ({ text, values: values.map((name) => given[name as Name]) });
}

/**
 * Returns a company's number for a condition, so that PostgreSQL plans the statement for any company. With a plain value,
 * the plan would depend on statistics that count a new or grown company as empty, and read all of its rows. See
 * test/graphql/plans.test.ts.
 */
export const anyCompany = (companyId: number | string): Sql => sql`(select ${companyId}::integer)`;
