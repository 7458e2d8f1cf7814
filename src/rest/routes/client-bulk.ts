import { type BulkInput, bulkClients } from '../../domain/clients/bulk.ts';
import { countClients, namedClients } from '../../domain/clients/list/list.ts';
import { MAX_SELECTED } from '../../domain/clients/match/selection.ts';
import type { ViewerContext } from '../../domain/core/context.ts';
import { DomainErrors, domainErrorsOf, invalidInput, type Rule } from '../../domain/core/errors.ts';
import { bulkFields } from '../../domain/records/fields.ts';
import { brokenRulesRefusal, choiceRule } from '../http/errors.ts';
import { type Input, textParam } from '../http/input.ts';
import type { Call, RouteResponse } from '../http/route.ts';
import { writeRequest } from '../http/write-request.ts';
import { snakeCase } from '../v1/casing.ts';
import { decodeId } from '../v1/ids.ts';
import { readValues } from '../v1/values.ts';
import { clientListResponse } from './client-responses.ts';

/** Action on each client, with the values that it sets. */
type BulkWork = Pick<BulkInput, 'action' | 'values'>;

/** Broken rules by the key of the input. They are collected, so that one response reports all of them. */
type BrokenRules = Record<string, Rule>;

/** Actions of v1, each with a function that reads it. The function returns null after it has added a broken rule. */
export const bulkActions: Readonly<
  Record<string, (input: Input, broken: BrokenRules) => BulkWork | null>
> = {
  archive: () => ({ action: 'ARCHIVE' }),
  restore: () => ({ action: 'RESTORE' }),
  delete: () => ({ action: 'DELETE' }),
  assign_group: readGroup,
  bulk_update: readColumn,
  template: (_, broken) => addBroken(broken, 'action', 'exists'),
};

/** Columns that `bulk_update` can set. A group has an action of its own. */
export const bulkColumns: readonly string[] = Object.keys(bulkFields)
  .filter((field) => field !== 'groupSettingsId')
  .map(snakeCase);

function addBroken(broken: BrokenRules, key: string, rule: Rule): null {
  broken[key] = rule;
  return null;
}

function readGroup(input: Input, broken: BrokenRules): BulkWork | null {
  const groupSettingsId = textParam(input, 'group_settings_id');
  if (groupSettingsId !== null) return { action: 'UPDATE', values: { groupSettingsId } };
  return addBroken(broken, 'group_settings_id', choiceRule(input, 'group_settings_id'));
}

function readColumn(input: Input, broken: BrokenRules): BulkWork | null {
  const column = textParam(input, 'column');
  if (column === null || !bulkColumns.includes(column)) {
    return addBroken(broken, 'column', choiceRule(input, 'column'));
  }
  const { new_value: value = null } = input;
  return { action: 'UPDATE', values: readValues('client', { [column]: value }) };
}

function readWork(action: string | null, input: Input, broken: BrokenRules): BulkWork | null {
  if (action === null) return addBroken(broken, 'action', choiceRule(input, 'action'));
  const read = Object.hasOwn(bulkActions, action) ? bulkActions[action] : undefined;
  return read ? read(input, broken) : addBroken(broken, 'action', 'exists');
}

/**
 * Runs an action on many clients, and returns a page of them. One unknown id refuses the whole request; clients whose
 * state forbids the action are skipped.
 */
export async function runClientBulk(call: Call): Promise<RouteResponse> {
  const { context, input } = call;
  const action = textParam(input, 'action');
  const broken: BrokenRules = {};
  const work = readWork(action, input, broken);
  const numbers = await readNumbers(context, input, broken);
  if (!work || !numbers) throw brokenRulesRefusal(broken);
  const bulk: BulkInput = {
    ...work,
    ids: numbers.map((number) => context.ids.encode(number)),
    exactIds: true,
    maxIds: MAX_SELECTED,
    policy: 'REJECT_FAILED',
  };
  try {
    await bulkClients(context, bulk, writeRequest(call, 'bulkClients', bulk));
  } catch (error) {
    throw action === 'bulk_update' ? underNewValue(error) : error;
  }
  return await clientListResponse(call, (range) => namedClients(context, numbers, range));
}

/** Moves refusals of the value of `bulk_update` to the key `new_value`, under which v1 sends it. */
function underNewValue(error: unknown): unknown {
  const refusals = domainErrorsOf(error);
  if (!refusals?.every(({ inputPath }) => inputPath[0] === 'values')) return error;
  return new DomainErrors(
    refusals.map(({ message, rule }) => invalidInput(message, ['newValue'], rule)),
  );
}

/** Returns the distinct numbers of the clients that a request names; null after a broken rule was added. */
async function readNumbers(
  context: ViewerContext,
  { ids }: Input,
  broken: BrokenRules,
): Promise<number[] | null> {
  if (ids === undefined || ids === null || (Array.isArray(ids) && ids.length === 0)) {
    return addBroken(broken, 'ids', 'required');
  }
  if (!Array.isArray(ids)) return addBroken(broken, 'ids', 'array');
  const numbers = [...new Set(ids.map((id) => decodeId(context.ids, 'Client', id) ?? 0))];
  const { where } = namedClients(context, numbers, { size: 1, offset: 0 });
  const found = numbers.includes(0) ? 0 : await countClients(context.db, where);
  return found < numbers.length ? addBroken(broken, 'ids', 'exists') : numbers;
}
