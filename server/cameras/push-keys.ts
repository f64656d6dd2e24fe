/** Stream keys of cameras whose encoder pushes, put together. */
import type { PlaceFinder } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import type { CamerasService } from './cameras.service.ts';
import { pushKeysRoutes } from './push-keys.routes.ts';
import { PushKeysService, type PushPort } from './push-keys.service.ts';
import { PushKeysStore } from './push-keys.store.ts';

export type { PushPort } from './push-keys.service.ts';

export interface PushKeysNeeds {
  readonly db: Db;
  readonly now: () => number;
  readonly cameras: Pick<CamerasService, 'get'>;
  readonly finder: Pick<PlaceFinder, 'ofCamera'>;
  readonly audit: AuditTrail;
  /** Asked when first needed: the media plane is made after this. */
  readonly port: () => PushPort;
}

export interface PushKeys {
  readonly service: PushKeysService;
  readonly routes: readonly Route[];
}

export function createPushKeys(needs: PushKeysNeeds): PushKeys {
  const service = new PushKeysService({ ...needs, store: new PushKeysStore(needs) });
  return {
    service,
    routes: audited(pushKeysRoutes({ pushKeys: service, finder: needs.finder }), needs.audit),
  };
}
