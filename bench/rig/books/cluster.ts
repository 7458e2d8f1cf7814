import { execFileSync } from 'node:child_process';
import { accessSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** Folder of databases and packages that are kept between benches. */
export const benchFolder = process.env.BENCH_DIR ?? join(tmpdir(), 'clients-gateway-bench');

/** The PostgreSQL that benches run on. */
export interface Cluster {
  /** Returns the server's address with the path replaced by a database. */
  url(database: string): string;
  readonly version: string;
  /** Id of the main process, to measure its CPU time; null when it runs on another machine. */
  readonly pid: number | null;
  /** Stops the server if this process started it and no other process uses it. */
  close(): Promise<void>;
}

/**
 * Connects to the PostgreSQL of BENCH_DATABASE_URL. Without it, starts a cluster in the bench's folder if PostgreSQL's
 * programs are installed, else connects to 127.0.0.1:5432.
 * @throws Error that says what to do when there is none
 */
export async function openCluster(): Promise<Cluster> {
  const given = process.env.BENCH_DATABASE_URL;
  if (given) {
    return await connectTo(given).catch(
      reject('No PostgreSQL answers at the address in BENCH_DATABASE_URL'),
    );
  }
  const programs = findPrograms();
  if (programs) return await ownCluster(programs);
  const usual = 'postgres://postgres@127.0.0.1:5432/postgres';
  return await connectTo(usual).catch(
    reject(
      'There is no PostgreSQL: initdb is not installed, and nothing answers at 127.0.0.1:5432. ' +
        'Install PostgreSQL 15 or later, or name a server by BENCH_DATABASE_URL',
    ),
  );
}

const reject = (sentence: string) => (cause: Error) => {
  throw new Error(`${sentence}.`, { cause });
};

async function connectTo(address: string, close = async () => {}): Promise<Cluster> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  const { rows } = await client.query(
    `select pg_backend_pid() as pid, current_setting('server_version') as version`,
  );
  const pid = parentOf(rows[0].pid);
  await client.end();
  const named = (database: string) => {
    const url = new URL(address);
    url.pathname = `/${database}`;
    return url.href;
  };
  return { url: named, version: rows[0].version, pid, close };
}

/** Returns the parent of a process of PostgreSQL; null for any other process, or none. */
function parentOf(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return /^Name:\tpostgres/m.test(status) ? Number(/^PPid:\t(\d+)/m.exec(status)?.[1]) : null;
  } catch {
    return null;
  }
}

/** Finds the folder of PostgreSQL's programs of the newest version; null when none is installed. */
function findPrograms(): string | null {
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged)
    ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a))
    : [];
  const folders = [
    ...versions.map((version) => join(packaged, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return (
    folders.find((folder) => ['initdb', 'pg_ctl'].every((name) => isThere(join(folder, name)))) ??
    null
  );
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Starts the cluster in the bench's folder on a free port, and creates it if it is missing. */
async function ownCluster(programs: string): Promise<Cluster> {
  const folder = join(benchFolder, 'postgres');
  const data = join(folder, 'data');
  const user = whoMayRun();
  const run = (name: string, ...args: string[]) =>
    execFileSync(join(programs, name), args, {
      ...user,
      cwd: '/',
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  if (!existsSync(join(data, 'PG_VERSION'))) {
    mkdirSync(folder, { recursive: true });
    if (user.uid !== undefined) chownSync(folder, user.uid, user.gid ?? user.uid);
    run('initdb', '-D', data, '-U', 'bench', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8');
    await appendFile(join(data, 'postgresql.conf'), settings(folder));
  }
  const running = portOf(data);
  if (running === null) {
    const port = await freePort();
    run('pg_ctl', '-D', data, '-l', join(folder, 'log'), '-w', '-o', `-p ${port}`, 'start');
  }
  const url = `postgres://bench@127.0.0.1:${portOf(data)}/postgres`;
  const close = async () => {
    if (running === null && (await isDeserted(url))) run('pg_ctl', '-D', data, '-w', 'stop');
  };
  return await connectTo(url, close);
}

/** Returns the user `postgres` when this process runs as root, because PostgreSQL refuses to run as root. */
function whoMayRun(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const number = (flag: string) => Number(execFileSync('id', [flag, 'postgres']));
  return { uid: number('-u'), gid: number('-g') };
}

/**
 * Returns the settings of a cluster that the bench starts. `book.ts` sets the settings of each database, so that they
 * apply on any server.
 */
function settings(folder: string): string {
  const quarter = Math.floor(totalmem() / 4 / 2 ** 20);
  return `
listen_addresses = '127.0.0.1'
unix_socket_directories = '${folder}'
shared_buffers = ${Math.min(quarter, 3072)}MB
effective_cache_size = ${quarter * 2}MB
max_wal_size = 8GB
checkpoint_timeout = 30min
max_connections = 300
`;
}

/** Reads the port of a running cluster from its `postmaster.pid`; null when it is not running. */
function portOf(data: string): number | null {
  try {
    const [pid, , , port] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 0);
    return Number(port);
  } catch {
    return null;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

async function isDeserted(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    `select count(*)::int as others from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  );
  await client.end();
  return rows[0].others === 0;
}
