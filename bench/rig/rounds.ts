import pg from 'pg';
import { emptyWritten } from './books/book.ts';
import type { Running } from './contender.ts';
import { type Load, type LoadOptions, load, undisturbed } from './load.ts';
import type { Ask, Workload } from './requests/workloads.ts';
import { cpuTime } from './usage.ts';

/** The measurements of one contender in one round of a workload. */
export interface Segment extends Load {
  readonly contender: string;
  readonly workload: Workload;
  readonly round: number;
  /** Microseconds of CPU time per request, of the server and of PostgreSQL; null where it cannot be measured. */
  readonly cpu: number | null;
  readonly databaseCpu: number | null;
}

export interface RoundOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Seconds of the first round, which warms up and does not count. */
  readonly warmUp: number;
  readonly connections: number;
  /** PostgreSQL's main process; null when it runs elsewhere. */
  readonly databasePid: number | null;
  readonly say: (text: string) => void;
}

/**
 * Puts the same load on all contenders in turn: each round has every workload, and each workload every contender. Other
 * work of the machine then slows all of them, and ratios are taken within a round.
 */
export async function runRounds(
  contenders: readonly Running[],
  names: readonly Workload[],
  options: RoundOptions,
): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const workload of names) {
      for (const contender of contenders.filter(({ asks }) => asks[workload])) {
        const measured = await measure(contender, workload, round, options);
        const segment =
          workload === 'create'
            ? withMissing(measured, await tidy(contender.databaseUrl))
            : measured;
        if (round > 0) segments.push(segment);
        options.say(line(segment));
      }
    }
  }
  return segments;
}

function measure(
  running: Running,
  workload: Workload,
  round: number,
  { seconds, warmUp, connections, databasePid }: RoundOptions,
): Promise<Segment> {
  const long = round === 0 ? warmUp : seconds;
  return undisturbed(long, async (attempt) => {
    const unique = `${running.name.replaceAll(' ', '')}${round}x${attempt}x`;
    const options = { connections, seconds: long, unique };
    return { round, ...(await measureOnce(running, workload, options, databasePid)) };
  });
}

async function measureOnce(
  { name, server, asks }: Running,
  workload: Workload,
  options: LoadOptions,
  databasePid: number | null,
): Promise<Omit<Segment, 'round'>> {
  const before = { cpu: cpuTime(server.pid), database: cpuTime(databasePid) };
  const askOf = asks[workload] as (number: number) => Ask;
  const result = await load(server, workload, askOf, options);
  const each = (after: number | null, start: number | null) =>
    after === null || start === null
      ? null
      : ((after - start) * 1000) / Math.max(1, result.requests);
  return {
    contender: name,
    workload,
    ...result,
    cpu: each(cpuTime(server.pid), before.cpu),
    databaseCpu: each(cpuTime(databasePid), before.database),
  };
}

/** Counts each create that was not stored as an error, even if it was answered. */
const withMissing = (segment: Segment, written: number): Segment => ({
  ...segment,
  errors: Math.max(segment.errors, segment.requests - written),
});

/** Deletes the clients that a load created, and vacuums the tables. @returns the number of clients deleted */
export async function tidy(databaseUrl: string): Promise<number> {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const written = await emptyWritten(database);
  await database.query(
    'vacuum public.clients, public.contacts, public.changes, public.company_counters, plain.clients, plain.contacts',
  );
  await database.end();
  return written;
}

const line = ({ round, workload, contender, requests, seconds, p50, p99, errors }: Segment) =>
  `${round === 0 ? 'warm' : `  ${round} `} ${workload.padEnd(15)} ${contender.padEnd(13)} ${(requests / seconds).toFixed(0).padStart(7)}/s` +
  `  p50 ${p50.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms${errors > 0 ? `  ${errors} ERRORS` : ''}`;
