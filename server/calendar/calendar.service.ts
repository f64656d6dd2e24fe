/** Calendars of years and hours of regions: read with where they come from, set in versions. */
import * as contract from '../contract/calendar.ts';
import { NATIONAL } from '../contract/calendar.ts';
import { type OfficeDay, REGION_ZONE } from '../contract/office-hours.ts';
import { AppError, invalid, notFound } from '../platform/errors.ts';
import { localTime } from '../platform/zone.ts';
import type { ClockKeeper } from './clock-keeper.ts';
import { DAY_MS, dayNumber, dayText, localTimeIn } from './local-dates.ts';
import type { OpenCasesStore } from './open-cases.store.ts';
import type { Resolver } from './resolve.ts';
import type { Shipped } from './shipped.ts';
import type { HoursVersion, VersionsStore, Writing, YearVersion } from './versions.store.ts';

/** What the country is called where a name is needed; pages say it in their own language. */
const NATIONAL_NAME = '全国';

export interface CalendarServiceOptions {
  readonly versions: VersionsStore;
  readonly cases: OpenCasesStore;
  readonly keeper: ClockKeeper;
  readonly shipped: Shipped;
  readonly now: () => number;
  /** Told within the unit of work that changes something at a place. */
  readonly onChanged: (place: string) => void;
}

export interface By {
  readonly userId: string | null;
  readonly reason: string | undefined;
}

export class CalendarService {
  readonly #o: CalendarServiceOptions;

  constructor(options: CalendarServiceOptions) {
    this.#o = options;
  }

  async year(place: string, year: number): Promise<contract.CalendarOfYear> {
    const resolver = await this.#resolverFor(place);
    const [newest, ...older] = await this.#o.versions.year(place, year);
    const own = newest === undefined || newest.state === 'withdrawn' ? null : newest;
    return {
      code: place,
      name: nameOf(resolver, place),
      year,
      zone: REGION_ZONE,
      own: own && versionOf(own),
      above: await this.#yearAbove(resolver, place, year),
      history: (own === null && newest !== undefined ? [newest, ...older] : older).map(versionOf),
    };
  }

  /** @throws reason_required when days gone by become others. */
  async setYear(
    place: string,
    year: number,
    body: contract.SetCalendarYear,
    by: By,
  ): Promise<contract.CalendarSaved> {
    const effect = await this.effect(place, year, body);
    if (effect.changesPast && by.reason === undefined) throw reasonRequired();
    const days = [...body.days].sort((a, b) => (a.day < b.day ? -1 : 1));
    const state = body.announced ? 'announced' : 'draft';
    await this.#o.versions.addYear(place, year, { state, days }, this.#writing(by));
    this.#o.onChanged(place);
    return { ...(await this.year(place, year)), ...effect };
  }

  /** It follows the one above again. */
  async withdrawYear(place: string, year: number, by: By): Promise<void> {
    const { own } = await this.year(place, year);
    if (own === null) throw notFound('calendar');
    const effect = await this.effect(place, year, undefined);
    if (effect.changesPast && by.reason === undefined) throw reasonRequired();
    await this.#o.versions.addYear(place, year, { state: 'withdrawn', days: [] }, this.#writing(by));
    this.#o.onChanged(place);
  }

  /** What it would come to; undefined: none of its own any more. */
  async effect(
    place: string,
    year: number,
    body: contract.SetCalendarYear | undefined,
  ): Promise<contract.CalendarEffect> {
    const resolver = await this.#resolverFor(place);
    daysMustBeIn(year, body?.days ?? []);
    const chain = resolver.chainOf(place);
    const before = resolver.yearAt(chain, year)?.days;
    const above = resolver.yearAt(placesAbove(chain, place), year)?.days;
    const after = body?.announced ? body.days : above;
    const changed = changedDays(year, before, after);
    const [first, last] = [changed[0], changed.at(-1)];
    if (first === undefined || last === undefined)
      return { changedDays: 0, changesPast: false, openCases: 0 };
    const today = localTime(this.#o.now(), REGION_ZONE).day;
    const zone = localTimeIn(REGION_ZONE);
    const openCases = await this.#o.cases.running(
      resolver.following(place, year),
      new Date(zone.toUtc(dayNumber(first) * DAY_MS)),
      new Date(zone.toUtc((dayNumber(last) + 1) * DAY_MS)),
      contract.OPEN_CASES_MOST,
    );
    // A year that was not known has no past: nothing was computed with it.
    return { changedDays: changed.length, changesPast: before !== undefined && first < today, openCases };
  }

  async hours(place: string): Promise<contract.RegionHours> {
    const resolver = await this.#resolverFor(place);
    const all = await this.#o.versions.hours(place);
    const isNewest = (one: HoursVersion, at: number) => all[at - 1]?.validFrom !== one.validFrom;
    const current = all.filter((one, at) => isNewest(one, at) && one.week !== null);
    const rest = all.filter((one, at) => !(isNewest(one, at) && one.week !== null));
    const above = placesAbove(resolver.chainOf(place), place).flatMap((from) =>
      resolver.termsOf(from).map((term) => ({ from, ...term })),
    );
    const shipped = this.#o.shipped.hours.map((term) => ({ from: NATIONAL, ...term }));
    return {
      code: place,
      name: nameOf(resolver, place),
      zone: REGION_ZONE,
      terms: current.flatMap((one) =>
        one.week === null ? [] : [{ ...said(one), ...termOf(one), week: one.week }],
      ),
      above: [...above, ...shipped].map(({ from, validFrom, week }) => ({
        validFrom,
        week: [...week],
        from: { code: from, name: nameOf(resolver, from) },
      })),
      history: rest
        .map((one) => ({ ...said(one), ...termOf(one), week: one.week }))
        .sort((a, b) => b.at.localeCompare(a.at) || b.version - a.version),
    };
  }

