import { type Workload, workloadNames, workloads } from './requests/workloads.ts';

/** The options of every bench that measures in rounds, as `parseArgs` takes them. */
export const measuring = {
  workloads: { type: 'string', default: workloadNames.join() },
  rounds: { type: 'string', default: '5' },
  seconds: { type: 'string', default: '5' },
  'warm-up': { type: 'string', default: '3' },
  connections: { type: 'string', default: '10' },
  node: { type: 'string' },
  json: { type: 'string' },
} as const;

/** Parses a list of workloads with commas. @throws Error for an unknown name */
export const readWorkloads = (list: string): Workload[] =>
  list.split(',').map((name) => known(workloads, 'workload', name));

/** Returns a name that is a key of a table. @throws Error that names the kind of key when the table has no such key */
export function known<Key extends string>(
  table: Readonly<Record<Key, unknown>>,
  kind: string,
  name: string,
): Key {
  if (Object.hasOwn(table, name)) return name as Key;
  throw new Error(`No ${kind} is called "${name}": there are ${Object.keys(table).join(', ')}.`);
}

/** Prints the progress of a bench to standard error. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
