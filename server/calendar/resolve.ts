/** What counts at a place: its own, or the nearest above that says something, down to what came with the program. */
import { type DayMark, NATIONAL } from '../contract/calendar.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import type { HallTime, Snapshot, YearRow } from './calendar.store.ts';
import type { HoursTerm, PlaceTime } from './compile-days.ts';
import type { Shipped } from './shipped.ts';

export class Resolver {
  readonly version: number;
  readonly #shipped: Shipped;
  readonly #parents: ReadonlyMap<string, string | null>;
  readonly #names: ReadonlyMap<string, string>;
  readonly #years = new Map<string, YearRow[]>();
  readonly #hours = new Map<string, HoursTerm[]>();
  readonly #changed: Snapshot['changed'];

  constructor(snapshot: Snapshot, shipped: Shipped) {
    this.version = snapshot.version;
    this.#shipped = shipped;
    this.#changed = snapshot.changed;
    this.#parents = new Map(snapshot.regions.map((one) => [one.code, one.parentCode]));
    this.#names = new Map(snapshot.regions.map((one) => [one.code, one.name]));
    for (const row of snapshot.years) if (row.state === 'announced') push(this.#years, row.place, row);
    for (const { place, validFrom, week } of snapshot.hours) push(this.#hours, place, { validFrom, week });
  }

  /** The region, those above it, the country; only the country for a code nobody knows. */
  chainOf(place: string): readonly string[] {
    const chain: string[] = [];
    let code: string | null | undefined = this.#parents.has(place) ? place : null;
    for (; code !== null && code !== undefined && !chain.includes(code); code = this.#parents.get(code))
      chain.push(code);
    return [...chain, NATIONAL];
  }

  nameOf(place: string): string {
    return this.#names.get(place) ?? '';
  }

  parentOf(place: string): string | null {
    return this.#parents.get(place) ?? null;
  }

  /** The nearest that announced the year; `from` null: it came with the program. */
  yearAt(
    chain: readonly string[],
    year: number,
  ): { readonly from: string | null; readonly days: readonly DayMark[] } | undefined {
    for (const place of chain) {
      const own = this.#years.get(place)?.find((row) => row.year === year);
      if (own !== undefined) return { from: place, days: own.days };
    }
    const shipped = this.#shipped.years.find((one) => one.year === year);
    return shipped && { from: null, days: shipped.days };
  }

  /** The place and all below it that have no such year of their own nor of anybody between. */
  following(place: string, year: number): string[] {
    const hasOwn = (code: string) => this.#years.get(code)?.some((row) => row.year === year) === true;
    return [...this.#parents.keys()].filter((code) => {
      const chain = this.chainOf(code);
      const at = chain.indexOf(place);
      return at >= 0 && !chain.slice(0, at).some(hasOwn);
    });
  }

  termsOf(place: string): readonly HoursTerm[] {
    return this.#hours.get(place) ?? [];
  }

  /** When anything behind a place's clock changed last. */
  versionOf(chain: readonly string[], hall: HallTime | undefined): number {
    const all = chain.map((place) => this.#changed.get(place) ?? 0);
    return Math.max(1, hall?.version ?? 0, ...all);
  }

  placeTime(chain: readonly string[], hallId: string | null, hall: HallTime | undefined): PlaceTime {
    const known = new Set(this.#shipped.years.map(({ year }) => year));
    for (const place of chain) for (const { year } of this.#years.get(place) ?? []) known.add(year);
    const years = [...known].flatMap((year) => {
      const days = this.yearAt(chain, year)?.days;
      return days ? [{ year, days }] : [];
    });
    return {
      hallId,
      regionCode: chain[0] ?? NATIONAL,
      zone: REGION_ZONE,
      years,
      hours: [hall?.terms ?? [], ...chain.map((place) => this.termsOf(place)), this.#shipped.hours],
      exceptions: hall?.exceptions ?? [],
    };
  }
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
