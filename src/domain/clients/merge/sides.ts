import { createHash } from 'node:crypto';
import { anyCompany, empty, sql } from '../../../db/sql.ts';
import { type Checked, collectErrors } from '../../core/checked.ts';
import type { ReadContext } from '../../core/context.ts';
import { DomainError, type InputPath, invalidInput, notFound } from '../../core/errors.ts';
import type { IdCodec } from '../../core/ids.ts';
import { clientFields } from '../../records/fields.ts';
import { columnsOf } from '../../records/owned-pages.ts';
import type { StoredClient } from '../match/match.ts';
import { MAX_SOURCES, type MergeInput } from './input.ts';
import { addMoney, type MergedMoney } from './money.ts';
import { type MergeChoice, validateChoices } from './values.ts';

/** The clients of a merge, and the errors that prevent it. */
export interface MergeSides {
  /** Null when there is no such client. */
  readonly survivor: StoredClient | null;
  /** The existing ones, in the order in which they were named. */
  readonly sources: readonly StoredClient[];
  readonly choices: readonly MergeChoice[];
  /** The amounts of the clients, added; null when there is no survivor, or a sum is too large. */
  readonly money: MergedMoney | null;
  readonly errors: readonly DomainError[];
}

/** A client with the named ids of clients that were merged into it before. */
type FoundClient = StoredClient & { readonly formerIds: readonly number[] };

/** A client that the input names, by its id; null for an invalid id. */
interface ClientReference {
  readonly id: string;
  readonly number: number | null;
  readonly path: InputPath;
}

/**
 * Finds the clients of a merge: one statement. A former id of the survivor leads to it. A source must be named by its
 * own id: merging what a former id leads to would be more than was meant.
 * @param lock keeps others from changing the clients until the transaction ends
 */
export async function readSides(
  context: ReadContext,
  { into, from, choose }: MergeInput,
  { lock }: { readonly lock: boolean },
): Promise<MergeSides> {
  const named = joinReferences([
    clientReference(context, into, ['into']),
    ...from.slice(0, MAX_SOURCES).map((id, i) => clientReference(context, id, ['from', i])),
  ]);
  const [target, ...others] = named.value;
  const found = await findClients(context, named.value, lock);
  const survivor = found.find((client) => leadsTo(client, target)) ?? null;
  const sources = resolveSources(context.ids, others, { found, survivor });
  const errors = [
    ...countErrors(from.length),
    ...named.errors,
    ...(!survivor && target.number !== null ? [notFound('client', target.id, target.path)] : []),
    ...sources.errors,
  ];
  if (!survivor) return { survivor, sources: sources.value, choices: [], money: null, errors };
  const clients = [survivor, ...sources.value];
  const choices = validateChoices(context, choose ?? [], clients);
  const money = addMoney(clients);
  const message = 'Together the clients have an amount of more than 14 digits before the point.';
  return {
    survivor,
    sources: sources.value,
    choices: choices.value,
    money,
    errors: [...errors, ...choices.errors, ...(money ? [] : [invalidInput(message, ['from'])])],
  };
}

/**
 * Returns the preview token: a hash of the clients, their order, and the version of each.
 * @returns null when the merge is not possible
 */
export function previewTokenOf({ survivor, sources, errors }: MergeSides): string | null {
  if (!survivor || errors.length > 0) return null;
  const seen = [survivor, ...sources].map(({ id, version }) => [id, version]);
  return createHash('sha256').update(JSON.stringify(seen)).digest('base64url');
}

function countErrors(count: number): DomainError[] {
  if (count === 0) return [invalidInput('Name at least one client to merge.', ['from'])];
  if (count <= MAX_SOURCES) return [];
  const message = `At most ${MAX_SOURCES} clients can be merged at once; these are ${count}.`;
  return [new DomainError('TOO_MANY', message, ['from'])];
}

function clientReference(
  { ids }: ReadContext,
  id: string,
  path: InputPath,
): Checked<ClientReference> {
  const { value: number, errors } = collectErrors(() => ids.decode('Client', id, path));
  return { value: { id, number, path }, errors };
}

/** A list of named clients: the survivor, then the sources. */
type ClientReferences = readonly [ClientReference, ...ClientReference[]];

const joinReferences = ([target, ...others]: readonly [
  Checked<ClientReference>,
  ...Checked<ClientReference>[],
]): Checked<ClientReferences> => ({
  value: [target.value, ...others.map(({ value }) => value)],
  errors: [target, ...others].flatMap(({ errors }) => errors),
});

const leadsTo = (client: FoundClient, { number }: ClientReference): boolean =>
  number !== null && (client.id === number || client.formerIds.includes(number));

/** Resolves the sources among the clients that were found. */
function resolveSources(
  ids: IdCodec,
  named: readonly ClientReference[],
  {
    found,
    survivor,
  }: { readonly found: readonly FoundClient[]; readonly survivor: FoundClient | null },
): Checked<StoredClient[]> {
  const value: StoredClient[] = [];
  const errors: DomainError[] = [];
  for (const one of named) {
    const client = found.find((candidate) => leadsTo(candidate, one));
    const isRepeated = value.some(({ id }) => id === one.number);
    if (one.number === null) continue;
    if (!client) errors.push(notFound('client', one.id, one.path));
    else if (client.id !== one.number) errors.push(mergedAlready(one, ids.encode(client.id)));
    else if (client.id === survivor?.id) {
      errors.push(invalidInput('A client cannot be merged into itself.', one.path));
    } else if (isRepeated) {
      errors.push(invalidInput(`The client "${one.id}" is named twice.`, one.path));
    } else value.push(client);
  }
  return { value, errors };
}

const mergedAlready = ({ id, path }: ClientReference, survivorId: string): DomainError =>
  new DomainError('NOT_FOUND', `The client "${id}" was merged into "${survivorId}" already.`, path);

async function findClients(
  { db, viewer }: ReadContext,
  named: readonly ClientReference[],
  lock: boolean,
): Promise<FoundClient[]> {
  const numbers = named.flatMap(({ number }) => (number === null ? [] : [number]));
  const redirects = sql`client_redirects r where r.company_id = ${anyCompany(viewer.companyId)} and r.from_id = any(${numbers}::integer[])`;
  return await db.query<FoundClient>(sql`
    select ${columnsOf('c', clientFields, ['id'])}, array(select r.from_id from ${redirects} and r.to_id = c.id) as "formerIds"
    from clients c where c.company_id = ${anyCompany(viewer.companyId)} and c.id = any(array(
      select unnest(${numbers}::integer[]) union all select r.to_id from ${redirects}))
    order by c.id ${lock ? sql`for update` : empty}`);
}
