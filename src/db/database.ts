import { EventEmitter, once } from 'node:events';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { connectionTo, sessionSetup } from './connection.ts';
import { type EmbeddedDatabase, openEmbedded } from './embedded.ts';
import { PrismaClient } from './generated/client.ts';
import { PipelinedConnection, PipelinePool } from './pipeline.ts';
import { forAnyCompany, MAX_PREPARED, prepared } from './prepared.ts';
import type { Sql, Statement } from './sql.ts';
import { tableSchema } from './table-schema.ts';
import { queryText } from './text-query.ts';

/** How a statement is planned and sent. */
export type Plan = 'kept' | 'anew' | 'quick';

/** Anything that runs statements: the database itself, or a transaction on it. */
export interface Queryable {
  /** Runs one statement and gives its rows, keyed by column. Money arrives as text, times as Date. */
  query<Row>(statement: Sql): Promise<Row[]>;
  /**
   * Runs one statement and gives its rows as PostgreSQL writes their columns, in order; null for no value.
   * @param plan `anew` for a statement whose best plan depends much on its values: it is planned each time. `quick` for
   *   one that takes little time whatever its values: outside of a transaction it is sent behind others like it
   */
  queryText(statement: Statement, plan?: Plan): Promise<(string | null)[][]>;
}

/** A transaction: every statement of it takes effect, or none. */
export interface Transaction extends Queryable {
  /** Sends a statement that nobody needs the rows of, and does not wait for it. If it fails, so does the transaction. */
  send(statement: Statement): void;
  /** Waits for what was sent. @throws what it failed with */
  sent(): Promise<void>;
}

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
  /** How often a statement was sent on a connection on which nothing was under way: what was waited for, one by one. */
  readonly roundTrips: () => number;
  /**
   * Calls back for every `NOTIFY` that reaches a connection of the pool. Only the embedded database's does: it has one
   * session, which whoever wants to hear tells to `LISTEN`.
   */
  onNotification(receive: (channel: string, message: string) => void): void;
  /** A line of statements that nothing else is sent between. */
  pipelinedConnection(): PipelinedConnection;
  /** Runs `work` in one transaction; an error thrown by it undoes everything and is thrown on. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs statements that read only, all of which see the database as it is when the first of them begins. */
  snapshot<T>(work: (db: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens the database that the options name. It does not migrate it. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const embedded = options.url === null ? await openEmbedded(options.folder) : null;
  const traffic: Traffic = { sent: 0, roundTrips: 0, notifications: new EventEmitter() };
  const pool = new pg.Pool(poolConfig(options, embedded, traffic));
  // An idle connection that breaks is dropped by the pool; the next request opens another one.
  pool.on('error', () => {});
  pool.on('release', (_error, client) => {
    const { prepared } = client as pg.PoolClient & { readonly prepared: ReadonlySet<string> };
    if (prepared.size > MAX_PREPARED) void client.end();
  });
  const adapter = new PrismaPg(pool, {
    statementNameGenerator: ({ sql }) => prepared(sql).name,
    // Its statements name the schema, and would look in `public` whatever the search path says.
    ...(embedded ? {} : { schema: await tableSchema(pool) }),
  });
  const prisma = new PrismaClient({ adapter });
  const lines = new PipelinePool(pool);
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
    queryText: (statement, plan) =>
      plan === 'quick' ? lines.queryText(statement) : runForText(pool, statement, plan),
    pipelinedConnection: () => new PipelinedConnection(pool),
    transaction: (work) => inTransaction(pool, work),
    snapshot: (work) =>
      inTransaction(pool, work, 'begin isolation level repeatable read read only'),
    close: async () => {
      await prisma.$disconnect();
      // A pool that ends forgets those who wait for a connection: they would wait for ever.
      while (pool.waitingCount > 0) await once(pool, 'release');
      await pool.end();
      await embedded?.close();
    },
  };
}

/** What goes over the connections of a pool. */
interface Traffic {
  /** Statements sent so far. */
  sent: number;
  /** Those of them that were sent while no other one was under way on the connection. */
  roundTrips: number;
  readonly notifications: EventEmitter<{ notification: [channel: string, message: string] }>;
}

