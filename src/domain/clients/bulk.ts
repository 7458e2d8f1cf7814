import { type BatchPolicy, type Item, writeMany } from '../core/batch.ts';
import type { ViewerContext } from '../core/context.ts';
import { DomainError, DomainErrors, invalidInput } from '../core/errors.ts';
import type { WriteContext, WriteRequest, Written } from '../core/write.ts';
import { bulkFields } from '../records/fields.ts';
import type { Values } from '../records/values.ts';
import {
  applyStep,
  type LifecycleAction,
  type LifecycleResult,
  lifecycleSteps,
} from './lifecycle.ts';
import { excludesNobody, hasSearchableText } from './list/breadth.ts';
import { type ClientStatus, clientStatuses, listCondition } from './list/list-condition.ts';
import {
  type ClientSelection,
  MAX_IDS,
  type SelectedClient,
  type SelectedItem,
  selectClients,
} from './match/selection.ts';
import { upsertInBatches } from './upsert/batches.ts';
import { matchInputs, validInputs } from './upsert/match/match.ts';
import type { UpsertItem } from './upsert/result.ts';
import { type ValidatedInput, validateInput } from './upsert/validate/validate.ts';

/** The actions on many clients. */
export const bulkActions = {
  ARCHIVE: 'Archives the clients.',
  RESTORE: 'Restores the clients.',
  DELETE: 'Deletes the clients; they can be restored.',
  UPDATE: 'Sets the same values on all clients.',
} as const satisfies Record<LifecycleAction | 'UPDATE', string>;

/** An action on the selected clients. */
export interface BulkInput extends ClientSelection {
  readonly action: keyof typeof bulkActions;
  /** The values that UPDATE gives them, of the fields in `bulkFields`; null clears. */
  readonly values?: Values | null | undefined;
  readonly policy?: BatchPolicy | null | undefined;
}

/** The result for one member of the selection. */
export type BulkItem = Item<LifecycleResult> & {
  /** The given id; for a client that a filter found, its id. */
  readonly id: string;
};

/** The result of a bulk action. */
export interface BulkResult {
  /** The number of given ids, or of clients found. */
  readonly count: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  /** The first results, in their order. */
  readonly items: readonly BulkItem[];
}

/** The maximum of results in a response. */
export const MAX_ITEMS = MAX_IDS;

/** The number of clients that UPDATE writes at a time. */
const CHUNK_SIZE = 1000;

/**
 * Does one action with many clients in one transaction. The number of statements does not grow with that of the
 * clients; UPDATE needs them once for each thousand.
 * @throws INVALID_INPUT, TOO_MANY, COUNT_MISMATCH, and what `write` throws; nothing is done then
 */
export async function bulkClients(
  context: ViewerContext,
  input: BulkInput,
  request: WriteRequest,
): Promise<Written<BulkResult>> {
  // An error within the filter is reported with its own path, before errors of the selection as a whole.
  if (input.filter) listCondition(context, { filter: input.filter });
  checkSelection(input, request);
  const change = checkChange(context, input);
  const name = input.ids ? 'ids' : 'filter';
  const { result, replayed } = await writeMany(
    context,
    request,
    input.policy ?? 'REJECT_ALL',
    name,
    async (writing) => applyToEach(writing, await selectClients(writing, input), change),
  );
  return { result: summarize(result), replayed };
}

function checkSelection(input: BulkInput, { dryRun }: WriteRequest): void {
  const { ids, expectedCount, maxIds = MAX_IDS } = input;
  const isQuery = input.filter != null || input.search != null || input.status != null;
  if (ids == null) checkQuery(input);
  if ((ids != null) === isQuery) {
    throw invalidInput('Name the clients either by ids or by a filter, search or status.', ['ids']);
  }
  if (ids && ids.length > maxIds) {
    throw new DomainError('TOO_MANY', `One request has at most ${maxIds} ids.`, ['ids']);
  }
  if (!ids && expectedCount == null && !dryRun) {
    const message = 'Say how many clients the filter is expected to find; a dry run tells.';
    throw invalidInput(message, ['expectedCount']);
  }
}

/**
 * Refuses a filter, a search or states that exclude no client: a value that should have narrowed them was forgotten.
 */
