import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The process that holds a data folder, from its lock file. */
interface Holder {
  readonly pid: number;
  /** The program, such as `npm start`. */
  readonly purpose: string;
  readonly since: string;
  /** Start of the process by the system's clock, which tells it from a later process of the same number. */
  readonly started: string | null;
}

/** An error for a data folder that another process holds. The message names that process. */
export class FolderHeldError extends Error {}

/**
 * Locks a data folder for this process. A lock of a process that has ended is taken over.
 * @returns a function that unlocks the folder
 * @throws FolderHeldError while another process holds it
 */
export async function lockFolder(folder: string, purpose: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'lock.json');
  const own: Holder = {
    pid: process.pid,
    purpose,
    since: new Date().toISOString(),
    started: await startOf(process.pid),
  };
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (await create(path, own)) return () => rm(path, { force: true });
    const holder = await readHolder(path);
    if (holder && (await isAlive(holder))) {
      throw new FolderHeldError(
        `The data folder ${folder} is in use by process ${holder.pid} (${holder.purpose}, since ${holder.since}). Stop it first.`,
      );
    }
    await rm(path, { force: true });
  }
  throw new FolderHeldError(`The data folder ${folder} could not be locked.`);
}

/** Links a complete file into place, so that no other process reads half a lock. */
async function create(path: string, holder: Holder): Promise<boolean> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(holder)}\n`);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

async function isAlive({ pid, started }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // A process of another user may not be signalled, but it is there.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = await startOf(pid);
  return now === null || started === null || now === started;
}

/** Returns the start of a process in the system's ticks; null on systems without `/proc`. */
async function startOf(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