/** The embedded database has nobody who sees to its index of texts: writers sort in what is little enough not to be felt. */
const FRESH = `deallocate all; ${sessionSetup({ gin_pending_list_limit: '256kB' })}`;

function poolConfig(
  { url, poolSize = 10 }: DatabaseOptions,
  embedded: EmbeddedDatabase | null,
  traffic: Traffic,
): pg.PoolConfig {
  const shared = {
    Client: watchedClient(traffic),
    // Statements of a connection go out as they are asked for, though those before are not answered yet.
    pipeline: true,
  };
  if (!embedded) {
    // What is written is sorted into the index of texts by `startSearchIndexMaintenance`. Where nobody does that, by the writer who
    // has filled so much of a list.
    const session = { gin_pending_list_limit: '2MB' };
    return { ...shared, ...connectionTo(url ?? '', session), max: poolSize };
  }
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
      client.query('rollback', () => client.query(FRESH, (error) => ready(error)));
    },
  } as pg.PoolConfig;
}

/** A connection that tells what goes over it. */
function watchedClient(traffic: Traffic) {
  return class extends pg.Client {
    /** The statements that were prepared on this connection. */
    readonly prepared = new Set<string>();

    constructor(config?: pg.ClientConfig) {
      super(config);
      // Its statements tell whoever waits for them that it is lost. Nobody listening here would end the process.
      this.on('error', () => {});
      this.on('notification', ({ channel, payload = '' }) => {
        traffic.notifications.emit('notification', channel, payload);
      });
      const { prepared } = this;
      const send = this.query;
      let underWay = 0;
      const { connection } = this as unknown as { readonly connection: EventEmitter };
      connection.on('readyForQuery', () => {
        underWay = Math.max(0, underWay - 1);
      });
      this.query = function counted(this: pg.Client, ...args: unknown[]) {
        traffic.sent += 1;
        if (underWay === 0) traffic.roundTrips += 1;
        underWay += 1;
        const { name } = args[0] as { name?: string };
        if (name) prepared.add(name);
        return Reflect.apply(send, this, args);
      } as typeof send;
    }
  };
}

async function run<Row>(on: pg.Pool | pg.PoolClient, statement: Statement): Promise<Row[]> {
  const result = await on.query({ ...prepared(statement.text), values: statement.values });
  return result.rows as Row[];
}

async function runForText(
  on: pg.Pool | pg.PoolClient,
  { text, values }: Statement,
  plan: Plan = 'kept',
): Promise<(string | null)[][]> {
  const statement = plan === 'anew' ? { name: '', text: forAnyCompany(text) } : prepared(text);
  if (!(on instanceof pg.Pool)) return await queryText(on, statement, values);
  const connection = await on.connect();
  try {
    return await queryText(connection, statement, values);
  } finally {
    connection.release();
  }
}

async function inTransaction<T>(
  pool: pg.Pool,
  work: (tx: Transaction) => Promise<T>,
  begin = 'begin',
): Promise<T> {
  const connection = await pool.connect();
  const underWay: Promise<unknown>[] = [];
  const send = (sending: Promise<unknown>) => {
    underWay.push(sending);
    // Whoever waits for it hears of a failure; that may be later than it fails.
    sending.catch(() => {});
  };
  const sent = async () => {
    await Promise.all(underWay);
  };
  let broken: Error | undefined;
  try {
    send(connection.query(begin));
    const result = await work({
      query: (statement) => run(connection, statement),
      queryText: (statement, plan) => runForText(connection, statement, plan),
      send: (statement) => send(run(connection, statement)),
      sent,
    });
    // After a failure it undoes everything: that is no error of its own.
    send(connection.query('commit'));
    await sent();
    return result;
  } catch (error) {
    await connection.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    // What was sent before may be why: every statement fails that comes after one that did.
    await sent();
    throw error;
  } finally {
    connection.release(broken);
  }
}

/** Whether the database refused a statement because a constraint would not hold (class 23). */
export const isConstraintViolation = (error: unknown): boolean =>
  typeof (error as { code?: unknown } | null)?.code === 'string' &&
  (error as { code: string }).code.startsWith('23');
