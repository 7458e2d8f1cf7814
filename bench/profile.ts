// Where is the product's time spent? npm run bench:profile -- [--workloads list] [--seconds 10] [--top 25] [--size 100k]
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBook, sizes } from './rig/books/book.ts';
import { openCluster } from './rig/books/cluster.ts';
import { gateway, run } from './rig/contender.ts';
import { load } from './rig/load.ts';
import { machine } from './rig/machine.ts';
import { known, measuring, readWorkloads, say } from './rig/options.ts';
import { type CpuProfile, type Share, selfTimes } from './rig/profile.ts';
import { table } from './rig/report.ts';
import { type Ask, factsAt, type Workload, workloads } from './rig/requests/workloads.ts';
import { tidy } from './rig/rounds.ts';
import { startGateway } from './rig/server.ts';

const { values: options } = parseArgs({
  options: {
    ...measuring,
    workloads: { type: 'string', default: 'list' },
    seconds: { type: 'string', default: '10' },
    size: { type: 'string', default: '100k' },
    top: { type: 'string', default: '25' },
  },
});
const node = options.node ?? process.execPath;

/** Profiles the product under one workload. */
async function profile(workload: Workload, databaseUrl: string): Promise<CpuProfile> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-profile-'));
  try {
    const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
    const start = (url: string) => startGateway(url, node, { flags });
    const { server, asks } = await run(
      { ...gateway, start },
      await factsAt(databaseUrl),
      databaseUrl,
      node,
    );
    try {
      await load(server, workload, asks[workload] as (number: number) => Ask, {
        connections: Number(options.connections),
        seconds: Number(options.seconds),
        unique: 'profile',
      });
      if (workload === 'create') await tidy(databaseUrl);
    } finally {
      await server.stop();
    }
    const [file = ''] = await readdir(folder);
    return JSON.parse(await readFile(join(folder, file), 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const rows = (shares: readonly Share[]) =>
  shares.map(({ name, share }) => [name, (share * 100).toFixed(1)]);

const cluster = await openCluster();
try {
  const databaseUrl = await openBook(cluster, known(sizes, 'book', options.size), say);
  console.log(`${machine(`PostgreSQL ${cluster.version}`, node)}.`);
  for (const workload of readWorkloads(options.workloads)) {
    const { groups, functions } = selfTimes(await profile(workload, databaseUrl));
    console.log(`\n${table([workloads[workload], '% of the time'], rows(groups))}`);
    console.log(
      `\n${table(['function', '% of the time'], rows(functions.slice(0, Number(options.top))))}`,
    );
  }
} finally {
  await cluster.close();
}
