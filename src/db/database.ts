import { EventEmitter, once } from 'node:events';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { openEmbedded } from './embedded.ts';
import { PrismaClient } from './generated/client.ts';
import { PipelinedConnection, PipelinePool } from './pipeline.ts';
import { type PoolSettings, poolConfig, type Traffic } from './pool.ts';
import { MAX_PREPARED, prepared } from './prepared.ts';
import type { Sql, Statement } from './sql.ts';
import { tableSchema } from './table-schema.ts';
import { queryText } from './text-query.ts';

/** Options of a statement that is read as text. */
export interface StatementOptions {
  /**
   * PostgreSQL's plan. A generic plan is made once for all values. A custom plan is made at each execution, for a statement
   * whose best plan depends on its values.
   */
  readonly plan: 'generic' | 'custom';
  /**
   * True to send the statement behind others that are in flight, outside of a transaction. It must take little time
   * for any values, since later ones wait for it. Its plan is always generic.
   */
  readonly pipelined?: boolean;
}

/** The database, or a transaction on it. */
export interface Queryable {
  /** Runs one statement and returns its rows, keyed by column. Money is text, an instant is a `Date`. */
  query<Row>(statement: Sql): Promise<Row[]>;
  /** Runs one statement and returns the columns of each row in order, as PostgreSQL writes them; null for a null. */
  queryText(statement: Statement, options?: StatementOptions): Promise<(string | null)[][]>;
}

/** A transaction. All of its statements take effect, or none. */
export interface Transaction extends Queryable {
  /** Sends a statement without waiting for it. If it fails, so does the transaction. */
  send(statement: Statement): void;
  /** Waits for all statements that were sent. @throws the error of the first that failed */
  flush(): Promise<void>;
}

/** The settings with which a database is opened. */
export interface DatabaseOptions extends PoolSettings {
  /** Folder of the embedded database; null keeps it in memory. Unused with a URL. */
  folder: string | null;
}

/** An open database, embedded or on a server: the same statements run on both. */
export interface Database extends Queryable {
  readonly kind: 'embedded' | 'server';
  /** Reads records with exactly the selection of a GraphQL request. */
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  /** Returns the number of statements sent so far, for logs and tests. */
  readonly statements: () => number;
  /** Returns how many statements were sent on an idle connection, each of which costs a wait for the network. */
  readonly roundTrips: () => number;
  /**
   * Calls back for each `NOTIFY` that reaches a connection of the pool. That is for the embedded database, which has one
   * session: `LISTEN` runs on it like any other statement.
   */
  onNotification(receive: (channel: string, message: string) => void): void;
  /** Returns a connection for statements of the caller alone, which are sent without waiting for each other. */
  pipelinedConnection(): PipelinedConnection;
  /** Runs `work` in one transaction. An error that it throws rolls everything back and is thrown again. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs statements that only read, all in one snapshot of the database. */
  snapshot<T>(work: (db: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens a database without migrating it. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const embedded = options.url === null ? await openEmbedded(options.folder) : null;
  const traffic: Traffic = { sent: 0, roundTrips: 0, notifications: new EventEmitter() };
  const pool = new pg.Pool(poolConfig(options, embedded, traffic));
  // The pool drops an idle connection that breaks. Without a listener, its error would end the process.
  pool.on('error', () => {});
  pool.on('release', (_error, client) => {
    const { prepared } = client as pg.PoolClient & { readonly prepared: ReadonlySet<string> };
    if (prepared.size > MAX_PREPARED) void client.end();
  });
  const prisma = await openPrisma(pool, embedded !== null);
  const pipelines = new PipelinePool(pool);
  return {
    kind: embedded ? 'embedded' : 'server',
    prisma,
    pool,
    statements: () => traffic.sent,
    roundTrips: () => traffic.roundTrips,
    onNotification: (receive) => {
      traffic.notifications.on('notification', receive);
    },
    query: (statement) => run(pool, statement),
    queryText: (statement, options) =>
      options?.pipelined ? pipelines.queryText(statement) : runForText(pool, statement, options),
    pipelinedConnection: () => new PipelinedConnection(pool),
    transaction: (work) => inTransaction(pool, work),
    snapshot: (work) =>
      inTransaction(pool, work, 'begin isolation level repeatable read read only'),
    close: async () => {
      await prisma.$disconnect();
      // An ending pool never answers those who wait for a connection.
      while (pool.waitingCount > 0) await once(pool, 'release');
      await pool.end();
      await embedded?.close();
    },
  };
}

async function openPrisma(pool: pg.Pool, isEmbedded: boolean): Promise<PrismaClient> {
  const adapter = new PrismaPg(pool, {
    statementNameGenerator: ({ sql }) => prepared(sql).name,
    // Prisma's statements name the schema, and would look in `public` whatever the search path is.
    ...(isEmbedded ? {} : { schema: await tableSchema(pool) }),
  });
  return new PrismaClient({ adapter });
}

/** Runs a statement and returns its rows, keyed by column. */
async function run<Row>(on: pg.Pool | pg.PoolClient, statement: Statement): Promise<Row[]> {
  const result = await on.query({ ...prepared(statement.text), values: statement.values });
  return result.rows;
}

/** Runs a statement and returns the columns of its rows as text. */
async function runForText(
  on: pg.Pool | pg.PoolClient,
  { text, values }: Statement,
  options?: StatementOptions,
): Promise<(string | null)[][]> {
  // PostgreSQL plans a statement without a name for the values with which it is executed.
  const statement = options?.plan === 'custom' ? { name: '', text } : prepared(text);
  if (!(on instanceof pg.Pool)) return await queryText(on, statement, values);
  const connection = await on.connect();
  try {
    return await queryText(connection, statement, values);
  } finally {
    connection.release();
  }
}

/** Runs work in a transaction on one connection, and rolls it back if the work fails. */
async function inTransaction<T>(
  pool: pg.Pool,
  work: (tx: Transaction) => Promise<T>,
  begin = 'begin',
): Promise<T> {
  const connection = await pool.connect();
  const inFlight: Promise<unknown>[] = [];
  const send = (sending: Promise<unknown>) => {
    inFlight.push(sending);
    // `flush` reports the failure. Until then it must not count as an unhandled rejection.
    sending.catch(() => {});
  };
  const flush = async () => {
    await Promise.all(inFlight);
  };
  let broken: Error | undefined;
  try {
    send(connection.query(begin));
    const result = await work({
      query: (statement) => run(connection, statement),
      queryText: (statement, options) => runForText(connection, statement, options),
      send: (statement) => send(run(connection, statement)),
      flush,
    });
    // After a failed statement, PostgreSQL rolls back here and reports no further error.
    send(connection.query('commit'));
    await flush();
    return result;
  } catch (error) {
    await connection.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    // The cause may be an earlier statement: every statement after a failed one fails as well.
    await flush();
    throw error;
  } finally {
    connection.release(broken);
  }
}

/** Returns whether the database refused a statement because of a constraint (SQLSTATE class 23). */
export const isConstraintViolation = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('23');
