import { deleteExpiredReplays } from '../domain/core/write.ts';
import { cleanUpDocuments } from '../domain/documents/store/cleanup.ts';
import { deleteExpiredZipLinks } from '../domain/documents/zip-link.ts';
import { type PeriodicJob, startPeriodicJob } from './periodic-job.ts';
import type { ServerParts } from './server-parts.ts';

/** Interval of the cleanup, in milliseconds. */
const CLEANUP_INTERVAL_MS = 60 * 60 * 1000;

/**
 * Starts the cleanup of expired replays, expired zip links, and files that killed processes left in the store. Since other
 * processes may be uploading to the same store, a file counts as left over only when it is older than any upload can be.
 * A process with an embedded database is the only one: at its start, every pending upload is left over.
 */
export function startCleanup({
  config: { databaseUrl, uploads },
  db,
  files,
  report,
}: Pick<ServerParts, 'config' | 'db' | 'files' | 'report'>): PeriodicJob {
  const start = new Date();
  const cleanUp = async (isFirst: boolean) => {
    const isAlone = isFirst && databaseUrl === null;
    const before = isAlone ? start : new Date(Date.now() - 2 * uploads.time);
    const results = await Promise.allSettled([
      deleteExpiredReplays(db),
      deleteExpiredZipLinks(db),
      cleanUpDocuments(db, files, before),
    ]);
    for (const result of results) {
      if (result.status === 'rejected') report(result.reason, 'cleanup');
    }
  };
  return startPeriodicJob(CLEANUP_INTERVAL_MS, cleanUp, (defect) => report(defect, 'cleanup'));
}
