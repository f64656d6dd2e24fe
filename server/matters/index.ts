/** Matters: what can be applied for at a department, and within which limits. */
import type { Places, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import { mattersRoutes } from './matters.routes.ts';
import { MattersService } from './matters.service.ts';
import { MattersStore } from './matters.store.ts';
import { windowMattersRoutes } from './window-matters.routes.ts';
import { WindowMattersService } from './window-matters.service.ts';
import { WindowMattersStore } from './window-matters.store.ts';

export interface MattersNeeds {
  readonly db: Db;
  readonly places: Pick<Places, 'finder'>;
  readonly now?: () => number;
}

export { MattersService } from './matters.service.ts';
export type { WindowMattersService } from './window-matters.service.ts';

export function createMatters(needs: MattersNeeds): {
  readonly service: MattersService;
  /** Which of them a window serves. */
  readonly served: WindowMattersService;
  routes(needs: { readonly visibility: Visibility; readonly audit: AuditTrail }): Route[];
} {
  const { finder } = needs.places;
  const matters = new MattersService({ matters: new MattersStore(needs) });
  const served = new WindowMattersService({
    store: new WindowMattersStore(needs),
    now: needs.now ?? Date.now,
  });
  return {
    service: matters,
    served,
    routes: ({ visibility, audit }) =>
      audited(
        [
          ...mattersRoutes({ matters, finder, visibility }),
          ...windowMattersRoutes({ served, finder, visibility }),
        ],
        audit,
      ),
  };
}
