// How much memory does the product take under load, and does it grow with the requests that it has answered? Linux only.
// npm run bench:memory -- [--requests 200000] [--connections 100] [--size 100k] [--workloads list,…]
import { parseArgs } from 'node:util';
import { openBook, sizes } from './rig/books/book.ts';
import { openCluster } from './rig/books/cluster.ts';
import { gateway, type Running, run } from './rig/contender.ts';
import { load } from './rig/load.ts';
import { machine } from './rig/machine.ts';
import { known, measuring, readWorkloads, say } from './rig/options.ts';
import { table } from './rig/report.ts';
import { type Ask, factsAt, type Workload, workloads } from './rig/requests/workloads.ts';
import { tidy } from './rig/rounds.ts';
import { median } from './rig/summary.ts';
import { forgetPeak, memoryOf } from './rig/usage.ts';

const { values: options } = parseArgs({
  options: {
    ...measuring,
    requests: { type: 'string', default: '200000' },
    connections: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '2' },
    size: { type: 'string', default: '100k' },
  },
});
const names = readWorkloads(options.workloads);
const node = options.node ?? process.execPath;

/** The result of one load of a workload. */
interface Sample {
  readonly workload: Workload;
  readonly turn: number;
  readonly requests: number;
  /** Peak memory during the load, in megabytes. */
  readonly peak: number;
}

/** Runs all workloads in turn until the server has answered the given number of requests. */
async function wear({ server, asks, databaseUrl }: Running, wanted: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let done = 0, turn = 0; done < wanted; turn += 1) {
    for (const workload of names) {
      forgetPeak(server.pid);
      const { requests, errors } = await load(
        server,
        workload,
        asks[workload] as (number: number) => Ask,
        {
          connections: Number(options.connections),
          seconds: Number(options.seconds),
          unique: `memory${turn}x`,
        },
      );
      done += requests;
      samples.push({ workload, turn, requests, peak: memoryOf(server.pid).peak });
      if (workload === 'create') await tidy(databaseUrl);
      if (errors > 0) say(`${workload}: ${errors} ERRORS`);
    }
    say(`${done} requests, ${memoryOf(server.pid).now.toFixed(0)} MB`);
  }
  return samples;
}

function report(start: number, samples: readonly Sample[]): string {
  const turns = (samples.at(-1)?.turn ?? 0) + 1;
  const peakOf = (some: readonly Sample[]) => Math.max(...some.map(({ peak }) => peak));
  const byTurn = Array.from({ length: turns }, (_, turn) =>
    peakOf(samples.filter((sample) => sample.turn === turn)),
  );
  // The first quarter warms up: code is compiled, plans and tokens are remembered.
  const quarter = Math.ceil(turns / 4);
  const early = median(byTurn.slice(Math.min(quarter, turns - 1), 2 * quarter));
  const late = median(byTurn.slice(-quarter));
  const requests = samples.reduce((sum, sample) => sum + sample.requests, 0);
  const rows = names.map((name) => {
    const own = samples.filter(({ workload }) => workload === name);
    return [workloads[name], peakOf(own).toFixed(0)];
  });
  return (
    `${table(['workload', 'MB at most'], rows)}\n\n` +
    `${start.toFixed(0)} MB at the start, ${peakOf(samples).toFixed(0)} MB at most over ${requests} requests: ` +
    `${early.toFixed(0)} MB in their second quarter, ${late.toFixed(0)} MB in their last.`
  );
}

const cluster = await openCluster();
try {
  const databaseUrl = await openBook(cluster, known(sizes, 'book', options.size), say);
  const running = await run(gateway, await factsAt(databaseUrl), databaseUrl, node);
  try {
    const start = memoryOf(running.server.pid).now;
    const samples = await wear(running, Number(options.requests));
    console.log(
      `${options.connections} connections. ${machine(`PostgreSQL ${cluster.version}`, node)}.\n`,
    );
    console.log(report(start, samples));
  } finally {
    await running.server.stop();
  }
} finally {
  await cluster.close();
}
