import type { PageInfoShape } from '@pothos/plugin-relay';

/** A page of rows with the cursor of each, as the domain reads it. */
interface Page<Row> {
  readonly rows: readonly Row[];
  readonly cursors: readonly string[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/** A page as the relay plugin's connections take it. */
export interface Connection<Row> {
  readonly edges: { readonly cursor: string; readonly node: Row }[];
  readonly pageInfo: PageInfoShape;
  readonly totalCount: () => Promise<number>;
}

/** A page without rows, for connections of which no rows are selected. */
export const EMPTY_PAGE = { rows: [], cursors: [], hasNextPage: false, hasPreviousPage: false };

/** Makes a connection of a page. @param totalCount counts the whole list */
export function connectionOf<Row>(
  { rows, cursors, hasNextPage, hasPreviousPage }: Page<Row>,
  totalCount: () => Promise<number>,
): Connection<Row> {
  return {
    edges: rows.map((node, i) => ({ cursor: cursors[i] ?? '', node })),
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    },
    totalCount,
  };
}
