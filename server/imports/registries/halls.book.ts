/** Halls: known by region and name. */
import type { Hall } from '../../contract/places.ts';
import type { Values } from '../reading/sheet-row.ts';
import type { Book, RegistryTable } from './book.ts';
import { Directory, pagesOf } from './directory.ts';
import type { BookNeeds } from './needs.ts';

const toValues = (hall: Hall): Values => ({
  regionCode: hall.regionCode,
  name: hall.name,
  address: hall.address ?? '',
  contact: hall.contact ?? '',
  phone: hall.phone ?? '',
  lineKbps: hall.lineKbps === null ? '' : String(hall.lineKbps),
  lineReserveKbps: String(hall.lineReserveKbps),
  soundAllowed: hall.soundAllowed ? 'yes' : 'no',
});

const toFields = (values: Values) => ({
  name: values.name ?? '',
  address: values.address || null,
  contact: values.contact || null,
  phone: values.phone || null,
  lineKbps: values.lineKbps ? Number(values.lineKbps) : null,
  lineReserveKbps: Number(values.lineReserveKbps),
  soundAllowed: values.soundAllowed === 'yes',
});

/** Only what differs, so that nobody's change to the rest is undone by the way. */
const fieldsOf = (values: Values, changed: Iterable<string>) => {
  const names = new Set(changed);
  return Object.fromEntries(Object.entries(toFields(values)).filter(([name]) => names.has(name)));
};

export function hallsTable({ places, finder, access }: BookNeeds): RegistryTable {
  return {
    registry: 'halls',
    thing: 'hall',
    read: 'places:read',
    write: 'places:write',

    open: async (actor): Promise<Book> => {
      const directory = await Directory.open(places, await access.visible(actor, 'places:read'));
      return {
        keysOf: ({ regionCode = '', name = '' }) => [{ column: 'name', key: `${regionCode}\n${name}` }],
        find: async ({ values: { regionCode = '', name = '' } }) => {
          if (!directory.regions.has(regionCode)) return [{ column: 'regionCode', code: 'no_place' }];
          const hall = directory.hall(regionCode, name);
          return {
            existing: hall && { id: hall.id, values: toValues(hall) },
            place: () => (hall ? finder.ofHall(hall.id) : finder.ofRegion(regionCode)),
            refs: {},
          };
        },
        check: async ({ next }) =>
          next.lineKbps && Number(next.lineReserveKbps) >= Number(next.lineKbps)
            ? [{ column: 'lineReserveKbps', code: 'reserve_too_large' }]
            : [],
        create: ({ next }) => places.createHall({ ...toFields(next), regionCode: next.regionCode ?? '' }),
        change: async (existing, { next, changed }) => {
          await places.changeHall(existing.id, fieldsOf(next, changed));
          return undefined;
        },
      };
    },

    undoing: () => ({
      current: async (id) => toValues(await places.hall(id)),
      place: (id) => finder.ofHall(id),
      remove: (id) => places.removeHall(id),
      restore: async (id, before, changed) => {
        await places.changeHall(id, fieldsOf(before, changed));
      },
    }),

    pages: async function* (actor, { q, regionCode }) {
      const visible = await access.visible(actor, 'places:read');
      for await (const page of pagesOf((list) => places.halls(visible, { ...list, q, regionCode })))
        yield page.map(toValues);
    },
  };
}
