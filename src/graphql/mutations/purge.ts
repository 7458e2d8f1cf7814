import { erasures, type PurgeReceipt, purgeClient } from '../../domain/clients/purge.ts';
import { requireViewer } from '../../domain/core/context.ts';
import { builder } from '../kit/builder.ts';
import { mutate, payloadType, versionArgument, writeArguments } from '../kit/mutation.ts';
import { User } from '../types/viewer.ts';

const PurgeCounts = builder.objectRef<PurgeReceipt['counts']>('PurgeCounts').implement({
  description: 'How much a purge erased, by kind.',
  fields: (t) =>
    Object.fromEntries(
      Object.entries(erasures).map(([name, description]) => [
        name,
        t.int({
          description,
          nullable: false,
          resolve: (counts) => counts[name as keyof typeof erasures],
        }),
      ]),
    ),
});

const PurgeReceiptType = builder.objectRef<PurgeReceipt>('PurgeReceipt').implement({
  description: 'What a purge erased, when, and at whose request.',
  fields: (t) => ({
    clientId: t.id({
      description: 'The id that the client had.',
      nullable: false,
      resolve: ({ clientId }, _args, { ids }) => ids.encode(clientId),
    }),
    purgedAt: t.field({
      type: 'DateTime',
      description: 'When it was erased.',
      nullable: false,
      resolve: ({ at }) => new Date(at),
    }),
    purgedBy: t.prismaField({
      type: User,
      description: 'The user whose password confirmed it.',
      nullable: false,
      resolve: (query, { userId }, _args, context) => {
        const { companyId } = requireViewer(context).viewer;
        const where = { companyId_id: { companyId, id: userId } };
        return context.db.prisma.user.findUniqueOrThrow({ ...query, where });
      },
    }),
    erased: t.field({
      type: PurgeCounts,
      description: 'How much was erased, by kind.',
      nullable: false,
      resolve: ({ counts }) => counts,
    }),
  }),
});

const PurgeClientPayload = payloadType<PurgeReceipt>(
  'PurgeClientPayload',
  'What `purgeClient` came to.',
  (t) => ({
    receipt: t.field({
      type: PurgeReceiptType,
      description: 'What was erased; null when it was refused.',
      resolve: ({ result }) => result,
    }),
  }),
);

builder.mutationField('purgeClient', (t) =>
  t.field({
    type: PurgeClientPayload,
    description:
      'Erases a client in any state for good, with contacts, documents, gateway tokens and ledger. Bytes of documents are erased after the quarantine of the store. An owner or admin confirms it with the login password in the header X-API-PASSWORD.',
    nullable: false,
    args: {
      id: t.arg.id({
        required: true,
        description: "The client's own id, in either form; that of a merged client is refused.",
      }),
      ...versionArgument(t),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) => purgeClient(viewing, args, request)),
  }),
);
