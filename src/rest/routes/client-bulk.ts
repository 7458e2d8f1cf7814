import { type BulkInput, bulkClients } from '../../domain/clients/bulk.ts';
import { countClients, namedClients } from '../../domain/clients/list/list.ts';
import { MAX_SELECTED } from '../../domain/clients/match/selection.ts';
import type { ViewerContext } from '../../domain/core/context.ts';
import { DomainErrors, invalidInput, type Rule, refusalsOf } from '../../domain/core/errors.ts';
import { bulkFields } from '../../domain/records/fields.ts';
import { breaks, ruleOfChoice } from '../http/errors.ts';
import { type Input, text } from '../http/input.ts';
import type { Answer, Call } from '../http/route.ts';
import { writeRequest } from '../http/write-request.ts';
import { snakeCase } from '../v1/casing.ts';
import { readValues } from '../v1/values.ts';
import { answerClients } from './client-answers.ts';

/** What is done with each client. */
type Work = Pick<BulkInput, 'action' | 'values'>;

/** What is wrong with a request, by the keys of its input: all of it is told at once. */
type Wrong = Record<string, Rule>;

/** The actions of v1, with what each does; null where something is wrong with what it needs. */
export const bulkActions: Readonly<Record<string, (input: Input, wrong: Wrong) => Work | null>> = {
  archive: () => ({ action: 'ARCHIVE' }),
  restore: () => ({ action: 'RESTORE' }),
  delete: () => ({ action: 'DELETE' }),
  assign_group: readGroup,
  bulk_update: readColumn,
  template: (_, wrong) => refuse(wrong, 'action', 'exists'),
};

/** The columns that `bulk_update` sets. A group is assigned by an action of its own. */
export const bulkColumns: readonly string[] = Object.keys(bulkFields)
  .filter((field) => field !== 'groupSettingsId')
  .map(snakeCase);

function refuse(wrong: Wrong, key: string, rule: Rule): null {
  wrong[key] = rule;
  return null;
}

function readGroup(input: Input, wrong: Wrong): Work | null {
  const groupSettingsId = text(input, 'group_settings_id');
  if (groupSettingsId !== null) return { action: 'UPDATE', values: { groupSettingsId } };
  return refuse(wrong, 'group_settings_id', ruleOfChoice(input, 'group_settings_id'));
}

function readColumn(input: Input, wrong: Wrong): Work | null {
  const column = text(input, 'column');
  if (column === null || !bulkColumns.includes(column)) {
    return refuse(wrong, 'column', ruleOfChoice(input, 'column'));
  }
  const { new_value: value = null } = input;
  return { action: 'UPDATE', values: readValues('client', { [column]: value }) };
}

function readWork(action: string | null, input: Input, wrong: Wrong): Work | null {
  if (action === null) return refuse(wrong, 'action', ruleOfChoice(input, 'action'));
  const read = Object.hasOwn(bulkActions, action) ? bulkActions[action] : undefined;
  return read ? read(input, wrong) : refuse(wrong, 'action', 'exists');
}

/**
 * Does the same with many clients, and lists them, paged as any list. One id that is none of the company's refuses
 * all; clients that may not be changed are passed over.
 */
export async function bulkOfClients(call: Call): Promise<Answer> {
  const { context, input } = call;
  const action = text(input, 'action');
  const wrong: Wrong = {};
  const work = readWork(action, input, wrong);
  const numbers = await readNumbers(context, input, wrong);
  if (!work || !numbers) throw breaks(wrong);
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
    throw action === 'bulk_update' ? ofNewValue(error) : error;
  }
  return await answerClients(call, (range) => namedClients(context, numbers, range));
}

/** Refusals of the value that `bulk_update` gives, under the key in which it was sent. */
function ofNewValue(error: unknown): unknown {
  const refusals = refusalsOf(error);
  if (!refusals?.every(({ inputPath }) => inputPath[0] === 'values')) return error;
  return new DomainErrors(
    refusals.map(({ message, rule }) => invalidInput(message, ['newValue'], rule)),
  );
}

/** The numbers of the clients that a request names, each once; null where something is wrong with them. */
async function readNumbers(
  context: ViewerContext,
  { ids }: Input,
  wrong: Wrong,
): Promise<number[] | null> {
  if (ids === undefined || ids === null || (Array.isArray(ids) && ids.length === 0)) {
    return refuse(wrong, 'ids', 'required');
  }
  if (!Array.isArray(ids)) return refuse(wrong, 'ids', 'array');
  const numbers = [...new Set(ids.map((id) => numberOf(context, id)))];
  const { where } = namedClients(context, numbers, { size: 1, offset: 0 });
  const found = numbers.includes(0) ? 0 : await countClients(context.db, where);
  return found < numbers.length ? refuse(wrong, 'ids', 'exists') : numbers;
}

/** The number of the client that an id names; 0, which nobody has, for what is no id. */
function numberOf({ ids }: ViewerContext, id: unknown): number {
  try {
    return ids.decode('Client', typeof id === 'string' ? id : '');
  } catch {
    return 0;
  }
}
