/** One person's part of the board, added up by place. */
import type { z } from 'zod';
import {
  OVERVIEW_ROWS,
  type Overview,
  type OverviewNumbers,
  type OverviewPlace,
  type overviewQuery,
} from '../contract/overview.ts';
import type { Visible } from '../places/index.ts';
import { notFound } from '../platform/errors.ts';
import type { Board, Boards } from './board.ts';
import type { Spot } from './counts.store.ts';
import type { DaysStore, SpotFilter } from './days.store.ts';
import { slowest } from './pace.ts';
import { askedOf, lets, PlaceMap, sightOf } from './sight.ts';

type Asked = z.output<typeof overviewQuery>;
type Level = 'warning' | 'yellow' | 'red';
type Counts = { -readonly [K in keyof OverviewNumbers]: OverviewNumbers[K] };

export interface Sights {
  readonly cases: Visible;
  /** Null: may not read cards at all. */
  readonly cards: Visible | null;
  readonly feeds: Visible | null;
}

export interface OverviewServiceOptions {
  readonly boards: Boards;
  readonly days: DaysStore;
  readonly now: () => number;
}

/** What is slow changes by the day. */
const PACE_KEPT_MS = 60_000;
const PACE_KEPT_MOST = 200;
const FAULTS_SHOWN = 20;

export class OverviewService {
  readonly #options: OverviewServiceOptions;
  readonly #paces = new Map<
    string,
    { readonly untilMs: number; readonly slowest: Promise<Overview['slowest']> }
  >();
  #map: { readonly of: Board['places']; readonly map: PlaceMap } | undefined;

  constructor(options: OverviewServiceOptions) {
    this.#options = options;
  }

  /** @throws not_found of a place of which nothing is to be seen */
  async read(asked: Asked, sights: Sights): Promise<Overview> {
    const board = await this.#options.boards.current();
    const places = this.#places(board);
    const path = pathTo(asked, places);
    const filter = askedOf(asked, places);
    const filtersOf = (visible: Visible) => [sightOf(visible, places), filter].filter((one) => one !== null);
    const filters = filtersOf(sights.cases);
    const mine = lets(filters);
    if (filter && !isSeen(filter, sightOf(sights.cases, places), board, mine)) throw notFound('place');
    const mineOfCards = sights.cards && lets(filtersOf(sights.cards));
    const parts = new Map<string, { place: OverviewPlace; numbers: Counts }>();
    const total = nothing(mineOfCards !== null);
    const within = asked.regionCode ?? meetingPlace(board, mine, places);
    const at = (spot: Spot): readonly Counts[] => {
      const { key, place } = partOf(spot, asked.by, within, places);
      const part = parts.get(key) ?? { place, numbers: nothing(mineOfCards !== null) };
      parts.set(key, part);
      return [total, part.numbers];
    };
    addUp(board, mine, mineOfCards, at);
    return {
      asOf: new Date(board.asOfMs).toISOString(),
      day: board.day,
      by: asked.by,
      within: within ?? null,
      path,
      total,
      rows: [...parts.values()].sort(worstFirst).slice(0, OVERVIEW_ROWS),
      hours: hoursOf(board, mine),
      trend: trendOf(board, mine, mineOfCards, total),
      slowest: await this.#slowest(board, filters),
      faults: faultsOf(board, mine),
      feeds: sights.feeds ? feedsOf(board, lets(filtersOf(sights.feeds))) : [],
    };
  }

  #places({ places }: Board): PlaceMap {
    if (this.#map?.of !== places) this.#map = { of: places, map: new PlaceMap(places) };
    return this.#map.map;
  }

