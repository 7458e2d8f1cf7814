import { erasures, type PurgeReceipt, purgeClient } from '../../domain/clients/purge.ts';
import { requireViewer } from '../../domain/core/context.ts';
import { builder } from '../kit/builder.ts';
import { versionArgument } from '../kit/write-arguments.ts';
import { User } from '../types/viewer.ts';
import { mutationField } from './mutation-field.ts';

const PurgeCounts = builder.objectRef<PurgeReceipt['counts']>('PurgeCounts').implement({
  description: 'Number of purged records of each type.',
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
  description: 'Receipt of a purge.',
  fields: (t) => ({
    clientId: t.id({
      description: 'Id of the purged client.',
      nullable: false,
      resolve: ({ clientId }, _args, { ids }) => ids.encode(clientId),
    }),
    purgedAt: t.field({
      type: 'DateTime',
      description: 'Time of the purge.',
      nullable: false,
      resolve: ({ at }) => new Date(at),
    }),
    purgedBy: t.prismaField({
      type: User,
      description: 'User whose password confirmed the purge.',
      nullable: false,
      resolve: (query, { userId }, _args, context) => {
        const { companyId } = requireViewer(context).viewer;
        const where = { companyId_id: { companyId, id: userId } };
        return context.db.prisma.user.findUniqueOrThrow({ ...query, where });
      },
    }),
    erased: t.field({
      type: PurgeCounts,
      description: 'Number of purged records of each type.',
      nullable: false,
      resolve: ({ counts }) => counts,
    }),
  }),
});

mutationField('purgeClient', {
  description:
    'Removes a client in any state permanently, with its contacts, documents, gateway tokens and ledger. Bytes of documents are erased at the end of the quarantine. Needs an owner or admin, and the login password in the header `X-API-PASSWORD`.',
  args: (t) => ({
    id: t.arg.id({
      required: true,
      description:
        'Client id, with or without the prefix `client_`. The id of a merged client is refused.',
    }),
    ...versionArgument(t),
  }),
  run: (viewing, args, request) => purgeClient(viewing, args, request),
  fields: (t) => ({
    receipt: t.field({
      type: PurgeReceiptType,
      description: 'Receipt; null if refused.',
      resolve: ({ result }) => result,
    }),
  }),
});
