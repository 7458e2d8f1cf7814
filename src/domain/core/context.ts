import type { Database, Queryable } from '../../db/database.ts';
import { unauthenticated } from './errors.ts';
import type { IdCodec } from './ids.ts';
import type { Viewer } from './viewer.ts';

/** The context of a use case: the database, the codec of ids, and the viewer on whose behalf it runs. */
export interface ViewerContext {
  readonly db: Database;
  readonly ids: IdCodec;
  readonly viewer: Viewer;
}

/** The context of a use case that only reads. A transaction can take the place of the database. */
export type ReadContext = Omit<ViewerContext, 'db'> & { readonly db: Queryable };

/** Returns a context if it has a viewer. @throws UNAUTHENTICATED */
export function requireViewer<C extends { readonly viewer: Viewer | null }>(
  context: C,
): C & { readonly viewer: Viewer } {
  if (!hasViewer(context)) throw unauthenticated();
  return context;
}

const hasViewer = <C extends { readonly viewer: Viewer | null }>(
  context: C,
): context is C & { readonly viewer: Viewer } => context.viewer !== null;
