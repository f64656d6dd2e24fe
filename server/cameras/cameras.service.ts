/** The registry of cameras: their addresses, their credentials, and where windows are in their pictures. */
import type { z } from 'zod';
import type * as contract from '../contract/cameras.ts';
import type { Wall } from '../contract/wall.ts';
import type { WallPictures } from '../contract/walls.ts';
import type { PlacesService, Visible } from '../places/index.ts';
import { type ListRequest, removeUnused, unlessTaken } from '../places/index.ts';
import { isUniqueViolation } from '../platform/db/faults.ts';
import { AppError, conflict, notFound } from '../platform/errors.ts';
import { decodeCursor, nameKey, type Page, pageOf } from '../platform/http/paging.ts';
import type { CameraNetworks } from './camera-networks.ts';
import type { CamerasStore, StoredCamera } from './cameras.store.ts';
import type { CredentialsKeeper } from './credentials.ts';
import type { PlacementsStore, Zones } from './placements.store.ts';

/** More cameras than a hall has; a wall of more is answered cut off rather than not at all. */
const WALL_MOST = 500;

export interface CamerasOptions {
  readonly cameras: CamerasStore;
  readonly placements: PlacementsStore;
  readonly places: Pick<PlacesService, 'hall' | 'window' | 'windows' | 'windowsOf'>;
  readonly keeper: CredentialsKeeper;
  readonly networks: Pick<CameraNetworks, 'check'>;
  readonly now: () => number;
  /** A camera's address or credentials changed, or it is gone: whoever pulls it must begin again. */
  readonly onAddressChanged: (cameraId: string) => void;
  /** There is one more: whoever pulls all of them has it to pull. */
  readonly onAdded: () => void;
  /** A window came into a camera's picture or left it: the camera's departments may be others. */
  readonly onPlacementChanged: (cameraId: string) => void;
}

export class CamerasService {
  readonly #options: CamerasOptions;

  constructor(options: CamerasOptions) {
    this.#options = options;
  }

  async list(visible: Visible, hallId: string, list: ListRequest): Promise<Page<contract.Camera>> {
    const after = decodeCursor(list.cursor, nameKey);
    const { limit, q } = list;
    const closed = list.closed === 'include';
    const rows = await this.#options.cameras.cameras({ visible, hallId, after, limit, q, closed });
    return pageOf(rows, limit, (row) => [row.name, row.id], shown);
  }

  /** Those of the given cameras that may be seen, retired ones too; the others are as if they were not. */
  async camerasOf(visible: Visible, ids: readonly string[]): Promise<contract.Camera[]> {
    return (await this.#options.cameras.cameras({ visible, ids, limit: ids.length })).map(shown);
  }

  async get(id: string): Promise<contract.Camera> {
    return shown(await this.stored(id));
  }

  /** Undefined: there is none. */
  async find(id: string): Promise<contract.Camera | undefined> {
    const [camera] = await this.#options.cameras.cameras({ visible: { everywhere: true }, id, limit: 1 });
    return camera && shown(camera);
  }

  /** With its sealed credentials: never to be answered. */
  async stored(id: string, visible: Visible = { everywhere: true }): Promise<StoredCamera> {
    const [camera] = await this.#options.cameras.cameras({ visible, id, limit: 1 });
    if (camera === undefined) throw notFound('camera');
    return camera;
  }

  async create(hallId: string, camera: z.output<typeof contract.newCamera>): Promise<contract.Camera> {
    const { cameras, keeper, places } = this.#options;
    await places.hall(hallId);
    const credentialsSealed = camera.credentials === null ? null : keeper.seal(camera.credentials);
    const { credentials: _, ...rest } = camera;
    await this.#mayBeAt(rest.profiles, rest.onvifAddress, []);
    const id = await taken(() => cameras.insert({ hallId, ...rest, credentialsSealed }));
    this.#options.onAdded();
    return this.get(id);
  }

  async change(id: string, change: z.output<typeof contract.changeCamera>): Promise<contract.Camera> {
    const { cameras, keeper, onAddressChanged } = this.#options;
    const before = await this.stored(id);
    const { credentials, ...rest } = change;
    const { profiles } = rest;
    if (before.closedAt !== null) throw retired();
    if (profiles !== undefined && credentials === undefined)
      for (const [index, { url }] of profiles.entries())
        keeper.mayBeSentTo(before, url, `body.profiles[${index}].url`);
    const known = [...before.profiles.map(({ url }) => url), before.onvifAddress ?? ''];
    await this.#mayBeAt(profiles ?? [], rest.onvifAddress, known);
    const credentialsSealed = credentials && keeper.seal(credentials);
    await taken(() => cameras.change(id, { ...rest, credentialsSealed }));
    if (profiles !== undefined || credentials !== undefined) onAddressChanged(id);
    return this.get(id);
  }

  async remove(id: string): Promise<void> {
    const { cameras, onAddressChanged, onPlacementChanged } = this.#options;
    await this.stored(id);
    await removeUnused('camera', await cameras.usesOf(id), async () => {
      if (!(await cameras.delete(id))) throw conflict('in_use', 'There is footage of this camera by now.');
    });
    onAddressChanged(id);
    onPlacementChanged(id);
  }

  /** Retires it: from now on it is not pulled; what it saw, and where windows were in its picture, stays. */
  async close(id: string): Promise<contract.Camera> {
    const { cameras, now, onAddressChanged, onPlacementChanged } = this.#options;
    await this.stored(id);
    if (!(await cameras.close(id, new Date(now())))) throw retired();
    onAddressChanged(id);
    onPlacementChanged(id);
    return this.get(id);
  }

  /**
   * It stands in another hall from now on: retired here, registered there with all that is known of it, and linked.
   * `visible`: where the asker may change cameras.
   */
  async move(
    id: string,
    to: z.output<typeof contract.moveCamera>,
    visible: Visible,
  ): Promise<contract.Camera> {
    const { cameras, places, now, onAddressChanged, onPlacementChanged } = this.#options;
    const before = await this.stored(id);
    await places.hall(to.hallId, visible);
    if (to.hallId === before.hallId)
      throw conflict('same_hall', 'The camera is in this hall.', [
        { field: 'body.hallId', message: 'is the hall it stands in' },
      ]);
    const name = to.name ?? before.name;
    const made = await taken(() => cameras.move(id, { hallId: to.hallId, name }, new Date(now())));
    if (made === undefined) throw retired();
    onAddressChanged(id);
    onPlacementChanged(id);
    return this.get(made);
  }

  /** Addresses that were registered before are not judged again here: an edit of the name must not fail for them. */
  async #mayBeAt(
    profiles: readonly { readonly url: string }[],
    onvifAddress: string | null | undefined,
    known: readonly string[],
  ): Promise<void> {
    const { networks } = this.#options;
    for (const [index, { url }] of profiles.entries())
      if (!known.includes(url)) await networks.check(url, `body.profiles[${index}].url`);
    if (onvifAddress && !known.includes(onvifAddress))
      await networks.check(onvifAddress, 'body.onvifAddress');
  }

