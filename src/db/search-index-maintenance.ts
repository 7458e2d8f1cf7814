import pg from 'pg';
import { connectionTo } from './connection.ts';
import type { Listener } from './listener.ts';

/** Delay from a change to the maintenance, in milliseconds. One run covers all changes of that time. */
const DELAY_MS = 250;

/**
 * SQLSTATE for a user without the right to maintain the index. PostgreSQL then does it itself, once the pending list
 * is long.
 */
const NOT_ALLOWED = '42501';

/** The running maintenance of the trigram index. */
export interface SearchIndexMaintenance {
  /** Stops it after the run that is in flight. */
  stop(): Promise<void>;
}

/**
 * Starts to move new entries from the pending list of the trigram index into the index, soon after each change. Every
 * search reads the pending list, and the writer who fills it moves its entries while others wait. On a connection of
 * its own, the maintenance delays neither. See test/lists/search.test.ts.
 * @param url of the server
 * @param report receives errors; the next change tries again
 */
export function startSearchIndexMaintenance(
  url: string,
  listener: Listener,
  report: (defect: unknown) => void,
): SearchIndexMaintenance {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let running = Promise.resolve();
  let stopped = false;

  async function run(): Promise<void> {
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
      running = run()
        .catch(fail)
        .finally(() => {
          timer = null;
        });
    }, DELAY_MS).unref();
  });
  return {
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
      await client?.end();
    },
  };
}
