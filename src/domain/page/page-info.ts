import type { Page } from './page.ts';

/** The rows of a page in the order of their list, and whether the list goes on at each end. */
export interface PageRows<Row> {
  readonly rows: Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/**
 * Arranges the rows of a page. A page statement reads one row more than the page has, and it reads a page that is
 * counted from the end of its list in reverse.
 * @param read in the order in which they were read
 * @param behind whether the list has rows on the side from which the page was read
 */
export function pageInfoOf<Row>(
  { size, backward }: Page,
  read: readonly Row[],
  behind: boolean,
): PageRows<Row> {
  const hasMore = read.length > size;
  const rows = read.slice(0, size);
  if (backward) rows.reverse();
  return {
    rows,
    hasNextPage: backward ? behind : hasMore,
    hasPreviousPage: backward ? hasMore : behind,
  };
}
