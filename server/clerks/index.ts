/** Who serves at windows, and the roster that says when. */
import type { OfficeHours } from '../contract/office-hours.ts';
import type { Places, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import { clerksRoutes } from './clerks.routes.ts';
import { ClerksService } from './clerks.service.ts';
import { ClerksStore } from './clerks.store.ts';
import { shiftsRoutes } from './shifts.routes.ts';
import { ShiftsService } from './shifts.service.ts';
import { ShiftsStore } from './shifts.store.ts';

export type { ClerksService } from './clerks.service.ts';
export type { ShiftsService } from './shifts.service.ts';

export interface ClerksNeeds {
  readonly db: Db;
  readonly now: () => number;
  readonly places: Pick<Places, 'service' | 'finder'> & {
    readonly hours: { of(hallId: string): Promise<OfficeHours> };
  };
}

export interface Clerks {
  readonly clerks: ClerksService;
  readonly shifts: ShiftsService;
  routes(needs: { readonly visibility: Visibility; readonly audit: AuditTrail }): Route[];
}

export function createClerks(needs: ClerksNeeds): Clerks {
  const { now, places } = needs;
  const { finder } = places;
  const clerks = new ClerksService({ clerks: new ClerksStore(needs), now });
  const shifts = new ShiftsService({
    shifts: new ShiftsStore(needs),
    hoursOf: (hallId) => places.hours.of(hallId),
    now,
  });
  return {
    clerks,
    shifts,
    routes: ({ visibility, audit }) =>
      audited(
        [
          ...clerksRoutes({ clerks, finder, visibility }),
          ...shiftsRoutes({ shifts, places: places.service, finder, visibility }),
        ],
        audit,
      ),
  };
}
