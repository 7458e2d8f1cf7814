import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { generator } from './load.ts';

/** One line that says what a bench ran on. @param database its name and version */
export function machine(database: string, node: string): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const version = execFileSync(node, ['-v']).toString().trim();
  return `${cpus().length} × ${cpu?.model.trim()}, ${memory} GB; Node ${version}; ${database}; load by ${generator}`;
}
