import {
  changeOutcomes,
  changeStatus,
  type LifecycleResult,
} from '../../domain/clients/lifecycle.ts';
import { FieldChange } from '../kit/batch-types.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum } from '../kit/kinds.ts';
import {
  clientField,
  mutate,
  type Outcome,
  payloadType,
  versionArgument,
  writeArguments,
} from '../kit/mutation.ts';

/** What became of a client. */
export const ChangeOutcome = describedEnum(
  'ChangeOutcome',
  'Outcome for a client.',
  changeOutcomes,
);

/** The fields that say what became of one client; null where it was refused. */
export const changedFields = <Shape>(t: never, done: (shape: Shape) => LifecycleResult | null) => {
  const fields = t as Parameters<Parameters<typeof builder.queryFields>[0]>[0];
  return {
    client: clientField<Shape>(
      t,
      (shape) => done(shape)?.clientId ?? null,
      'Client after the mutation; null if refused.',
    ),
    outcome: fields.field({
      type: ChangeOutcome,
      description: 'Outcome; null if refused.',
      resolve: (shape: unknown) => done(shape as Shape)?.outcome ?? null,
    }),
    diff: fields.field({
      type: [FieldChange],
      description: 'Changed values; null if refused.',
      resolve: ((shape: unknown) => done(shape as Shape)?.diff ?? null) as never,
    }),
  };
};

/** The mutations that change the state of one client. */
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
  const payload = payloadType<LifecycleResult>(
    `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`,
    `Result of \`${name}\`.`,
    (t) => changedFields<Outcome<LifecycleResult>>(t as never, ({ result }) => result) as never,
  );
  builder.mutationField(name, (t) =>
    t.field({
      type: payload,
      description,
      nullable: false,
      args: {
        id: t.arg.id({
          required: true,
          description:
            'Client id, with or without the prefix `client_`. The id of a merged client selects its survivor.',
        }),
        ...versionArgument(t),
        ...writeArguments(t),
      },
      resolve: (_root, args, context, info) =>
        mutate(context, info, args, (viewing, request) =>
          changeStatus(viewing, action, args, request),
        ),
    }),
  );
}
