import { duplicateKinds } from '../../domain/clients/duplicates/evidence.ts';
import {
  clientDuplicates,
  DEFAULT_CLUSTERS,
  DEFAULT_SCORE,
  type DuplicateCluster as DuplicateClusterRow,
  type DuplicateReason as DuplicateReasonRow,
  type Duplicates,
  MAX_CLUSTERS,
  MAX_MEMBERS,
  MIN_SCORE,
} from '../../domain/clients/duplicates/find.ts';
import { requireViewer } from '../../domain/core/context.ts';
import { builder } from '../kit/builder.ts';
import { Client } from '../types/client.ts';
import { loadClient } from '../types/client-loading.ts';

const DuplicateKind = builder.enumType('DuplicateKind', {
  description: 'Types of evidence that clients are duplicates.',
  values: duplicateKinds,
});

const DuplicateReason = builder.objectRef<DuplicateReasonRow>('DuplicateReason').implement({
  description: 'Evidence that clients are duplicates.',
  fields: (t) => ({
    kind: t.expose('kind', {
      type: DuplicateKind,
      description: 'Type of the evidence.',
      nullable: false,
    }),
    value: t.exposeString('value', {
      description:
        'Shared value in its compared form, such as the last digits of a phone number; null for similar names.',
    }),
    similarity: t.exposeFloat('similarity', {
      description: 'Similarity from 0 to 1; less than 1 for similar names only.',
      nullable: false,
    }),
    clientIds: t.idList({
      description: 'Ids of the clients that share it.',
      nullable: false,
      resolve: ({ clientIds }, _args, { ids }) => clientIds.map((id) => ids.encode(id)),
    }),
  }),
});

const DuplicateCluster = builder.objectRef<DuplicateClusterRow>('DuplicateCluster').implement({
  description: 'Clients that may be duplicates, each linked to another one by some evidence.',
  fields: (t) => ({
    score: t.exposeFloat('score', {
      description: 'Confidence in the strongest pair, from 0 to 1.',
      nullable: false,
    }),
    size: t.exposeInt('size', { description: 'Number of clients.', nullable: false }),
    clients: t.field({
      type: [Client],
      description: `Clients, oldest first, at most ${MAX_MEMBERS}. Pass their ids to \`mergePreview\`.`,
      nullable: false,
      resolve: async ({ clientIds }, _args, context, info) => {
        const clients = await Promise.all(clientIds.map((id) => loadClient(context, info, id)));
        return clients.filter((client) => client !== null);
      },
    }),
    reasons: t.field({
      type: [DuplicateReason],
      description: `Evidence, strongest first, at most ${MAX_MEMBERS} items.`,
      nullable: false,
      resolve: ({ reasons }) => [...reasons],
    }),
  }),
});

const ClientDuplicates = builder.objectRef<Duplicates>('ClientDuplicates').implement({
  description: 'A page of clusters of duplicates, most confident first.',
  fields: (t) => ({
    clusters: t.field({
      type: [DuplicateCluster],
      description: 'Clusters of the page.',
      nullable: false,
      resolve: ({ clusters }) => [...clusters],
    }),
    totalCount: t.exposeInt('totalCount', {
      description: 'Number of clusters in all.',
      nullable: false,
    }),
  }),
});

builder.queryField('clientDuplicates', (t) =>
  t.field({
    type: ClientDuplicates,
    description:
      'Finds duplicates by e-mail address, VAT number, id number, phone number and name, without deleted clients. Reads the whole book: seconds for 100,000 clients.',
    nullable: false,
    args: {
      first: t.arg.int({
        defaultValue: DEFAULT_CLUSTERS,
        description: `Maximum of clusters: 0 to ${MAX_CLUSTERS}.`,
      }),
      offset: t.arg.int({
        defaultValue: 0,
        description: 'Number of clusters to skip.',
      }),
      minScore: t.arg.float({
        defaultValue: DEFAULT_SCORE,
        description: `Minimum confidence: ${MIN_SCORE} to 1. The same e-mail address counts ${duplicateKinds.EMAIL.weight}, the same phone number ${duplicateKinds.PHONE.weight}; several reasons add up.`,
      }),
    },
    resolve: (_root, args, context) => clientDuplicates(requireViewer(context), args),
  }),
);
