import { type BulkItem, bulkActions, bulkClients, MAX_ITEMS } from '../../domain/clients/bulk.ts';
import { MAX_IDS, MAX_SELECTED } from '../../domain/clients/match/selection.ts';
import { bulkFields } from '../../domain/records/fields.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum, inputFields } from '../kit/kinds.ts';
import { policyArgument } from '../kit/write-arguments.ts';
import { ClientFilter } from '../queries/client-filter.ts';
import { ClientStatus } from '../types/client.ts';
import { doneOf, itemResult } from '../types/item-result.ts';
import { changedFields } from './lifecycle.ts';
import { mutationField } from './mutation-field.ts';

const BulkAction = describedEnum(
  'BulkAction',
  'Action on each of the selected clients.',
  bulkActions,
);

const BulkValuesInput = builder.inputType('BulkValuesInput', {
  description: 'Values for all selected clients. Absent fields stay as they are, null clears them.',
  fields: (t) => inputFields(t, 'Client', bulkFields),
});

const BulkClientResult = itemResult<BulkItem>(
  'BulkClientResult',
  'Result for one client of a bulk mutation.',
  (t) => ({
    id: t.exposeID('id', {
      description: 'Id as given in `ids`, or of a client that the filter found.',
      nullable: false,
    }),
    ...changedFields(t, doneOf),
  }),
);

mutationField('bulkClients', {
  description: `Applies one action to many clients, in one transaction: up to ${MAX_IDS} by id, or up to ${MAX_SELECTED} by filter.`,
  args: (t) => ({
    action: t.arg({ type: BulkAction, required: true, description: 'Action to apply.' }),
    ids: t.arg.idList({
      description: 'Ids of the clients, with or without the prefix `client_`. Ids may repeat.',
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
    ...policyArgument(t),
  }),
  run: (viewing, args, request) => {
    const isQuery = args.filter != null || args.search != null;
    const status = args.status === undefined && isQuery ? (['ACTIVE'] as const) : args.status;
    return bulkClients(viewing, { ...args, status }, request);
  },
  fields: (t) => ({
    count: t.int({
      description: 'Number of selected clients; null if the mutation was refused.',
      resolve: ({ result }) => result?.count,
    }),
    changed: t.int({
      description: 'Number of changed clients; null if the mutation was refused.',
      resolve: ({ result }) => result?.changed,
    }),
    unchanged: t.int({
      description: 'Number of clients that needed no change; null if the mutation was refused.',
      resolve: ({ result }) => result?.unchanged,
    }),
    refused: t.int({
      description: 'Number of refused clients; null if the mutation was refused.',
      resolve: ({ result }) => result?.refused,
    }),
    results: t.field({
      type: [BulkClientResult],
      description: `Results of the first ${MAX_ITEMS} clients, in the order of the ids or of creation; null if the mutation was refused.`,
      resolve: ({ result }) => (result ? [...result.items] : null),
    }),
  }),
});
