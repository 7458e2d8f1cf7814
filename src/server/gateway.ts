import type { AddressInfo } from 'node:net';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { openListener } from '../db/listener.ts';
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
import { createHttpServer, type ServerParts } from './server.ts';

/** A gateway that answers. */
export interface Gateway {
  /** Where it listens: `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly db: Database;
  /** Where the bytes of documents are. */
  readonly files: OwnedStore;
  /** The company that was made because the database had none; null when it had one, and in production. */
  readonly demo: DemoCompany | null;
  /** True if the database has a company: without one, nobody can ask anything. */
  readonly hasCompany: boolean;
  /** How many streams of changes are open. */
  readonly streams: () => number;
  /** Stops listening, lets running requests end, and closes everything. */
  close(): Promise<void>;
}

/**
 * Opens the book of a configuration and serves it.
 * @param report gets each defect with the request id under which the caller knows it
 * @param log gets messages about the store of documents, a line each
 * @throws FolderHeldError while another process has the embedded database
 */
export async function startGateway(
  config: Config,
  report: ServerParts['report'],
  log: OwnedStore['log'] = () => {},
): Promise<Gateway> {
  const book = await openDatabaseFor(config, 'npm start');
  const closing: (() => Promise<unknown>)[] = [() => book.close()];
  const close = async () => {
    for (const step of closing.toReversed()) await step();
  };
  try {
    const files = await openDocuments(config, book.db, log);
    return { ...(await serve({ db: book.db, files }, config, report, closing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Opens all that serving takes, and listens.
 * @param closing gets what closes each, to be done in the opposite order
 */
async function serve(
  { db, files }: Pick<Gateway, 'db' | 'files'>,
  config: Config,
  report: ServerParts['report'],
  closing: (() => Promise<unknown>)[],
): Promise<Omit<Gateway, 'close'>> {
  const listener = await openListener(db, config.databaseUrl, ['api_tokens', 'changes']);
  closing.push(() => listener.close());
  const sweeping = startCleanup(db, files, config, report);
  closing.push(() => sweeping.stop());
  if (db.kind === 'embedded') {
    const looking = startPeriodicJob(
      config.statisticsEvery,
      () => refreshStatistics(db),
      (defect) => report(defect, 'statistics'),
    );
    closing.push(() => looking.stop());
  }
  if (config.databaseUrl !== null) {
    const tending = startSearchIndexMaintenance(config.databaseUrl, listener, (defect) =>
      report(defect, 'search index'),
    );
    closing.push(() => tending.stop());
  }
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
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(config.port, config.host, resolve);
  });
  closing.push(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    // Connections on which a request is running now are not kept after its answer.
    server.keepAliveTimeout = 1;
    server.closeIdleConnections();
    subscriptions.close();
    await closed;
  });
  // Not before the gateway listens: what is shown only once must not be made by a start that fails.
  const demo = config.production ? null : await ensureCompany(db);
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    url: `http://${host}:${port}`,
    db,
    files,
    demo,
    hasCompany: demo !== null || (await hasCompany(db)),
    streams: () => subscriptions.count,
  };
}
