/** Cameras, their connection test, and placements; and the addresses the media plane pulls from. */
import type { Reach, Resolve } from '../../streams/reach/index.ts';
import type { SourceAddress, StreamKey } from '../../streams/types.ts';
import type { Places, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import { CameraAddresses } from './camera-addresses.ts';
import { CameraImportsStore } from './camera-imports.store.ts';
import { CameraImports } from './camera-imports.ts';
import { cameraNetworksRoutes } from './camera-networks.routes.ts';
import { CameraNetworksStore } from './camera-networks.store.ts';
import { CameraNetworks } from './camera-networks.ts';
import { CameraProber, type Probe } from './camera-prober.ts';
import { camerasRoutes, probeRoutes } from './cameras.routes.ts';
import { CamerasService } from './cameras.service.ts';
import { CamerasStore } from './cameras.store.ts';
import { camerasListRoutes } from './cameras-list.routes.ts';
import { CamerasListStore } from './cameras-list.store.ts';
import { CredentialsKeeper, type Sealer } from './credentials.ts';
import { discoveryRoutes } from './discovery.routes.ts';
import { DiscoveryService } from './discovery.ts';
import { PlacementsStore } from './placements.store.ts';

export { CameraImports } from './camera-imports.ts';
export type { Probe } from './camera-prober.ts';
export { CamerasService } from './cameras.service.ts';
export { createPushKeys, type PushKeys, type PushPort } from './push-keys.ts';

export interface CamerasNeeds {
  readonly db: Db;
  readonly now: () => number;
  readonly places: Pick<Places, 'service' | 'finder'>;
  readonly sealer: Sealer;
  /** Internal networks that cameras may be on, from the settings; others are in the database. */
  readonly networks: readonly string[];
  /** Ports this server listens at: no camera's. */
  readonly ownPorts?: () => readonly number[];
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
  /** The address or credentials of a camera changed, or it is gone, or must not be connected to any more. */
  readonly onChanged: (cameraId: string) => void;
  readonly onAdded?: () => void;
  /** Where windows are in pictures is another. */
  readonly onPlaced?: () => void;
}

export interface Cameras {
  readonly service: CamerasService;
  readonly imports: CameraImports;
  /** Where cameras may be connected to; what is in the database counts once `loadNetworks` was called. */
  readonly reach: Reach;
  loadNetworks(): Promise<void>;
  /** Ends searches for cameras. */
  close(): void;
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
  const networks = new CameraNetworks({
    store: new CameraNetworksStore(needs),
    fixed: needs.networks,
    ownPorts: needs.ownPorts ?? (() => []),
    ...(needs.resolve && { resolve: needs.resolve }),
    onRefused: onChanged,
  });
  const discovery = new DiscoveryService({ cameras, networks, now });
  const service = new CamerasService({
    cameras,
    placements: new PlacementsStore(needs),
    places: places.service,
    keeper,
    networks,
    now,
    onAddressChanged: onChanged,
    onAdded: needs.onAdded ?? (() => undefined),
    onPlacementChanged: () => {
      places.finder.forget();
      needs.onPlaced?.();
    },
  });
  return {
    service,
    imports: new CameraImports({
      ...{ service, cameras, keeper, networks, onAddressChanged: onChanged },
      store: new CameraImportsStore(needs),
    }),
    reach: networks.reach,
    loadNetworks: () => networks.load(),
    close: () => discovery.close(),
    names: () => cameras.names(),
    addressOf: new CameraAddresses({
      cameras,
      keeper,
      policyOf: (hallId) => places.service.policyOf(hallId),
    }).addressOf,
    routes: ({ visibility, audit, probe }) => {
      const prober = new CameraProber({ cameras: service, keeper, networks, probe });
      return audited(
        [
          ...camerasRoutes({ cameras: service, finder: places.finder, visibility }),
          ...camerasListRoutes({ cameras: service, list: new CamerasListStore(needs), visibility }),
          ...probeRoutes({ prober, visibility }),
          ...cameraNetworksRoutes({ networks }),
          ...discoveryRoutes({ discovery, visibility }),
        ],
        audit,
      );
    },
  };
}
