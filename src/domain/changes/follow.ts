import type { ViewerContext } from '../core/context.ts';
import { DomainError, type ErrorCode, unauthenticated } from '../core/errors.ts';
import type { Change } from './change-rows.ts';
import {
  type FeedArguments,
  feedClientIds,
  latestCursor,
  parseChangeCursor,
  refuseFuture,
} from './feed.ts';
import type {
  ChangeSubscription,
  ChangeSubscriptions,
  SubscriptionOwner,
} from './subscriptions.ts';

/** The context of a follower of changes, which may be a request or a part of the process. */
export type FollowContext = Pick<ViewerContext, 'db' | 'ids'> & {
  readonly subscriptions: ChangeSubscriptions;
  readonly viewer: SubscriptionOwner;
};

/**
 * Streams the changes of the company: those after a cursor, or those that are made from now on. Nothing is read ahead:
 * a page is read when the one before has been consumed.
 * @param gone is aborted when the caller has disconnected
 * @throws INVALID_CURSOR, TOO_MANY, INVALID_ID, WRONG_ID_TYPE; in mid-stream, with the last cursor as a detail:
 * UNAUTHENTICATED when the token stops working, GOING_AWAY when the process stops
 */
export async function followChanges(
  context: FollowContext,
  { after, ids }: FeedArguments,
  gone: AbortSignal,
): Promise<AsyncGenerator<Change>> {
  const { db, viewer, subscriptions } = context;
  const start = after == null ? null : parseChangeCursor(after);
  const clientIds = feedClientIds(context, ids);
  const latest = await latestCursor(db, viewer.companyId);
  if (start !== null) refuseFuture(start, latest);
  const subscription = subscriptions.join(viewer, gone);
  return changes(context, subscription, start ?? latest, clientIds, gone);
}

async function* changes(
  { subscriptions, viewer }: FollowContext,
  subscription: ChangeSubscription,
  start: string,
  clientIds: readonly number[] | null,
  gone: AbortSignal,
): AsyncGenerator<Change> {
  let cursor = start;
  let mayHaveMore = false;
  while (!gone.aborted) {
    if (!mayHaveMore) await subscription.waitForChange();
    if (gone.aborted) return;
    const page = await subscriptions.read(viewer.companyId, cursor, clientIds);
    for (const change of page.changes) {
      if (gone.aborted) return;
      if (subscription.ended) throw ending(subscription.ended, cursor);
      yield change;
      cursor = change.cursor;
    }
    if (subscription.ended) throw ending(subscription.ended, cursor);
    mayHaveMore = page.mayHaveMore;
  }
}

function ending(reason: ErrorCode, cursor: string): DomainError {
  const message =
    reason === 'UNAUTHENTICATED'
      ? unauthenticated().message
      : 'The gateway is stopping; go on after the last cursor.';
  return new DomainError(reason, message, [], { cursor });
}
