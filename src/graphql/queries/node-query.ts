import type { GraphQLResolveInfo } from 'graphql';
import { requireViewer } from '../../domain/core/context.ts';
import { DomainError, type InputPath } from '../../domain/core/errors.ts';
import type { RecordType } from '../../domain/core/ids.ts';
import { isReadable, type ReadableType } from '../../domain/records/descriptors.ts';
import { readOwnedRecords } from '../../domain/records/owned-pages.ts';
import { builder, type GraphQLContext } from '../kit/builder.ts';
import { prismaSelection } from '../kit/prisma-selection.ts';
import { resolveClients } from '../types/client-loading.ts';
import { asNode, Node } from '../types/node.ts';

interface NodeRow {
  readonly id: number;
}

/** Reads records of one type by id, within the viewer's company: all of them at once. */
type ReadNodes = (
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  ids: readonly number[],
) => Promise<ReadonlyMap<number, NodeRow>>;

const byId = <Row extends NodeRow>(rows: readonly Row[]): ReadonlyMap<number, Row> =>
  new Map(rows.map((row) => [row.id, row]));

/** The reader of each type of record that is a node. */
const readers: Readonly<Record<ReadableType, ReadNodes>> = {
  Client: resolveClients,
  Contact: async (context, info, ids) => {
    const { db, viewer } = requireViewer(context);
    const where = { companyId: viewer.companyId, id: { in: [...ids] }, removedAt: null };
    return byId(
      await db.prisma.contact.findMany({
        ...prismaSelection({ context, info, typeName: 'Contact' }),
        where,
      }),
    );
  },
  Document: async (context, _info, ids) =>
    byId(await readOwnedRecords(requireViewer(context), 'Document', ids)),
  GatewayToken: async (context, info, ids) => {
    const { db, viewer } = requireViewer(context);
    const where = { companyId: viewer.companyId, id: { in: [...ids] } };
    return byId(
      await db.prisma.gatewayToken.findMany({
        ...prismaSelection({ context, info, typeName: 'GatewayToken' }),
        where,
      }),
    );
  },
  LedgerEntry: async (context, _info, ids) =>
    byId(await readOwnedRecords(requireViewer(context), 'LedgerEntry', ids)),
};

/** Maximum of ids in one call of `nodes`. */
export const MAX_NODES = 100;

/** Reads records of any types in the order of their ids; null for each that the company does not have. */
async function resolveNodes(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  ids: readonly { readonly id: string; readonly path: InputPath }[],
): Promise<(NodeRow | null)[]> {
  const { ids: codec } = requireViewer(context);
  const wanted = ids.map(({ id, path }) => ({ ...codec.decodeGlobal(id, 'Client', path), path }));
  const rows = new Map<RecordType, ReadonlyMap<number, NodeRow>>();
  for (const { type, path } of wanted) {
    if (!isReadable(type)) {
      throw new DomainError('WRONG_ID_TYPE', `Records of the type ${type} are no nodes.`, path);
    }
    if (rows.has(type)) continue;
    const numbers = wanted.filter((other) => other.type === type).map(({ number }) => number);
    rows.set(type, await readers[type](context, info, numbers));
  }
  return wanted.map(({ type, number }) => {
    const row = rows.get(type)?.get(number);
    return row ? asNode(type, row) : null;
  });
}

builder.queryFields((t) => ({
  node: t.field({
    type: Node,
    description:
      "Finds a record by id. Returns null if there is none. An id without a prefix is a client's; the id of a merged client finds its survivor.",
    args: {
      id: t.arg.id({
        required: true,
        description: 'Id with the prefix of its type, such as `contact_`.',
      }),
    },
    resolve: async (_root, { id }, context, info) => {
      const [row] = await resolveNodes(context, info, [{ id, path: ['id'] }]);
      return row ?? null;
    },
  }),
  nodes: t.field({
    type: [Node],
    description: `Finds up to ${MAX_NODES} records, in the order of their ids, with null for each that does not exist.`,
    nullable: { list: false, items: true },
    args: {
      ids: t.arg.idList({ required: true, description: 'Ids with the prefixes of their types.' }),
    },
    resolve: (_root, { ids }, context, info) => {
      if (ids.length > MAX_NODES) {
        throw new DomainError('TOO_MANY', `At most ${MAX_NODES} nodes can be read at once.`, [
          'ids',
        ]);
      }
      return resolveNodes(
        context,
        info,
        ids.map((id, i) => ({ id, path: ['ids', i] })),
      );
    },
  }),
}));
