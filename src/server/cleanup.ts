import type { Config } from '../config.ts';
import type { Queryable } from '../db/database.ts';
import { deleteExpiredReplays } from '../domain/core/write.ts';
import { cleanUpDocuments } from '../domain/documents/store/cleanup.ts';
import type { OwnedStore } from '../domain/documents/store/owned-store.ts';
import { deleteExpiredZipLinks } from '../domain/documents/zip-link.ts';
import { type PeriodicJob, startPeriodicJob } from './periodic-job.ts';

/** How often leftovers are looked for, in milliseconds. */
const EVERY = 60 * 60 * 1000;

/**
 * Begins to clear the database of links that have ended and of remembered answers that are too old to be given again, and
 * the store of documents of what killed processes left in it. Other processes may be uploading to the same store:
 * only what is older than any upload can be is a leftover. A process that has the database for itself knows better at its
 * start, before it listens: whatever is recorded has nobody to finish it.
 * @param report gets what went wrong; the next round tries again
 */
export function startCleanup(
  db: Queryable,
  files: OwnedStore,
  { databaseUrl, uploads }: Config,
  report: (defect: unknown, requestId: string) => void,
): PeriodicJob {
  const start = new Date();
  const sweep = async (isFirst: boolean) => {
    const isAlone = isFirst && databaseUrl === null;
    const before = isAlone ? start : new Date(Date.now() - 2 * uploads.time);
    const done = await Promise.allSettled([
      deleteExpiredReplays(db),
      deleteExpiredZipLinks(db),
      cleanUpDocuments(db, files, before),
    ]);
    for (const part of done) if (part.status === 'rejected') report(part.reason, 'sweep');
  };
  return startPeriodicJob(EVERY, sweep, (defect) => report(defect, 'sweep'));
}
