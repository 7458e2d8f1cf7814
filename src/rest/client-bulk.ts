import { type BulkInput, bulkClients } from '../domain/client/bulk.ts';
import { bulkFields } from '../domain/client/fields.ts';
import { countClients, namedClients } from '../domain/client/read.ts';
import type { ViewerContext } from '../domain/context.ts';
import { snakeCase } from './casing.ts';
import { answerClients } from './client-answers.ts';
import { invalid } from './errors.ts';
import { type Input, text } from './input.ts';
import type { Answer, Call } from './route.ts';
import { readValues } from './values.ts';
import { writeRequest } from './write-request.ts';

/** What is done with each client. */
type Work = Pick<BulkInput, 'action' | 'values'>;

/** The actions of v1, with what each does. */
export const bulkActions: Readonly<Record<string, (input: Input) => Work>> = {
  archive: () => ({ action: 'ARCHIVE' }),
  restore: () => ({ action: 'RESTORE' }),
  delete: () => ({ action: 'DELETE' }),
  assign_group: readGroup,
  bulk_update: readColumn,
  template: () => {
    throw invalid({ action: ['Documents are not rendered here.'] });
  },
};

/** The columns that `bulk_update` sets. A group is assigned by an action of its own. */
export const bulkColumns: readonly string[] = Object.keys(bulkFields)
  .filter((field) => field !== 'groupSettingsId')
  .map(snakeCase);

function readGroup(input: Input): Work {
  const groupSettingsId = text(input, 'group_settings_id');
  if (groupSettingsId !== null) return { action: 'UPDATE', values: { groupSettingsId } };
  throw invalid({ group_settings_id: ['The group settings id field is required.'] });
}

function readColumn(input: Input): Work {
  const column = text(input, 'column');
  if (column === null || !bulkColumns.includes(column)) {
    throw invalid({ column: ['The selected column is invalid.'] });
  }
  const { new_value: value = null } = input;
  return { action: 'UPDATE', values: readValues('client', { [column]: value }) };
}

function readWork(input: Input): Work {
  const action = text(input, 'action');
  if (action === null) throw invalid({ action: ['The action field is required.'] });
  const read = Object.hasOwn(bulkActions, action) ? bulkActions[action] : undefined;
  if (!read) throw invalid({ action: ['The selected action is invalid.'] });
  return read(input);
}

/**
 * Does the same with many clients, and lists them, paged as any list. One id that is none of the company's refuses
 * all; clients that may not be changed are passed over.
 */
export async function bulkOfClients(call: Call): Promise<Answer> {
  const { context, input } = call;
  const numbers = await readNumbers(context, input);
  const ids = numbers.map((number) => context.ids.encode(number));
  const bulk: BulkInput = { ...readWork(input), ids, exactIds: true, policy: 'REJECT_FAILED' };
  await bulkClients(context, bulk, writeRequest(call, 'bulkClients', bulk));
  return await answerClients(call, (range) => namedClients(context, numbers, range));
}

/** The numbers of the clients that a request names, each once. @throws 422 */
async function readNumbers(context: ViewerContext, { ids }: Input): Promise<number[]> {
  if (ids === undefined || ids === null || (Array.isArray(ids) && ids.length === 0)) {
    throw invalid({ ids: ['The ids field is required.'] });
  }
  if (!Array.isArray(ids)) throw invalid({ ids: ['The ids must be an array.'] });
  const numbers = [...new Set(ids.map((id) => numberOf(context, id)))];
  const { where } = namedClients(context, numbers, { size: 1, offset: 0 });
  if ((await countClients(context.db, where)) < numbers.length) throw invalidIds();
  return numbers;
}

function numberOf({ ids }: ViewerContext, id: unknown): number {
  try {
    return ids.decode('Client', typeof id === 'string' ? id : '');
  } catch {
    throw invalidIds();
  }
}

const invalidIds = () => invalid({ ids: ['The selected ids is invalid.'] });
