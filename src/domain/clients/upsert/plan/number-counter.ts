import type { Queryable } from '../../../../db/database.ts';
import { anyCompany, sql } from '../../../../db/sql.ts';
import { randomKey } from '../../../core/random.ts';
import type { WriteContext } from '../../../core/write.ts';
import { foldIdentity } from '../../../text/folding.ts';
import { formatNumber, type NumberedClient } from '../../../v1-rules/number-pattern.ts';

/** The maximum of taken numbers that are skipped. After them a random ending makes a number that is free. */
const MAX_SKIPPED = 100;

/** Numbers that are looked up beyond those that are needed, so that a few taken ones cost no further statement. */
const SPARE = 10;

/** The counter from which a company's clients get their numbers, skipping those that are taken. */
export class NumberCounter {
  readonly #context: WriteContext;
  readonly #now = new Date();
  readonly #lookedUp = new Set<string>();
  readonly #taken = new Set<string>();

  constructor(context: WriteContext) {
    this.#context = context;
  }

  /** Looks up which of the numbers that clients may get are taken: one statement, and none for no clients. */
  async prefetch(clients: readonly NumberedClient[]): Promise<void> {
    const [client] = clients;
    if (client) await this.#lookUp(this.#context.counter.next, client, clients.length);
  }

  /**
   * Gives numbers to clients. The counter then stands after the last given one and never goes back. One statement,
   * unless numbers come up that were not prefetched.
   * @param named folded numbers that the same request gives to other clients
   */
  async assign(clients: readonly NumberedClient[], named: Iterable<string>): Promise<string[]> {
    const { db, viewer, counter } = this.#context;
    for (const number of named) this.#taken.add(number);
    const numbers: string[] = [];
    for (const [index, client] of clients.entries()) {
      const number = await this.#next(client, clients.length - index);
      this.#taken.add(foldIdentity(number));
      numbers.push(number);
    }
    db.send(sql`
      update company_counters set client_number = ${counter.next} where company_id = ${anyCompany(viewer.companyId)}`);
    return numbers;
  }

  /** @param needed numbers, this one included, that are looked up with it */
  async #next(client: NumberedClient, needed: number): Promise<string> {
    const { counter } = this.#context;
    const last = counter.next + MAX_SKIPPED;
    let number = this.#format(counter.next, client);
    while (counter.next < last) {
      if (!this.#lookedUp.has(number)) await this.#lookUp(counter.next, client, needed);
      if (!this.#taken.has(foldIdentity(number))) break;
      counter.next += 1;
      number = this.#format(counter.next, client);
    }
    if (counter.next === last) number = `${number}_${randomKey(5)}`;
    counter.next += 1;
    return number;
  }

  #format(counter: number, client: NumberedClient): string {
    const { companyState, viewer } = this.#context;
    const rule = {
      pattern: companyState.clientNumberPattern,
      padding: companyState.clientNumberPadding,
    };
    return formatNumber(rule, { counter, client, userId: viewer.userId, now: this.#now });
  }

  /** Looks up numbers from a count on: one statement. Most patterns give each client the same. */
  async #lookUp(from: number, client: NumberedClient, count: number): Promise<void> {
    const { db, viewer } = this.#context;
    const numbers = Array.from({ length: count + SPARE }, (_, i) => this.#format(from + i, client));
    for (const number of numbers) this.#lookedUp.add(number);
    const rows = await db.query<{ number: string }>(sql`
      select n.number from unnest(${numbers}::text[]) n(number)
      where exists (select from clients c where c.company_id = ${anyCompany(viewer.companyId)} and fold_identity(c.number) = fold_identity(n.number))`);
    for (const { number } of rows) this.#taken.add(foldIdentity(number));
  }
}

/**
 * Moves the counter of a company past the numbers that it would have to skip one by one: those that follow one another
 * from its position, with gaps no wider than `MAX_SKIPPED`. In an imported book these are the numbers that were counted
 * elsewhere, and not a telephone number that stands in place of one.
 */
export async function skipTakenNumbers(db: Queryable, companyId: number): Promise<void> {
  await db.query(sql`
    with counter as (
      select n.client_number
      from company_counters n join companies c on c.id = n.company_id
      where n.company_id = ${anyCompany(companyId)} and c.client_number_pattern = ''
    ), taken as (
      select c.number::integer as number from clients c
      where c.company_id = ${anyCompany(companyId)} and c.number ~ '^[0-9]{1,9}$'
    ), steps as (
      select t.number, t.number - lag(t.number, 1, n.client_number - 1) over (order by t.number) as step
      from counter n join taken t on t.number >= n.client_number
    ), linked as (
      select number, bool_and(step <= ${MAX_SKIPPED}) over (order by number) as is_reached from steps
    )
    update company_counters set client_number = greatest(client_number, last.number + 1)
    from (select max(number) as number from linked where is_reached) last
    where company_id = ${anyCompany(companyId)} and last.number is not null`);
}
