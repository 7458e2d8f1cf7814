import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { readChild } from '../domain/client/children.ts';
import { requireViewer } from '../domain/context.ts';
import { DomainError } from '../domain/errors.ts';
import type { RecordType } from '../domain/ids.ts';
import { builder, type GraphQLContext } from './builder.ts';
import { readClient } from './client-query.ts';
import { asNode, Node } from './node.ts';

type ReadNode = (
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  id: number,
) => Promise<object | null>;

const selection = (context: GraphQLContext, info: GraphQLResolveInfo, typeName: string) =>
  queryFromInfo({ context, info, typeName } as never) as object;

/** How a record of each type is read by its number, within the viewer's company. */
const readers: Partial<Record<RecordType, ReadNode>> = {
  Client: readClient,
  Contact: (context, info, id) => {
    const { db, viewer } = requireViewer(context);
    const where = { companyId: viewer.companyId, id, removedAt: null };
    return db.prisma.contact.findFirst({ ...selection(context, info, 'Contact'), where });
  },
  Document: (context, _info, id) => readChild(requireViewer(context), 'document', id),
  GatewayToken: (context, info, id) => {
    const { db, viewer } = requireViewer(context);
    const where = { companyId: viewer.companyId, id };
    return db.prisma.gatewayToken.findFirst({ ...selection(context, info, 'GatewayToken'), where });
  },
  LedgerEntry: (context, _info, id) => readChild(requireViewer(context), 'ledgerEntry', id),
};

/** Most ids in one call of `nodes`. */
const MAX_NODES = 100;

async function readNode(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  id: string,
  path: (string | number)[],
) {
  const { type, number } = requireViewer(context).ids.decodeGlobal(id, 'Client', path);
  const read = readers[type];
  if (!read)
    throw new DomainError('WRONG_ID_TYPE', `Records of the type ${type} are no nodes.`, path);
  const row = await read(context, info, number);
  return row && (asNode(type, row) as { id: number });
}

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    description:
      'Any record of the company by its id; null when there is none. An id without a type names a client.',
    args: { id: t.arg.id({ required: true, description: 'The id, with the type in front.' }) },
    resolve: (_root, { id }, context, info) => readNode(context, info, id, ['id']),
  }),
  nodes: t.field({
    type: [Node],
    description: `Records of the company in the order of their ids, at most ${MAX_NODES}; null where there is none.`,
    nullable: { list: false, items: true },
    args: {
      ids: t.arg.idList({ required: true, description: 'The ids, with the types in front.' }),
    },
    resolve: async (_root, { ids }, context, info) => {
      if (ids.length > MAX_NODES) {
        throw new DomainError('TOO_MANY', `At most ${MAX_NODES} nodes can be read at once.`, [
          'ids',
        ]);
      }
      return await Promise.all(ids.map((id, i) => readNode(context, info, id, ['ids', i])));
    },
  }),
}));
