import { duplicateKinds } from '../../domain/clients/duplicates/evidence.ts';
import {
  clientDuplicates,
  DEFAULT_CLUSTERS,
  DEFAULT_SCORE,
  type DuplicateCluster as DuplicateClusterRow,
  type DuplicateReason as DuplicateReasonRow,
  type Duplicates,
  LEAST_SCORE,
  MAX_CLUSTERS,
  MAX_MEMBERS,
} from '../../domain/clients/duplicates/find.ts';
import { requireViewer } from '../../domain/core/context.ts';
import { builder } from '../kit/builder.ts';
import { Client } from '../types/client.ts';
import { loadClient } from './client-query.ts';

const DuplicateKind = builder.enumType('DuplicateKind', {
  description: 'What tells that clients may be one and the same.',
  values: duplicateKinds,
});

const DuplicateReason = builder.objectRef<DuplicateReasonRow>('DuplicateReason').implement({
  description: 'A thing that tells that clients may be one and the same.',
  fields: (t) => ({
    kind: t.expose('kind', { type: DuplicateKind, description: 'What it is.', nullable: false }),
    value: t.exposeString('value', {
      description:
        'What they share, as it is compared (phone numbers by their last digits); null for names that are only similar.',
    }),
    similarity: t.exposeFloat('similarity', {
      description: 'How alike it is, from 0 to 1; less than 1 for similar names alone.',
      nullable: false,
    }),
    clientIds: t.idList({
      description: 'The clients that it is true of.',
      nullable: false,
      resolve: ({ clientIds }, _args, { ids }) => clientIds.map((id) => ids.encode(id)),
    }),
  }),
});

const DuplicateCluster = builder.objectRef<DuplicateClusterRow>('DuplicateCluster').implement({
  description: 'Clients that may be one and the same: each is joined to another by some reason.',
  fields: (t) => ({
    score: t.exposeFloat('score', {
      description: 'How sure the surest two are one, from 0 to 1.',
      nullable: false,
    }),
    size: t.exposeInt('size', { description: 'How many clients there are.', nullable: false }),
    clients: t.field({
      type: [Client],
      description: `The clients, oldest first, at most ${MAX_MEMBERS}: candidates for \`mergePreview\`.`,
      nullable: false,
      resolve: async ({ clientIds }, _args, context, info) => {
        const clients = await Promise.all(clientIds.map((id) => loadClient(context, info, id)));
        return clients.filter((client) => client !== null);
      },
    }),
    reasons: t.field({
      type: [DuplicateReason],
      description: `Why, the strongest reason first, at most ${MAX_MEMBERS}.`,
      nullable: false,
      resolve: ({ reasons }) => [...reasons],
    }),
  }),
});

const ClientDuplicates = builder.objectRef<Duplicates>('ClientDuplicates').implement({
  description: 'Clients that may be one and the same, the surest first.',
  fields: (t) => ({
    clusters: t.field({
      type: [DuplicateCluster],
      description: 'The clusters that were asked for.',
      nullable: false,
      resolve: ({ clusters }) => [...clusters],
    }),
    totalCount: t.exposeInt('totalCount', {
      description: 'How many clusters there are in all.',
      nullable: false,
    }),
  }),
});

builder.queryField('clientDuplicates', (t) =>
  t.field({
    type: ClientDuplicates,
    description:
      'Finds clients that may be one and the same, by e-mail address, VAT number, id number, phone number and name. Deleted ones are left out. It looks at the whole book, which takes seconds for a hundred thousand clients.',
    nullable: false,
    args: {
      first: t.arg.int({
        defaultValue: DEFAULT_CLUSTERS,
        description: `How many clusters: 0 to ${MAX_CLUSTERS}.`,
      }),
      offset: t.arg.int({
        defaultValue: 0,
        description: 'How many clusters to leave out at the start.',
      }),
      minScore: t.arg.float({
        defaultValue: DEFAULT_SCORE,
        description: `How sure two clients must be one: ${LEAST_SCORE} to 1. The same e-mail address counts ${duplicateKinds.EMAIL.weight}, the same phone number ${duplicateKinds.PHONE.weight}; several reasons add up.`,
      }),
    },
    resolve: (_root, args, context) => clientDuplicates(requireViewer(context), args),
  }),
);
