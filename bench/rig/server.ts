import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { tokenOf } from './books/book.ts';
import { type Ask, companyOf, type Workload } from './requests/workloads.ts';

/** The maximum time until a server listens, in milliseconds. */
const PATIENCE = 60_000;

/** The start of every address that servers write into answers, so that all write the same bytes. */
const APP_URL = 'http://clients.example';

/** Connections of every server to PostgreSQL. */
const POOL = 10;

/** A server that runs as a process of its own. */
export interface Server {
  /** `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts the product as `npm start` does in production, on a database of a server. */
export const startGateway = (
  databaseUrl: string,
  node: string = process.execPath,
  { flags = [], program = main }: { flags?: readonly string[]; program?: string } = {},
): Promise<Server> =>
  startServer([node, ...flags, program], {
    DATABASE_URL: databaseUrl,
    DATABASE_POOL: String(POOL),
  });

/** Starts the product on the embedded database of a data folder. */
export const startEmbedded = (folder: string): Promise<Server> =>
  startServer([process.execPath, main], { DATA_DIR: folder });

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Starts any other server of the bench, on the plain tables. */
export function startOther(program: string, databaseUrl: string, node: string): Promise<Server> {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', '-c search_path=plain,public');
  const GRAPHILE_ENV = 'production';
  return startServer([node, program], { DATABASE_URL: url.href, POOL: String(POOL), GRAPHILE_ENV });
}

/**
 * Starts a server, and waits until it prints its address. Its output goes to a file, as in production.
 * @throws Error with the output when the server ends or takes too long
 */
export async function startServer(
  [program = '', ...args]: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-server-'));
  const log = join(folder, 'log');
  const file = openSync(log, 'a');
  const { PATH = '', HOME = '' } = process.env;
  const defaults = { PATH, HOME, NODE_ENV: 'production', PORT: '0', DATA_DIR: folder, APP_URL };
  const child = spawn(program, args, {
    env: { ...defaults, ...settings },
    stdio: ['ignore', file, file],
  });
  closeSync(file);
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  const start = performance.now();
  for (;;) {
    const said = await readFile(log, 'utf8');
    const [, url] = /listening on (http\S+)/.exec(said) ?? [];
    if (url) return { url, pid: child.pid as number, stop };
    if (child.exitCode !== null || performance.now() - start > PATIENCE) {
      await stop();
      throw new Error(`${[program, ...args].join(' ')} does not listen: ${said}`);
    }
    await sleep(5);
  }
}

/** Returns the headers of a request for a workload. */
export const headersFor = (workload: Workload): Record<string, string> => ({
  'content-type': 'application/json',
  'x-api-token': tokenOf(companyOf(workload)),
});

/** Returns the body of a request; empty for GET. */
export function bodyOf(ask: Ask): string {
  if ('path' in ask) return '';
  const operationName = /^\w+ (\w+)/.exec(ask.query)?.[1];
  return JSON.stringify({ operationName, ...ask });
}

/** Returns the address of a request. */
export const addressOf = (server: Server, ask: Ask): string =>
  `${server.url}${'path' in ask ? ask.path : '/graphql'}`;

/** Sends one request and gives the text of its answer. @throws Error when its status is not 200 */
export async function send(
  server: Server,
  ask: Ask,
  headers: Record<string, string>,
): Promise<string> {
  const response = await fetch(addressOf(server, ask), {
    headers,
    ...('path' in ask ? {} : { method: 'POST', body: bodyOf(ask) }),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text.slice(0, 300)}`);
  return text;
}
