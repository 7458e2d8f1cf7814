import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { readConfig } from '../../../src/config.ts';
import { type Gateway, startGateway } from '../../../src/server/gateway.ts';
import type { Statement } from '../pglite-loop.ts';
import { headersFor, send } from '../server.ts';
import { askGateway } from './asks.ts';
import { type Ask, type Asks, readFacts, type Workload } from './workloads.ts';

/** Different requests of a workload whose statements are kept. */
const KEPT = 20;

/** Measurements of the product on an embedded database, taken in the same process. */
export interface Spied {
  /** Requests for each workload. */
  readonly asks: Asks;
  /** The statements that it sends for each workload. */
  readonly statements: ReadonlyMap<Workload, readonly Statement[]>;
  /** Delay of the event loop while a slow statement runs. */
  readonly delay: Delay;
}

/** Delays of the event loop, in milliseconds. */
export interface Delay {
  /** The duration of the statement in seconds. */
  readonly seconds: number;
  /** 99th percentile of the delays during the statement; `idle` is the same for an equal time without work. */
  readonly p99: number;
  readonly idle: number;
}

/** Runs the product in this process, and records the statements that it sends to the embedded database. */
export async function spyOn(folder: string, names: readonly Workload[]): Promise<Spied> {
  const settings = { NODE_ENV: 'production', DATA_DIR: folder, PORT: '0' };
  const gateway = await startGateway(readConfig(settings), console.error);
  try {
    const sent = keepStatements(gateway.db.pool);
    const server = { url: gateway.url, pid: process.pid, stop: async () => {} };
    const asks = await askGateway(await readFacts(gateway.db.pool), async (query, variables) => {
      const text = await send(server, { query, variables }, headersFor('list'));
      return JSON.parse(text).data;
    });
    const statements = new Map<Workload, readonly Statement[]>();
    for (const workload of names) {
      sent.length = 0;
      const askOf = asks[workload] as (number: number) => Ask;
      for (let i = 0; i < KEPT; i += 1) await send(server, askOf(i), headersFor(workload));
      statements.set(workload, [...sent]);
    }
    return { asks, statements, delay: await delayBy(gateway) };
  } finally {
    await gateway.close();
  }
}

/** Keeps every statement that goes over a pool from now on. */
function keepStatements(pool: pg.Pool): Statement[] {
  const sent: Statement[] = [];
  const watched = new WeakSet<pg.PoolClient>();
  pool.on('acquire', (client) => {
    if (watched.has(client)) return;
    watched.add(client);
    const query = client.query;
    client.query = ((...args: unknown[]) => {
      const [statement] = args as [string | Statement];
      if (typeof statement === 'object') {
        sent.push({ text: statement.text, values: statement.values ?? [] });
      }
      return Reflect.apply(query, client, args);
    }) as typeof query;
  });
  return sent;
}

/** Measures the delays of the event loop while the database counts for about a second. */
async function delayBy({ db }: Gateway): Promise<Delay> {
  const count = async (rows: number): Promise<number> => {
    const start = performance.now();
    await db.pool.query('select sum(sqrt(n)) from generate_series(1, $1::int) n', [rows]);
    return (performance.now() - start) / 1000;
  };
  const trial = 100_000;
  await count(trial);
  const rows = Math.ceil(trial / (await count(trial)));
  let seconds = 0;
  const p99 = await delayDuring(async () => {
    seconds = await count(rows);
  });
  return { seconds, p99, idle: await delayDuring(() => sleep(seconds * 1000)) };
}

async function delayDuring(work: () => Promise<void>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await work();
  delays.disable();
  return delays.percentile(99) / 1e6;
}
