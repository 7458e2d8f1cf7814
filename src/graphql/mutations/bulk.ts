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
  'Action on each of the selected clients.',
  bulkActions,
);

const BulkValuesInput = builder.inputType('BulkValuesInput', {
  description: 'Values for all selected clients. Absent fields stay as they are, null clears them.',
  fields: (t) => inputFields(t, 'Client', bulkFields) as Record<string, never>,
});

const BulkClientResult = builder.objectRef<BulkItem>('BulkClientResult').implement({
  description: 'Result for one client of a bulk mutation.',
  fields: (t) => ({
    id: t.exposeID('id', {
      description: 'Id as given in `ids`, or of a client that the filter found.',
      nullable: false,
    }),
    ...(changedFields<BulkItem>(t as never, (item) =>
      'done' in item ? item.done : null,
    ) as unknown as Record<string, never>),
    userErrors: t.field({
      type: [UserError],
      description: 'Refusals; empty on success.',
      nullable: false,
      resolve: (item) => ('errors' in item ? toUserErrors(item.errors) : []),
    }),
  }),
});

const counts = {
  count: 'Number of selected clients; null if the mutation was refused.',
  changed: 'Number of changed clients; null if the mutation was refused.',
  unchanged: 'Number of clients that needed no change; null if the mutation was refused.',
  refused: 'Number of refused clients; null if the mutation was refused.',
} as const satisfies Partial<Record<keyof BulkResult, string>>;

const BulkClientsPayload = payloadType<BulkResult>(
  'BulkClientsPayload',
  'Result of `bulkClients`.',
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
      description: `Results of the first ${MAX_ITEMS} clients, in the order of the ids or of creation; null if the mutation was refused.`,
      resolve: ({ result }) => (result ? [...result.items] : null),
    }),
  }),
);

builder.mutationField('bulkClients', (t) =>
  t.field({
    type: BulkClientsPayload,
    description: `Applies one action to many clients, in one transaction: up to ${MAX_IDS} by id, or up to ${MAX_SELECTED} by filter.`,
    nullable: false,
    args: {
      action: t.arg({ type: BulkAction, required: true, description: 'Action to apply.' }),
      ids: t.arg.idList({
        description:
          'Ids of the clients, with or without the prefix `client_`. Repeated ids count once.',
      }),
      filter: t.arg({
        type: ClientFilter,
        description: 'Conditions on the clients, as in the query `clients`.',
      }),
      search: t.arg.string({ description: 'Text to search for, as in the query `clients`.' }),
      status: t.arg({
        type: [ClientStatus],
        description:
          'States of the clients that `filter` and `search` find. Default: `ACTIVE`; null means all states.',
      }),
      expectedCount: t.arg.int({
        description:
          'Number of clients that you expect. The mutation fails with `COUNT_MISMATCH` if it selects another number. Required with `filter` or `search`; a dry run returns it as `count`.',
      }),
      values: t.arg({ type: BulkValuesInput, description: 'Values to set, for `UPDATE` only.' }),
      policy: t.arg({
        type: BatchPolicy,
        defaultValue: 'REJECT_ALL',
        description: 'Effect on the other items if some are refused.',
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
