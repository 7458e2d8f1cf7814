import type { EventEmitter } from 'node:events';
import pg from 'pg';
import { connectionTo, sessionSetup } from './connection.ts';
import type { EmbeddedDatabase } from './embedded.ts';

/** The settings of a pool of connections. */
export interface PoolSettings {
  /** `postgres://…`, or null for the embedded database. */
  url: string | null;
  /** Connections to a server. The embedded database always has one. */
  poolSize?: number;
}

/** The traffic on the connections of a pool. */
export interface Traffic {
  /** Statements sent so far. */
  sent: number;
  /** Statements that were sent while no other one was in flight on the connection. */
  roundTrips: number;
  readonly notifications: EventEmitter<{ notification: [channel: string, message: string] }>;
}

/**
 * Resets the one session of the embedded database. Nothing maintains its trigram index, so writers do, at a list that is
 * short enough not to be noticed.
 */
const RESET = `deallocate all; ${sessionSetup({ gin_pending_list_limit: '256kB' })}`;

/** Returns the configuration of a pool for a server or for the embedded database. */
export function poolConfig(
  { url, poolSize = 10 }: PoolSettings,
  embedded: EmbeddedDatabase | null,
  traffic: Traffic,
): pg.PoolConfig {
  const shared = {
    Client: countingClient(traffic),
    // The driver sends the statements of a connection without waiting for the results of earlier ones.
    pipeline: true,
  };
  if (!embedded) {
    // `startSearchIndexMaintenance` keeps the pending list short. Without it, a writer who fills 2 MB cleans it.
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
    // One session serves all connections in turn, so that each has to undo what the previous one left.
    verify: (client, ready) => {
      client.query('rollback', () => client.query(RESET, (error) => ready(error)));
    },
  } as pg.PoolConfig;
}

/**
 * Returns a class of connections that count their statements. It replaces the driver's `query`, the one function through
 * which Prisma, the pool and this folder send. The driver has no event for a sent statement.
 */
function countingClient(traffic: Traffic) {
  return class extends pg.Client {
    /** The names of the statements that are prepared on this connection. */
    readonly prepared = new Set<string>();

    constructor(config?: pg.ClientConfig) {
      super(config);
      // Statements in flight report a lost connection. Without a listener, its error would end the process.
      this.on('error', () => {});
      this.on('notification', ({ channel, payload = '' }) => {
        traffic.notifications.emit('notification', channel, payload);
      });
      const { prepared } = this;
      const send = this.query;
      let inFlight = 0;
      const { connection } = this as unknown as { readonly connection: EventEmitter };
      connection.on('readyForQuery', () => {
        inFlight = Math.max(0, inFlight - 1);
      });
      this.query = function counted(this: pg.Client, ...args: unknown[]) {
        traffic.sent += 1;
        if (inFlight === 0) traffic.roundTrips += 1;
        inFlight += 1;
        const { name } = args[0] as { name?: string };
        if (name) prepared.add(name);
        return Reflect.apply(send, this, args);
      } as typeof send;
    }
  };
}