  #slowest({ days }: Board, filters: readonly SpotFilter[]): Promise<Overview['slowest']> {
    const { now } = this.#options;
    const key = JSON.stringify([days.at(-1), filters]);
    const kept = this.#paces.get(key);
    if (kept && kept.untilMs > now()) return kept.slowest;
    if (this.#paces.size >= PACE_KEPT_MOST) this.#paces.clear();
    const made = this.#countPace(days, filters);
    this.#paces.set(key, { untilMs: now() + PACE_KEPT_MS, slowest: made });
    made.catch(() => this.#paces.delete(key));
    return made;
  }

  async #countPace(days: readonly string[], filters: readonly SpotFilter[]): Promise<Overview['slowest']> {
    const store = this.#options.days;
    const found = slowest(await store.pace(days, filters));
    const names = await store.matters(found.map(({ matterId }) => matterId));
    return found.flatMap((one) => {
      const matter = names.get(one.matterId);
      return matter ? [{ ...one, ...matter }] : [];
    });
  }
}

const nothing = (withCards: boolean): Counts => ({
  ...{ received: 0, accepted: 0, completed: 0, late: 0, refused: 0 },
  ...{ open: 0, near: 0, over: 0, suspended: 0, fault: 0 },
  standing: { warning: 0, yellow: 0, red: 0 },
  issued: withCards ? { warning: 0, yellow: 0, red: 0 } : null,
});

function addUp(
  board: Board,
  mine: (spot: Spot) => boolean,
  mineOfCards: ((spot: Spot) => boolean) | null,
  at: (spot: Spot) => readonly Counts[],
): void {
  for (const one of board.open)
    if (mine(one))
      for (const numbers of at(one)) {
        for (const key of ['open', 'near', 'over', 'suspended'] as const) numbers[key] += one[key];
        for (const level of ['warning', 'yellow', 'red'] as const) numbers.standing[level] += one[level];
      }
  for (const one of board.hours) if (mine(one)) for (const numbers of at(one)) numbers[one.kind] += one.cases;
  for (const one of board.faults) if (mine(one)) for (const numbers of at(one)) numbers.fault += one.cases;
  if (mineOfCards)
    for (const one of board.issued)
      if (mineOfCards(one))
        for (const { issued } of at(one)) if (issued) issued[one.level as Level] += one.cards;
}

/** Of a place beyond somebody's sight not even the name is told: it is theirs, or something of it that they see is there. */
function isSeen(
  asked: SpotFilter,
  sight: SpotFilter | null,
  board: Board,
  mine: (spot: Spot) => boolean,
): boolean {
  if (sight === null) return true;
  const [departments, halls] = [new Set(sight.departmentIds), new Set(sight.hallIds)];
  return (
    asked.departmentIds.some((id) => departments.has(id)) ||
    asked.hallIds.some((id) => halls.has(id)) ||
    board.open.some(mine) ||
    board.hours.some(mine)
  );
}

function pathTo({ regionCode, departmentId, hallId }: Asked, places: PlaceMap): OverviewPlace[] {
  const department = departmentId === undefined ? undefined : places.departments.get(departmentId);
  const hall = hallId === undefined ? undefined : places.halls.get(hallId);
  const code = regionCode ?? department?.regionCode ?? hall?.regionCode;
  if ((departmentId ?? hallId ?? regionCode) !== undefined && !places.regions.has(code ?? ''))
    throw notFound('place');
  const regions = places
    .pathOf(code)
    .reverse()
    .map((one) => ({ kind: 'region' as const, code: one, name: places.nameOf(one) }));
  const regionName = places.nameOf(code);
  if (department)
    return [...regions, { kind: 'department', id: department.id, name: department.name, regionName }];
  if (hall) return [...regions, { kind: 'hall', id: hall.id, name: hall.name, regionName }];
  return regions;
}

/** The smallest region that everything is in: above it there is nothing to compare. */
function meetingPlace(board: Board, mine: (spot: Spot) => boolean, places: PlaceMap): string | undefined {
  let common: string[] | undefined;
  for (const spot of [...board.open, ...board.hours]) {
    if (!mine(spot)) continue;
    const path = places.pathOf(places.departments.get(spot.departmentId)?.regionCode);
    common = common === undefined ? path : common.filter((code) => path.includes(code));
  }
  return common?.[0];
}

