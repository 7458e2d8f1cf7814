import {
  type MergedValue as MergedValueRow,
  valueReasons,
} from '../../domain/clients/merge/values.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum } from '../kit/kinds.ts';
import { MergedField } from '../mutations/merge-arguments.ts';

const MergedValueReason = describedEnum(
  'MergedValueReason',
  "Reason of the survivor's value after a merge.",
  valueReasons,
);

const MergeCandidate = builder
  .objectRef<MergedValueRow['candidates'][number]>('MergeCandidate')
  .implement({
    description: 'Value of a field in one client of a merge.',
    fields: (t) => ({
      clientId: t.id({
        description: 'Client.',
        nullable: false,
        resolve: ({ clientId }, _args, { ids }) => ids.encode(clientId),
      }),
      value: t.field({
        type: 'JSON',
        description: 'Value; null if the client has none.',
        resolve: ({ value }) => value,
      }),
    }),
  });

/** A field of a merge with its candidates. */
export const MergedValue = builder.objectRef<MergedValueRow>('MergedValue').implement({
  description:
    'A field in which the clients of a merge differ, and the value that the survivor gets.',
  fields: (t) => ({
    field: t.expose('field', { type: MergedField, description: 'Field.', nullable: false }),
    winner: t.id({
      description: 'Id of the client whose value the survivor gets.',
      nullable: false,
      resolve: ({ winnerId }, _args, { ids }) => ids.encode(winnerId),
    }),
    reason: t.expose('reason', {
      type: MergedValueReason,
      description: 'Reason of the choice.',
      nullable: false,
    }),
    suggestion: t.id({
      description:
        'Id of the first client with a value if the survivor has none, for `choose`; else null.',
      resolve: ({ suggestionId }, _args, { ids }) =>
        suggestionId === null ? null : ids.encode(suggestionId),
    }),
    candidates: t.field({
      type: [MergeCandidate],
      description: 'Value of each client, the survivor first.',
      nullable: false,
      resolve: ({ candidates }) => [...candidates],
    }),
  }),
});
