import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ask, VARIETY, type Workload } from './requests/workloads.ts';
import { addressOf, bodyOf, headersFor, type Server } from './server.ts';

/** The result of a load. */
export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds that half of the requests, and 99 in 100 of them, took at most. */
  readonly p50: number;
  readonly p99: number;
  /** Requests that were not answered by 200. */
  readonly errors: number;
}

/** The settings of a load. */
export interface LoadOptions {
  readonly connections: number;
  readonly seconds: number;
  /** Text that is unique among the loads on the same database. */
  readonly unique: string;
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Load generator: wrk if it is installed, because it uses the least CPU time; else the bench's own. */
export const generator = spawnSync('wrk', ['-v']).error === undefined ? 'wrk' : 'its own generator';

/** Seconds that a measurement may take longer than it should, for its start and its end. */
const SLACK = 3;

/** The maximum number of measurements if the machine is suspended during one. */
const ATTEMPTS = 5;

/**
 * Measures for some seconds, and measures again if the virtual machine was suspended meanwhile, because such a result
 * says nothing.
 * @param work gets the number of the attempt, from 1
 */
export async function undisturbed<Result>(
  seconds: number,
  work: (attempt: number) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const start = performance.now();
    const result = await work(attempt);
    const took = (performance.now() - start) / 1000;
    if (took < seconds + SLACK || attempt === ATTEMPTS) return result;
  }
}

/**
 * Sends the requests of a workload over some connections, each as soon as the one before is answered, for some seconds.
 * @throws Error when the load generator fails
 */
export async function load(
  server: Server,
  workload: Workload,
  askOf: (number: number) => Ask,
  { connections, seconds, unique }: LoadOptions,
): Promise<Load> {
  const first = askOf(0);
  const bodies = join(tmpdir(), `bench-bodies-${process.pid}`);
  if (!('path' in first)) {
    const lines = Array.from({ length: VARIETY }, (_, number) => bodyOf(askOf(number)));
    writeFileSync(bodies, `${lines.join('\n')}\n`);
  }
  const url = addressOf(server, first);
  const [program, ...args] =
    generator === 'wrk'
      ? [
          'wrk',
          '-t1',
          `-c${connections}`,
          `-d${seconds}s`,
          '--timeout',
          '20s',
          '-s',
          here('load.lua'),
          url,
        ]
      : [process.execPath, here('load.mjs'), url, String(connections), String(seconds)];
  const headers = Object.entries(headersFor(workload)).map(([name, value]) => `${name}: ${value}`);
  const child = spawn(program as string, args, {
    env: {
      ...process.env,
      BODIES: 'path' in first ? '' : bodies,
      UNIQUE: unique,
      HEADERS: headers.join('\n'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of child.stdout) said += chunk;
  const line = said.split('\n').find((text) => text.startsWith('{'));
  if (!line) throw new Error(`The load generator failed: ${said}`);
  return JSON.parse(line) as Load;
}
