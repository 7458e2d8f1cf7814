import { EventEmitter } from 'node:events';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type EmbeddedDatabase, openEmbedded } from './embedded.ts';
import { PrismaClient } from './generated/client.ts';
import type { Sql } from './sql.ts';
import { nameOf } from './statement-names.ts';

/** Anything that runs statements: the database itself, or a transaction on it. */
export interface Queryable {
  /** Runs one statement and gives its rows, keyed by column. Money arrives as text, times as Date. */
  query<Row>(statement: Sql): Promise<Row[]>;
  /** Runs one statement and gives its rows as PostgreSQL writes their columns, in order; null for no value. */
  texts(statement: Sql): Promise<(string | null)[][]>;
}

/** A transaction: every statement of it takes effect, or none. */
export type Transaction = Queryable;

export interface DatabaseOptions {
  /** `postgres://…`, or null for the embedded database. */
  url: string | null;
  /** Folder of the embedded database; null keeps it in memory. Unused with a URL. */
  folder: string | null;
  /** Connections to a server. The embedded database always has one. */
  poolSize?: number;
}

/** An open database, embedded or on a server: the same statements run on both. */
export interface Database extends Queryable {
  readonly kind: 'embedded' | 'server';
  /** Reads records with exactly the selection that a GraphQL request asks for. */
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  /** Statements sent so far, for logs and tests. */
  readonly statements: () => number;
  /**
   * Calls back for every `NOTIFY` that reaches a connection of the pool. Only the embedded database's does: it has one
   * session, which whoever wants to hear tells to `LISTEN`.
   */
  onNotification(receive: (channel: string, message: string) => void): void;
  /** Runs `work` in one transaction; an error thrown by it undoes everything and is thrown on. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens the database that the options name. It does not migrate it. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const embedded = options.url === null ? await openEmbedded(options.folder) : null;
  const traffic: Traffic = { sent: 0, notifications: new EventEmitter() };
  const pool = new pg.Pool(poolConfig(options, embedded, traffic));
  // An idle connection that breaks is dropped by the pool; the next request opens another one.
  pool.on('error', () => {});
  const adapter = new PrismaPg(pool, { statementNameGenerator: ({ sql }) => nameOf(sql) });
  const prisma = new PrismaClient({ adapter });
  return {
    kind: embedded ? 'embedded' : 'server',
    prisma,
    pool,
    statements: () => traffic.sent,
    onNotification: (receive) => {
      traffic.notifications.on('notification', receive);
    },
    query: (statement) => run(pool, statement),
    texts: (statement) => runForTexts(pool, statement),
    transaction: (work) => inTransaction(pool, work),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
      await embedded?.close();
    },
  };
}

/** What goes over the connections of a pool. */
interface Traffic {
  /** Statements sent so far. */
  sent: number;
  readonly notifications: EventEmitter<{ notification: [channel: string, message: string] }>;
}

function poolConfig(
  { url, poolSize = 10 }: DatabaseOptions,
  embedded: EmbeddedDatabase | null,
  traffic: Traffic,
): pg.PoolConfig {
  class WatchedClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super(config);
      this.on('notification', ({ channel, payload = '' }) => {
        traffic.notifications.emit('notification', channel, payload);
      });
      const send = this.query;
      this.query = function counted(this: pg.Client, ...args: unknown[]) {
        traffic.sent += 1;
        return Reflect.apply(send, this, args);
      } as typeof send;
    }
  }
  const shared = { Client: WatchedClient, options: '-c TimeZone=UTC -c DateStyle=ISO' };
  if (!embedded) return { ...shared, connectionString: url ?? '', max: poolSize };
  return {
    ...shared,
    user: 'postgres',
    database: 'postgres',
    ssl: false,
    max: 1,
    idleTimeoutMillis: 0,
    stream: () => embedded.connect(),
    // One session serves every connection in turn: forget what the last one left behind.
    verify: (client, ready) => {
      client.query('rollback', () =>
        client.query(`deallocate all; set timezone to 'UTC'`, (error) => ready(error)),
      );
    },
  } as pg.PoolConfig;
}

async function run<Row>(on: pg.Pool | pg.PoolClient, statement: Sql): Promise<Row[]> {
  const { text, values } = statement;
  const result = await on.query({ name: nameOf(text), text, values: values as unknown[] });
  return result.rows as Row[];
}

/** Leaves every column as the text that came over the wire. */
const asText = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

async function runForTexts(
  on: pg.Pool | pg.PoolClient,
  statement: Sql,
): Promise<(string | null)[][]> {
  const { text, values } = statement;
  const result = await on.query({
    name: nameOf(text),
    text,
    values: values as unknown[],
    rowMode: 'array',
    types: asText,
  });
  return result.rows;
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  let broken: Error | undefined;
  try {
    await connection.query('begin');
    const result = await work({
      query: (statement) => run(connection, statement),
      texts: (statement) => runForTexts(connection, statement),
    });
    await connection.query('commit');
    return result;
  } catch (error) {
    await connection.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    connection.release(broken);
  }
}

/** Whether the database refused a statement because a constraint would not hold (class 23). */
export const isConstraintViolation = (error: unknown): boolean =>
  typeof (error as { code?: unknown } | null)?.code === 'string' &&
  (error as { code: string }).code.startsWith('23');
