import type { Server } from 'node:http';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { type Listener, openListener } from '../db/listener.ts';
import { startSearchIndexMaintenance } from '../db/search-index-maintenance.ts';
import { refreshStatistics } from '../db/statistics.ts';
import { ChangeSubscriptions } from '../domain/changes/subscriptions.ts';
import { type DemoCompany, ensureCompany, hasCompany } from '../domain/companies/create.ts';
import { IdCodec } from '../domain/core/ids.ts';
import type { OwnedStore } from '../domain/documents/store/owned-store.ts';
import { createAuthenticate } from './authenticate.ts';
import { startCleanup } from './cleanup.ts';
import { openDatabaseFor, openDocuments } from './open.ts';
import { startPeriodicJob } from './periodic-job.ts';
import { createHttpServer } from './server.ts';
import type { ServerParts } from './server-parts.ts';

/** A running gateway. */
export interface Gateway {
  /** URL at which it listens: `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly db: Database;
  /** Store of the bytes of documents. */
  readonly files: OwnedStore;
  /** Demo company, created because the database had no company; null if it had one, and in production. */
  readonly demo: DemoCompany | null;
  /** The database has a company. Without one there are no tokens, so every request is refused. */
  readonly hasCompany: boolean;
  /** Returns the number of open subscriptions. */
  readonly streams: () => number;
  /** Stops listening, waits for running requests, and closes everything. */
  close(): Promise<void>;
}

/** Parts of a gateway, while it is started. */
interface StartingGateway extends Pick<ServerParts, 'config' | 'db' | 'files' | 'report'> {
  /** Adds a step of closing. Steps run in reverse order. */
  readonly onClose: (step: () => Promise<unknown>) => void;
}

/**
 * Opens the database of a configuration and serves it.
 * @param report receives each defect with the request id that the response shows
 * @param log receives messages about the store of documents, a line each
 * @throws FolderHeldError if another process holds the embedded database
 */
export async function startGateway(
  config: Config,
  report: ServerParts['report'],
  log: OwnedStore['log'] = () => {},
): Promise<Gateway> {
  const database = await openDatabaseFor(config, 'npm start');
  const steps: (() => Promise<unknown>)[] = [() => database.close()];
  const close = async () => {
    for (const step of steps.toReversed()) await step();
  };
  const onClose: StartingGateway['onClose'] = (step) => steps.push(step);
  try {
    const { db } = database;
    const files = await openDocuments(config, db, log);
    return { ...(await serve({ config, db, files, report, onClose })), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function serve(starting: StartingGateway): Promise<Omit<Gateway, 'close'>> {
  const { config, db, files, report, onClose } = starting;
  const listener = await openListener(db, config.databaseUrl, ['api_tokens', 'changes']);
  onClose(() => listener.close());
  startJobs(starting, listener);
  const subscriptions = new ChangeSubscriptions(db, listener);
  const server = createHttpServer({
    config,
    db,
    ids: new IdCodec(config.hashidsSalt),
    files,
    subscriptions,
    authenticate: createAuthenticate(db, listener),
    report,
  });
  const url = await listen(server, config);
  onClose(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    // Closes the connections of running requests soon after their responses.
    server.keepAliveTimeout = 1;
    server.closeIdleConnections();
    subscriptions.close();
    await closed;
  });
  // Created last: its token is shown only once, and a failed start would lose it.
  const demo = config.production ? null : await ensureCompany(db);
  return {
    url,
    db,
    files,
    demo,
    hasCompany: demo !== null || (await hasCompany(db)),
    streams: () => subscriptions.count,
  };
}

/** Starts the periodic jobs that the database needs. */
function startJobs(starting: StartingGateway, listener: Listener): void {
  const { config, db, report, onClose } = starting;
  const cleanup = startCleanup(starting);
  onClose(() => cleanup.stop());
  if (db.kind === 'embedded') {
    const statistics = startPeriodicJob(
      config.statisticsEvery,
      () => refreshStatistics(db),
      (defect) => report(defect, 'statistics'),
    );
    onClose(() => statistics.stop());
  }
  if (config.databaseUrl !== null) {
    const maintenance = startSearchIndexMaintenance(config.databaseUrl, listener, (defect) =>
      report(defect, 'search index'),
    );
    onClose(() => maintenance.stop());
  }
}

/** Listens on the configured port. @returns the URL */
async function listen(server: Server, { host, port }: Config): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  const address = server.address();
  const actualPort = typeof address === 'object' && address ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`;
}
