import type { GraphQLResolveInfo } from 'graphql';
import { requireViewer } from '../../domain/core/context.ts';
import type { PageArguments } from '../../domain/page/page.ts';
import type { PagedType } from '../../domain/records/descriptors.ts';
import {
  checkOwner,
  countOwnedRecords,
  type OwnedPage,
  type OwnedRow,
  ownedPage,
  readOwnedPages,
} from '../../domain/records/owned-pages.ts';
import { builder, type GraphQLContext } from '../kit/builder.ts';
import { type Connection, connectionOf, EMPTY_PAGE } from '../kit/connection.ts';
import { selects } from '../kit/selection.ts';
import { Document } from './document.ts';
import { LedgerEntry } from './ledger-entry.ts';

/** A page of the documents of a client. */
export const DocumentConnection = builder.connectionObject(
  {
    name: 'DocumentConnection',
    type: Document,
    description: 'A page of the documents of a client.',
  },
  { description: 'One of the documents of a page, with its cursor.' },
);

/** A page of the ledger of a client. */
export const LedgerEntryConnection = builder.connectionObject(
  {
    name: 'LedgerEntryConnection',
    type: LedgerEntry,
    description: 'A page of the ledger entries of a client.',
  },
  { description: 'One of the ledger entries of a page, with its cursor.' },
);

/** Reads a page of a client's records of one type, together with the same page of other clients of the request. */
export const resolveOwnedPage =
  (type: PagedType) =>
  async (
    { id: clientId }: { readonly id: number },
    args: PageArguments,
    context: GraphQLContext,
    info: GraphQLResolveInfo,
  ): Promise<Connection<OwnedRow>> => {
    const viewing = requireViewer(context);
    const page = ownedPage(type, args);
    checkOwner(page, clientId);
    const readPages = (clientIds: readonly number[]) =>
      readOwnedPages(viewing, type, page, clientIds);
    const count = (clientIds: readonly number[]) => countOwnedRecords(viewing, type, clientIds);
    const showsRows = ['edges', 'nodes', 'pageInfo'].some((field) => selects(info, field));
    const key = `${type}:${JSON.stringify(args)}`;
    const read: OwnedPage = showsRows
      ? await context.loader.load(key, clientId, readPages)
      : EMPTY_PAGE;
    return connectionOf(read, () => context.loader.load(`${type}:count`, clientId, count));
  };
