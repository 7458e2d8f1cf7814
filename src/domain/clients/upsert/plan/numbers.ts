import type { Queryable } from '../../../../db/database.ts';
import { sql } from '../../../../db/sql.ts';
import { randomKey } from '../../../core/random.ts';
import type { WriteContext } from '../../../core/write.ts';
import { foldIdentity } from '../../../text/folding.ts';

/** How a company gives numbers to clients. */
interface NumberRule {
  /** Text with `{$counter}` and other variables; empty means the bare padded counter. */
  readonly pattern: string;
  /** Digits to which the counter is padded with zeros. */
  readonly padding: number;
}

/** What a pattern may speak of besides the counter. */
export interface NumberedClient {
  readonly idNumber: string | null;
  readonly customValue1: string | null;
  readonly customValue2: string | null;
  readonly customValue3: string | null;
  readonly customValue4: string | null;
}

/** After so many taken numbers a random ending makes one that is free. */
const TRIES = 100;

/**
 * The number that a pattern makes of a counter.
 * @param now moment that the dates of the pattern show, in UTC
 */
export function formatNumber(
  { pattern, padding }: NumberRule,
  counter: number,
  client: NumberedClient,
  userId: number,
  now: Date,
): string {
  const padded = String(counter).padStart(padding, '0');
  if (pattern === '') return padded;
  const variables: Record<string, string | null> = {
    counter: padded,
    client_counter: padded,
    year: String(now.getUTCFullYear()),
    user_id: String(userId).padStart(2, '0'),
    client_id_number: client.idNumber,
    client_custom1: client.customValue1,
    client_custom2: client.customValue2,
    client_custom3: client.customValue3,
    client_custom4: client.customValue4,
  };
  return pattern.replace(/\{\$(?:date:([^}]*)|(\w+))\}/g, (whole, date, name) => {
    if (date !== undefined) return formatDate(date, now);
    return Object.hasOwn(variables, name) || name.startsWith('user_custom')
      ? (variables[name] ?? '')
      : whole;
  });
}

/** A date by PHP's letters, as far as numbers use them. */
function formatDate(format: string, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const letters: Record<string, string> = {
    Y: String(now.getUTCFullYear()),
    y: two(now.getUTCFullYear() % 100),
    m: two(now.getUTCMonth() + 1),
    n: String(now.getUTCMonth() + 1),
    d: two(now.getUTCDate()),
    j: String(now.getUTCDate()),
    H: two(now.getUTCHours()),
    i: two(now.getUTCMinutes()),
    s: two(now.getUTCSeconds()),
  };
  return format.replace(/[A-Za-z]/g, (letter) => letters[letter] ?? letter);
}

/** Numbers of which it is known whether a client has them. */
class KnownNumbers {
  readonly #asked = new Set<string>();
  readonly #taken = new Set<string>();

  has(number: string): boolean {
    return this.#asked.has(number);
  }

  isTaken(number: string): boolean {
    return this.#taken.has(foldIdentity(number));
  }

  take(number: string): void {
    this.#taken.add(foldIdentity(number));
  }

  /** Asks for numbers: one statement. */
  async ask({ db, viewer }: WriteContext, numbers: readonly string[]): Promise<void> {
    for (const number of numbers) this.#asked.add(number);
    const rows = await db.query<{ number: string }>(sql`
      select n.number from unnest(${[...numbers]}::text[]) n(number)
      where exists (select from clients c where c.company_id = ${viewer.companyId} and fold_identity(c.number) = fold_identity(n.number))`);
    for (const { number } of rows) this.take(number);
  }
}

/** Makes the number of a client from a count. */
function makerOf({ companyState, viewer }: WriteContext) {
  const rule = {
    pattern: companyState.clientNumberPattern,
    padding: companyState.clientNumberPadding,
  };
  const now = new Date();
  return (count: number, client: NumberedClient) =>
    formatNumber(rule, count, client, viewer.userId, now);
}

/** The numbers that so many clients may get, of which most patterns give each client the same, and some to spare. */
const numbersAhead = (
  make: ReturnType<typeof makerOf>,
  next: number,
  client: NumberedClient,
  count: number,
): string[] => Array.from({ length: count + 10 }, (_, i) => make(next + i, client));

/** Finds out which of the numbers that clients may get are taken: one statement, and none for no clients. */
export async function lookAhead(
  context: WriteContext,
  clients: readonly NumberedClient[],
): Promise<KnownNumbers> {
  const known = new KnownNumbers();
  const [client] = clients;
  if (!client) return known;
  const { next } = context.counter;
  await known.ask(context, numbersAhead(makerOf(context), next, client, clients.length));
  return known;
}

/**
 * Gives numbers to clients from the company's counter, leaving out those that are taken. The counter then stands at the
 * last used one plus one and never goes back. One statement, unless other numbers come up than were looked for.
 * @param named numbers that the same write gives to other clients
 * @param known what `lookAhead` found
 */
export async function assignNumbers(
  context: WriteContext,
  clients: readonly NumberedClient[],
  named: Iterable<string>,
  known: KnownNumbers,
): Promise<string[]> {
  const { db, viewer, counter } = context;
  const make = makerOf(context);
  const numbers: string[] = [];
  for (const number of named) known.take(number);
  let { next } = counter;
  for (const [index, client] of clients.entries()) {
    const last = next + TRIES;
    let number = make(next, client);
    while (next < last) {
      if (!known.has(number)) {
        await known.ask(context, numbersAhead(make, next, client, clients.length - index));
      }
      if (!known.isTaken(number)) break;
      next += 1;
      number = make(next, client);
    }
    if (next === last) number = `${number}_${randomKey(5)}`;
    next += 1;
    known.take(number);
    numbers.push(number);
  }
  counter.next = next;
  db.send(sql`
    update company_counters set client_number = ${next} where company_id = ${viewer.companyId}`);
  return numbers;
}

/**
 * Takes the counter past the numbers that it would have to leave out one by one: those that follow one another from
 * where it stands, with gaps no wider than it looks ahead. Of a companyState that came from elsewhere these are the numbers that
 * were counted there, and not a telephone number in the place of one.
 */
export async function skipTakenNumbers(db: Queryable, companyId: number): Promise<void> {
  await db.query(sql`
    with counter as (
      select n.client_number
      from company_counters n join companies c on c.id = n.company_id
      where n.company_id = ${companyId} and c.client_number_pattern = ''
    ), taken as (
      select c.number::integer as number from clients c
      where c.company_id = ${companyId} and c.number ~ '^[0-9]{1,9}$'
    ), lifecycleSteps as (
      select t.number, t.number - lag(t.number, 1, n.client_number - 1) over (order by t.number) as step
      from counter n join taken t on t.number >= n.client_number
    ), linked as (
      select number, bool_and(step <= ${TRIES}) over (order by number) as is_reached from lifecycleSteps
    )
    update company_counters set client_number = greatest(client_number, last.number + 1)
    from (select max(number) as number from linked where is_reached) last
    where company_id = ${companyId} and last.number is not null`);
}