function checkQuery({ filter, search, status }: BulkInput): void {
  if (filter === null || (filter && excludesNobody(filter))) {
    const message = 'The filter excludes nobody; give it a condition, or leave it out.';
    throw invalidInput(message, ['filter']);
  }
  if (search === null || (search !== undefined && !hasSearchableText(search))) {
    throw invalidInput('The search is blank; give it a text, or leave it out.', ['search']);
  }
  const isEveryState = Object.keys(clientStatuses).every((name) =>
    status?.includes(name as ClientStatus),
  );
  if (filter === undefined && search === undefined && isEveryState) {
    throw invalidInput('The states exclude nobody; add a filter or a search.', ['status']);
  }
}

/** The action for each client: a lifecycle step, or validated values. */
type BulkChange = LifecycleAction | ValidatedInput;

function checkChange(context: ViewerContext, { action, values }: BulkInput): BulkChange {
  const given = Object.entries(values ?? {}).filter(([, value]) => value !== undefined);
  if (action in lifecycleSteps) {
    if (given.length === 0) return action as LifecycleAction;
    throw invalidInput('Only UPDATE takes values.', ['values']);
  }
  if (given.length === 0) throw invalidInput('UPDATE needs a value to give.', ['values']);
  const [unknown] = given.find(([name]) => !(name in bulkFields)) ?? [];
  if (unknown) {
    const message = `The field "${unknown}" cannot be given to many clients at once.`;
    throw invalidInput(message, ['values', unknown]);
  }
  const input = { mode: 'UPDATE_ONLY', values: Object.fromEntries(given) } as const;
  const checked = validateInput(context.ids, input, ['values']);
  if (checked.errors.length > 0) throw new DomainErrors(checked.errors);
  return checked;
}

/** Applies the action to every client once. A repeated id is unchanged: its first mention has done the work. */
async function applyToEach(
  context: WriteContext,
  chosen: readonly SelectedItem[],
  change: BulkChange,
): Promise<BulkItem[]> {
  const first = new Map<number, FoundItem>();
  for (const item of chosen) {
    if ('client' in item && !first.has(item.client.id)) first.set(item.client.id, item);
  }
  const results =
    typeof change === 'string'
      ? await applySteps(context, change, [...first.values()])
      : await setValues(context, change, [...first.values()]);
  const resultOf = new Map(
    [...first.keys()].map((id, i) => [id, results[i] as Item<LifecycleResult>]),
  );
  return chosen.map((item): BulkItem => {
    const { id } = item;
    if ('error' in item) return { id, errors: [item.error] };
    const result = resultOf.get(item.client.id) as Item<LifecycleResult>;
    if ('errors' in result || item === first.get(item.client.id)) return { id, ...result };
    return { id, done: { ...result.done, outcome: 'UNCHANGED', diff: [] } };
  });
}

type FoundItem = Extract<SelectedItem, { client: SelectedClient }>;

async function applySteps(
  context: WriteContext,
  action: LifecycleAction,
  found: readonly FoundItem[],
): Promise<Item<LifecycleResult>[]> {
  const clients = found.map(({ client }) => client);
  return (await applyStep(context, action, clients)).map((done) => ({ done }));
}

/** Sets the same values on clients, exactly as an upsert of each would. */
async function setValues(
  context: WriteContext,
  change: ValidatedInput,
  found: readonly FoundItem[],
): Promise<Item<LifecycleResult>[]> {
  const inputs = found.map(({ client, path }): ValidatedInput => {
    return { ...change, path, match: { id: context.ids.encode(client.id) } };
  });
  const items: UpsertItem[] = [];
  for (let from = 0; from < inputs.length; from += CHUNK_SIZE) {
    const some = inputs.slice(from, from + CHUNK_SIZE);
    items.push(
      ...(await upsertInBatches(context, some, await matchInputs(context, validInputs(some)))),
    );
  }
  return items.map((item) => {
    if ('errors' in item) return item;
    const { clientId, outcome, version, diff } = item.done;
    const isChanged = outcome !== 'UNCHANGED';
    return { done: { clientId, outcome: isChanged ? 'CHANGED' : 'UNCHANGED', version, diff } };
  });
}

function summarize(items: readonly BulkItem[]): BulkResult {
  const outcomes = items.map((item) => ('done' in item ? item.done.outcome : 'REFUSED'));
  const countOf = (outcome: string) => outcomes.filter((each) => each === outcome).length;
  return {
    count: items.length,
    changed: countOf('CHANGED'),
    unchanged: countOf('UNCHANGED'),
    refused: countOf('REFUSED'),
    items: items.slice(0, MAX_ITEMS),
  };
}
