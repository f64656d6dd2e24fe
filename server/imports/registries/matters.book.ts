/** Matters: known by their department and code. A secret one is turned away, and nothing of its row is kept. */
import type { Matter } from '../../contract/cases.ts';
import type { Department } from '../../contract/places.ts';
import type { Values } from '../reading/sheet-row.ts';
import type { Book, Existing, RegistryTable } from './book.ts';
import { allOf, Directory, pagesOf } from './directory.ts';
import type { BookNeeds } from './needs.ts';

const EVERYTHING = { everywhere: true } as const;

const toValues = (matter: Matter, department: Pick<Department, 'regionCode' | 'name'>): Values => ({
  regionCode: department.regionCode,
  department: department.name,
  code: matter.code,
  name: matter.name,
  kind: matter.kind,
  promisedLimitDays: String(matter.promisedLimitDays),
  statutoryLimitDays: String(matter.statutoryLimitDays),
  secrecy: 'none',
});

const toFields = (values: Values) => ({
  name: values.name ?? '',
  kind: values.kind as Matter['kind'],
  promisedLimitDays: Number(values.promisedLimitDays),
  statutoryLimitDays: Number(values.statutoryLimitDays),
});
const fieldsOf = (values: Values, changed: Iterable<string>) => {
  const names = new Set(changed);
  return Object.fromEntries(Object.entries(toFields(values)).filter(([name]) => names.has(name)));
};

export function mattersTable({ places, matters, finder, access }: BookNeeds): RegistryTable {
  return {
    registry: 'matters',
    thing: 'matter',
    read: 'matters:read',
    write: 'matters:write',

    open: async (actor, rows): Promise<Book> => {
      const directory = await Directory.open(places, await access.visible(actor, 'places:read'));
      const departmentOf = (values: Values) =>
        directory.departmentNamed(values.department ?? '', values.regionCode ?? '', '');
      const there = new Map<string, Existing>();
      const closed = new Set<string>();
      const departments = new Set(rows.map(({ values }) => departmentOf(values)));
      for (const department of departments) {
        if (typeof department === 'string') continue;
        for (const matter of await allOf((page) =>
          matters.list(EVERYTHING, { ...page, departmentId: department.id, closed: 'include' }),
        )) {
          const key = `${department.id}\n${matter.code}`;
          if (matter.closedAt !== null) closed.add(key);
          else there.set(key, { id: matter.id, values: toValues(matter, department) });
        }
      }
      return {
        keysOf: (values) => [
          { column: 'code', key: [values.regionCode, values.department, values.code].join('\n') },
        ],
        find: async ({ values }) => {
          const department = departmentOf(values);
          if (typeof department === 'string') return [{ column: 'department', code: department }];
          const key = `${department.id}\n${values.code ?? ''}`;
          if (closed.has(key)) return [{ column: 'code', code: 'held_by_closed' }];
          return {
            existing: there.get(key),
            place: () => finder.ofDepartment(department.id),
            refs: { departmentId: department.id },
            meant: { department: department.name },
          };
        },
        check: async ({ next }) =>
          next.secrecy === 'secret'
            ? [{ column: 'secrecy', code: 'matter_secret' }]
            : Number(next.promisedLimitDays) > Number(next.statutoryLimitDays)
              ? [{ column: 'promisedLimitDays', code: 'promised_longer' }]
              : [],
        create: ({ found, next }) =>
          matters.create({
            ...toFields(next),
            departmentId: found.refs.departmentId ?? '',
            code: next.code ?? '',
            secrecy: 'none',
          }),
        change: async (existing, { next, changed }) => {
          await matters.change(existing.id, fieldsOf(next, changed));
          return undefined;
        },
      };
    },

    undoing: () => ({
      current: async (id) => {
        const matter = await matters.get(id);
        return toValues(matter, await places.department(matter.departmentId));
      },
      place: async (id) => finder.ofDepartment((await matters.get(id)).departmentId),
      remove: (id) => matters.remove(id),
      restore: async (id, before, changed) => {
        await matters.change(id, fieldsOf(before, changed));
      },
    }),

    pages: async function* (actor, { q, departmentId }) {
      const visible = await access.visible(actor, 'matters:read');
      const departments = new Map(
        (await allOf((page) => places.departments(EVERYTHING, page))).map((one) => [one.id, one]),
      );
      for await (const page of pagesOf((list) => matters.list(visible, { ...list, q, departmentId })))
        yield page.map((one) =>
          toValues(one, departments.get(one.departmentId) ?? { regionCode: '', name: one.departmentId }),
        );
    },
  };
}
