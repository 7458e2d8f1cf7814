import { Prisma } from './generated/client.ts';

/**
 * A piece of SQL with its values. Pieces nest: `sql\`select ${columns} where ${condition}\`` joins their
 * texts and values in order, so a value never becomes text of the statement.
 */
export type Sql = Prisma.Sql;

/** Makes a piece of SQL; every `${…}` that is not itself a piece becomes a bound value. */
export const sql = Prisma.sql;

/** Joins pieces with a separator (default a comma). The list must not be empty. */
export const join = Prisma.join;

/** Text that is SQL already: names and keywords from our own tables, never anything a caller sent. */
export const raw = Prisma.raw;

/** The piece that says nothing. */
export const empty = Prisma.empty;

/** The pieces joined by `and`, without those that say `true`; `true` when there are no others. */
export function and(conditions: readonly Sql[]): Sql {
  const telling = conditions.filter(({ strings }) => strings.length > 1 || strings[0] !== 'true');
  return telling.length === 0 ? sql`true` : join(telling, ' and ');
}

/** The pieces joined by `or`, in parentheses; `false` when there are none. */
export const or = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? sql`false` : sql`(${join([...conditions], ' or ')})`;

/** The column that holds a field: `customValue1` is `custom_value1` (a digit starts no word). */
export const columnName = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const columns = new Map<string, Sql>();

/** A field's column as SQL, of the table known by an alias. The field is one of our own tables. */
export function column(alias: string, field: string): Sql {
  const name = `${alias}.${field}`;
  const known = columns.get(name);
  if (known) return known;
  const made = raw(`${alias}.${columnName(field)}`);
  columns.set(name, made);
  return made;
}

/**
 * A limit that may be too large by half, as a number in the statement's text. A prepared statement is planned once
 * if it is known to want few rows; were the limit a value, it would be planned for each request, which takes longer
 * than reading a page. Powers of two keep the texts few.
 */
export const limitRounded = (rows: number): Sql => raw(`limit ${2 ** Math.ceil(Math.log2(rows))}`);

/**
 * The rows of a list as a table `x`. It is planned for as many rows as there are: of a list of any length the planner
 * believes that it has a hundred, for which it would sooner read all of a small company than look for each.
 * @param columns their names and types; a row has its columns by these names
 */
export const rowsFromJson = (rows: readonly object[], columns: Sql): Sql =>
  sql`(select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(${columns}) ${limitRounded(rows.length)}) x`;

/** Numbers as a table `x` with the column `id`, planned for as many as there are. */
export const rowsFromIds = (numbers: readonly number[]): Sql =>
  sql`(select * from unnest(${[...numbers]}::integer[]) as x(id) ${limitRounded(numbers.length)}) x`;

/**
 * That a column has one of some numbers. A list in a plan that is kept counts as ten, and a statement for one number
 * would rather be planned each time.
 */
export const inList = (column: Sql, numbers: readonly number[]): Sql =>
  numbers.length === 1
    ? sql`${column} = ${numbers[0]}`
    : sql`${column} = any(${[...numbers]}::integer[])`;

/** The text of a statement, and the values of its `$1`, `$2` …. */
export type Statement = Pick<Sql, 'text' | 'values'>;

/**
 * A statement whose text is made once, however often it is run.
 * @param names of its values
 * @param make makes it with names in the places of values
 * @returns makes the statement with values
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
export const anyCompany = (companyId: number): Sql => sql`(select ${companyId}::integer)`;
