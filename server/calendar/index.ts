/**
 * The one seam for working time. A case's clock runs from acceptance to completion in working time (domain.md §2);
 * everything that shows or compares time limits gets it from here.
 */
import { z } from 'zod';
import type { Permission } from '../contract/access.ts';
import { type Bus, topic } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Actor, Place, Route } from '../platform/http/route.ts';
import { calendarRoutes } from './calendar.routes.ts';
import { CalendarService } from './calendar.service.ts';
import { CalendarStore } from './calendar.store.ts';
import { CalendarFaults } from './calendar-faults.ts';
import { ClockFaultWatch, type ClockFaultWatchOptions } from './clock-fault-watch.ts';
import { ClockKeeper } from './clock-keeper.ts';
import { FaultsToldStore } from './faults-told.store.ts';
import { OpenCasesStore } from './open-cases.store.ts';
import { loadShipped } from './shipped.ts';
import { VersionsStore } from './versions.store.ts';
import type { WorkingClocks } from './working-clock.ts';

export { localTime, toUtc } from '../platform/zone.ts';
export { type CaseTimes, clockFor, nearMs } from './case-clock.ts';
export type { ClockFaultWatch } from './clock-fault-watch.ts';
export type { HoursTerm, PlaceTime } from './compile-days.ts';
export { PlaceClock } from './place-clock.ts';
export {
  CalendarGap,
  type Mark,
  type Pause,
  type Timed,
  type WorkingClock,
  type WorkingClocks,
} from './working-clock.ts';

/**
 * Clocks of a region (`CN`: of all) and those below it, or of a hall, are not what they were. Told after the commit, in
 * the process that changed it; others see it by the versions of clocks within a second.
 */
export const calendarChanged = topic(
  'calendar.changed',
  z.object({ regionCodes: z.array(z.string()), hallIds: z.array(z.string()) }),
);

export interface CalendarNeeds {
  readonly db: Db;
  readonly bus: Bus;
  readonly now: () => number;
}

/** At which regions somebody holds a permission, those below among them. */
interface Visibility {
  visible(
    actor: Actor,
    permission: Permission,
  ): Promise<
    { readonly everywhere: true } | { readonly everywhere: false; readonly regionCodes: readonly string[] }
  >;
}

export interface Calendar {
  readonly clocks: WorkingClocks;
  /** People are told of clocks that cannot be read, once `start`ed. */
  faultWatch(needs: Pick<ClockFaultWatchOptions, 'notices' | 'log' | 'everyMs'>): ClockFaultWatch;
  /** A hall's hours were set, within the unit of work that did so. */
  hallChanged(hallId: string): void;
  routes(needs: {
    readonly audit: AuditTrail;
    readonly finder: {
      ofRegion(code: unknown): Promise<Place | undefined>;
      ofHall(id: unknown): Promise<Place | undefined>;
    };
    readonly visibility: Visibility;
  }): Route[];
}

export function createCalendar({ db, bus, now }: CalendarNeeds): Calendar {
  const shipped = loadShipped();
  const cases = new OpenCasesStore({ db });
  const keeper = new ClockKeeper({ store: new CalendarStore({ db }), shipped, now });
  // First of all who listen: whoever asks for a clock then gets the new one.
  bus.subscribe(calendarChanged, () => keeper.forget());
  const calendar = new CalendarService({
    ...{ versions: new VersionsStore({ db }), cases, keeper, shipped, now },
    onChanged: (place) => bus.publish(calendarChanged, { regionCodes: [place], hallIds: [] }),
  });
  const faults = new CalendarFaults({ cases, keeper, shipped, now });
  return {
    clocks: keeper,
    hallChanged: (hallId) => bus.publish(calendarChanged, { regionCodes: [], hallIds: [hallId] }),
    faultWatch: (more) =>
      new ClockFaultWatch({
        ...{ db, faults, cases, keeper, now },
        ...more,
        store: new FaultsToldStore({ db }),
      }),
    routes: ({ audit, finder, visibility }) => {
      const visible = async (actor: Actor, permission: Permission) => {
        const seen = await visibility.visible(actor, permission);
        return { regionCodes: seen.everywhere ? undefined : seen.regionCodes };
      };
      const routes = calendarRoutes({ calendar, faults, clocks: keeper, finder, visible });
      return [...audited(routes.changes, audit), ...routes.questions];
    },
  };
}

/** Clocks of places over a database: for tests and programs that do without the rest of the calendar. */
export const createWorkingClocks = (options: {
  readonly db: Db;
  readonly now: () => number;
}): WorkingClocks =>
  new ClockKeeper({ store: new CalendarStore(options), shipped: loadShipped(), now: options.now });
