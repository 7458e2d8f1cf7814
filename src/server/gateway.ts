import type { AddressInfo } from 'node:net';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { openListener } from '../db/listener.ts';
import { Followers } from '../domain/client/followers.ts';
import { type DemoCompany, ensureCompany } from '../domain/company/create.ts';
import type { DocumentStore } from '../domain/documents/store.ts';
import { IdCodec } from '../domain/ids.ts';
import { createAccess } from './access.ts';
import { openBook, openDocuments } from './open.ts';
import { createHttpServer, type ServerParts } from './server.ts';
import { startSweeping } from './sweeping.ts';

/** A gateway that answers. */
export interface Gateway {
  /** Where it listens: `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly db: Database;
  /** Where the bytes of documents are. */
  readonly files: DocumentStore;
  /** The company that was made because the database had none; null when it had one. */
  readonly demo: DemoCompany | null;
  /** How many streams of changes are open. */
  readonly streams: () => number;
  /** Stops listening, lets running requests end, and closes everything. */
  close(): Promise<void>;
}

/**
 * Opens the book of a configuration and serves it.
 * @param report gets each defect with the request id under which the caller knows it
 * @throws FolderHeldError while another process has the embedded database
 */
export async function startGateway(
  config: Config,
  report: ServerParts['report'],
): Promise<Gateway> {
  const book = await openBook(config, 'npm start');
  const listener = await openListener(book.db, config.databaseUrl, ['api_tokens', 'changes']);
  const files = await openDocuments(config);
  const followers = new Followers(book.db, listener);
  const demo = await ensureCompany(book.db);
  const sweeping = startSweeping(book.db, files, config, report);
  const server = createHttpServer({
    config,
    db: book.db,
    ids: new IdCodec(config.hashidsSalt),
    files,
    followers,
    access: createAccess(book.db, listener),
    report,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(config.port, config.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    url: `http://${host}:${port}`,
    db: book.db,
    files,
    demo,
    streams: () => followers.count,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      followers.close();
      await closed;
      await sweeping.stop();
      await listener.close();
      await book.close();
    },
  };
}
