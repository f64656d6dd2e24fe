/** Departments: known by region and name, or by their USCC where a file gives it. */
import type { Department } from '../../contract/places.ts';
import type { Values } from '../reading/sheet-row.ts';
import type { Book, RegistryTable } from './book.ts';
import { Directory, pagesOf } from './directory.ts';
import type { BookNeeds } from './needs.ts';

const toValues = (department: Department): Values => ({
  regionCode: department.regionCode,
  name: department.name,
  uscc: department.uscc ?? '',
});

export function departmentsTable({ places, finder, access }: BookNeeds): RegistryTable {
  return {
    registry: 'departments',
    thing: 'department',
    read: 'places:read',
    write: 'places:write',

    open: async (actor): Promise<Book> => {
      const directory = await Directory.open(places, await access.visible(actor, 'places:read'));
      return {
        keysOf: ({ regionCode = '', name = '', uscc = '' }) => [
          { column: 'name', key: `${regionCode}\n${name}` },
          { column: 'uscc', key: uscc === '' ? '' : uscc },
        ],
        find: async ({ values }) => {
          const { regionCode = '', name = '', uscc = '' } = values;
          if (!directory.regions.has(regionCode)) return [{ column: 'regionCode', code: 'no_place' }];
          const named = directory.department(regionCode, name);
          const ofUscc = directory.byUscc(uscc).find((one) => one.regionCode === regionCode);
          if (named && ofUscc && named.id !== ofUscc.id) return [{ column: 'uscc', code: 'ambiguous_key' }];
          const department = named ?? ofUscc;
          return {
            existing: department && { id: department.id, values: toValues(department) },
            place: () => (department ? finder.ofDepartment(department.id) : finder.ofRegion(regionCode)),
            refs: {},
          };
        },
        create: ({ next }) =>
          places.createDepartment({
            regionCode: next.regionCode ?? '',
            name: next.name ?? '',
            uscc: next.uscc || null,
          }),
        change: async (existing, { next, changed }) => {
          await places.changeDepartment(existing.id, fieldsOf(next, changed));
          return undefined;
        },
      };
    },

    undoing: () => ({
      current: async (id) => toValues(await places.department(id)),
      place: (id) => finder.ofDepartment(id),
      remove: (id) => places.removeDepartment(id),
      restore: async (id, before, changed) => {
        await places.changeDepartment(id, fieldsOf(before, new Set(changed)));
      },
    }),

    pages: async function* (actor, { q, regionCode }) {
      const visible = await access.visible(actor, 'places:read');
      for await (const page of pagesOf((list) => places.departments(visible, { ...list, q, regionCode })))
        yield page.map(toValues);
    },
  };
}

const fieldsOf = (values: Values, changed: ReadonlySet<string>) => ({
  ...(changed.has('name') && { name: values.name }),
  ...(changed.has('uscc') && { uscc: values.uscc || null }),
});
