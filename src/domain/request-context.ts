import type { ChangeSubscriptions } from './changes/subscriptions.ts';
import type { PasswordContext } from './companies/password.ts';
import type { ViewerContext } from './core/context.ts';
import type { Viewer } from './core/viewer.ts';
import type { UploadLimits } from './documents/limits.ts';
import type { StoreContext } from './documents/store/owned-store.ts';

/** The context of a request to either API: that of every use case, and everything that only some of them read. */
export interface RequestContext extends Omit<PasswordContext & StoreContext, 'viewer'> {
  /** Null for a request without a valid token. */
  readonly viewer: Viewer | null;
  readonly uploads: UploadLimits;
  readonly subscriptions: ChangeSubscriptions;
  /** The start of every link in a response, without a slash at the end. */
  readonly appUrl: string;
  /** The idempotency key of the request as a whole; null for none. */
  readonly idempotencyKey: string | null;
}

/** The context of a request with a valid token. */
export type ViewerRequest = RequestContext & ViewerContext;