  async placements(
    visible: Visible,
    cameraId: string,
    at: string | undefined,
  ): Promise<contract.Placement[]> {
    const when = new Date(at === undefined ? this.#options.now() : Date.parse(at));
    return this.#options.placements.at({ visible, cameraId, at: when });
  }

  /** Of all cameras of a hall, now. */
  placementsIn(visible: Visible, hallId: string): Promise<contract.Placement[]> {
    return this.#options.placements.at({ visible, hallId, at: new Date(this.#options.now()) });
  }

  async place(cameraId: string, windowId: string, zones: Zones): Promise<contract.Placement> {
    await this.stored(cameraId);
    await this.#options.places.window(windowId);
    const { placements, now, onPlacementChanged } = this.#options;
    const placement = await placements.replace(cameraId, windowId, zones, new Date(now()));
    if (placement === 'camera_closed') throw retired();
    if (placement === 'window_of_other_hall')
      throw new AppError(422, 'window_of_other_hall', 'The window is in another hall than the camera.');
    onPlacementChanged(cameraId);
    return placement;
  }

  async unplace(cameraId: string, windowId: string): Promise<void> {
    const { placements, now, onPlacementChanged } = this.#options;
    if (!(await placements.close(cameraId, windowId, new Date(now())))) throw notFound('placement');
    onPlacementChanged(cameraId);
  }

  /** Everything to draw tiles of these cameras, of any halls; who may see which of them is asked before. */
  async pictures(ids: readonly string[], places: Visible): Promise<WallPictures> {
    const { cameras, placements, places: registry, now } = this.#options;
    if (ids.length === 0) return { cameras: [], windows: [], placements: [] };
    const everywhere: Visible = { everywhere: true };
    const rows = await cameras.cameras({ visible: everywhere, ids, limit: ids.length, closed: true });
    const halls = [...new Set(rows.map(({ hallId }) => hallId))];
    const [placed, named] = await Promise.all([
      placements.at({ visible: places, cameraIds: rows.map(({ id }) => id), at: new Date(now()) }),
      Promise.all(halls.map((id) => registry.hall(id))),
    ]);
    const windows = await registry.windowsOf(places, [...new Set(placed.map(({ windowId }) => windowId))]);
    const names = new Map(named.map(({ id, name }) => [id, name]));
    return {
      cameras: rows.map((row) => ({ ...shown(row), hallName: names.get(row.hallId) ?? '' })),
      windows,
      placements: placed,
    };
  }

  async wall(hallId: string, seen: { places: Visible; cameras: Visible }): Promise<Wall> {
    const { places, cameras, placements, now } = this.#options;
    const [hall, windows, rows, placed] = await Promise.all([
      places.hall(hallId, seen.places),
      places.windows(seen.places, hallId, { limit: WALL_MOST }),
      cameras.cameras({ visible: seen.cameras, hallId, limit: WALL_MOST }),
      placements.at({ visible: seen.places, hallId, at: new Date(now()) }),
    ]);
    const known = new Set(rows.map((row) => row.id));
    return {
      hall,
      cameras: rows.slice(0, WALL_MOST).map(shown),
      windows: windows.items,
      placements: placed.filter((placement) => known.has(placement.cameraId)),
    };
  }
}

const taken = <T>(write: () => Promise<T>): Promise<T> =>
  unlessTaken(
    () =>
      write().catch((error: unknown) => {
        throw isOfId(error) ? idTaken() : error;
      }),
    'camera_exists',
    'body.name',
    'The hall has a camera of this name already.',
  );

/** Which of the two keys was taken, the constraint's name tells. */
const isOfId = (error: unknown): boolean =>
  isUniqueViolation(error) &&
  (error as { readonly constraint?: unknown }).constraint === 'camera_open_gb28181_id';

const idTaken = () =>
  conflict('gb28181_id_taken', 'Another camera has this GB/T 28181 id.', [
    { field: 'body.gb28181Id', message: 'is another camera’s already' },
  ]);

const retired = () => conflict('camera_closed', 'The camera is retired.');

/** A camera as it may be answered. */
function shown(camera: StoredCamera): contract.Camera {
  const { credentialsSealed: _, ...rest } = camera;
  return rest;
}
