/** Matters: what can be applied for at a department, and within which limits. */
import type { Places, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import { mattersRoutes } from './matters.routes.ts';
import { MattersService } from './matters.service.ts';
import { MattersStore } from './matters.store.ts';

export function createMatters(needs: { readonly db: Db; readonly places: Pick<Places, 'finder'> }): {
  routes(needs: { readonly visibility: Visibility; readonly audit: AuditTrail }): Route[];
} {
  const { finder } = needs.places;
  const matters = new MattersService({ matters: new MattersStore(needs), finder });
  return {
    routes: ({ visibility, audit }) => audited(mattersRoutes({ matters, finder, visibility }), audit),
  };
}
