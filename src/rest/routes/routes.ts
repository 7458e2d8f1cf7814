import type { RouteTable } from '../http/route.ts';
import { aboutRoutes } from './about-routes.ts';
import { clientRoutes } from './client-routes.ts';
import { companyRoutes } from './company-routes.ts';
import { documentRoutes } from './document-routes.ts';
import { mailRoutes } from './mail-routes.ts';
import { tokenRoutes } from './token-routes.ts';

/** Every route of v1 below the base path. */
export const routes: RouteTable = {
  ...clientRoutes,
  ...documentRoutes,
  ...tokenRoutes,
  ...mailRoutes,
  ...companyRoutes,
  ...aboutRoutes(() => routes),
};
