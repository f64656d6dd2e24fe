/** Placements: a window in a camera's picture, now. Those before stay closed as they were. */
import type { Placement, Polygon } from '../../contract/cameras.ts';
import { notFound } from '../../platform/errors.ts';
import type { Values } from '../reading/sheet-row.ts';
import type { Book, Existing, RegistryTable } from './book.ts';
import { allOf, Directory } from './directory.ts';
import { hallsOf, inHalls } from './halls-of.ts';
import type { BookNeeds } from './needs.ts';

const EVERYTHING = { everywhere: true } as const;

const zoneText = (zone: Polygon | null): string => zone?.map(({ x, y }) => `${x},${y}`).join(' ') ?? '';
const toZone = (text: string): Polygon =>
  text.split(' ').map((corner) => {
    const [x = 0, y = 0] = corner.split(',').map(Number);
    return { x, y };
  });
const toZones = ({ clerkZone = '', applicantZone = '' }: Values) => ({
  clerkZone: toZone(clerkZone),
  applicantZone: applicantZone === '' ? null : toZone(applicantZone),
});

const keyOf = ({ regionCode = '', hall = '', camera = '', window = '' }: Values) =>
  [regionCode, hall, camera, window].join('\n');
/** A placement is named by what it binds: it is another row each time it changes. */
const idOf = (cameraId: string, windowId: string) => `${cameraId}/${windowId}`;
const ofId = (id: string): [string, string] => {
  const [cameraId = '', windowId = ''] = id.split('/');
  return [cameraId, windowId];
};

export function placementsTable({ places, cameras, finder, access }: BookNeeds): RegistryTable {
  const valuesOf = (
    names: { regionCode: string; hall: string; camera: string; window: string },
    placement: Placement,
  ): Values => ({
    ...names,
    clerkZone: zoneText(placement.clerkZone),
    applicantZone: zoneText(placement.applicantZone),
  });
  return {
    registry: 'placements',
    thing: 'placement',
    verbs: { create: 'set', change: 'set' },
    read: 'cameras:read',
    write: 'cameras:write',

    open: async (actor, rows): Promise<Book> => {
      const directory = await Directory.open(places, await access.visible(actor, 'places:read'));
      const cameraIds = new Map<string, string>();
      const windowIds = new Map<string, string>();
      const there = new Map<string, Existing>();
      for (const hall of hallsOf(rows, directory)) {
        const named = await allOf((page) => cameras.list(EVERYTHING, hall.id, page));
        const windows = await allOf((page) => places.windows(EVERYTHING, hall.id, page));
        const codes = new Map(windows.map((one) => [one.id, one.code]));
        const names = new Map(named.map((one) => [one.id, one.name]));
        for (const one of named) cameraIds.set(`${hall.id}\n${one.name}`, one.id);
        for (const one of windows) windowIds.set(`${hall.id}\n${one.code}`, one.id);
        for (const placement of await cameras.placementsIn(EVERYTHING, hall.id)) {
          const camera = names.get(placement.cameraId);
          const window = codes.get(placement.windowId);
          if (camera === undefined || window === undefined) continue;
          const values = valuesOf(
            { regionCode: hall.regionCode, hall: hall.name, camera, window },
            placement,
          );
          there.set(keyOf(values), { id: idOf(placement.cameraId, placement.windowId), values });
        }
      }
      return {
        keysOf: (values) => [{ column: 'window', key: keyOf(values) }],
        find: async ({ values }) => {
          const hall = directory.hall(values.regionCode ?? '', values.hall ?? '');
          if (!hall) return [{ column: 'hall', code: 'no_place' }];
          const cameraId = cameraIds.get(`${hall.id}\n${values.camera ?? ''}`);
          const windowId = windowIds.get(`${hall.id}\n${values.window ?? ''}`);
          if (cameraId === undefined) return [{ column: 'camera', code: 'no_camera' }];
          if (windowId === undefined) return [{ column: 'window', code: 'no_window' }];
          return {
            existing: there.get(keyOf(values)),
            place: () => finder.ofCamera(cameraId),
            refs: { cameraId, windowId },
          };
        },
        create: async ({ found: { refs }, next }) => {
          const { cameraId = '', windowId = '' } = refs;
          await cameras.place(cameraId, windowId, toZones(next));
          return { id: idOf(cameraId, windowId) };
        },
        change: async ({ id }, { next }) => {
          await cameras.place(...ofId(id), toZones(next));
          return undefined;
        },
      };
    },

    undoing: () => ({
      current: async (id) => {
        const [cameraId, windowId] = ofId(id);
        const placed = (await cameras.placements(EVERYTHING, cameraId, undefined)).find(
          (one) => one.windowId === windowId,
        );
        if (!placed) throw notFound('placement');
        const [camera, window] = await Promise.all([cameras.get(cameraId), places.window(windowId)]);
        const hall = await places.hall(camera.hallId);
        const names = {
          regionCode: hall.regionCode,
          hall: hall.name,
          camera: camera.name,
          window: window.code,
        };
        return valuesOf(names, placed);
      },
      place: (id) => finder.ofCamera(ofId(id)[0]),
      remove: (id) => cameras.unplace(...ofId(id)),
      restore: async (id, before) => {
        await cameras.place(...ofId(id), toZones(before));
      },
    }),

    pages: async function* (actor, filter) {
      const [seenCameras, seenPlaces] = await Promise.all([
        access.visible(actor, 'cameras:read'),
        access.visible(actor, 'places:read'),
      ]);
      for await (const hall of inHalls(places, seenPlaces, filter)) {
        const names = new Map(
          (await allOf((page) => cameras.list(seenCameras, hall.id, page))).map((one) => [one.id, one.name]),
        );
        const codes = new Map(
          (await allOf((page) => places.windows(seenPlaces, hall.id, page))).map((one) => [one.id, one.code]),
        );
        const rows: Values[] = [];
        for (const placement of await cameras.placementsIn(seenPlaces, hall.id)) {
          const camera = names.get(placement.cameraId);
          const window = codes.get(placement.windowId);
          if (camera !== undefined && window !== undefined)
            rows.push(valuesOf({ regionCode: hall.regionCode, hall: hall.name, camera, window }, placement));
        }
        yield rows;
      }
    },
  };
}
