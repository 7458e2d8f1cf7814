import pg from 'pg';
import { connectionTo } from './connection.ts';
import type { Listener } from './listener.ts';

/** How long after a change the index is seen to, in milliseconds: what is written meanwhile is sorted in with it. */
const AFTER = 250;

/** The database's user may not see to the index. Then the database does, once the list is long. */
const NOT_ALLOWED = '42501';

/** Sees to the index of texts. */
export interface SearchIndexMaintenance {
  /** Ends it, after what is under way. */
  stop(): Promise<void>;
}

/**
 * Sorts what was written into the index of texts, soon after it was written. PostgreSQL keeps it in a list until that is
 * long: every search reads the list, and whoever fills it sorts it in and has everybody wait. Sorted in here, on a
 * connection of its own, it costs neither searches nor writers.
 * @param url of the server
 * @param report gets what went wrong; the next change tries again
 */
export function startSearchIndexMaintenance(
  url: string,
  listener: Listener,
  report: (defect: unknown) => void,
): SearchIndexMaintenance {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let tending = Promise.resolve();
  let stopped = false;

  async function tend(): Promise<void> {
    client ??= await connect();
    await client.query(`select gin_clean_pending_list('clients_search_idx')`);
  }

  async function connect(): Promise<pg.Client> {
    const connecting = new pg.Client(connectionTo(url));
    const lose = () => {
      client = null;
    };
    connecting.on('error', lose).on('end', lose);
    await connecting.connect();
    return connecting;
  }

  function fail(error: { code?: unknown }): void {
    if (error.code === NOT_ALLOWED) stopped = true;
    else report(error);
  }

  listener.on('changes', (company) => {
    if (company === null || timer || stopped) return;
    timer = setTimeout(() => {
      tending = tend()
        .catch(fail)
        .finally(() => {
          timer = null;
        });
    }, AFTER).unref();
  });
  return {
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      await tending;
      await client?.end();
    },
  };
}