/** Which row a spot is added to. */
function partOf(
  { departmentId, hallId }: Spot,
  by: Asked['by'],
  within: string | undefined,
  places: PlaceMap,
): { key: string; place: OverviewPlace } {
  const department = places.departments.get(departmentId);
  if (by === 'hall') {
    const hall = hallId === null ? undefined : places.halls.get(hallId);
    const regionName = places.nameOf(hall?.regionCode);
    const place = { kind: 'hall' as const, id: hall?.id ?? null, name: hall?.name ?? null, regionName };
    return { key: hall?.id ?? '', place };
  }
  if (by === 'region') {
    const path = places.pathOf(department?.regionCode);
    // The part of the region that it is in; the region's own departments are a part by themselves.
    const below = within === undefined ? path.length : path.indexOf(within);
    const code = path[Math.max(0, below - 1)] ?? '';
    return { key: code, place: { kind: 'region', code, name: places.nameOf(code) } };
  }
  const regionName = places.nameOf(department?.regionCode);
  const name = department?.name ?? '';
  return { key: departmentId, place: { kind: 'department', id: departmentId, name, regionName } };
}

const worstFirst = (
  { numbers: a }: { numbers: OverviewNumbers },
  { numbers: b }: { numbers: OverviewNumbers },
): number =>
  b.over - a.over ||
  b.standing.red - a.standing.red ||
  b.near - a.near ||
  b.open - a.open ||
  b.accepted - a.accepted;

function hoursOf({ hours }: Board, mine: (spot: Spot) => boolean): Overview['hours'] {
  const all = Array.from({ length: 24 }, () => ({ received: 0, accepted: 0, completed: 0 }));
  for (const one of hours) {
    const { kind } = one;
    const hour = all[one.hour];
    if (hour && (kind === 'received' || kind === 'accepted' || kind === 'completed') && mine(one))
      hour[kind] += one.cases;
  }
  return all;
}

function trendOf(
  { days, day: today, past }: Board,
  mine: (spot: Spot) => boolean,
  mineOfCards: ((spot: Spot) => boolean) | null,
  now: OverviewNumbers,
): Overview['trend'] {
  const none = () => (mineOfCards ? 0 : null);
  const byDay = new Map(
    days.map((day) => [day, { day, accepted: 0, completed: 0, late: 0, yellow: none(), red: none() }]),
  );
  for (const one of past) {
    const at = byDay.get(one.day);
    if (!at) continue;
    if (mine(one)) for (const key of ['accepted', 'completed', 'late'] as const) at[key] += one[key];
    if (mineOfCards?.(one)) {
      at.yellow = (at.yellow ?? 0) + one.yellow;
      at.red = (at.red ?? 0) + one.red;
    }
  }
  const { accepted, completed, late, issued } = now;
  return [
    ...byDay.values(),
    { day: today, accepted, completed, late, yellow: issued?.yellow ?? null, red: issued?.red ?? null },
  ];
}

function faultsOf({ faults }: Board, mine: (spot: Spot) => boolean): Overview['faults'] {
  const byPlace = new Map<string, Overview['faults'][number]>();
  for (const one of faults) {
    if (!mine(one)) continue;
    const { code, placeName, day, cases } = one;
    const key = `${code} ${placeName}`;
    const known = byPlace.get(key);
    if (known) {
      known.cases += cases;
      if (day < known.day) known.day = day;
    } else byPlace.set(key, { code, placeName, day, cases });
  }
  return [...byPlace.values()].sort((a, b) => b.cases - a.cases).slice(0, FAULTS_SHOWN);
}

function feedsOf({ feeds }: Board, mine: (spot: Spot) => boolean): Overview['feeds'] {
  return feeds
    .filter(({ departmentId }) => mine({ departmentId, hallId: null }))
    .slice(0, FAULTS_SHOWN)
    .map(({ source, departmentName, fault, since }) => ({ source, departmentName, fault, since }));
}
