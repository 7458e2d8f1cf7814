// How long after its start does the product give its first answer? npm run bench:start -- [--clients 10000] [--rounds 5]
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBook } from './rig/books/book.ts';
import { openCluster } from './rig/books/cluster.ts';
import { embeddedBook } from './rig/books/embedded-book.ts';
import { machine } from './rig/machine.ts';
import { say } from './rig/options.ts';
import { table } from './rig/report.ts';
import { headersFor, type Server, send, startEmbedded, startGateway } from './rig/server.ts';
import { median } from './rig/summary.ts';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    clients: { type: 'string', default: '10000' },
  },
});

const QUERY = 'query first { clients(first: 1) { nodes { id name } } }';

/** Measures the seconds from the start of a process to its first answer, and stops the process again. */
async function timeOf(begin: () => Promise<Server>): Promise<number> {
  const start = performance.now();
  const server = await begin();
  try {
    await send(server, { query: QUERY, variables: {} }, headersFor('list'));
    return (performance.now() - start) / 1000;
  } finally {
    await server.stop();
  }
}

const cluster = await openCluster();
const place = await mkdtemp(join(tmpdir(), 'bench-start-'));
try {
  const databaseUrl = await openBook(cluster, '100k', say);
  const folder = join(place, 'data');
  await cp(await embeddedBook(Number(options.clients), say), folder, { recursive: true });
  const starts = {
    'PostgreSQL, 100000 clients': () => startGateway(databaseUrl),
    [`embedded, ${options.clients} clients`]: () => startEmbedded(folder),
  };
  const times = new Map(Object.keys(starts).map((name) => [name, [] as number[]]));
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const [name, begin] of Object.entries(starts)) {
      const seconds = await timeOf(begin);
      times.get(name)?.push(seconds);
      say(`${name}: ${seconds.toFixed(2)} s`);
    }
  }
  console.log(`${machine(`PostgreSQL ${cluster.version}`, process.execPath)}.\n`);
  const rows = [...times].map(([name, all]) => [
    name,
    median(all).toFixed(2),
    Math.max(...all).toFixed(2),
  ]);
  console.log(table(['first answer on', 'seconds', 'at most'], rows));
} finally {
  await rm(place, { recursive: true });
  await cluster.close();
}
