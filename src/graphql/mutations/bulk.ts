import {
  type BulkItem,
  type BulkResult,
  bulkActions,
  bulkClients,
  MAX_ITEMS,
} from '../../domain/clients/bulk.ts';
import { MAX_IDS, MAX_SELECTED } from '../../domain/clients/match/selection.ts';
import { bulkFields } from '../../domain/records/fields.ts';
import { BatchPolicy } from '../kit/batch-types.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum, inputFields } from '../kit/kinds.ts';
import { mutate, payloadType, writeArguments } from '../kit/mutation.ts';
import { toUserErrors, UserError } from '../kit/user-errors.ts';
import { ClientFilter } from '../queries/client-filter.ts';
import { ClientStatus } from '../types/client.ts';
import { changedFields } from './lifecycle.ts';

const BulkAction = describedEnum(
  'BulkAction',
  'What is done with many clients at once.',
  bulkActions,
);

const BulkValuesInput = builder.inputType('BulkValuesInput', {
  description:
    'Values that many clients are given. Absent fields are left alone, null clears them.',
  fields: (t) => inputFields(t, 'Client', bulkFields) as Record<string, never>,
});

const BulkClientResult = builder.objectRef<BulkItem>('BulkClientResult').implement({
  description: 'What became of one of many clients.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'The id as it was given, or the id of the client that the filter found.',
      nullable: false,
    }),
    ...(changedFields<BulkItem>(t as never, (item) =>
      'done' in item ? item.done : null,
    ) as unknown as Record<string, never>),
    userErrors: t.field({
      type: [UserError],
      description: 'Why it was refused; empty when it was done.',
      nullable: false,
      resolve: (item) => ('errors' in item ? toUserErrors(item.errors) : []),
    }),
  }),
});

const counts = {
  count: 'How many ids were given, or clients found; null when the whole was refused.',
  changed: 'How many of them were changed; null when the whole was refused.',
  unchanged: 'How many of them were so already; null when the whole was refused.',
  refused: 'How many of them were refused; null when the whole was.',
} as const satisfies Partial<Record<keyof BulkResult, string>>;

const BulkClientsPayload = payloadType<BulkResult>(
  'BulkClientsPayload',
  'What was done with many clients.',
  (t) => ({
    ...Object.fromEntries(
      Object.entries(counts).map(([name, description]) => [
        name,
        t.int({
          description,
          resolve: ({ result }) => result?.[name as keyof typeof counts] ?? null,
        }),
      ]),
    ),
    results: t.field({
      type: [BulkClientResult],
      description: `What became of each, in the order of the ids or as the clients were created: the first ${MAX_ITEMS}. Null when the whole was refused.`,
      resolve: ({ result }) => (result ? [...result.items] : null),
    }),
  }),
);

builder.mutationField('bulkClients', (t) =>
  t.field({
    type: BulkClientsPayload,
    description: `Does the same with many clients, in one transaction: up to ${MAX_IDS} by their ids, or up to ${MAX_SELECTED} that a filter finds.`,
    nullable: false,
    args: {
      action: t.arg({ type: BulkAction, required: true, description: 'What is done.' }),
      ids: t.arg.idList({
        description: 'The clients, by ids in either form. They may repeat.',
      }),
      filter: t.arg({
        type: ClientFilter,
        description:
          'The clients, by conditions: with `search` and `status` the same ones as in `clients`.',
      }),
      search: t.arg.string({ description: 'The clients, by a text: as in `clients`.' }),
      status: t.arg({
        type: [ClientStatus],
        description:
          'The states of the clients that are found: active ones unless said otherwise; null means every state.',
      }),
      expectedCount: t.arg.int({
        description:
          'How many clients are meant. With another number nothing is done. Needed with a filter; a dry run tells it.',
      }),
      values: t.arg({ type: BulkValuesInput, description: 'The values that UPDATE gives.' }),
      policy: t.arg({
        type: BatchPolicy,
        defaultValue: 'REJECT_ALL',
        description: 'What happens to the others when some are refused.',
      }),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) => {
        const isQuery = args.filter != null || args.search != null;
        const status = args.status === undefined && isQuery ? (['ACTIVE'] as const) : args.status;
        return bulkClients(viewing, { ...args, status }, request);
      }),
  }),
);
