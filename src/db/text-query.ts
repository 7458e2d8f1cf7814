import type { Writable } from 'node:stream';
import pg from 'pg';
import { bindExecuteSync } from './bind-execute-sync.ts';
import type { Prepared } from './prepared.ts';

/** The part of a driver connection that sends a query. */
interface Connection {
  /** The texts of the statements that are prepared on the connection, by their names. */
  readonly submittedNamedStatements: Record<string, string>;
  readonly stream: Writable;
  parse(statement: Prepared): void;
}

/** The part of a driver query that this file uses. */
interface RunningQuery {
  name: string;
  readonly text: string;
  readonly values: unknown[];
  hasBeenParsed(connection: Connection): boolean;
  handleError(error: unknown, connection: Connection): void;
}

type QueryClass = new (
  text: string,
  values: unknown[],
  done: (error: Error | null) => void,
) => RunningQuery & pg.Submittable;

/**
 * A statement whose rows stay as PostgreSQL writes them. The driver's own query has the server describe the columns
 * each time, and parses each text by its type.
 */
class TextRowsQuery extends (pg.Query as unknown as QueryClass) {
  /** The columns of each row as text; null for a null. */
  readonly textRows: (string | null)[][] = [];

  /** @param done is called once, when all rows are there or the statement has failed */
  constructor(statement: Prepared, values: unknown[], done: (error: Error | null) => void) {
    super(statement.text, values, done);
    this.name = statement.name;
  }

  /** Sends the statement. The driver calls it. */
  prepare(connection: Connection): void {
    const { name, text, values } = this;
    if (!this.hasBeenParsed(connection)) {
      connection.parse({ name, text });
      if (name) connection.submittedNamedStatements[name] = text;
    }
    if (connection.stream.writable)
      connection.stream.write(bindExecuteSync(name, values.map(parameterText)));
  }

  /** Receives a row. The driver calls it. */
  handleDataRow({ fields }: { readonly fields: (string | null)[] }): void {
    this.textRows.push(fields);
  }
}

/** Runs a statement on a connection and returns the columns of its rows as text. */
export const queryText = (
  client: pg.PoolClient,
  statement: Prepared,
  values: unknown[],
): Promise<(string | null)[][]> =>
  new Promise((resolve, reject) => {
    const query = new TextRowsQuery(statement, values, (error) => {
      if (error) reject(error);
      else resolve(query.textRows);
    });
    client.query(query);
  });

/** Converts a value to the text that PostgreSQL reads; null for no value. */
function parameterText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return `{${value.map(elementText).join(',')}}`;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const elementText = (element: unknown): string => {
  const text = parameterText(element);
  return text === null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`;
};
