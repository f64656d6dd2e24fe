/** Regions: a tree, so a row's parent may be another row. */
import { COLUMNS } from '../../contract/import-columns.ts';
import type { RegionLevel } from '../../contract/places.ts';
import type { Place } from '../../platform/http/route.ts';
import type { SheetRow, Values } from '../reading/sheet-row.ts';
import type { Book, RegistryTable } from './book.ts';
import { allOf, pagesOf } from './directory.ts';
import type { BookNeeds } from './needs.ts';

const LEVELS = COLUMNS.regions.find((one) => one.key === 'level')?.choices?.map((one) => one.value) ?? [];

interface Known {
  readonly level: string;
  readonly parentCode: string;
}

const toValues = (region: {
  code: string;
  name: string;
  level: string;
  parentCode: string | null;
}): Values => ({
  code: region.code,
  name: region.name,
  level: region.level,
  parentCode: region.parentCode ?? '',
});

export function regionsTable({ places, finder, access }: BookNeeds): RegistryTable {
  return {
    registry: 'regions',
    thing: 'region',
    read: 'places:read',
    write: 'places:write',

    open: async (actor, rows): Promise<Book> => {
      const visible = await access.visible(actor, 'places:read');
      const there = new Map(
        (await allOf((page) => places.regions(visible, page))).map((one) => [one.code, one]),
      );
      const held = new Map(
        (await allOf((page) => places.regions({ everywhere: true }, { ...page, closed: 'include' }))).map(
          (one) => [one.code, one.closedAt === null ? 'held_elsewhere' : 'held_by_closed'],
        ),
      );
      const inFile = new Map(rows.map((row) => [row.values.code ?? '', row]));
      const spoilt = new Map<string, number>();
      /** Of a region that is there or is to be. */
      const known = (code: string): Known | undefined => {
        const region = there.get(code);
        if (region) return { level: region.level, parentCode: region.parentCode ?? '' };
        const row = inFile.get(code);
        return row && { level: row.values.level ?? '', parentCode: row.values.parentCode ?? '' };
      };
      const placeOf = async (code: string): Promise<Place | undefined> => {
        const path: string[] = [];
        for (let at = code; at !== ''; at = known(at)?.parentCode ?? '') {
          const place = there.has(at) ? await finder.ofRegion(at) : undefined;
          if (place) return { regionPath: [...path, ...place.regionPath] };
          // A loop is found by `check`; here it must only end.
          if (path.includes(at)) return undefined;
          path.push(at);
        }
        return { regionPath: path };
      };
      return {
        order: (all) => parentsFirst(all),
        keysOf: (values) => [{ column: 'code', key: values.code ?? '' }],
        find: async ({ values }) => {
          const region = there.get(values.code ?? '');
          return {
            existing: region && { id: region.code, values: toValues(region) },
            place: () => (region ? finder.ofRegion(region.code) : placeOf(values.parentCode ?? '')),
            refs: {},
          };
        },
        check: async ({ found, next }) => {
          if (found.existing) return [];
          const { code = '', level = '', parentCode = '' } = next;
          const holder = held.get(code);
          if (holder !== undefined && !there.has(code)) return [{ column: 'code', code: holder }];
          if (parentCode === '') return level === 'province' ? [] : [{ column: 'level', code: 'top_level' }];
          if (parentCode === code) return [{ column: 'parentCode', code: 'parent_self' }];
          const row = spoilt.get(parentCode);
          if (row !== undefined) return [{ column: 'parentCode', code: 'parent_faulty', otherRow: row }];
          const parent = known(parentCode);
          if (!parent || isLoop(code, known)) return [{ column: 'parentCode', code: 'parent_missing' }];
          return LEVELS.indexOf(level) > LEVELS.indexOf(parent.level)
            ? []
            : [{ column: 'level', code: 'level' }];
        },
        spoil: (row) => {
          const code = row.values.code ?? '';
          if (!there.has(code)) spoilt.set(code, row.row);
        },
        create: async ({ next }) => {
          const region = await places.createRegion({
            code: next.code ?? '',
            name: next.name ?? '',
            level: next.level as RegionLevel,
            parentCode: next.parentCode || null,
          });
          return { id: region.code };
        },
        change: async (existing, { next }) => {
          await places.changeRegion(existing.id, { name: next.name });
          return undefined;
        },
      };
    },

    undoing: () => ({
      current: async (id) => toValues(await places.region(id)),
      place: (id) => finder.ofRegion(id),
      remove: (id) => places.removeRegion(id),
      restore: async (id, before) => {
        await places.changeRegion(id, { name: before.name });
      },
    }),

    pages: async function* (actor, { q }) {
      const visible = await access.visible(actor, 'places:read');
      for await (const page of pagesOf((list) => places.regions(visible, { ...list, q })))
        yield page.map(toValues);
    },
  };
}

/** Whatever order the file has them in. */
function parentsFirst(rows: readonly SheetRow[]): SheetRow[] {
  const byCode = new Map(rows.map((row) => [row.values.code ?? '', row]));
  const done = new Set<SheetRow>();
  for (const row of rows) {
    const above: SheetRow[] = [];
    let at: SheetRow | undefined = row;
    while (at && !done.has(at) && !above.includes(at)) {
      above.unshift(at);
      at = byCode.get(at.values.parentCode ?? '');
    }
    for (const one of above) done.add(one);
  }
  return [...done];
}

function isLoop(code: string, known: (code: string) => Known | undefined): boolean {
  const seen = new Set<string>();
  for (let at = code; at !== ''; at = known(at)?.parentCode ?? '') {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}
