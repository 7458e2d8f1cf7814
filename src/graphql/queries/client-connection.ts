import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { Client as ClientRow } from '../../db/generated/client.ts';
import type { Sql } from '../../db/sql.ts';
import { constantCase } from '../../domain/casing.ts';
import {
  type ClientListArguments,
  type CurrencySummary,
  clientList,
  countClients,
  readPage,
  summarizeClients,
} from '../../domain/clients/list/list.ts';
import { sortFields } from '../../domain/clients/list/sorts.ts';
import { requireViewer, type ViewerContext } from '../../domain/core/context.ts';
import { currencyById } from '../../domain/reference/reference.ts';
import { builder, type GraphQLContext } from '../kit/builder.ts';
import { selects } from '../kit/selection.ts';
import { Client } from '../types/client.ts';
import { Currency } from '../types/reference.ts';

/** A page of clients as the schema has it. */
interface ClientPage {
  readonly edges: readonly { cursor: string; node: ClientRow }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  /** Which clients the whole list has. */
  readonly where: Sql;
}

const SortDirection = builder.enumType('SortDirection', {
  description: 'Direction of a sort key.',
  values: {
    ASC: { description: 'Ascending: smallest, earliest or alphabetically first value first.' },
    DESC: { description: 'Descending: largest, latest or alphabetically last value first.' },
  },
});

const NullsPlacement = builder.enumType('NullsPlacement', {
  description: 'Position of rows without a value.',
  values: {
    FIRST: { description: 'Before all others.' },
    LAST: { description: 'After all others.' },
  },
});

const ClientSortField = builder.enumType('ClientSortField', {
  description: 'Fields that clients can be sorted by.',
  values: Object.fromEntries(
    sortFields.map((name) => [
      constantCase(name),
      {
        value: name,
        description: `By \`${name}\`${name === 'number' ? ': by the digits in it' : ''}.`,
      },
    ]),
  ) as Record<string, { value: string; description: string }>,
});

/** One key of an order of clients. */
export const ClientSort = builder.inputType('ClientSort', {
  description:
    'A sort key for clients. Each field may occur once. Texts are sorted without case and accents, then by code point. Equal clients are sorted by id, in the direction of the last key.',
  fields: (t) => ({
    field: t.field({ type: ClientSortField, required: true, description: 'Field to sort by.' }),
    direction: t.field({ type: SortDirection, defaultValue: 'ASC', description: 'Direction.' }),
    nulls: t.field({
      type: NullsPlacement,
      defaultValue: 'LAST',
      description: 'Position of clients without a value.',
    }),
  }),
});

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

const ClientEdge = builder.objectRef<ClientPage['edges'][number]>('ClientEdge').implement({
  description: 'A client of a page, with its cursor.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description: 'Opaque position of the client in the list, for `after` and `before`.',
      nullable: false,
    }),
    node: t.expose('node', { type: Client, description: 'Client.', nullable: false }),
  }),
});

const reading = (context: GraphQLContext): ViewerContext => requireViewer(context);

/** A page of clients. */
export const ClientConnection = builder.objectRef<ClientPage>('ClientConnection').implement({
  description: 'A page of clients.',
  fields: (t) => ({
    edges: t.field({
      type: [ClientEdge],
      description: 'Clients with their cursors.',
      nullable: false,
      resolve: ({ edges }) => [...edges],
    }),
    nodes: t.field({
      type: [Client],
      description: 'Clients without cursors.',
      nullable: false,
      resolve: ({ edges }) => edges.map(({ node }) => node),
    }),
    pageInfo: t.field({
      type: builder.pageInfoRef(),
      description: 'Position of the page in its list.',
      nullable: false,
      resolve: ({ pageInfo }) => pageInfo,
    }),
    totalCount: t.int({
      description: 'Number of clients in the whole list.',
      nullable: false,
      resolve: ({ where }, _args, context) => countClients(reading(context).db, where),
    }),
    summary: t.field({
      type: [ClientSummary],
      description: 'Totals of the whole list, by currency.',
      nullable: false,
      resolve: ({ where }, _args, context) => summarizeClients(reading(context).db, where),
    }),
  }),
});

/** Reads a page of clients with exactly the fields that are selected of them. */
export async function resolveClientPage(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  args: ClientListArguments,
): Promise<ClientPage> {
  const viewerContext = reading(context);
  const list = clientList(viewerContext, args);
  const showsClients = selects(info, 'edges') || selects(info, 'nodes');
  if (!showsClients && !selects(info, 'pageInfo')) {
    return { edges: [], pageInfo: emptyPageInfo, where: list.where };
  }
  const page = await readPage(viewerContext.db, list);
  const nodes = await resolveRows(viewerContext, context, info, showsClients ? page.ids : []);
  // A client purged since the page was read is left out.
  const edges = page.ids.flatMap((id, i) => {
    const node = nodes.get(id);
    return node ? [{ cursor: page.cursors[i] as string, node }] : [];
  });
  const { hasNextPage, hasPreviousPage, cursors } = page;
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    },
    where: list.where,
  };
}

const emptyPageInfo = {
  hasNextPage: false,
  hasPreviousPage: false,
  startCursor: null,
  endCursor: null,
};

async function resolveRows(
  { db, viewer }: ViewerContext,
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  ids: readonly number[],
): Promise<Map<number, ClientRow>> {
  if (ids.length === 0) return new Map();
  const query = queryFromInfo({
    context,
    info,
    typeName: 'Client',
    paths: [['nodes'], ['edges', 'node']],
    select: { id: true },
  } as never) as { select: { id: true } };
  const where = { companyId: viewer.companyId, id: { in: [...ids] } };
  const rows = (await db.prisma.client.findMany({ ...query, where })) as unknown as ClientRow[];
  return new Map(rows.map((row) => [row.id, row]));
}
