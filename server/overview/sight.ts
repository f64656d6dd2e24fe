/** Which part of the board somebody sees, and which part of that they ask about. */

import type { z } from 'zod';
import type { overviewQuery } from '../contract/overview.ts';
import type { Visible } from '../places/index.ts';
import type { PlaceNames, Spot } from './counts.store.ts';
import type { SpotFilter } from './days.store.ts';

type Asked = Pick<z.output<typeof overviewQuery>, 'regionCode' | 'departmentId' | 'hallId'>;

/** Names and where things are, looked up by id. */
export class PlaceMap {
  readonly regions: ReadonlyMap<string, PlaceNames['regions'][number]>;
  readonly departments: ReadonlyMap<string, PlaceNames['departments'][number]>;
  readonly halls: ReadonlyMap<string, PlaceNames['halls'][number]>;

  constructor({ regions, departments, halls }: PlaceNames) {
    this.regions = new Map(regions.map((one) => [one.code, one]));
    this.departments = new Map(departments.map((one) => [one.id, one]));
    this.halls = new Map(halls.map((one) => [one.id, one]));
  }

  /** The region and those above it, the nearest first. */
  pathOf(code: string | undefined): string[] {
    const path: string[] = [];
    for (
      let at = code;
      at !== undefined && !path.includes(at);
      at = this.regions.get(at)?.parentCode ?? undefined
    )
      path.push(at);
    return path;
  }

  nameOf(code: string | undefined): string {
    return (code !== undefined && this.regions.get(code)?.name) || '';
  }
}

/** As lists are narrowed: by department and whoever goes on with its work, by hall, by the region of either. */
export function sightOf(visible: Visible, places: PlaceMap): SpotFilter | null {
  if (visible.everywhere) return null;
  const regions = new Set(visible.regionCodes);
  const own = new Set(visible.departmentIds);
  const departmentIds = [...places.departments.values()]
    .filter((one) => own.has(one.id) || own.has(one.successorId ?? '') || regions.has(one.regionCode))
    .map(({ id }) => id);
  const hallIds = [...places.halls.values()]
    .filter((one) => visible.hallIds.includes(one.id) || regions.has(one.regionCode))
    .map(({ id }) => id);
  return { departmentIds, hallIds };
}

/** As the list of cases is narrowed by the same filters. */
export function askedOf({ regionCode, departmentId, hallId }: Asked, places: PlaceMap): SpotFilter | null {
  if (departmentId !== undefined) return { departmentIds: [departmentId], hallIds: [] };
  if (hallId !== undefined) return { departmentIds: [], hallIds: [hallId] };
  if (regionCode === undefined) return null;
  const departmentIds = [...places.departments.values()]
    .filter((one) => places.pathOf(one.regionCode).includes(regionCode))
    .map(({ id }) => id);
  return { departmentIds, hallIds: [] };
}

/** Whether all of the filters let it through. */
export function lets(filters: readonly SpotFilter[]): (spot: Spot) => boolean {
  const sets = filters.map(({ departmentIds, hallIds }) => ({
    departments: new Set(departmentIds),
    halls: new Set(hallIds),
  }));
  return ({ departmentId, hallId }) =>
    sets.every(
      ({ departments, halls }) => departments.has(departmentId) || (hallId !== null && halls.has(hallId)),
    );
}
