import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from '../../src/db/sql.ts';
import { type Api, expect, newCompany, test } from '../support/api.ts';
import { previewToken } from '../support/merging.ts';
import type { Answer } from '../support/model/book.ts';
import { anyCommand, type Command, START } from '../support/model/commands.ts';
import { checkInvariants } from '../support/model/invariants.ts';
import { bookOf, readBook } from '../support/model/reading.ts';
import { type Request, requestOf } from '../support/model/requests.ts';
import { send } from '../support/model/sending.ts';

/** The number of races; more races find more. */
const RUNS = Number(process.env.MODEL_RUNS ?? 5);

/** Returns the requests of a race for the book before it. */
async function requestsOf(api: Api, commands: readonly Command[]): Promise<Request[]> {
  const book = bookOf(await readBook(api, '0', []));
  const requests: Request[] = [];
  for (const command of commands.filter(({ operation }) => operation !== 'repeat')) {
    const { variables, ...request } = requestOf(book, command);
    const { into, from } = variables as { into: string; from: string[] };
    const token = command.preview === 'new' ? await previewToken(api, { into, from }) : null;
    requests.push({
      ...request,
      variables: token ? { ...variables, previewToken: token } : variables,
    });
  }
  return requests;
}

/** Sends requests all at once, those with a key twice: of two twins at most one does anything. */
async function race(api: Api, requests: readonly Request[]): Promise<void> {
  await Promise.all(
    requests.map(async (request) => {
      const isKeyed = request.idempotencyKey !== undefined && !request.dryRun;
      const twins = isKeyed ? [request, request] : [request];
      const sent = await Promise.all(twins.map((twin) => send(api, twin)));
      const fresh = sent.filter(({ answer }) => !answer.replayed && isDone(answer));
      expect(fresh.length).toBeLessThanOrEqual(1);
    }),
  );
}

const isDone = ({ errors, items }: Answer): boolean =>
  errors.length === 0 && items.every((item) => item.errors.length === 0);

/**
 * Reads the changes of a book while it is written to, until it is told that no more will come. Every change follows the
 * one before: a later one is never seen first.
 * @returns how many there were
 */
async function follow(api: Api, ended: AbortSignal): Promise<number> {
  let last = 0;
  for (;;) {
    const isLast = ended.aborted;
    const { clientChanges } = await api.ask(CHANGES, { after: String(last) });
    for (const { cursor } of clientChanges.nodes) {
      last += 1;
      expect(Number(cursor)).toBe(last);
    }
    if (isLast && clientChanges.nodes.length === 0) return last;
    await pause(5);
  }
}

const CHANGES = `query ($after: String) { clientChanges(after: $after, first: 20) { nodes { cursor } } }`;

/** Reads the amounts of each currency from the tables, without deleted clients. */
const SUMMARY = (companyId: number) => sql`
  select settings ->> 'currency_id' as "currencyId", count(*)::integer as count,
    trim_scale(sum(balance))::text as balance, trim_scale(sum(paid_to_date))::text as "paidToDate",
    trim_scale(sum(credit_balance))::text as "creditBalance"
  from clients where company_id = ${companyId} and not is_deleted group by 1 order by 1`;

test(
  'whatever is done to a book at once, it keeps every rule',
  async () => {
    const groups = fc.array(fc.array(anyCommand, { minLength: 8, maxLength: 12 }), {
      minLength: 3,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(groups, async (commands) => {
        const api = await newCompany();
        const ended = new AbortController();
        const racing = async () => {
          for (const command of START) await race(api, await requestsOf(api, [command]));
          for (const group of commands) await race(api, await requestsOf(api, group));
        };
        const [seen] = await Promise.all([
          follow(api, ended.signal),
          racing().finally(() => ended.abort()),
        ]);
        const [counter] = await api.db.query<{ change: number }>(
          sql`select change::integer from company_counters where company_id = ${api.companyId}`,
        );
        expect(seen).toBe(counter?.change);
        await checkInvariants(api);
        const { summary } = await readBook(api, '0', []);
        expect(byCurrency(summary)).toEqual(await api.db.query(SUMMARY(api.companyId)));
      }),
      // What comes of a race is not the same twice.
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  60_000 + RUNS * 5000,
);

const byCurrency = (summary: { currencyId: string }[]) =>
  summary.toSorted((a, b) => Number(a.currencyId) - Number(b.currencyId));
