/** Regions, departments and halls by what files call them, as far as an asker may write there. */
import type { Department, Hall, Region } from '../../contract/places.ts';
import type { PlacesService, Visible } from '../../places/index.ts';
import type { Page } from '../../platform/http/paging.ts';
import type { Fault } from '../reading/sheet-row.ts';

const PAGE = 500;

/** All pages of a list. */
export async function* pagesOf<T>(
  list: (page: { cursor: string | undefined; limit: number }) => Promise<Page<T>>,
): AsyncGenerator<T[]> {
  let cursor: string | undefined;
  do {
    const page = await list({ cursor, limit: PAGE });
    yield page.items;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

export async function allOf<T>(
  list: (page: { cursor: string | undefined; limit: number }) => Promise<Page<T>>,
): Promise<T[]> {
  const all: T[] = [];
  for await (const items of pagesOf(list)) all.push(...items);
  return all;
}

export type DirectoryPlaces = Pick<PlacesService, 'regions' | 'departments' | 'halls'>;

export class Directory {
  readonly regions: ReadonlyMap<string, Region>;
  readonly halls: readonly Hall[];
  readonly departments: readonly Department[];
  readonly #hallsByName: ReadonlyMap<string, readonly Hall[]>;
  readonly #departmentsByName: ReadonlyMap<string, readonly Department[]>;
  readonly #departmentsByUscc: ReadonlyMap<string, readonly Department[]>;

  private constructor(
    regions: readonly Region[],
    halls: readonly Hall[],
    departments: readonly Department[],
  ) {
    this.regions = new Map(regions.map((one) => [one.code, one]));
    this.halls = halls;
    this.departments = departments;
    this.#hallsByName = grouped(halls, (one) => one.name);
    this.#departmentsByName = grouped(departments, (one) => one.name);
    this.#departmentsByUscc = grouped(departments, (one) => one.uscc ?? '');
  }

  static async open(places: DirectoryPlaces, visible: Visible): Promise<Directory> {
    const [regions, halls, departments] = await Promise.all([
      allOf((page) => places.regions(visible, page)),
      allOf((page) => places.halls(visible, page)),
      allOf((page) => places.departments(visible, page)),
    ]);
    return new Directory(regions, halls, departments);
  }

  hall(regionCode: string, name: string): Hall | undefined {
    return this.#hallsByName.get(name)?.find((one) => one.regionCode === regionCode);
  }

  department(regionCode: string, name: string): Department | undefined {
    return this.#departmentsByName.get(name)?.find((one) => one.regionCode === regionCode);
  }

  byUscc(uscc: string): readonly Department[] {
    return uscc === '' ? [] : (this.#departmentsByUscc.get(uscc) ?? []);
  }

  /** By name or USCC: in the region named; else in `near`; else the only one of the name. */
  departmentNamed(text: string, regionCode: string | undefined, near: string): Department | Fault['code'] {
    const all = [...(this.#departmentsByName.get(text) ?? []), ...this.byUscc(text)];
    if (regionCode) return all.find((one) => one.regionCode === regionCode) ?? 'no_department';
    const close = all.filter((one) => one.regionCode === near);
    const candidates = close.length > 0 ? close : all;
    return candidates.length > 1 ? 'ambiguous' : (candidates[0] ?? 'no_department');
  }
}

export function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
