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
  'What became of a client.',
  changeOutcomes,
);

/** The fields that say what became of one client; null where it was refused. */
export const changedFields = <Shape>(t: never, done: (shape: Shape) => LifecycleResult | null) => {
  const fields = t as Parameters<Parameters<typeof builder.queryFields>[0]>[0];
  return {
    client: clientField<Shape>(
      t,
      (shape) => done(shape)?.clientId ?? null,
      'The client as it is now; null when it was refused.',
    ),
    outcome: fields.field({
      type: ChangeOutcome,
      description: 'What became of it; null when it was refused.',
      resolve: (shape: unknown) => done(shape as Shape)?.outcome ?? null,
    }),
    diff: fields.field({
      type: [FieldChange],
      description: 'Every value that changed; null when it was refused.',
      resolve: ((shape: unknown) => done(shape as Shape)?.diff ?? null) as never,
    }),
  };
};

/** The mutations that change the state of one client. */
const mutations = {
  archiveClient: {
    action: 'ARCHIVE',
    description:
      'Takes an active client out of the way: `restoreClient` brings it back. Does nothing to an archived or deleted one.',
  },
  restoreClient: {
    action: 'RESTORE',
    description: 'Makes an archived or deleted client active again. Does nothing to an active one.',
  },
  deleteClient: {
    action: 'DELETE',
    description:
      'Hides a client: it counts in no sum, and `restoreClient` brings it back. Does nothing to a deleted one. Only `purgeClient` erases.',
  },
} as const;

for (const [name, { action, description }] of Object.entries(mutations)) {
  const payload = payloadType<LifecycleResult>(
    `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`,
    `What \`${name}\` came to.`,
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
            'The id of the client, in either form; that of a merged client leads to its survivor.',
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
