import { hash } from 'node:crypto';
import type { Sql } from '../../db/sql.ts';
import { latestCursor } from '../../domain/changes/feed.ts';
import { listsWeakly, readTags } from '../../http/conditions.ts';
import type { Call, RouteResponse } from './route.ts';

/** What was read to answer a request, and the company's newest change as it was read. */
export interface ReadResponse {
  readonly answer: RouteResponse;
  readonly state: string;
}

/**
 * Answers a request to read with a tag that is another one after every write to the company's book. Whoever has the
 * answer already is told so after one look at the newest change; nobody else is made to wait for it.
 * @param which the condition of the records that are read, whose moments may depend on when that is
 * @param read reads them, together with the newest change
 */
export async function withEtag(
  call: Call,
  which: Sql,
  read: () => Promise<ReadResponse>,
): Promise<RouteResponse> {
  if (!call.isRead) return (await read()).answer;
  const asked = JSON.stringify([call.url, call.input, which.values]);
  const digest = hash('sha1', asked, 'base64url').slice(0, 12);
  const tagAt = (state: string) => `W/"${state}-${digest}"`;
  const known = call.headers['if-none-match'];
  // Whoever knows of any state whatever must first be told if there is no such record.
  if (known !== undefined && readTags(known) !== '*') {
    const { db, viewer } = call.context;
    const etag = tagAt(await latestCursor(db, viewer.companyId));
    if (listsWeakly(known, etag)) return { body: undefined, etag };
  }
  const { answer, state } = await read();
  return { ...answer, etag: tagAt(state) };
}
