import type { Queryable } from '../../../db/database.ts';
import { sql } from '../../../db/sql.ts';
import { fold } from '../../fold.ts';
import { randomKey } from '../../random.ts';
import type { WriteContext } from '../../write.ts';

/** How a company gives numbers to clients. */
export interface NumberRule {
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

/**
 * Gives numbers to clients from the company's counter, leaving out those that are taken. The counter then stands at the
 * last used one plus one and never goes back. Three statements, unless many numbers are taken.
 * @param named numbers, folded, that the same write gives to other clients
 */
export async function assignNumbers(
  context: WriteContext,
  rule: NumberRule,
  clients: readonly NumberedClient[],
  named: ReadonlySet<string>,
): Promise<string[]> {
  const { db, viewer } = context;
  const now = new Date();
  const make = (count: number, client: NumberedClient) =>
    formatNumber(rule, count, client, viewer.userId, now);
  const asked = new Set<string>();
  const taken = new Set(named);
  const numbers: string[] = [];
  let next = await nextNumber(context);
  for (const [index, client] of clients.entries()) {
    const last = next + TRIES;
    let number = make(next, client);
    while (next < last) {
      if (!asked.has(number)) {
        // Asked for this client and, since most patterns do not differ, for those that follow.
        const ahead = Array.from({ length: clients.length - index + 10 }, (_, i) =>
          make(next + i, client),
        );
        for (const one of ahead) asked.add(one);
        for (const one of await findTaken(context, ahead)) taken.add(fold(one));
      }
      if (!taken.has(fold(number))) break;
      next += 1;
      number = make(next, client);
    }
    if (next === last) number = `${number}_${randomKey(5)}`;
    next += 1;
    taken.add(fold(number));
    numbers.push(number);
  }
  await db.query(sql`
    update company_counters set client_number = ${next} where company_id = ${viewer.companyId}`);
  return numbers;
}

/** The counter as it stands now; an earlier wave of the same write may have moved it. */
async function nextNumber({ db, viewer }: WriteContext): Promise<number> {
  const [row] = await db.query<{ next: number }>(sql`
    select client_number as next from company_counters where company_id = ${viewer.companyId}`);
  return (row as { next: number }).next;
}

async function findTaken({ db, viewer }: WriteContext, numbers: string[]): Promise<string[]> {
  const rows = await db.query<{ number: string }>(sql`
    select n.number from unnest(${numbers}::text[]) n(number)
    where exists (select from clients c where c.company_id = ${viewer.companyId} and fold(c.number) = fold(n.number))`);
  return rows.map(({ number }) => number);
}

/**
 * Takes the counter past the numbers that it would have to leave out one by one: those that follow one another from
 * where it stands, with gaps no wider than it looks ahead. Of a book that came from elsewhere these are the numbers that
 * were counted there, and not a telephone number in the place of one.
 */
export async function countOn(db: Queryable, companyId: number): Promise<void> {
  await db.query(sql`
    with counter as (
      select n.client_number
      from company_counters n join companies c on c.id = n.company_id
      where n.company_id = ${companyId} and c.client_number_pattern = ''
    ), taken as (
      select c.number::integer as number from clients c
      where c.company_id = ${companyId} and c.number ~ '^[0-9]{1,9}$'
    ), steps as (
      select t.number, t.number - lag(t.number, 1, n.client_number - 1) over (order by t.number) as step
      from counter n join taken t on t.number >= n.client_number
    ), linked as (
      select number, bool_and(step <= ${TRIES}) over (order by number) as is_reached from steps
    )
    update company_counters set client_number = greatest(client_number, last.number + 1)
    from (select max(number) as number from linked where is_reached) last
    where company_id = ${companyId} and last.number is not null`);
}
