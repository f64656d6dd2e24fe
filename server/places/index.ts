/** Regions, departments, halls and windows; where a thing is; and what of it an actor sees. */
import type { Db } from '../platform/db/connect.ts';
import { createFileStore } from '../platform/files/index.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Route } from '../platform/http/route.ts';
import { placeChangesRoutes } from './changes/place-changes.routes.ts';
import { PlaceChangesService } from './changes/place-changes.service.ts';
import { PlaceChangesStore } from './changes/place-changes.store.ts';
import { floorPlanRoutes } from './floor-plan/floor-plan.routes.ts';
import { FloorPlanService } from './floor-plan/floor-plan.service.ts';
import { FloorPlanStore } from './floor-plan/floor-plan.store.ts';
import { HallsStore } from './halls.store.ts';
import { Handovers } from './handovers.ts';
import { officeHoursRoutes } from './hours/office-hours.routes.ts';
import { OfficeHoursService } from './hours/office-hours.service.ts';
import { OfficeHoursStore } from './hours/office-hours.store.ts';
import { PlaceStore } from './place.store.ts';
import { PlaceFinder } from './place-finder.ts';
import { placesRoutes } from './places.routes.ts';
import { PlacesService } from './places.service.ts';
import { RegionsStore } from './regions.store.ts';
import { registryListsRoutes } from './registry-lists.routes.ts';
import { TreeStore } from './tree.store.ts';
import type { Visibility } from './visible.store.ts';
import { WindowsStore } from './windows.store.ts';
import { WindowsListStore } from './windows-list.store.ts';

export type { HallPolicy } from './halls.store.ts';
export type { Handover } from './handovers.ts';
export { dayIn, OfficeHoursService } from './hours/office-hours.service.ts';
export { lockOpen } from './locks.store.ts';
export { PlaceFinder } from './place-finder.ts';
export { PlacesService } from './places.service.ts';
export { regionsBelow } from './regions-below.store.ts';
export { isUuid, removeUnused, unknownReference, unlessTaken } from './registration.ts';
export { bodyField, type ListRequest } from './requests.ts';
export {
  cameraVisible,
  cameraVisibleAt,
  caseVisible,
  contains,
  departmentOwned,
  departmentVisible,
  hallVisible,
  regionVisible,
  type Visibility,
  type Visible,
  windowVisible,
  windowVisibleAt,
} from './visible.store.ts';

/** The registry and where things are; `finder` is what permission checks ask. */
export interface Places {
  readonly service: PlacesService;
  readonly finder: PlaceFinder;
  /** When a hall is open. */
  readonly hours: Pick<OfficeHoursService, 'of'>;
  /** Removes pictures that a crash left without a row; answers how many. */
  sweep(): Promise<number>;
  /** Separate from making them, as access, which narrows them, needs `finder` first. */
  routes(needs: {
    readonly visibility: Visibility & Pick<Gate, 'permits'>;
    readonly audit: AuditTrail;
  }): Route[];
}

export interface PlacesNeeds {
  readonly db: Db;
  readonly now: () => number;
  /** Where floor plans are kept; left out, there are none (the doctor, tests of other slices). */
  readonly dataDir?: string;
  /** Places moved, and grants with them: what people may do and see is not what it was. */
  readonly onMoved?: () => void;
  /** Whether a hall's cameras may be heard was decided anew, or what belongs to it is another. */
  readonly onSoundChanged?: (hallId: string) => void;
  /** When a hall is open was set anew: clocks of its cases go by it. */
  readonly onHoursChanged?: (hallId: string) => void;
}

export function createPlaces(options: PlacesNeeds): Places {
  const regions = new RegionsStore(options);
  const finder = new PlaceFinder({ places: new PlaceStore(options), regions, now: options.now });
  const handovers = new Handovers();
  const service = new PlacesService({
    regions,
    halls: new HallsStore(options),
    windows: new WindowsStore(options),
    handovers,
    now: options.now,
    onChanged: () => finder.forget(),
    ...(options.onSoundChanged && { onSoundChanged: options.onSoundChanged }),
  });
  const changes = new PlaceChangesService({
    store: new PlaceChangesStore(options),
    handovers,
    now: options.now,
    onMoved: (halls) => {
      finder.forget();
      options.onMoved?.();
      for (const hallId of halls) options.onSoundChanged?.(hallId);
    },
  });
  const hours = new OfficeHoursService({
    ...{ store: new OfficeHoursStore(options), now: options.now },
    onChanged: options.onHoursChanged,
  });
  const plans =
    options.dataDir === undefined
      ? undefined
      : new FloorPlanService({
          store: new FloorPlanStore(options),
          files: createFileStore(options.dataDir, 'floor-plans'),
          now: options.now,
        });
  return {
    service,
    finder,
    hours,
    sweep: async () => (await plans?.sweep()) ?? 0,
    routes: ({ visibility, audit }) => {
      const ofChanges = placeChangesRoutes({ changes, finder, gate: visibility });
      return [
        ...audited(
          [
            ...placesRoutes({ places: service, finder, visibility }),
            ...ofChanges.changes,
            ...officeHoursRoutes({ hours, finder }),
            ...(plans ? floorPlanRoutes({ plans, finder, visibility }) : []),
          ],
          audit,
        ),
        ...ofChanges.questions,
        ...registryListsRoutes({
          places: service,
          windows: new WindowsListStore(options),
          tree: new TreeStore(options),
          visibility,
        }),
      ];
    },
  };
}
