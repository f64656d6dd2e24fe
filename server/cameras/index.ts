/** Cameras, their connection test, and placements; and the addresses the media plane pulls from. */
import type { SourceAddress, StreamKey } from '../../streams/types.ts';
import type { Places, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import { CameraAddresses } from './camera-addresses.ts';
import { CameraProber, type Probe } from './camera-prober.ts';
import { camerasRoutes, probeRoutes } from './cameras.routes.ts';
import { CamerasService } from './cameras.service.ts';
import { CamerasStore } from './cameras.store.ts';
import { CredentialsKeeper, type Sealer } from './credentials.ts';
import { PlacementsStore } from './placements.store.ts';

export type { Probe } from './camera-prober.ts';
export { createPushKeys, type PushKeys, type PushPort } from './push-keys.ts';

export interface CamerasNeeds {
  readonly db: Db;
  readonly now: () => number;
  readonly places: Pick<Places, 'service' | 'finder'>;
  readonly sealer: Sealer;
  /** The address or credentials of a camera changed, or it is gone. */
  readonly onChanged: (cameraId: string) => void;
}

export interface Cameras {
  readonly service: CamerasService;
  /** What the media plane's StreamHub asks. */
  /** Every registered camera, for figures. */
  names(): Promise<readonly { id: string; name: string; hallId: string; hall: string }[]>;
  readonly addressOf: (key: StreamKey) => Promise<SourceAddress | undefined>;
  routes(needs: {
    readonly visibility: Visibility;
    readonly audit: AuditTrail;
    readonly probe: Probe;
  }): Route[];
}

export function createCameras(needs: CamerasNeeds): Cameras {
  const { places, onChanged, now } = needs;
  const cameras = new CamerasStore(needs);
  const keeper = new CredentialsKeeper(needs);
  const service = new CamerasService({
    cameras,
    placements: new PlacementsStore(needs),
    places: places.service,
    keeper,
    now,
    onAddressChanged: onChanged,
    onPlacementChanged: () => places.finder.forget(),
  });
  return {
    service,
    names: () => cameras.names(),
    addressOf: new CameraAddresses({
      cameras,
      keeper,
      policyOf: (hallId) => places.service.policyOf(hallId),
    }).addressOf,
    routes: ({ visibility, audit, probe }) => {
      const prober = new CameraProber({ cameras: service, keeper, probe });
      return audited(
        [
          ...camerasRoutes({ cameras: service, finder: places.finder, visibility }),
          ...probeRoutes({ prober, visibility }),
        ],
        audit,
      );
    },
  };
}
