import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { ChangeSubscriptions } from '../domain/changes/subscriptions.ts';
import type { IdCodec } from '../domain/core/ids.ts';
import type { OwnedStore } from '../domain/documents/store/owned-store.ts';
import type { Authenticate } from './authenticate.ts';

/** Parts of the gateway that the HTTP server uses. They are opened before it listens. */
export interface ServerParts {
  readonly config: Config;
  readonly db: Database;
  readonly ids: IdCodec;
  readonly files: OwnedStore;
  readonly subscriptions: ChangeSubscriptions;
  readonly authenticate: Authenticate;
  /** Receives each defect with the request id that the response shows. */
  readonly report: (defect: unknown, requestId: string) => void;
}
