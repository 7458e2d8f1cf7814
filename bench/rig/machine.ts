import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { generator } from './load.ts';

/** Returns one line that describes the machine and the versions of a bench. @param database its name and version */
export function machine(database: string, node: string): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const version = execFileSync(node, ['-v']).toString().trim();
  return `${cpus().length} × ${cpu?.model.trim()}, ${memory} GB; Node ${version}; ${database}; load by ${generator}`;
}
