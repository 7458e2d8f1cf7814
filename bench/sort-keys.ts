// What do the sort keys cost a create? npx tsx bench/sort-keys.ts [--size 100k] [--rounds 5] [--seconds 5] …
// The same build creates clients in two copies of a book: one with sort keys and their indexes, one with indexes on the
// texts as they are stored.
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openBook, sizes } from './rig/books/book.ts';
import { openCluster } from './rig/books/cluster.ts';
import { gateway, type Running, run } from './rig/contender.ts';
import { known, measuring, say } from './rig/options.ts';
import { table } from './rig/report.ts';
import { factsAt } from './rig/requests/workloads.ts';
import { runRounds } from './rig/rounds.ts';
import { cpuRatio, ratio, summarize } from './rig/summary.ts';

const { values: options } = parseArgs({
  options: { ...measuring, size: { type: 'string', default: '100k' } },
});

/** The columns that have sort keys. */
const SORTED = ['name', 'display_name', 'id_number', 'city'];

const withoutSortKeys = SORTED.map(
  (column) => `alter table clients alter ${column}_sort_key drop expression;
    alter table clients alter ${column}_sort_key drop not null;
    drop index clients_company_id_${column}_sort_key_id_idx;
    create index on clients (company_id, ${column}, id)`,
).join(';\n');

async function execute(url: string, script: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of script.split(';\n')) await client.query(statement);
  await client.end();
}

const cluster = await openCluster();
const started: Running[] = [];
const copies = { 'with sort keys': 'bench_sort_keys', 'without sort keys': 'bench_no_sort_keys' };
const drop = Object.values(copies).map((name) => `drop database if exists ${name} with (force)`);
try {
  const databaseUrl = await openBook(cluster, known(sizes, 'book', options.size), say);
  const template = new URL(databaseUrl).pathname.slice(1);
  const facts = await factsAt(databaseUrl);
  await execute(cluster.url('postgres'), drop.join(';\n'));
  for (const [name, database] of Object.entries(copies)) {
    await execute(cluster.url('postgres'), `create database ${database} template ${template}`);
    const url = cluster.url(database);
    await execute(url, `alter database ${database} set synchronous_commit = off`);
    if (name === 'without sort keys') await execute(url, withoutSortKeys);
    await execute(url, 'vacuum analyze clients');
    started.push({ ...(await run(gateway, facts, url, process.execPath)), name });
  }
  const segments = await runRounds(started, ['create'], {
    rounds: Number(options.rounds),
    seconds: Number(options.seconds),
    warmUp: Number(options['warm-up']),
    connections: Number(options.connections),
    databasePid: cluster.pid,
    say,
  });
  const rows = Object.keys(copies).map((name) => {
    const summary = summarize(segments, name, 'create');
    const values = [summary?.perSecond, summary?.cpu, summary?.databaseCpu];
    return [name, ...values.map((value) => value?.toFixed(0) ?? '–')];
  });
  console.log(table(['creates', 'requests/s', 'server µs', 'PostgreSQL µs'], rows));
  const [one, other] = Object.keys(copies) as [string, string];
  const pair = [[one, 'create'] as const, [other, 'create'] as const] as const;
  const [speed, cpu] = [ratio(segments, ...pair), cpuRatio(segments, ...pair)];
  console.log(`\nrequests/s × ${speed?.toFixed(2)}, CPU time × ${cpu?.toFixed(2)}`);
} finally {
  for (const { server } of started) await server.stop();
  await execute(cluster.url('postgres'), drop.join(';\n'));
  await cluster.close();
}
