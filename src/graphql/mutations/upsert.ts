import type { UpsertItem } from '../../domain/clients/upsert/result.ts';
import { MAX_INPUTS, upsertClient, upsertClients } from '../../domain/clients/upsert/upsert.ts';
import { policyArgument } from '../kit/write-arguments.ts';
import { doneOf, itemResult } from '../types/item-result.ts';
import { mutationField } from './mutation-field.ts';
import { upsertedFields } from './upsert-fields.ts';
import { toUpsertInput, UpsertClientInput } from './upsert-input.ts';

const UpsertClientResult = itemResult<UpsertItem>(
  'UpsertClientResult',
  'Result for one input.',
  (t) => upsertedFields(t, doneOf),
);

mutationField('upsertClient', {
  description: 'Creates a client, or changes the one that `match` finds.',
  args: (t) => ({
    input: t.arg({ type: UpsertClientInput, required: true, description: 'Client.' }),
  }),
  run: (viewing, { input }, request) => upsertClient(viewing, toUpsertInput(input), request),
  fields: (t) => upsertedFields(t, ({ result }) => result),
});

mutationField('upsertClients', {
  description: `Creates or changes up to ${MAX_INPUTS} clients in one transaction.`,
  args: (t) => ({
    inputs: t.arg({
      type: [UpsertClientInput],
      required: true,
      description: 'Clients to create or change.',
    }),
    ...policyArgument(t),
  }),
  run: (viewing, { inputs, policy }, request) =>
    upsertClients(viewing, inputs.map(toUpsertInput), policy ?? 'REJECT_ALL', request),
  fields: (t) => ({
    results: t.field({
      type: [UpsertClientResult],
      description: 'Result for each input, in their order; null if the mutation was refused.',
      resolve: ({ result }) => result,
    }),
  }),
});
