import type { GraphQLResolveInfo } from 'graphql';
import type { Client as ClientRow } from '../../db/generated/client.ts';
import { followMerges } from '../../domain/clients/list/list.ts';
import { requireViewer } from '../../domain/core/context.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import { prismaSelection } from '../kit/prisma-selection.ts';
import { fieldPath } from '../kit/selection.ts';

/**
 * Reads clients by id with exactly the selected fields: one statement, and one for each list of owned records. A merged
 * client is replaced by its survivor; ids of other companies are left out.
 */
export async function resolveClients(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  ids: readonly number[],
): Promise<Map<number, ClientRow>> {
  const viewing = requireViewer(context);
  const selection = prismaSelection({ context, info, typeName: 'Client' });
  return await followMerges(viewing, ids, async (wanted) => {
    const where = { companyId: viewing.viewer.companyId, id: { in: [...wanted] } };
    const rows: ClientRow[] = await context.db.prisma.client.findMany({ ...selection, where });
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** Reads one client as `resolveClients` does; null if the company has none with this id. */
export const resolveClient = async (
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  id: number,
): Promise<ClientRow | null> => (await resolveClients(context, info, [id])).get(id) ?? null;

/** Reads one client as `resolveClient` does, together with all others of the same field in the document. */
export const loadClient = (
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  id: number,
): Promise<ClientRow | null> =>
  context.loader.load(`client:${fieldPath(info)}`, id, async (ids: readonly number[]) => {
    const found = await resolveClients(context, info, ids);
    return ids.map((each) => found.get(each) ?? null);
  });
