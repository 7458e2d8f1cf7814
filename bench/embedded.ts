// What share of the embedded database's speed do callers get, and does a slow statement delay other requests?
// npm run bench:embedded -- [--clients 10000] [--workloads list,…] [--rounds 5] [--seconds 5]
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedBook } from './rig/books/embedded-book.ts';
import { load, undisturbed } from './rig/load.ts';
import { machine } from './rig/machine.ts';
import { measuring, readWorkloads, say } from './rig/options.ts';
import { PGliteLoop } from './rig/pglite-loop.ts';
import { table } from './rig/report.ts';
import { type Spied, spyOn } from './rig/requests/spied.ts';
import { type Ask, type Workload, workloads } from './rig/requests/workloads.ts';
import { startEmbedded } from './rig/server.ts';
import { median } from './rig/summary.ts';

const { values: options } = parseArgs({
  options: {
    ...measuring,
    workloads: {
      type: 'string',
      default: 'list,nested,filter,search,searchContacts,deep,one,rest',
    },
    clients: { type: 'string', default: '10000' },
  },
});
const names = readWorkloads(options.workloads);
const connections = Number(options.connections);

/** Requests per second of the product and of the bare loop, a pair for each round. */
type Rounds = Map<Workload, { readonly product: number; readonly bare: number }[]>;

async function takeTurns(
  { asks, statements }: Spied,
  folder: string,
  copy: string,
): Promise<Rounds> {
  const server = await startEmbedded(folder);
  const loop = await PGliteLoop.open(copy);
  const rounds: Rounds = new Map(names.map((name) => [name, []]));
  try {
    for (let round = 0; round <= Number(options.rounds); round += 1) {
      const seconds = Number(round === 0 ? options['warm-up'] : options.seconds);
      for (const workload of names) {
        const askOf = asks[workload] as (number: number) => Ask;
        const options = { connections, seconds, unique: '' };
        const answered = await undisturbed(seconds, () => load(server, workload, askOf, options));
        const bare = await undisturbed(seconds, () =>
          loop.run(statements.get(workload) ?? [], seconds),
        );
        const pair = { product: answered.requests / answered.seconds, bare };
        if (round > 0) rounds.get(workload)?.push(pair);
        say(
          `${round} ${workload.padEnd(15)} ${pair.product.toFixed(0)}/s, bare ${pair.bare.toFixed(0)}/s`,
        );
      }
    }
  } finally {
    loop.close();
    await server.stop();
  }
  return rounds;
}

const book = await embeddedBook(Number(options.clients), say);
const place = await mkdtemp(join(tmpdir(), 'bench-embedded-'));
const [folder, copy] = [join(place, 'product'), join(place, 'bare')];
try {
  for (const target of [folder, copy]) await cp(book, target, { recursive: true });
  const spied = await spyOn(folder, names);
  const rounds = await takeTurns(spied, folder, join(copy, 'database'));
  const rows = [...rounds].map(([workload, pairs]) => [
    workloads[workload],
    median(pairs.map(({ product, bare }) => product / bare)).toFixed(2),
    median(pairs.map(({ product }) => product)).toFixed(0),
    median(pairs.map(({ bare }) => bare)).toFixed(0),
  ]);
  console.log(
    `${options.clients} clients. ${machine('the embedded database', process.execPath)}.\n`,
  );
  console.log(table(['workload', '× bare PGlite', 'requests/s', 'bare statements/s'], rows));
  const { seconds, p99, idle } = spied.delay;
  console.log(
    `\nWhile a statement took ${seconds.toFixed(1)} s, the event loop's delay was ${p99.toFixed(1)} ms at p99 (${idle.toFixed(1)} ms with nothing to do).`,
  );
} finally {
  await rm(place, { recursive: true });
}
