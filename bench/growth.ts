// What does a larger book cost? npm run bench:growth -- [--sizes 1k,100k,1m] [--workloads list,…] [--rounds 3] …
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openBook, type Size, sizes } from './rig/books/book.ts';
import { openCluster } from './rig/books/cluster.ts';
import { gateway, limit, type Running, run } from './rig/contender.ts';
import { machine } from './rig/machine.ts';
import { known, measuring, readWorkloads, say } from './rig/options.ts';
import { growthTable } from './rig/report.ts';
import { factsAt } from './rig/requests/workloads.ts';
import { runRounds } from './rig/rounds.ts';

const { values: options } = parseArgs({
  options: { ...measuring, sizes: { type: 'string', default: '1k,100k,1m' } },
});
const wanted = options.sizes.split(',').map((name) => known(sizes, 'book', name));
const names = readWorkloads(options.workloads);
const node = options.node ?? process.execPath;

/** Starts the servers of one book. The servers of all books run at once, so that rounds alternate between the books. */
async function startOn(size: Size, databaseUrl: string): Promise<Running[]> {
  const facts = await factsAt(databaseUrl);
  const both = [];
  for (const contender of [limit, gateway]) {
    both.push(
      await run({ ...contender, name: `${contender.name} ${size}` }, facts, databaseUrl, node),
    );
  }
  return both;
}

const cluster = await openCluster();
const started: Running[] = [];
try {
  for (const size of wanted) {
    started.push(...(await startOn(size, await openBook(cluster, size, say))));
  }
  const segments = await runRounds(started, names, {
    rounds: Number(options.rounds),
    seconds: Number(options.seconds),
    warmUp: Number(options['warm-up']),
    connections: Number(options.connections),
    databasePid: cluster.pid,
    say,
  });
  const description = machine(`PostgreSQL ${cluster.version}`, node);
  console.log(
    `${options.connections} connections, ${options.rounds} rounds of ${options.seconds} s. ${description}.\n`,
  );
  console.log(growthTable(names, wanted, segments));
  if (options.json) {
    await writeFile(options.json, JSON.stringify({ options, description, segments }, null, 1));
  }
} finally {
  for (const { server } of started) await server.stop();
  await cluster.close();
}
