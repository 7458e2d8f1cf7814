import type { Item } from '../../batch.ts';
import { type DomainError, notFound } from '../../errors.ts';
import type { WriteContext } from '../../write.ts';
import { type ClientChange, recordChanges } from '../changes.ts';
import {
  findMatches,
  type Matched,
  onlyMatch,
  readStoredContacts,
  type StoredClient,
} from '../identify.ts';
import type { CheckedInput } from './check.ts';
import type { ContactState } from './contacts.ts';
import type { FieldChange } from './diff.ts';
import { assignNumbers, type NumberedClient } from './number.ts';
import { type Plan, planUpsert, refuse } from './plan.ts';
import { insertClients, updateClients } from './store.ts';
import { type Claim, findTaken, findUnknownUsers } from './unique.ts';

/** What became of an input. */
export type UpsertOutcome = 'CREATED' | 'UPDATED' | 'UNCHANGED';

/** A contact that a write took away from its client. */
export interface RemovedContact {
  readonly id: number;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
}

/** What one input came to. In a dry run a client that would be created has no number to be read by. */
export interface Upserted {
  readonly clientId: number;
  readonly outcome: UpsertOutcome;
  readonly version: number;
  readonly diff: readonly FieldChange[];
  readonly removedContacts: readonly RemovedContact[];
}

/** What each input came to: done, or refused for reasons. */
export type UpsertItem = Item<Upserted>;

/** Carries out inputs in waves: two that are about the same client come one after the other. */
export async function upsertAll(
  context: WriteContext,
  inputs: readonly CheckedInput[],
): Promise<UpsertItem[]> {
  const items: UpsertItem[] = inputs.map(({ errors }) => ({ errors }));
  let waiting = inputs.flatMap((input, index) =>
    input.errors.length > 0 ? [] : [{ input, index }],
  );
  while (waiting.length > 0) {
    const { wave, later } = await nextWave(context, waiting);
    const done = await upsertWave(context, wave);
    for (const [i, { index }] of wave.entries()) items[index] = done[i] as UpsertItem;
    waiting = later;
  }
  return items;
}

interface Waiting {
  readonly input: CheckedInput;
  readonly index: number;
}

interface Ready extends Waiting {
  readonly matched: Matched | null;
}

async function nextWave(context: WriteContext, waiting: readonly Waiting[]) {
  const matching = waiting.filter(({ input }) => input.match !== null);
  const found = await findMatches(
    context,
    matching.map(({ input }) => ({
      identifier: input.match ?? {},
      path: [...input.path, 'match'],
    })),
  );
  const matchOf = new Map(matching.map((one, i) => [one, found[i] as Matched]));
  const named = new Set<string>();
  const wave: Ready[] = [];
  const later: Waiting[] = [];
  for (const one of waiting) {
    const matched = matchOf.get(one) ?? null;
    const names = matched ? [matched.key, ...matched.clients.map(({ id }) => `id:${id}`)] : [];
    if (names.some((name) => named.has(name))) later.push(one);
    else wave.push({ ...one, matched });
    for (const name of names) named.add(name);
  }
  return { wave, later };
}

async function upsertWave(context: WriteContext, wave: readonly Ready[]): Promise<UpsertItem[]> {
  const errors = wave.map((): DomainError[] => []);
  const stored = wave.map(({ input, matched }, i) =>
    findStored(context, input, matched, errors[i] as DomainError[]),
  );
  const contacts = await readStoredContacts(
    context,
    stored.flatMap((client) => (client ? [client.id] : [])),
  );
  await checkClaims(context, wave, stored, errors);
  const numbers = await numbersFor(context, wave, stored, errors);
  const plans = wave.map(({ input }, i): Plan | null => {
    const own = errors[i] as DomainError[];
    const client = stored[i] ?? null;
    const plan = planUpsert(
      context.ids,
      context.book.settings,
      input,
      client,
      contacts.get(client?.id ?? 0) ?? [],
      numbers[i] ?? null,
      own,
    );
    return own.length > 0 ? null : plan;
  });
  const ids = await store(context, plans);
  return plans.map((plan, i) =>
    plan ? { done: upserted(plan, ids[i] as number) } : { errors: errors[i] as DomainError[] },
  );
}

function findStored(
  { ids }: WriteContext,
  input: CheckedInput,
  matched: Matched | null,
  errors: DomainError[],
): StoredClient | null {
  try {
    const path = [...input.path, 'match'];
    const client = matched && input.match ? onlyMatch(matched, input.match, path) : null;
    const id = input.match?.id;
    if (input.exactId && id != null && client?.id !== ids.decode('Client', id)) {
      throw notFound('client', id, [...path, 'id']);
    }
    const refusal = refuse(input, client, input.path);
    if (refusal) errors.push(refusal);
    return client;
  } catch (error) {
    errors.push(error as DomainError);
    return null;
  }
}