  /** A region's first hours may begin on any day: its offices were open before they were registered. */
  async setHours(
    place: string,
    validFrom: string,
    week: readonly OfficeDay[],
    by: By,
  ): Promise<contract.RegionHours> {
    const { terms } = await this.hours(place);
    const onlyOne = terms.length === 0 || (terms.length === 1 && terms[0]?.validFrom === validFrom);
    if (!onlyOne) this.#mustLieAhead(validFrom, 'body.validFrom');
    await this.#o.versions.addHours(place, validFrom, week, this.#writing(by));
    this.#o.onChanged(place);
    return this.hours(place);
  }

  async removeHours(place: string, validFrom: string, by: By): Promise<void> {
    this.#mustLieAhead(validFrom, 'params.validFrom');
    const { terms } = await this.hours(place);
    if (!terms.some((one) => one.validFrom === validFrom)) throw notFound('office hours');
    await this.#o.versions.addHours(place, validFrom, null, this.#writing(by));
    this.#o.onChanged(place);
  }

  async #resolverFor(place: string): Promise<Resolver> {
    const resolver = await this.#o.keeper.resolver();
    if (place !== NATIONAL && resolver.nameOf(place) === '') throw notFound('region');
    return resolver;
  }

  async #yearAbove(
    resolver: Resolver,
    place: string,
    year: number,
  ): Promise<contract.CalendarOfYear['above']> {
    const found = resolver.yearAt(placesAbove(resolver.chainOf(place), place), year);
    if (found === undefined) return null;
    if (found.from === null) {
      const source = this.#o.shipped.years.find((one) => one.year === year)?.source ?? null;
      const from = { code: NATIONAL, name: NATIONAL_NAME };
      return {
        ...{ version: 0, at: null, by: null, reason: source, state: 'announced', days: [...found.days] },
        from,
      };
    }
    const [newest] = await this.#o.versions.year(found.from, year);
    if (newest === undefined) return null;
    return { ...versionOf(newest), from: { code: found.from, name: nameOf(resolver, found.from) } };
  }

  #writing({ userId, reason }: By): Writing {
    return { at: new Date(this.#o.now()), userId, reason };
  }

  #mustLieAhead(day: string, field: string): void {
    const today = localTime(this.#o.now(), REGION_ZONE).day;
    if (day >= today) return;
    const message = `must be ${today} (today in the region) or later: past days stay as they were`;
    throw new AppError(422, 'day_past', `The day ${message}.`, { faults: [{ field, message }] });
  }
}

const nameOf = (resolver: Resolver, place: string) =>
  place === NATIONAL ? NATIONAL_NAME : resolver.nameOf(place);

const placesAbove = (chain: readonly string[], place: string) => chain.slice(chain.indexOf(place) + 1);

const said = ({ version, at, by, reason }: HoursVersion | YearVersion) => ({
  ...{ version, by, reason },
  at: at.toISOString(),
});
const versionOf = (one: YearVersion): contract.CalendarVersion => ({
  ...said(one),
  state: one.state,
  days: one.days,
});
const termOf = ({ validFrom }: HoursVersion) => ({ validFrom });

function daysMustBeIn(year: number, days: readonly contract.DayMark[]): void {
  const faults = days.flatMap(({ day }, at) =>
    day.startsWith(`${year}-`)
      ? []
      : [{ field: `body.days[${at}].day`, message: `must be a day of ${year}` }],
  );
  if (faults.length > 0) throw invalid(faults);
}

/** Days that are worked where they were not, or the other way round, in order. */
function changedDays(
  year: number,
  before: readonly contract.DayMark[] | undefined,
  after: readonly contract.DayMark[] | undefined,
): string[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined || after === undefined) return [`${year}-01-01`, `${year}-12-31`];
  const kinds = (days: readonly contract.DayMark[]) => new Map(days.map(({ day, kind }) => [day, kind]));
  const [was, is] = [kinds(before), kinds(after)];
  const all = new Set([...was.keys(), ...is.keys()]);
  return [...all].filter((day) => works(day, was.get(day)) !== works(day, is.get(day))).sort();
}

function works(day: string, kind: contract.DayMark['kind'] | undefined): boolean {
  if (kind !== undefined) return kind === 'workday';
  const weekday = new Date(dayText(dayNumber(day))).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

const reasonRequired = () =>
  new AppError(422, 'reason_required', 'Days gone by become others, and clocks with them: say why.', {
    faults: [{ field: 'header.x-mc-reason', message: 'is missing; percent-encoded UTF-8, 2–500 characters' }],
  });
