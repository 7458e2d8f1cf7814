import { hash } from 'node:crypto';
import type { Sql } from '../../db/sql.ts';
import { latestCursor } from '../../domain/changes/feed.ts';
import { listsWeakly, readTags } from '../../http/conditions.ts';
import type { Call, RouteResponse } from './route.ts';

/** A response, and the cursor of the company's newest change in the same snapshot. */
export interface ReadResponse {
  readonly response: RouteResponse;
  readonly state: string;
}

/**
 * Responds to a GET with a weak ETag that changes with every write to the company's book. `If-None-Match` is compared
 * with the newest change before anything else is read; without that header no extra statement runs.
 * @param where condition of the rows that are read. Its values are part of the tag: some depend on the current time
 * @param read reads the rows and the newest change in one snapshot
 */
export async function withEtag(
  call: Call,
  where: Sql,
  read: () => Promise<ReadResponse>,
): Promise<RouteResponse> {
  if (!call.isRead) return (await read()).response;
  const identity = JSON.stringify([call.url, call.input, where.values]);
  const digest = hash('sha1', identity, 'base64url').slice(0, 12);
  const tagAt = (state: string) => `W/"${state}-${digest}"`;
  const known = call.headers['if-none-match'];
  // `*` matches any state, but a missing record must be refused first.
  if (known !== undefined && readTags(known) !== '*') {
    const { db, viewer } = call.context;
    const etag = tagAt(await latestCursor(db, viewer.companyId));
    if (listsWeakly(known, etag)) return { body: undefined, etag };
  }
  const { response, state } = await read();
  return { ...response, etag: tagAt(state) };
}
