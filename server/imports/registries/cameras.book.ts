/** Cameras: known by their hall and name. Credentials go in and never out. */
import type { CameraImports } from '../../cameras/index.ts';
import type { Camera } from '../../contract/cameras.ts';
import type { Hall } from '../../contract/places.ts';
import type { Fault, Values } from '../reading/sheet-row.ts';
import type { Book, Change, Existing, RegistryTable } from './book.ts';
import { allOf, Directory, pagesOf } from './directory.ts';
import { hallsOf, inHalls, remembered } from './halls-of.ts';
import type { BookNeeds } from './needs.ts';

const EVERYTHING = { everywhere: true } as const;

const urlOf = (camera: Camera, profile: 'main' | 'sub') =>
  camera.profiles.find((one) => one.profile === profile)?.url ?? '';

const toValues = (camera: Camera, hall: Pick<Hall, 'regionCode' | 'name'>): Values => ({
  regionCode: hall.regionCode,
  hall: hall.name,
  name: camera.name,
  mainUrl: urlOf(camera, 'main'),
  subUrl: urlOf(camera, 'sub'),
  gb28181Id: camera.gb28181Id ?? '',
  make: camera.make ?? '',
  model: camera.model ?? '',
  serial: camera.serial ?? '',
  firmware: camera.firmware ?? '',
  onvifAddress: camera.onvifAddress ?? '',
  expectedFps: String(camera.expectedFps ?? ''),
  expectedKbps: String(camera.expectedKbps ?? ''),
  note: camera.note,
});

const profilesOf = (values: Values) => [
  { profile: 'main' as const, url: values.mainUrl ?? '' },
  ...(values.subUrl ? [{ profile: 'sub' as const, url: values.subUrl }] : []),
];

const detailsOf = (values: Values) => ({
  gb28181Id: values.gb28181Id || null,
  make: values.make || null,
  model: values.model || null,
  serial: values.serial || null,
  firmware: values.firmware || null,
  onvifAddress: values.onvifAddress || null,
  expectedFps: values.expectedFps ? Number(values.expectedFps) : null,
  expectedKbps: values.expectedKbps ? Number(values.expectedKbps) : null,
  note: values.note ?? '',
});

/** Only what differs. */
const fieldsOf = (values: Values, changed: ReadonlySet<string>) => ({
  ...Object.fromEntries(Object.entries(detailsOf(values)).filter(([name]) => changed.has(name))),
  ...((changed.has('mainUrl') || changed.has('subUrl')) && { profiles: profilesOf(values) }),
});

const credentialsOf = ({ username = '', password = '' }: Values) =>
  username === '' && password === '' ? undefined : { username, password };

const keyOf = ({ regionCode = '', hall = '', name = '' }: Values) => `${regionCode}\n${hall}\n${name}`;

