import pg from 'pg';
import { emptyWritten } from '../books/book.ts';
import { ask, type Contender, type Running, run } from '../contender.ts';
import { bodyOf } from '../server.ts';
import { meaningOf } from './answers.ts';
import { countStatements } from './statements.ts';
import { type Ask, type Facts, UNIQUE, type Workload } from './workloads.ts';

/** Different requests whose answers are compared. */
const COMPARED = 12;

/** The result of a check of one contender and one workload. */
export interface Checked {
  readonly contender: string;
  readonly workload: Workload;
  /** First difference from the answers of the first contender; null if there is none. */
  readonly difference: string | null;
  /** Statements per request. */
  readonly statements: number;
  /** Bytes of the first answer. */
  readonly bytes: number;
}

/** Starts each contender, compares its answers with those of the first one, and counts its statements. */
export async function check(
  contenders: readonly Contender[],
  names: readonly Workload[],
  facts: Facts,
  place: { readonly databaseUrl: string; readonly node: string },
): Promise<Checked[]> {
  const database = new pg.Client({ connectionString: place.databaseUrl });
  await database.connect();
  await emptyWritten(database);
  const expected = new Map<Workload, string[]>();
  const checked: Checked[] = [];
  try {
    for (const contender of contenders) {
      const counter = await countStatements(place.databaseUrl);
      const running = await run(contender, facts, counter.url, place.node);
      try {
        for (const workload of names.filter((name) => running.asks[name])) {
          const { answers, ...counted } = await answersOf(running, workload, counter.count);
          const meanings = expected.get(workload);
          if (!meanings) expected.set(workload, answers);
          const difference = meanings ? firstDifference(meanings, answers) : null;
          checked.push({ contender: contender.name, workload, difference, ...counted });
        }
      } finally {
        await running.server.stop();
        counter.close();
        await emptyWritten(database);
      }
    }
  } finally {
    await database.end();
  }
  return checked;
}

async function answersOf(running: Running, workload: Workload, count: () => number) {
  const askOf = running.asks[workload] as (number: number) => Ask;
  // The first requests look up the token, and make plans.
  for (let i = 0; i < 3; i += 1) await ask(running, workload, filled(askOf(i), `warm${i}`));
  const before = count();
  const texts: string[] = [];
  for (let i = 0; i < COMPARED; i += 1)
    texts.push(await ask(running, workload, filled(askOf(i), `check`)));
  return {
    answers: texts.map((text) => meaningOf(workload, text)),
    statements: (count() - before) / COMPARED,
    bytes: Buffer.byteLength(texts[0] as string),
  };
}

/** Returns a request with its unique text filled in, as the load generator does. */
function filled(request: Ask, unique: string): Ask {
  if ('path' in request) return request;
  return JSON.parse(bodyOf(request).replaceAll(UNIQUE, unique));
}

function firstDifference(expected: readonly string[], answers: readonly string[]): string | null {
  const at = answers.findIndex((answer, i) => answer !== expected[i]);
  if (at < 0) return null;
  const [mine, theirs] = [answers[at] as string, expected[at] as string];
  let start = 0;
  while (mine[start] === theirs[start]) start += 1;
  const shown = (text: string) => text.slice(Math.max(0, start - 60), start + 100);
  return `request ${at}: …${shown(mine)}… instead of …${shown(theirs)}…`;
}
