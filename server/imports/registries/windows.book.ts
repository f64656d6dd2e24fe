/** Windows: known by their hall and what is written over them; with the matters they serve. */

import type { Matter } from '../../contract/matters.ts';
import type { Hall, Window } from '../../contract/places.ts';
import type { Values } from '../reading/sheet-row.ts';
import type { Book, RegistryTable } from './book.ts';
import { allOf, Directory, pagesOf } from './directory.ts';
import { hallsOf, inHalls, remembered } from './halls-of.ts';
import type { BookNeeds } from './needs.ts';

const EVERYTHING = { everywhere: true } as const;

const codesText = (matters: readonly { readonly code: string }[] = []): string =>
  [...new Set(matters.map((one) => one.code))].sort().join(';');

const toValues = (
  window: Window,
  hall: Hall,
  departmentRegion: string,
  served: readonly { readonly code: string }[] | undefined,
): Values => ({
  regionCode: hall.regionCode,
  hall: hall.name,
  code: window.code,
  name: window.name,
  department: window.departmentName,
  departmentRegion,
  matters: codesText(served),
});

const codesOf = (text: string): string[] => text.split(';').filter((code) => code !== '');

const keyOf = ({ regionCode = '', hall = '', code = '' }: Values) => `${regionCode}\n${hall}\n${code}`;

export function windowsTable(needs: BookNeeds): RegistryTable {
  const { places, matters, windowMatters, finder, access } = needs;
  const mattersOf = async (departmentId: string): Promise<ReadonlyMap<string, Matter>> => {
    const all = await allOf((page) => matters.list(EVERYTHING, { ...page, departmentId }));
    return new Map(all.map((one) => [one.code, one]));
  };
  const setMatters = async (windowId: string, departmentId: string, codes: string): Promise<void> => {
    const known = codes === '' ? new Map<string, Matter>() : await mattersOf(departmentId);
    const ids = codesOf(codes).flatMap((code) => known.get(code)?.id ?? []);
    await windowMatters.set(windowId, ids);
  };
  const currentOf = async (id: string): Promise<Values> => {
    const window = await places.window(id);
    const [hall, department, served] = await Promise.all([
      places.hall(window.hallId),
      places.department(window.departmentId),
      windowMatters.at(EVERYTHING, id, undefined),
    ]);
    return toValues(window, hall, department.regionCode, served);
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
      for (const hall of hallsOf(rows, directory)) {
        const served = await windowMatters.inHall(EVERYTHING, hall.id);
        for (const window of await allOf((page) => places.windows(EVERYTHING, hall.id, page))) {
          const region =
            regionOf.get(window.departmentId) ?? (await places.department(window.departmentId)).regionCode;
          const values = toValues(window, hall, region, served.get(window.id));
          there.set(keyOf(values), { id: window.id, values, departmentId: window.departmentId });
        }
      }
      const knownMatters = remembered(mattersOf);
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
          const departmentId = department?.id ?? existing?.departmentId ?? '';
          const isHandedOver = existing !== undefined && existing.departmentId !== departmentId;
          // What a window served for its department ends where another takes it over.
          const codes = values.matters ?? (isHandedOver ? '' : existing?.values.matters);
          if (values.matters && (isHandedOver || values.matters !== existing?.values.matters)) {
            const known = departmentId === '' ? undefined : await knownMatters(departmentId);
            if (codesOf(values.matters).some((code) => !known?.has(code)))
              return [{ column: 'matters', code: 'no_matter' }];
          }
          return {
            existing,
            place,
            refs: { hallId: hall.id, departmentId },
            meant: {
              ...(codes !== undefined && { matters: codes }),
              // However the department was named, it is known by its name and region.
              ...(department && { department: department.name, departmentRegion: department.regionCode }),
            },
          };
        },
        create: async ({ found, next }) => {
          const departmentId = found.refs.departmentId ?? '';
          const made = await places.createWindow(found.refs.hallId ?? '', {
            departmentId,
            code: next.code ?? '',
            name: next.name ?? '',
          });
          if (next.matters) await setMatters(made.id, departmentId, next.matters);
          return made;
        },
        change: async (existing, { found, next, changed }) => {
          const departmentId = found.refs.departmentId ?? '';
          const isHandedOver = changed.has('department') || changed.has('departmentRegion');
          await places.changeWindow(existing.id, {
            ...(changed.has('name') && { name: next.name }),
            ...(isHandedOver && { departmentId }),
          });
          if (changed.has('matters') || isHandedOver)
            await setMatters(existing.id, departmentId, next.matters ?? '');
          return undefined;
        },
      };
    },

    undoing: () => ({
      current: currentOf,
      place: (id) => finder.ofWindow(id),
      remove: async (id) => {
        await windowMatters.forget(id);
        await places.removeWindow(id);
      },
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
        const { departmentId: stands } = await places.changeWindow(id, {
          ...(changed.includes('name') && { name: before.name }),
          ...(departmentId !== undefined && { departmentId }),
        });
        if (changed.includes('matters') || isMoved) await setMatters(id, stands, before.matters ?? '');
      },
    }),

    pages: async function* (actor, filter) {
      const [visible, seenMatters] = await Promise.all([
        access.visible(actor, 'places:read'),
        access.visible(actor, 'matters:read'),
      ]);
      const regions = new Map(
        (await allOf((page) => places.departments({ everywhere: true }, page))).map((one) => [
          one.id,
          one.regionCode,
        ]),
      );
      for await (const hall of inHalls(places, visible, filter)) {
        const served = await windowMatters.inHall(seenMatters, hall.id);
        for await (const page of pagesOf((list) =>
          places.windows(visible, hall.id, { ...list, q: filter.q }),
        ))
          yield page
            .filter((one) => filter.departmentId === undefined || one.departmentId === filter.departmentId)
            .map((one) => toValues(one, hall, regions.get(one.departmentId) ?? '', served.get(one.id)));
      }
    },
  };
}