export function camerasTable({ places, cameras, cameraImports, finder, access }: BookNeeds): RegistryTable {
  const currentOf = async (id: string): Promise<Values> => {
    const camera = await cameras.get(id);
    return toValues(camera, await places.hall(camera.hallId));
  };
  return {
    registry: 'cameras',
    thing: 'camera',
    read: 'cameras:read',
    write: 'cameras:write',

    open: async (actor, rows): Promise<Book> => {
      const directory = await Directory.open(places, await access.visible(actor, 'places:read'));
      const there = new Map<
        string,
        Existing & { readonly isClosed: boolean; readonly hasCredentials: boolean }
      >();
      const hallOf = new Map<string, string>();
      for (const hall of hallsOf(rows, directory))
        for (const camera of await allOf((page) =>
          cameras.list(EVERYTHING, hall.id, { ...page, closed: 'include' }),
        )) {
          const values = toValues(camera, hall);
          const isClosed = camera.closedAt !== null;
          if (isClosed && there.has(keyOf(values))) continue;
          hallOf.set(camera.id, hall.id);
          there.set(keyOf(values), {
            id: camera.id,
            values,
            isClosed,
            hasCredentials: camera.hasCredentials,
          });
        }
      const holders = await cameraImports.holdersOf(rows.flatMap(({ values }) => values.gb28181Id || []));
      // A camera that the file names itself may give its id away there.
      const named = new Set(rows.map(({ values }) => there.get(keyOf(values))?.id));
      const kept = new Map<string, ReturnType<CameraImports['credentialsIn']>>();
      const placeOf = remembered((hallId) => finder.ofHall(hallId));
      /** Addresses of one host are asked for once. */
      const allowed = new Map<string, Promise<boolean>>();
      const isAllowed = (url: string): Promise<boolean> => {
        const host = URL.canParse(url) ? new URL(url).host : url;
        let asked = allowed.get(host);
        if (!asked) {
          asked = cameraImports.mayBeAt(url);
          allowed.set(host, asked);
        }
        return asked;
      };
      return {
        keysOf: (values) => [
          { column: 'name', key: keyOf(values) },
          { column: 'gb28181Id', key: values.gb28181Id ?? '' },
        ],
        find: async ({ values }) => {
          const hall = directory.hall(values.regionCode ?? '', values.hall ?? '');
          if (!hall) return [{ column: 'hall', code: 'no_place' }];
          const existing = there.get(keyOf(values));
          // The name of a retired one is free for another.
          const open = existing?.isClosed ? undefined : existing;
          return {
            existing: open,
            place: () => (open ? finder.ofCamera(open.id) : placeOf(hall.id)),
            refs: { hallId: hall.id },
          };
        },
        check: async ({ found, next, changed, secrets }) => {
          const faults: Fault[] = [];
          if (secrets.password && !secrets.username) faults.push({ column: 'username', code: 'user_needed' });
          for (const column of ['mainUrl', 'subUrl', 'onvifAddress'])
            if (changed.has(column) && next[column] && !(await isAllowed(next[column])))
              faults.push({ column, code: 'address_not_allowed' });
          const holder = changed.has('gb28181Id') && holders.get(next.gb28181Id ?? '');
          if (holder && !named.has(holder)) faults.push({ column: 'gb28181Id', code: 'held_elsewhere' });
          const existing = there.get(keyOf(next));
          if (found.existing && existing?.hasCredentials && !credentialsOf(secrets))
            for (const column of ['mainUrl', 'subUrl'])
              if (changed.has(column) && isElsewhere(next[column], found.existing.values))
                faults.push({ column, code: 'credentials_needed' });
          return faults;
        },
        sameSecrets: async (existing, secrets) => {
          const credentials = credentialsOf(secrets);
          if (!credentials) return true;
          const hallId = hallOf.get(existing.id) ?? '';
          const asked = kept.get(hallId) ?? cameraImports.credentialsIn(hallId);
          kept.set(hallId, asked);
          return (await asked)(existing.id, credentials);
        },
        create: ({ found, next, secrets }: Change) =>
          cameras.create(found.refs.hallId ?? '', {
            name: next.name ?? '',
            profiles: profilesOf(next),
            credentials: credentialsOf(secrets) ?? null,
            ...detailsOf(next),
          }),
        change: async (existing, { next, changed, secrets }) => {
          const credentials = credentialsOf(secrets);
          const { credentialsSealed } = await cameras.stored(existing.id);
          await cameras.change(existing.id, {
            ...fieldsOf(next, changed),
            ...(credentials && { credentials }),
          });
          return credentials ? (credentialsSealed ?? Buffer.alloc(0)) : undefined;
        },
      };
    },

    undoing: () => ({
      current: currentOf,
      place: (id) => finder.ofCamera(id),
      remove: (id) => cameras.remove(id),
      restore: (id, before, changed, kept) =>
        cameraImports.putBack(id, {
          ...fieldsOf(before, new Set(changed)),
          ...(kept && { credentialsSealed: kept.length === 0 ? null : kept }),
        }),
    }),

    pages: async function* (actor, filter) {
      const [visible, places_] = await Promise.all([
        access.visible(actor, 'cameras:read'),
        access.visible(actor, 'places:read'),
      ]);
      for await (const hall of inHalls(places, places_, filter))
        for await (const page of pagesOf((list) => cameras.list(visible, hall.id, { ...list, q: filter.q })))
          yield page.map((one) => toValues(one, hall));
    },
  };
}

/** Whether an address is at another host than both that are registered. */
function isElsewhere(url: string | undefined, before: Values): boolean {
  const hostOf = (text: string | undefined) =>
    text && URL.canParse(text) ? new URL(text).hostname.toLowerCase() : '';
  const host = hostOf(url);
  return host !== '' && host !== hostOf(before.mainUrl) && host !== hostOf(before.subUrl);
}
