/** Clerks: known by their department and staff number. */
import type { Clerk } from '../../contract/clerks.ts';
import type { Department } from '../../contract/places.ts';
import type { Values } from '../reading/sheet-row.ts';
import type { Book, Existing, RegistryTable } from './book.ts';
import { allOf, Directory, pagesOf } from './directory.ts';
import type { BookNeeds } from './needs.ts';

const EVERYTHING = { everywhere: true } as const;

const toValues = (clerk: Clerk, department: Pick<Department, 'regionCode' | 'name'>): Values => ({
  regionCode: department.regionCode,
  department: department.name,
  staffNo: clerk.staffNo,
  name: clerk.name,
});

export function clerksTable({ places, clerks, finder, access }: BookNeeds): RegistryTable {
  return {
    registry: 'clerks',
    thing: 'clerk',
    read: 'clerks:read',
    write: 'clerks:write',

    open: async (actor, rows): Promise<Book> => {
      const directory = await Directory.open(places, await access.visible(actor, 'places:read'));
      const departmentOf = (values: Values) =>
        directory.departmentNamed(values.department ?? '', values.regionCode ?? '', '');
      const there = new Map<string, Existing & { readonly hasEnded: boolean }>();
      for (const department of new Set(rows.map(({ values }) => departmentOf(values)))) {
        if (typeof department === 'string') continue;
        for (const clerk of await allOf((page) =>
          clerks.list(EVERYTHING, { ...page, departmentId: department.id, ended: 'include' }),
        )) {
          const key = `${department.id}\n${clerk.staffNo}`;
          // The number of one who has left may be another's by now.
          if (clerk.endedAt !== null && there.has(key)) continue;
          there.set(key, {
            id: clerk.id,
            values: toValues(clerk, department),
            hasEnded: clerk.endedAt !== null,
          });
        }
      }
      return {
        keysOf: (values) => [
          { column: 'staffNo', key: [values.regionCode, values.department, values.staffNo].join('\n') },
        ],
        find: async ({ values }) => {
          const department = departmentOf(values);
          if (typeof department === 'string') return [{ column: 'department', code: department }];
          const existing = there.get(`${department.id}\n${values.staffNo ?? ''}`);
          if (existing?.hasEnded) return [{ column: 'staffNo', code: 'closed' }];
          return {
            existing,
            place: () => finder.ofDepartment(department.id),
            refs: { departmentId: department.id },
            meant: { department: department.name },
          };
        },
        create: ({ found, next }) =>
          clerks.create({
            departmentId: found.refs.departmentId ?? '',
            staffNo: next.staffNo ?? '',
            name: next.name ?? '',
          }),
        change: async (existing, { next }) => {
          await clerks.change(existing.id, { name: next.name });
          return undefined;
        },
      };
    },

    undoing: () => ({
      current: async (id) => {
        const clerk = await clerks.get(id);
        return toValues(clerk, await places.department(clerk.departmentId));
      },
      place: async (id) => finder.ofDepartment((await clerks.get(id)).departmentId),
      remove: (id) => clerks.remove(id),
      restore: async (id, before) => {
        await clerks.change(id, { name: before.name });
      },
    }),

    pages: async function* (actor, { q, departmentId }) {
      const visible = await access.visible(actor, 'clerks:read');
      const departments = new Map(
        (await allOf((page) => places.departments(EVERYTHING, { ...page, closed: 'include' }))).map((one) => [
          one.id,
          one,
        ]),
      );
      for await (const page of pagesOf((list) => clerks.list(visible, { ...list, q, departmentId })))
        yield page.map((one) =>
          toValues(one, departments.get(one.departmentId) ?? { regionCode: '', name: one.departmentName }),
        );
    },
  };
}
