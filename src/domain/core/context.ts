import type { Database, Queryable } from '../../db/database.ts';
import type { ChangeSubscriptions } from '../changes/subscriptions.ts';
import type { UploadLimits } from '../documents/limits.ts';
import type { OwnedStore } from '../documents/store/owned-store.ts';
import { unauthenticated } from './errors.ts';
import type { IdCodec } from './ids.ts';
import type { Viewer } from './viewer.ts';

/** What every use case gets: where the records are, who asks, and what the answer depends on besides. */
export interface Context {
  readonly db: Database;
  readonly ids: IdCodec;
  readonly files: OwnedStore;
  readonly uploads: UploadLimits;
  readonly subscriptions: ChangeSubscriptions;
  /** Null for a request without a valid token. */
  readonly viewer: Viewer | null;
  /** Start of every link in an answer, without a slash at the end. */
  readonly appUrl: string;
  /** The password that the request confirms itself with; null for none. */
  readonly password: string | null;
  /** The key of the request as a whole, by which a repeated one gets the same answer; null for none. */
  readonly idempotencyKey: string | null;
}

/** A context whose viewer is known. */
export type ViewerContext = Context & { readonly viewer: Viewer };

/** What reading needs of a context; a transaction serves as well as the database. */
export type ReadContext = Pick<ViewerContext, 'ids' | 'viewer'> & { readonly db: Queryable };

/** The context of a request that has a viewer. @throws UNAUTHENTICATED */
export function requireViewer<C extends Context>(context: C): C & { readonly viewer: Viewer } {
  if (context.viewer === null) throw unauthenticated();
  return context as C & { readonly viewer: Viewer };
}
