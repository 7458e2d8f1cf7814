// How fast is the product, compared with the least work that the job needs and with the alternatives?
// npm run bench -- [--check-only] [--size 100k] [--servers limit,gateway,…] [--workloads list,…] [--rounds 5] …
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openBook, sizes } from './rig/books/book.ts';
import { openCluster } from './rig/books/cluster.ts';
import {
  type Contender,
  earlier,
  gateway,
  limit,
  limitJson,
  type Running,
  run,
} from './rig/contender.ts';
import { machine } from './rig/machine.ts';
import { known, measuring, readWorkloads, say } from './rig/options.ts';
import { installPeers, mercurius, postgraphile } from './rig/peers.ts';
import { allTable, depthCost, earlierTable, productTable } from './rig/report.ts';
import { type Checked, check } from './rig/requests/check.ts';
import { factsAt } from './rig/requests/workloads.ts';
import { runRounds } from './rig/rounds.ts';

const { values: options } = parseArgs({
  options: {
    ...measuring,
    'check-only': { type: 'boolean', default: false },
    size: { type: 'string', default: '100k' },
    earlier: { type: 'string' },
    servers: { type: 'string', default: 'limit,limit-json,gateway,postgraphile,mercurius' },
  },
});

const contendersByName = {
  limit,
  'limit-json': limitJson,
  gateway,
  earlier: earlier(options.earlier ?? '.'),
  postgraphile,
  mercurius,
} as const satisfies Record<string, Contender>;

const contenders = `${options.servers}${options.earlier ? ',earlier' : ''}`
  .split(',')
  .map((name) => contendersByName[known(contendersByName, 'server', name)]);
const names = readWorkloads(options.workloads);
const size = known(sizes, 'book', options.size);

function tell({ contender, workload, difference, statements, bytes }: Checked): void {
  const result = difference === null ? 'same' : `DIFFERENT: ${difference}`;
  say(
    `${workload.padEnd(15)} ${contender.padEnd(13)} ${statements} statements  ${bytes} bytes  ${result}`,
  );
}

const cluster = await openCluster();
const started: Running[] = [];
try {
  const databaseUrl = await openBook(cluster, size, say);
  const facts = await factsAt(databaseUrl);
  const hasPeers = contenders.includes(postgraphile) || contenders.includes(mercurius);
  const installed = hasPeers ? await installPeers(say) : process.execPath;
  const node = options.node ?? installed;
  const place = { databaseUrl, node };
  const checked = await check(contenders, names, facts, place);
  checked.forEach(tell);
  if (options['check-only']) {
    if (checked.some(({ difference }) => difference !== null)) process.exitCode = 1;
  } else {
    for (const contender of contenders) {
      started.push(await run(contender, facts, databaseUrl, node));
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
    const results = {
      workloads: names,
      contenders: contenders.map(({ name }) => name),
      segments,
      checked,
    };
    console.log(
      `${sizes[size]} clients, ${options.connections} connections, ${options.rounds} rounds of ${options.seconds} s. ${description}.\n`,
    );
    console.log(`${productTable(results)}\n`);
    console.log(`${depthCost(results) ?? ''}\n`);
    if (options.earlier) console.log(`${earlierTable(results)}\n`);
    console.log(allTable(results));
    if (options.json) {
      await writeFile(
        options.json,
        JSON.stringify({ options, description, checked, segments }, null, 1),
      );
    }
  }
} finally {
  for (const { server } of started) await server.stop();
  await cluster.close();
}
