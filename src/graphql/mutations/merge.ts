import { type Merged, mergeClients } from '../../domain/clients/merge/merge.ts';
import { FieldChange } from '../kit/batch-types.ts';
import { builder } from '../kit/builder.ts';
import { clientField, mutate, type Outcome, payloadType, writeArguments } from '../kit/mutation.ts';
import { MovedParts } from '../types/moved-parts.ts';
import { mergeArguments } from './merge-arguments.ts';
import { RemovedContact } from './upsert.ts';

const MergeClientsPayload = payloadType<Merged>(
  'MergeClientsPayload',
  'What a merge came to.',
  (t) => ({
    client: clientField<Outcome<Merged>>(
      t,
      ({ result }) => result?.clientId ?? null,
      'The survivor as it is now; null when it was refused.',
    ),
    mergedIds: t.idList({
      description:
        'The ids of the clients that became part of it; they lead to it. Null when it was refused.',
      resolve: ({ result }, _args, { ids }) => result?.mergedIds.map((id) => ids.encode(id)),
    }),
    moved: t.field({
      type: MovedParts,
      description: 'How many parts moved to the survivor; null when it was refused.',
      resolve: ({ result }) => result?.moved,
    }),
    removedContacts: t.field({
      type: [RemovedContact],
      description:
        'The contacts that did not come along, having no e-mail address or one that was there; null when it was refused.',
      resolve: ({ result }) => result && [...result.removedContacts],
    }),
    diff: t.field({
      type: [FieldChange],
      description: "What changed in the survivor's own values; null when it was refused.",
      resolve: ({ result }) => result && [...result.diff],
    }),
  }),
);

builder.mutationField('mergeClients', (t) =>
  t.field({
    type: MergeClientsPayload,
    description:
      "Makes several clients one. The survivor keeps its values, number, settings and state; the others' contacts, documents, gateway tokens, ledger entries and amounts are added, and their ids lead to it. For owners and admins, with the login password in the header X-API-PASSWORD. It cannot be undone.",
    nullable: false,
    args: {
      ...mergeArguments(t),
      previewToken: t.arg.string({
        required: true,
        description: 'The token of the preview of this merge that you have looked at.',
      }),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) => mergeClients(viewing, args, request)),
  }),
);
