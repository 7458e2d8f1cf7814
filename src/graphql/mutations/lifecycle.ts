import {
  changeOutcomes,
  changeStatus,
  type LifecycleResult,
} from '../../domain/clients/lifecycle.ts';
import type { FieldsOf } from '../kit/builder.ts';
import { describedEnum } from '../kit/kinds.ts';
import { versionArgument } from '../kit/write-arguments.ts';
import { clientField } from '../types/client-field.ts';
import { FieldChange } from '../types/field-change.ts';
import { mutationField } from './mutation-field.ts';

const ChangeOutcome = describedEnum('ChangeOutcome', 'Outcome for a client.', changeOutcomes);

/** Makes the fields of a changed client. @param done returns it; null if refused */
export const changedFields = <Parent>(
  t: FieldsOf<Parent>,
  done: (parent: Parent) => LifecycleResult | null,
) => ({
  client: clientField(
    t,
    (parent) => done(parent)?.clientId ?? null,
    'Client after the mutation; null if refused.',
  ),
  outcome: t.field({
    type: ChangeOutcome,
    description: 'Outcome; null if refused.',
    resolve: (parent) => done(parent)?.outcome ?? null,
  }),
  diff: t.field({
    type: [FieldChange],
    description: 'Changed values; null if refused.',
    resolve: (parent) => done(parent)?.diff ?? null,
  }),
});

const mutations = {
  archiveClient: {
    action: 'ARCHIVE',
    description:
      'Archives an active client. Changes nothing on an archived or deleted one. `restoreClient` undoes it.',
  },
  restoreClient: {
    action: 'RESTORE',
    description: 'Restores an archived or deleted client. Changes nothing on an active one.',
  },
  deleteClient: {
    action: 'DELETE',
    description:
      'Deletes a client: it is left out of lists and sums until `restoreClient`. Changes nothing on a deleted one. `purgeClient` removes a client permanently.',
  },
} as const;

for (const [name, { action, description }] of Object.entries(mutations)) {
  mutationField(name, {
    description,
    args: (t) => ({
      id: t.arg.id({
        required: true,
        description:
          'Client id, with or without the prefix `client_`. The id of a merged client selects its survivor.',
      }),
      ...versionArgument(t),
    }),
    run: (viewing, args, request) => changeStatus(viewing, action, args, request),
    fields: (t) => changedFields(t, ({ result }) => result),
  });
}
