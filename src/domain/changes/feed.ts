import type { Queryable } from '../../db/database.ts';
import { sql } from '../../db/sql.ts';
import type { ReadContext } from '../core/context.ts';
import { DomainError } from '../core/errors.ts';
import { DEFAULT_PAGE_SIZE, pageSize } from '../page/page.ts';
import { type Change, changesAfter } from './change-rows.ts';
import { newestChange } from './changes.ts';

/** A position in a company's changes, and the clients that they are narrowed to. */
export interface FeedArguments {
  /** The cursor of the last change that was read. */
  readonly after?: string | null | undefined;
  /** Ids of the only clients whose changes are read; absent for all. */
  readonly ids?: readonly string[] | null | undefined;
}

/** Changes in their order. */
export interface FeedPage {
  readonly changes: readonly Change[];
  /** The cursor after which to continue: that of the last change, or the start of an empty page. */
  readonly endCursor: string;
  readonly hasNextPage: boolean;
}

/** The maximum of clients that changes can be narrowed to. */
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
  // A cursor of another company would wait for changes that have long happened here.
  if (found.length === 0 && after !== START) {
    refuseFuture(after, await latestCursor(db, viewer.companyId));
  }
  const changes = found.slice(0, size);
  const endCursor = changes.at(-1)?.cursor ?? after;
  return { changes, endCursor, hasNextPage: found.length > size };
}

/**
 * Decodes the ids of the clients that changes are narrowed to; null for all.
 * @throws TOO_MANY, INVALID_ID, WRONG_ID_TYPE
 */
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

/** Returns a cursor of valid form. @throws INVALID_CURSOR */
export function parseChangeCursor(cursor: string): string {
  if (/^(0|[1-9]\d{0,17})$/.test(cursor)) return cursor;
  throw new DomainError('INVALID_CURSOR', '"after" is not the cursor of a change.', ['after']);
}

/** Refuses a cursor that the company has not reached yet. @throws INVALID_CURSOR */
export function refuseFuture(cursor: string, latest: string): void {
  if (BigInt(cursor) <= BigInt(latest)) return;
  const message = '"after" is not the cursor of a change of this company.';
  throw new DomainError('INVALID_CURSOR', message, ['after']);
}

/** Reads the cursor of the newest change of a company, `0` when there is none: one statement. */
export async function latestCursor(db: Queryable, companyId: number): Promise<string> {
  const [row] = await db.query<{ latest: string | null }>(
    sql`select ${newestChange(companyId)} as latest`,
  );
  return row?.latest ?? START;
}
