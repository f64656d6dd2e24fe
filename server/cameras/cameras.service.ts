/** The registry of cameras: their addresses, their credentials, and where windows are in their pictures. */
import type { z } from 'zod';
import type * as contract from '../contract/cameras.ts';
import type { Window } from '../contract/places.ts';
import type { Wall } from '../contract/wall.ts';
import type { PlacesService, Visible } from '../places/index.ts';
import { type ListRequest, removeUnused, unlessTaken } from '../places/index.ts';
import { AppError, notFound } from '../platform/errors.ts';
import { decodeCursor, nameKey, type Page, pageOf } from '../platform/http/paging.ts';
import type { CamerasStore, StoredCamera } from './cameras.store.ts';
import type { CredentialsKeeper } from './credentials.ts';
import type { PlacementsStore, Zones } from './placements.store.ts';

/** More cameras than a hall has; a wall of more is answered cut off rather than not at all. */
const WALL_MOST = 500;

export interface CamerasOptions {
  readonly cameras: CamerasStore;
  readonly placements: PlacementsStore;
  readonly places: Pick<PlacesService, 'hall' | 'window' | 'windows'>;
  readonly keeper: CredentialsKeeper;
  readonly now: () => number;
  /** A camera's address or credentials changed, or it is gone: whoever pulls it must begin again. */
  readonly onAddressChanged: (cameraId: string) => void;
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
    const rows = await this.#options.cameras.cameras({ visible, hallId, after, limit, q });
    return pageOf(rows, limit, (row) => [row.name, row.id], shown);
  }

  async get(id: string): Promise<contract.Camera> {
    return shown(await this.stored(id));
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
    const { name, profiles } = camera;
    const id = await taken(() => cameras.insert({ hallId, name, profiles, credentialsSealed }));
    return this.get(id);
  }

  async change(id: string, change: z.output<typeof contract.changeCamera>): Promise<contract.Camera> {
    const { cameras, keeper, onAddressChanged } = this.#options;
    const before = await this.stored(id);
    const { name, profiles, credentials } = change;
    if (profiles !== undefined && credentials === undefined)
      for (const [index, { url }] of profiles.entries())
        keeper.mayBeSentTo(before, url, `body.profiles[${index}].url`);
    const credentialsSealed = credentials && keeper.seal(credentials);
    await taken(() => cameras.change(id, { name, profiles, credentialsSealed }));
    if (profiles !== undefined || credentials !== undefined) onAddressChanged(id);
    return this.get(id);
  }

  async remove(id: string): Promise<void> {
    const { cameras, onAddressChanged, onPlacementChanged } = this.#options;
    await this.stored(id);
    await removeUnused('camera', await cameras.usesOf(id), () => cameras.delete(id));
    onAddressChanged(id);
    onPlacementChanged(id);
  }

  async placements(
    visible: Visible,
    cameraId: string,
    at: string | undefined,
  ): Promise<contract.Placement[]> {
    const when = new Date(at === undefined ? this.#options.now() : Date.parse(at));
    return this.#options.placements.at({ visible, cameraId, at: when });
  }

  async place(cameraId: string, windowId: string, zones: Zones): Promise<contract.Placement> {
    const camera = await this.stored(cameraId);
    const window: Window = await this.#options.places.window(windowId);
    if (window.hallId !== camera.hallId)
      throw new AppError(422, 'window_of_other_hall', 'The window is in another hall than the camera.');
    const { placements, now, onPlacementChanged } = this.#options;
    const placement = await placements.replace(cameraId, windowId, zones, new Date(now()));
    onPlacementChanged(cameraId);
    return placement;
  }

  async unplace(cameraId: string, windowId: string): Promise<void> {
    const { placements, now, onPlacementChanged } = this.#options;
    if (!(await placements.close(cameraId, windowId, new Date(now())))) throw notFound('placement');
    onPlacementChanged(cameraId);
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
  unlessTaken(write, 'camera_exists', 'body.name', 'The hall has a camera of this name already.');

/** A camera as it may be answered. */
function shown(camera: StoredCamera): contract.Camera {
  const { credentialsSealed: _, ...rest } = camera;
  return rest;
}