/** The number or id number that an input asks for; null or undefined for none. */
const claimed = (
  { values, sought }: CheckedInput,
  field: 'number' | 'idNumber',
  isNew: boolean,
): unknown => values[field] ?? (isNew ? sought[field] : undefined);

async function checkClaims(
  context: WriteContext,
  wave: readonly Ready[],
  stored: readonly (StoredClient | null)[],
  errors: readonly DomainError[][],
): Promise<void> {
  const claims = wave.flatMap(({ input }, item): Claim[] =>
    (['number', 'idNumber'] as const).flatMap((field) => {
      const value = claimed(input, field, !stored[item]);
      if (typeof value !== 'string' || value === stored[item]?.[field]) return [];
      return [
        { item, field, value, clientId: stored[item]?.id ?? null, path: [...input.path, field] },
      ];
    }),
  );
  const assigned = wave.flatMap(({ input }, item) => {
    const userId = input.values.assignedUserId;
    return typeof userId === 'number' && userId !== stored[item]?.assignedUserId
      ? [{ item, userId, path: [...input.path, 'assignedUserId'] }]
      : [];
  });
  const refusals = [
    ...(await findTaken(context, claims)),
    ...(await findUnknownUsers(context, assigned)),
  ];
  for (const { item, error } of refusals) errors[item]?.push(error);
}

/** The numbers of the clients that have none, or whose number is cleared. */
async function numbersFor(
  context: WriteContext,
  wave: readonly Ready[],
  stored: readonly (StoredClient | null)[],
  errors: readonly DomainError[][],
): Promise<(string | null)[]> {
  const needing = wave.flatMap(({ input }, item) => {
    const isNew = !stored[item];
    const cleared = input.values.number === null;
    const wants =
      errors[item]?.length === 0 && (isNew ? claimed(input, 'number', true) == null : cleared);
    return wants ? [item] : [];
  });
  const numbers: (string | null)[] = wave.map(({ input }, item) =>
    stored[item] ? null : ((claimed(input, 'number', true) as string | undefined) ?? null),
  );
  if (needing.length === 0) return numbers;
  const { book } = context;
  const rule = { pattern: book.clientNumberPattern, padding: book.clientNumberPadding };
  const taken = new Set(
    numbers.flatMap((number) => (number === null ? [] : [number.toLowerCase()])),
  );
  const clients = needing.map(
    (item) => ({ ...stored[item], ...wave[item]?.input.values }) as unknown as NumberedClient,
  );
  const given = await assignNumbers(context, rule, clients, taken);
  for (const [i, item] of needing.entries()) numbers[item] = given[i] ?? null;
  return numbers;
}

async function store(
  context: WriteContext,
  plans: readonly (Plan | null)[],
): Promise<(number | null)[]> {
  const { db, viewer } = context;
  const inserts = plans.flatMap((plan) => (plan?.insert ? [plan.insert] : []));
  const updates = plans.flatMap((plan) => (plan?.update ? [plan.update] : []));
  const inserted = inserts.length > 0 ? await insertClients(db, viewer, inserts) : [];
  if (updates.length > 0) await updateClients(context, updates);
  const changes = plans.flatMap((plan): ClientChange[] => {
    if (!plan?.stored || !plan.update) return [];
    const { id, version } = plan.stored;
    return [{ clientId: id, kind: 'UPDATED', version: version + 1, fields: plan.fields }];
  });
  await recordChanges(context, changes);
  const next = inserted.values();
  return plans.map((plan) =>
    plan?.insert ? (next.next().value?.id ?? null) : (plan?.stored?.id ?? null),
  );
}

/** What a plan that was carried out came to. */
export function upserted(plan: Plan, clientId: number): Upserted {
  const outcome = plan.insert ? 'CREATED' : plan.update ? 'UPDATED' : 'UNCHANGED';
  return {
    clientId,
    outcome,
    version: (plan.stored?.version ?? 0) + (outcome === 'UNCHANGED' ? 0 : 1),
    diff: plan.diff,
    removedContacts: plan.removed.map(removedContact),
  };
}

const removedContact = ({ id, email, ...contact }: ContactState): RemovedContact => ({
  id: id as number,
  firstName: contact.firstName as string | null,
  lastName: contact.lastName as string | null,
  email,
});
