/** Regions, departments, halls and windows; where a thing is; and what of it an actor sees. */
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import { HallsStore } from './halls.store.ts';
import { PlaceStore } from './place.store.ts';
import { PlaceFinder } from './place-finder.ts';
import { placesRoutes } from './places.routes.ts';
import { PlacesService } from './places.service.ts';
import { RegionsStore } from './regions.store.ts';
import type { Visibility } from './visible.store.ts';

export type { HallPolicy } from './halls.store.ts';
export { PlaceFinder } from './place-finder.ts';
export { PlacesService } from './places.service.ts';
export { isUuid, removeUnused, unknownReference, unlessTaken } from './registration.ts';
export { bodyField, type ListRequest } from './requests.ts';
export {
  cameraVisible,
  caseVisible,
  contains,
  departmentVisible,
  type Visibility,
  type Visible,
  windowVisible,
} from './visible.store.ts';

/** The registry and where things are; `finder` is what permission checks ask. */
export interface Places {
  readonly service: PlacesService;
  readonly finder: PlaceFinder;
  /** Separate from making them, as access, which narrows them, needs `finder` first. */
  routes(needs: { readonly visibility: Visibility; readonly audit: AuditTrail }): Route[];
}

export interface PlacesNeeds {
  readonly db: Db;
  readonly now: () => number;
  /** Whether a hall's cameras may be heard was decided anew. */
  readonly onSoundChanged?: (hallId: string) => void;
}

export function createPlaces(options: PlacesNeeds): Places {
  const regions = new RegionsStore(options);
  const finder = new PlaceFinder({ places: new PlaceStore(options), regions, now: options.now });
  const service = new PlacesService({
    regions,
    halls: new HallsStore(options),
    onChanged: () => finder.forget(),
    ...(options.onSoundChanged && { onSoundChanged: options.onSoundChanged }),
  });
  return {
    service,
    finder,
    routes: ({ visibility, audit }) => audited(placesRoutes({ places: service, finder, visibility }), audit),
  };
}
