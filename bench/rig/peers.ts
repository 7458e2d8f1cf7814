import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchFolder } from './books/cluster.ts';
import type { Contender } from './contender.ts';
import { askPlain } from './requests/asks.ts';
import { askPostGraphile } from './requests/asks-postgraphile.ts';
import { startOther } from './server.ts';

/** The least Node version that PostGraphile needs, and the one that is installed where this process is older. */
const NEEDED = 22;
const INSTALLED = '24.21.0';

const programs = fileURLToPath(new URL('../peers/', import.meta.url));

/** PostGraphile, one of the alternatives to the product. It runs in the folder that `installPeers` fills. */
export const postgraphile: Contender = {
  name: 'postgraphile',
  start: async (databaseUrl, node) =>
    startOther(await program('postgraphile.mjs'), databaseUrl, node),
  asks: askPostGraphile,
};

/** Mercurius, the other alternative. */
export const mercurius: Contender = {
  name: 'mercurius',
  start: async (databaseUrl, node) => startOther(await program('mercurius.mjs'), databaseUrl, node),
  asks: askPlain,
};

/**
 * Installs the packages of the peers into a folder of their own, with a newer Node if this process is too old for them.
 * Later calls reuse the folder.
 * @returns the Node on which all servers of a comparison should run
 */
export async function installPeers(say: (text: string) => void): Promise<string> {
  const folder = await folderOf();
  const name = `node-${process.platform}-${process.arch}`;
  const isOld = Number(process.versions.node.split('.')[0]) < NEEDED;
  if (!existsSync(folder)) {
    say(`installing PostGraphile and Mercurius into ${folder} …`);
    const unfinished = `${folder}-unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await cp(join(programs, 'package.json'), join(unfinished, 'package.json'));
    const further = isOld ? [`${name}@${INSTALLED}`] : [];
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', ...further], {
      cwd: unfinished,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await rename(unfinished, folder);
  }
  return isOld ? join(folder, 'node_modules', name, 'bin/node') : process.execPath;
}

/** Copies a peer's program to the folder of its packages, and returns its path. */
async function program(name: string): Promise<string> {
  const copy = join(await folderOf(), name);
  await cp(join(programs, name), copy);
  return copy;
}

/** Returns the folder of the packages. Other versions of the packages, or of Node, have another folder. */
async function folderOf(): Promise<string> {
  const packages = await readFile(join(programs, 'package.json'), 'utf8');
  const of = `${packages}${INSTALLED}${process.versions.node.split('.')[0]}`;
  const digest = createHash('sha256').update(of).digest('hex').slice(0, 8);
  return join(benchFolder, `peers-${digest}`);
}
