import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Milliseconds in a tick, in which Linux counts CPU time. */
const TICK = 10;

interface Times {
  readonly parent: number;
  /** Ticks of the process itself, and of its children that have ended. */
  readonly own: number;
  readonly ended: number;
}

function timesOf(pid: number): Times | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may have blanks in it.
    const [, parent, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const sum = (at: number) => Number(rest[at]) + Number(rest[at + 1]);
    return { parent: Number(parent), own: sum(9), ended: sum(11) };
  } catch {
    return null;
  }
}

/** Returns a process and all its descendants. */
function family(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = timesOf(Number(name))?.parent;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [pid];
  for (const member of found) found.push(...(children.get(member) ?? []));
  return found;
}

/**
 * Returns the CPU time that a process and its children have taken so far, in milliseconds; null where it is not
 * counted.
 */
export function cpuTime(pid: number | null): number | null {
  const root = pid === null ? null : timesOf(pid);
  if (pid === null || root === null) return null;
  const own = family(pid).reduce((sum, member) => sum + (timesOf(member)?.own ?? 0), 0);
  return (own + root.ended) * TICK;
}

/** Reads the memory of a process in megabytes: now, and its peak since `forgetPeak`. Linux only. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
  return { now: kilobytes('VmRSS') / 1024, peak: kilobytes('VmHWM') / 1024 };
}

/** Resets the peak of a process's memory. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
