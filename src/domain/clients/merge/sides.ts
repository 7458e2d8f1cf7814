import { createHash } from 'node:crypto';
import { empty, sql } from '../../../db/sql.ts';
import type { ReadContext } from '../../core/context.ts';
import { DomainError, type InputPath, invalidInput, notFound } from '../../core/errors.ts';
import type { IdCodec } from '../../core/ids.ts';
import { clientFields } from '../../records/fields.ts';
import { columnsOf } from '../../records/owned-pages.ts';
import type { StoredClient } from '../match/match.ts';
import { MAX_SOURCES, type MergeInput } from './input.ts';
import { addMoney, type MergedMoney } from './money.ts';
import { type MergeChoice, readChoices } from './values.ts';

/** The clients of a merge, and everything that speaks against it. */
export interface MergeSides {
  /** Null when there is no such client. */
  readonly survivor: StoredClient | null;
  /** Those that there are, in the order in which they were named. */
  readonly sources: readonly StoredClient[];
  readonly choices: readonly MergeChoice[];
  /** What the clients have together; null when there is no survivor, or an amount is larger than it may be. */
  readonly money: MergedMoney | null;
  readonly errors: readonly DomainError[];
}

/** A client with those of the named ids that lead to it because they were merged into it before. */
type FoundClient = StoredClient & { readonly formerIds: readonly number[] };

/** A client that the input names, by its number; null where the id is none. */
interface Named {
  readonly id: string;
  readonly number: number | null;
  readonly path: InputPath;
}

/**
 * Finds the clients of a merge: one statement. The former id of a client that stays leads to it; a client to merge must
 * be named by its own id, since what a former id stands for is more than was meant by it.
 * @param lock whether to keep others from changing the clients until the transaction ends
 */
export async function readSides(
  context: ReadContext,
  { into, from, choose }: MergeInput,
  { lock }: { readonly lock: boolean },
): Promise<MergeSides> {
  const errors: DomainError[] = [];
  checkCount(from.length, errors);
  const named = [
    nameOf(context, into, ['into'], errors),
    ...from.slice(0, MAX_SOURCES).map((id, i) => nameOf(context, id, ['from', i], errors)),
  ];
  const [goal, ...merged] = named as [Named, ...Named[]];
  const found = await findClients(context, named, lock);
  const survivor = found.find((client) => leadsTo(client, goal)) ?? null;
  if (!survivor && goal.number !== null) errors.push(notFound('client', goal.id, goal.path));
  const sources = sourcesOf(context, merged, found, survivor, errors);
  if (!survivor) return { survivor, sources, choices: [], money: null, errors };
  const clients = [survivor, ...sources];
  const choices = readChoices(context, choose ?? [], clients, errors);
  const money = addMoney(clients);
  if (!money) {
    const message = 'Together the clients have an amount of more than 14 digits before the point.';
    errors.push(invalidInput(message, ['from']));
  }
  return { survivor, sources, choices, money, errors };
}

/**
 * What a merge is bound to that was looked at before: the clients, their order, and the version of each.
 * @returns null when something speaks against the merge
 */
export function previewTokenOf({ survivor, sources, errors }: MergeSides): string | null {
  if (!survivor || errors.length > 0) return null;
  const seen = [survivor, ...sources].map(({ id, version }) => [id, version]);
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url');
}

function checkCount(count: number, errors: DomainError[]): void {
  if (count === 0) errors.push(invalidInput('Name at least one client to merge.', ['from']));
  if (count > MAX_SOURCES) {
    const message = `At most ${MAX_SOURCES} clients can be merged at once; these are ${count}.`;
    errors.push(new DomainError('TOO_MANY', message, ['from']));
  }
}

function nameOf({ ids }: ReadContext, id: string, path: InputPath, errors: DomainError[]): Named {
  try {
    return { id, number: ids.decode('Client', id, path), path };
  } catch (error) {
    errors.push(error as DomainError);
    return { id, number: null, path };
  }
}

const leadsTo = (client: FoundClient, { number }: Named): boolean =>
  number !== null && (client.id === number || client.formerIds.includes(number));

function sourcesOf(
  { ids }: ReadContext,
  named: readonly Named[],
  found: readonly FoundClient[],
  survivor: FoundClient | null,
  errors: DomainError[],
): StoredClient[] {
  const taken = new Set<number>();
  return named.flatMap((one) => {
    const { id, number, path } = one;
    if (number === null) return [];
    const client = found.find((candidate) => leadsTo(candidate, one));
    const refusal = sourceError(ids, one, client, survivor);
    if (!refusal && !taken.has(number)) {
      taken.add(number);
      return client ? [client] : [];
    }
    errors.push(refusal ?? invalidInput(`The client "${id}" is named twice.`, path));
    return [];
  });
}

function sourceError(
  ids: IdCodec,
  { id, number, path }: Named,
  client: FoundClient | undefined,
  survivor: FoundClient | null,
): DomainError | null {
  if (!client) return notFound('client', id, path);
  if (client.id !== number) {
    const message = `The client "${id}" was merged into "${ids.encode(client.id)}" already.`;
    return new DomainError('NOT_FOUND', message, path);
  }
  return client.id === survivor?.id
    ? invalidInput('A client cannot be merged into itself.', path)
    : null;
}

async function findClients(
  { db, viewer }: ReadContext,
  named: readonly Named[],
  lock: boolean,
): Promise<FoundClient[]> {
  const numbers = named.flatMap(({ number }) => (number === null ? [] : [number]));
  const redirects = sql`client_redirects r where r.company_id = ${viewer.companyId} and r.from_id = any(${numbers}::integer[])`;
  return await db.query<FoundClient>(sql`
    select ${columnsOf('c', clientFields, ['id'])}, array(select r.from_id from ${redirects} and r.to_id = c.id) as "formerIds"
    from clients c where c.company_id = ${viewer.companyId} and c.id = any(array(
      select unnest(${numbers}::integer[]) union all select r.to_id from ${redirects}))
    order by c.id ${lock ? sql`for update` : empty}`);
}
