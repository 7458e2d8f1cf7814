import type { Queryable } from '../../db/database.ts';
import { sql } from '../../db/sql.ts';
import type { ReadContext } from '../core/context.ts';
import { DomainError } from '../core/errors.ts';
import { DEFAULT_PAGE_SIZE, pageSize } from '../page/page.ts';
import { type Change, changesAfter } from './change-rows.ts';
import { newestChange } from './changes.ts';

/** Which changes of a company are read. */
export interface FeedArguments {
  /** The cursor of the last change that was read. */
  readonly after?: string | null | undefined;
  /** Only changes of these clients, each in either form of id; absent for all. */
  readonly ids?: readonly string[] | null | undefined;
}

/** Changes in their order. */
export interface FeedPage {
  readonly changes: readonly Change[];
  /** Where to go on: after the last change, or where the page began when it has none. */
  readonly endCursor: string;
  readonly hasNextPage: boolean;
}

/** Most clients that a feed may be narrowed to. */
export const MAX_FEED_CLIENTS = 500;

/** The cursor before all changes. */
const START = '0';

/**
 * Reads a page of the changes of the company, oldest first: one statement.
 * @param args `first` is how many; without `after` the page begins with the first change ever
 * @throws INVALID_CURSOR, INVALID_INPUT for a size that no page has, TOO_MANY, INVALID_ID, WRONG_ID_TYPE
 */
export async function readFeed(
  context: ReadContext,
  args: FeedArguments & { readonly first?: number | null | undefined },
): Promise<FeedPage> {
  const { db, viewer } = context;
  const size = pageSize(args.first ?? DEFAULT_PAGE_SIZE, 'first');
  const after = parseChangeCursor(args.after ?? START);
  const clientIds = feedClientIds(context, args.ids);
  const found = await changesAfter(db, viewer.companyId, after, clientIds, size + 1);
  // A cursor from another book would wait for changes that are long past here.
  if (found.length === 0 && after !== START) {
    refuseFuture(after, await latestCursor(db, viewer.companyId));
  }
  const changes = found.slice(0, size);
  const endCursor = changes.at(-1)?.cursor ?? after;
  return { changes, endCursor, hasNextPage: found.length > size };
}

/** The numbers of the clients that a feed is narrowed to; null for all. @throws TOO_MANY, INVALID_ID, WRONG_ID_TYPE */
export function feedClientIds(
  { ids: codec }: Pick<ReadContext, 'ids'>,
  ids: FeedArguments['ids'],
): readonly number[] | null {
  if (!ids) return null;
  if (ids.length > MAX_FEED_CLIENTS) {
    throw new DomainError('TOO_MANY', `At most ${MAX_FEED_CLIENTS} clients can be named.`, ['ids']);
  }
  return [...new Set(ids.map((id, i) => codec.decode('Client', id, ['ids', i])))];
}

/** A cursor, checked for its form. @throws INVALID_CURSOR */
export function parseChangeCursor(cursor: string): string {
  if (/^(0|[1-9]\d{0,17})$/.test(cursor)) return cursor;
  throw new DomainError('INVALID_CURSOR', '"after" is not the cursor of a change.', ['after']);
}

/** @throws INVALID_CURSOR for a cursor that the company has not come to yet */
export function refuseFuture(cursor: string, latest: string): void {
  if (BigInt(cursor) <= BigInt(latest)) return;
  const message = '"after" is not the cursor of a change of this company.';
  throw new DomainError('INVALID_CURSOR', message, ['after']);
}

/** The cursor of the newest change of a company; `0` when there was none: one statement. */
export async function latestCursor(db: Queryable, companyId: number): Promise<string> {
  const [row] = await db.query<{ latest: string | null }>(
    sql`select ${newestChange(companyId)} as latest`,
  );
  return row?.latest ?? START;
}
