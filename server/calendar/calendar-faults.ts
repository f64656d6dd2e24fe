/** What is missing, so that clocks cannot be read or soon will not be: shown, never silent (domain.md §2). */
import { type CalendarFault, NATIONAL } from '../contract/calendar.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import { localTime } from '../platform/zone.ts';
import type { ClockKeeper } from './clock-keeper.ts';
import { isOpen } from './compile-days.ts';
import type { FaultCount, HallRow, OpenCasesStore } from './open-cases.store.ts';
import type { Resolver } from './resolve.ts';
import type { Shipped } from './shipped.ts';

/** The next year is usually announced in November. */
const NEXT_YEAR_FROM = '-11-01';
const ITEMS_MOST = 500;

export interface CalendarFaultsOptions {
  readonly cases: OpenCasesStore;
  readonly keeper: ClockKeeper;
  readonly shipped: Shipped;
  readonly now: () => number;
}

/** `regionCodes` undefined: everywhere. */
export interface FaultsSeen {
  readonly regionCodes: readonly string[] | undefined;
}

export class CalendarFaults {
  readonly #o: CalendarFaultsOptions;

  constructor(options: CalendarFaultsOptions) {
    this.#o = options;
  }

  async list({ regionCodes }: FaultsSeen): Promise<CalendarFault[]> {
    const { cases, keeper } = this.#o;
    const resolver = await keeper.resolver();
    const { day } = localTime(this.#o.now(), REGION_ZONE);
    const mine = (code: string) => regionCodes === undefined || regionCodes.includes(code);
    const regions = (await cases.regionsInUse()).filter(mine);
    const halls = (await cases.hallsWithoutHours(day)).filter((hall) => mine(hall.regionCode));
    const counts = (await cases.faults()).filter((one) => mine(one.regionCode));
    return [
      ...yearsMissing({ resolver, regions, counts, day, mine }),
      ...(await this.#hoursMissing(resolver, halls, counts, day)),
    ]
      .sort((a, b) => (a.severity === b.severity ? b.cases - a.cases : a.severity === 'fault' ? -1 : 1))
      .slice(0, ITEMS_MOST);
  }

  async #hoursMissing(
    resolver: Resolver,
    halls: readonly HallRow[],
    counts: readonly FaultCount[],
    day: string,
  ): Promise<CalendarFault[]> {
    const isAssumed = this.#o.shipped.hours.length > 0;
    const found = new Map<string, CalendarFault>();
    const note = (
      code: 'no_hours' | 'hours_assumed',
      { regionCode, hall }: { regionCode: string; hall: HallRow | undefined },
      cases: number,
    ) => {
      const key = `${code} ${hall?.id ?? regionCode}`;
      const known = found.get(key);
      found.set(key, {
        code,
        severity: code === 'no_hours' ? 'fault' : 'notice',
        regionCode,
        regionName: resolver.nameOf(regionCode),
        hallId: hall?.id ?? null,
        hallName: hall?.name ?? null,
        year: null,
        cases: (known?.cases ?? 0) + cases,
      });
    };
    for (const hall of halls) {
      const { regionCode } = hall;
      if (hasHours(resolver, regionCode, day)) continue;
      if (isAssumed) note('hours_assumed', { regionCode, hall: undefined }, 0);
      else note('no_hours', { regionCode, hall }, 0);
    }
    for (const { code, regionCode, hallId, cases } of counts) {
      if (code !== 'no_hours') continue;
      const hall = hallId === null ? undefined : await this.#o.cases.hall(hallId);
      note('no_hours', { regionCode, hall }, cases);
    }
    return [...found.values()];
  }
}

const hasHours = (resolver: Resolver, regionCode: string, day: string): boolean =>
  resolver.chainOf(regionCode).some((place) =>
    resolver
      .termsOf(place)
      .findLast((one) => one.validFrom <= day)
      ?.week.some(isOpen),
  );

/** This year, the next one in time, and every year that a case's clock would need: one item a region that lacks it. */
function yearsMissing(needs: {
  readonly resolver: Resolver;
  readonly regions: readonly string[];
  readonly counts: readonly FaultCount[];
  readonly day: string;
  readonly mine: (code: string) => boolean;
}): CalendarFault[] {
  const { resolver, regions, day, mine } = needs;
  const counts = needs.counts.filter(({ code }) => code === 'year_unannounced');
  const thisYear = Number(day.slice(0, 4));
  const years = new Set([thisYear, ...counts.map(({ year }) => year)]);
  if (day.slice(4) >= NEXT_YEAR_FROM) years.add(thisYear + 1);
  const lacks = (code: string, year: number) => resolver.yearAt(resolver.chainOf(code), year) === undefined;
  /** Where it would best be put right, as far as the asker sees. */
  const topmost = (code: string, year: number): string => {
    const parent = resolver.parentOf(code);
    return parent !== null && mine(parent) && lacks(parent, year) ? topmost(parent, year) : code;
  };
  return [...years].sort().flatMap((year) => {
    const found = new Map<string, number>();
    for (const code of regions) if (lacks(code, year)) found.set(topmost(code, year), 0);
    // What cases were told may be about to be recomputed: counted only while it is so.
    for (const { regionCode, cases, ...one } of counts)
      if (one.year === year && lacks(regionCode, year)) {
        const top = topmost(regionCode, year);
        found.set(top, (found.get(top) ?? 0) + cases);
      }
    return [...found].map(([regionCode, cases]): CalendarFault => {
      const isAhead = year > thisYear && cases === 0;
      return {
        code: isAhead ? 'year_ahead' : 'year_unannounced',
        severity: isAhead ? 'notice' : 'fault',
        regionCode: regionCode === '' ? NATIONAL : regionCode,
        regionName: resolver.nameOf(regionCode),
        ...{ hallId: null, hallName: null, year, cases },
      };
    });
  });
}
