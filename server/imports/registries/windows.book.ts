/** Windows: known by their hall and what is written over them. */
import type { Hall, Window } from '../../contract/places.ts';
import type { Values } from '../reading/sheet-row.ts';
import type { Book, RegistryTable } from './book.ts';
import { allOf, Directory, pagesOf } from './directory.ts';
import { hallsOf, inHalls, remembered } from './halls-of.ts';
import type { BookNeeds } from './needs.ts';

const EVERYTHING = { everywhere: true } as const;

const toValues = (window: Window, hall: Hall, departmentRegion: string): Values => ({
  regionCode: hall.regionCode,
  hall: hall.name,
  code: window.code,
  name: window.name,
  department: window.departmentName,
  departmentRegion,
});

const keyOf = ({ regionCode = '', hall = '', code = '' }: Values) => `${regionCode}\n${hall}\n${code}`;

export function windowsTable({ places, finder, access }: BookNeeds): RegistryTable {
  const currentOf = async (id: string): Promise<Values> => {
    const window = await places.window(id);
    const [hall, department] = await Promise.all([
      places.hall(window.hallId),
      places.department(window.departmentId),
    ]);
    return toValues(window, hall, department.regionCode);
  };
  return {
    registry: 'windows',
    thing: 'window',
    read: 'places:read',
    write: 'places:write',

    open: async (actor, rows): Promise<Book> => {
      const directory = await Directory.open(places, await access.visible(actor, 'places:read'));
      const regionOf = new Map(directory.departments.map((one) => [one.id, one.regionCode]));
      const there = new Map<
        string,
        { readonly id: string; readonly values: Values; readonly departmentId: string }
      >();
      for (const hall of hallsOf(rows, directory))
        for (const window of await allOf((page) => places.windows(EVERYTHING, hall.id, page))) {
          const region =
            regionOf.get(window.departmentId) ?? (await places.department(window.departmentId)).regionCode;
          const values = toValues(window, hall, region);
          there.set(keyOf(values), { id: window.id, values, departmentId: window.departmentId });
        }
      const placeOf = remembered((hallId) => finder.ofHall(hallId));
      return {
        keysOf: (values) => [{ column: 'code', key: keyOf(values) }],
        find: async ({ values }) => {
          const hall = directory.hall(values.regionCode ?? '', values.hall ?? '');
          if (!hall) return [{ column: 'hall', code: 'no_place' }];
          const existing = there.get(keyOf(values));
          const place = () => (existing ? finder.ofWindow(existing.id) : placeOf(hall.id));
          const asked = values.department
            ? directory.departmentNamed(values.department, values.departmentRegion, hall.regionCode)
            : undefined;
          if (typeof asked === 'string') {
            // What it is and stays is no reference to look up, even where the asker does not see it.
            const isSame =
              existing?.values.department === values.department &&
              (!values.departmentRegion || existing?.values.departmentRegion === values.departmentRegion);
            if (!isSame) return [{ column: 'department', code: asked }];
          }
          const department = typeof asked === 'object' ? asked : undefined;
          return {
            existing,
            place,
            refs: { hallId: hall.id, departmentId: department?.id ?? existing?.departmentId ?? '' },
            // However the department was named, it is known by its name and region.
            ...(department && {
              meant: { department: department.name, departmentRegion: department.regionCode },
            }),
          };
        },
        create: ({ found, next }) =>
          places.createWindow(found.refs.hallId ?? '', {
            departmentId: found.refs.departmentId ?? '',
            code: next.code ?? '',
            name: next.name ?? '',
          }),
        change: async (existing, { found, next, changed }) => {
          await places.changeWindow(existing.id, {
            ...(changed.has('name') && { name: next.name }),
            ...((changed.has('department') || changed.has('departmentRegion')) && {
              departmentId: found.refs.departmentId,
            }),
          });
          return undefined;
        },
      };
    },

    undoing: () => ({
      current: currentOf,
      place: (id) => finder.ofWindow(id),
      remove: (id) => places.removeWindow(id),
      restore: async (id, before, changed) => {
        const isMoved = changed.includes('department') || changed.includes('departmentRegion');
        const departments = isMoved
          ? await allOf((page) =>
              places.departments(EVERYTHING, {
                ...page,
                regionCode: before.departmentRegion,
                closed: 'include',
              }),
            )
          : [];
        const departmentId = departments.find((one) => one.name === before.department)?.id;
        await places.changeWindow(id, {
          ...(changed.includes('name') && { name: before.name }),
          ...(departmentId !== undefined && { departmentId }),
        });
      },
    }),

    pages: async function* (actor, filter) {
      const visible = await access.visible(actor, 'places:read');
      const regions = new Map(
        (await allOf((page) => places.departments({ everywhere: true }, page))).map((one) => [
          one.id,
          one.regionCode,
        ]),
      );
      for await (const hall of inHalls(places, visible, filter))
        for await (const page of pagesOf((list) =>
          places.windows(visible, hall.id, { ...list, q: filter.q }),
        ))
          yield page
            .filter((one) => filter.departmentId === undefined || one.departmentId === filter.departmentId)
            .map((one) => toValues(one, hall, regions.get(one.departmentId) ?? ''));
    },
  };
}
