/** What imports need of cameras beside what a single edit needs. */
import { AppError } from '../platform/errors.ts';
import type { CameraImportsStore } from './camera-imports.store.ts';
import type { CameraNetworks } from './camera-networks.ts';
import type { CamerasService } from './cameras.service.ts';
import type { CameraDetails, CameraProfile, CamerasStore } from './cameras.store.ts';
import type { Credentials, CredentialsKeeper } from './credentials.ts';

export interface CameraImportsOptions {
  readonly service: CamerasService;
  readonly cameras: CamerasStore;
  readonly store: CameraImportsStore;
  readonly keeper: CredentialsKeeper;
  readonly networks: Pick<CameraNetworks, 'check'>;
  readonly onAddressChanged: (cameraId: string) => void;
}

/** Beyond it credentials are taken to be others: they are then set again. */
const MOST_OF_A_HALL = 5000;

export class CameraImports {
  readonly #options: CameraImportsOptions;

  constructor(options: CameraImportsOptions) {
    this.#options = options;
  }

  /** Which cameras have these GB/T 28181 ids already, wherever they stand. */
  holdersOf(gb28181Ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#options.store.holdersOf(gb28181Ids);
  }

  /** Whether a camera may be at this address. */
  async mayBeAt(url: string): Promise<boolean> {
    try {
      await this.#options.networks.check(url, 'url');
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'address_not_allowed') return false;
      throw error;
    }
  }

  /** Tells of cameras of a hall whether these are the credentials that are kept: the same file twice changes nothing. */
  async credentialsIn(hallId: string): Promise<(id: string, credentials: Credentials) => boolean> {
    const { cameras, keeper } = this.#options;
    const stored = await cameras.cameras({ visible: { everywhere: true }, hallId, limit: MOST_OF_A_HALL });
    const byId = new Map(stored.map((camera) => [camera.id, camera]));
    return (id, { username, password }) => {
      const camera = byId.get(id);
      const kept = camera && keeper.open(camera);
      return kept?.username === username && kept.password === password;
    };
  }

  /**
   * As it was before an import: addresses that were registered then, with the credentials that were sealed for them.
   * Never with anything that came from outside.
   */
  async putBack(
    id: string,
    before: {
      readonly profiles?: readonly CameraProfile[];
      readonly credentialsSealed?: Buffer | null;
    } & CameraDetails,
  ): Promise<void> {
    const { service, cameras, keeper, onAddressChanged } = this.#options;
    const now = await service.stored(id);
    // A password that was given since was given for where the camera is now.
    if (before.credentialsSealed === undefined)
      for (const { url } of before.profiles ?? []) keeper.mayBeSentTo(now, url, 'mainUrl');
    if (now.closedAt !== null) throw new AppError(409, 'camera_retired', 'This camera is retired.');
    await cameras.change(id, before);
    if (before.profiles !== undefined || before.credentialsSealed !== undefined) onAddressChanged(id);
  }
}
