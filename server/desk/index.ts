/** The desk: units without a system of their own report on a page of ours, through the same exchange. */
import type { ExchangeService } from '../exchange/index.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import type { Sealer } from '../platform/sealer.ts';
import { deskRoutes } from './desk.routes.ts';
import { DeskService } from './desk.service.ts';
import { DeskStore } from './desk.store.ts';

export interface DeskNeeds {
  readonly db: Db;
  readonly exchange: Pick<ExchangeService, 'report'>;
  readonly finder: Pick<PlaceFinder, 'ofDepartment' | 'ofCase' | 'ofWindow'>;
  readonly visibility: Visibility;
  readonly sealer: Pick<Sealer, 'open'>;
  readonly audit: AuditTrail;
  readonly now: () => number;
}

export function createDesk(needs: DeskNeeds): { readonly routes: Route[] } {
  const desk = new DeskService({ ...needs, desk: new DeskStore(needs) });
  return { routes: audited(deskRoutes({ ...needs, desk }), needs.audit) };
}
