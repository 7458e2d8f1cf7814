import type { GraphQLResolveInfo } from 'graphql';
import type { Client as ClientRow } from '../../db/generated/client.ts';
import type { Sql } from '../../db/sql.ts';
import {
  type ClientListArguments,
  type CurrencySummary,
  clientList,
  countClients,
  readPage,
  summarizeClients,
} from '../../domain/clients/list/list.ts';
import { requireViewer } from '../../domain/core/context.ts';
import { currencyById } from '../../domain/reference/reference.ts';
import { builder, type GraphQLContext } from '../kit/builder.ts';
import { type Connection, connectionOf, EMPTY_PAGE } from '../kit/connection.ts';
import { prismaSelection } from '../kit/prisma-selection.ts';
import { selects } from '../kit/selection.ts';
import { Client } from '../types/client.ts';
import { Currency } from '../types/reference.ts';

/** A page of clients, with the condition of its whole list. */
interface ClientPage extends Connection<ClientRow> {
  readonly where: Sql;
}

const ClientSummary = builder.objectRef<CurrencySummary>('ClientSummary').implement({
  description: 'Totals of the clients of one currency, without deleted ones.',
  fields: (t) => ({
    currencyId: t.id({
      description: 'Id of the currency; null for clients without one in their settings.',
      resolve: ({ currencyId }) => (currencyId === null ? null : String(currencyId)),
    }),
    currency: t.field({
      type: Currency,
      description: 'Currency; null for clients without one in their settings.',
      resolve: ({ currencyId }) => currencyById.get(currencyId ?? 0) ?? null,
    }),
    count: t.exposeInt('count', { description: 'Number of clients.', nullable: false }),
    balance: t.field({
      type: 'Decimal',
      description: 'Total amount owed.',
      nullable: false,
      resolve: ({ balance }) => balance,
    }),
    paidToDate: t.field({
      type: 'Decimal',
      description: 'Total amount paid so far.',
      nullable: false,
      resolve: ({ paidToDate }) => paidToDate,
    }),
    creditBalance: t.field({
      type: 'Decimal',
      description: 'Total credit left to use.',
      nullable: false,
      resolve: ({ creditBalance }) => creditBalance,
    }),
  }),
});

/** A page of clients. */
export const ClientConnection = builder.connectionObject<typeof Client, ClientPage>(
  {
    name: 'ClientConnection',
    type: Client,
    description: 'A page of clients.',
    fields: (t) => ({
      summary: t.field({
        type: [ClientSummary],
        description: 'Totals of the whole list, by currency.',
        nullable: false,
        resolve: ({ where }, _args, { db }) => summarizeClients(db, where),
      }),
    }),
  },
  { description: 'A client of a page, with its cursor.' },
);

/** Reads a page of clients with exactly the fields that are selected of them. */
export async function resolveClientPage(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  args: ClientListArguments,
): Promise<ClientPage> {
  const viewing = requireViewer(context);
  const list = clientList(viewing, args);
  const { where } = list;
  const showsClients = selects(info, 'edges') || selects(info, 'nodes');
  const isRead = showsClients || selects(info, 'pageInfo');
  const { ids, ...page } = isRead ? await readPage(viewing.db, list) : { ids: [], ...EMPTY_PAGE };
  const rows = await resolveRows(context, info, showsClients ? ids : []);
  const { edges, ...connection } = connectionOf({ ...page, rows: ids }, () =>
    countClients(viewing.db, where),
  );
  // A client purged since the page was read is left out.
  const present = edges.flatMap(({ cursor, node }) => {
    const row = rows.get(node);
    return row ? [{ cursor, node: row }] : [];
  });
  return { ...connection, edges: present, where };
}

async function resolveRows(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  ids: readonly number[],
): Promise<Map<number, ClientRow>> {
  if (ids.length === 0) return new Map();
  const { db, viewer } = requireViewer(context);
  const paths = [['nodes'], ['edges', 'node']];
  const selection = prismaSelection({ context, info, typeName: 'Client', paths });
  const where = { companyId: viewer.companyId, id: { in: [...ids] } };
  const rows: ClientRow[] = await db.prisma.client.findMany({ ...selection, where });
  return new Map(rows.map((row) => [row.id, row]));
}
