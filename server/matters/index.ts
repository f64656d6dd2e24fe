/** Matters: what can be applied for at a department, and what its cases are judged by. */
import type { Places, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import { mattersRoutes } from './matters.routes.ts';
import { MattersService } from './matters.service.ts';
import { MattersStore } from './matters.store.ts';
import { Settling } from './settling.ts';
import { VersionsStore } from './versions.store.ts';
import { windowMattersRoutes } from './window-matters.routes.ts';
import { WindowMattersService } from './window-matters.service.ts';
import { WindowMattersStore } from './window-matters.store.ts';

export interface MattersNeeds {
  readonly db: Db;
  readonly places: Pick<Places, 'finder'>;
  readonly now?: () => number;
  /** In the same transaction: cases of it accepted from then on (null: all) may be judged by other terms. */
  readonly termsChanged?: (matterId: string, from: Date | null) => Promise<void>;
}

export { MattersService } from './matters.service.ts';
export { type TermsBook, type TermsInForce, termsAt, termsOf } from './terms.store.ts';
export type { WindowMattersService } from './window-matters.service.ts';

export function createMatters(needs: MattersNeeds): {
  readonly service: MattersService;
  /** Which of them a window serves. */
  readonly served: WindowMattersService;
  routes(needs: { readonly visibility: Visibility; readonly audit: AuditTrail }): Route[];
  /** Brings announced names into force on the rows that lists and search go by, until closed. */
  start(): void;
  close(): void;
} {
  const { finder } = needs.places;
  const now = needs.now ?? Date.now;
  const store = new MattersStore(needs);
  const matters = new MattersService({
    ...{ matters: store, versions: new VersionsStore(needs), now },
    termsChanged: needs.termsChanged ?? (async () => {}),
  });
  const served = new WindowMattersService({ store: new WindowMattersStore(needs), now });
  const settling = new Settling({ matters: store, now });
  return {
    service: matters,
    served,
    start: () => settling.start(),
    close: () => settling.close(),
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
