import type { GraphQLResolveInfo } from 'graphql';
import { requireViewer } from '../../domain/core/context.ts';
import type { PageArguments } from '../../domain/page/page.ts';
import {
  checkOwner,
  countOwnedRecords,
  type OwnedPage,
  type OwnedRow,
  ownedPage,
  type PagedType,
  readOwnedPages,
} from '../../domain/records/owned-pages.ts';
import { Document } from '../types/document.ts';
import { LedgerEntry } from '../types/ledger-entry.ts';
import { builder, type GraphQLContext } from './builder.ts';
import { selects } from './selection.ts';

/** A page of parts of a client as the schema's connections have it. */
interface ChildConnection {
  readonly edges: readonly { cursor: string; node: OwnedRow }[];
  readonly nodes: readonly OwnedRow[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  readonly totalCount: number | null;
}

const PageInfo = builder.pageInfoRef();

function childConnection(name: string, node: typeof Document, what: string) {
  const edge = builder.objectRef<ChildConnection['edges'][number]>(`${name}Edge`).implement({
    description: `One of the ${what} of a page, with its cursor.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: 'Opaque position in the list, for `after` and `before`.',
        nullable: false,
      }),
      node: t.expose('node', { type: node, description: 'Record.', nullable: false }),
    }),
  });
  return builder.objectRef<ChildConnection>(`${name}Connection`).implement({
    description: `A page of the ${what} of a client.`,
    fields: (t) => ({
      edges: t.expose('edges', {
        type: [edge],
        description: 'Records with their cursors.',
        nullable: false,
      } as never),
      nodes: t.expose('nodes', {
        type: [node],
        description: 'Records without cursors.',
        nullable: false,
      } as never),
      pageInfo: t.expose('pageInfo', {
        type: PageInfo,
        description: 'Position of the page in its list.',
        nullable: false,
      } as never),
      totalCount: t.int({
        description: 'Number of records in the whole list.',
        nullable: false,
        resolve: ({ totalCount }) => totalCount as number,
      }),
    }),
  });
}

/** The documents of a client. */
export const DocumentConnection = childConnection('Document', Document, 'documents');

/** The movements of a client's money. */
export const LedgerEntryConnection = childConnection('LedgerEntry', LedgerEntry, 'ledger entries');

/** Reads a page of a part of a client, together with the same page of all other clients of the request. */
export async function resolveChildPage(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  name: PagedType,
  clientId: number,
  args: PageArguments,
): Promise<ChildConnection> {
  const reading = requireViewer(context);
  const page = ownedPage(name, args);
  checkOwner(page, clientId);
  const key = `${name}:${JSON.stringify(args)}`;
  const [found, totalCount] = await Promise.all([
    ['edges', 'nodes', 'pageInfo'].some((field) => selects(info, field))
      ? context.loader.load<number, OwnedPage>(key, clientId, (clientIds) =>
          readOwnedPages(reading, name, page, clientIds),
        )
      : EMPTY,
    selects(info, 'totalCount')
      ? context.loader.load<number, number>(`${name}:count`, clientId, (clientIds) =>
          countOwnedRecords(reading, name, clientIds),
        )
      : null,
  ]);
  return { ...connectionOf(found), totalCount };
}

const EMPTY: OwnedPage = { rows: [], cursors: [], hasNextPage: false, hasPreviousPage: false };

function connectionOf({ rows, cursors, hasNextPage, hasPreviousPage }: OwnedPage) {
  return {
    edges: rows.map((node, i) => ({ cursor: cursors[i] as string, node })),
    nodes: rows,
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    },
  };
}
