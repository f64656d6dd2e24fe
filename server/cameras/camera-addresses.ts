/** Answers the media plane where to pull a camera from. */
import { pushAddress } from '../../streams/index.ts';
import type { SourceAddress, StreamKey } from '../../streams/types.ts';
import { PUSHED } from '../contract/cameras.ts';
import type { CamerasStore } from './cameras.store.ts';
import type { CredentialsKeeper } from './credentials.ts';

export interface CameraAddressesOptions {
  readonly cameras: CamerasStore;
  readonly keeper: CredentialsKeeper;
  /** The hall's word on sound: a camera that nobody may hear is not asked for its sound. */
  readonly policyOf: (hallId: string) => Promise<{ readonly soundAllowed: boolean } | undefined>;
}

export class CameraAddresses {
  readonly #cameras: CamerasStore;
  readonly #keeper: CredentialsKeeper;
  readonly #policyOf: CameraAddressesOptions['policyOf'];

  constructor(options: CameraAddressesOptions) {
    this.#cameras = options.cameras;
    this.#keeper = options.keeper;
    this.#policyOf = options.policyOf;
  }

  /** A camera without a sub profile serves its main one for both. Undefined: no such camera, or it is retired. */
  addressOf = async (key: StreamKey): Promise<SourceAddress | undefined> => {
    const [camera] = await this.#cameras.cameras({
      visible: { everywhere: true },
      id: key.cameraId,
      limit: 1,
    });
    if (camera === undefined || camera.closedAt !== null) return undefined;
    const profile =
      camera.profiles.find((one) => one.profile === key.profile) ??
      camera.profiles.find((one) => one.profile === 'main');
    if (profile === undefined) return undefined;
    if (profile.url === PUSHED) return pushAddress({ cameraId: camera.id, profile: profile.profile });
    const sound = (await this.#policyOf(camera.hallId))?.soundAllowed ?? false;
    return { url: profile.url, ...(sound && { sound }), ...this.#keeper.open(camera) };
  };
}
