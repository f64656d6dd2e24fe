/** Answers the media plane where to pull a camera from. */
import type { SourceAddress, StreamKey } from '../../streams/types.ts';
import type { CamerasStore } from './cameras.store.ts';
import type { CredentialsKeeper } from './credentials.ts';

export interface CameraAddressesOptions {
  readonly cameras: CamerasStore;
  readonly keeper: CredentialsKeeper;
}

export class CameraAddresses {
  readonly #cameras: CamerasStore;
  readonly #keeper: CredentialsKeeper;

  constructor(options: CameraAddressesOptions) {
    this.#cameras = options.cameras;
    this.#keeper = options.keeper;
  }

  /** A camera without a sub profile serves its main one for both. Undefined: no such camera. */
  addressOf = async (key: StreamKey): Promise<SourceAddress | undefined> => {
    const [camera] = await this.#cameras.cameras({
      visible: { everywhere: true },
      id: key.cameraId,
      limit: 1,
    });
    if (camera === undefined) return undefined;
    const profile =
      camera.profiles.find((one) => one.profile === key.profile) ??
      camera.profiles.find((one) => one.profile === 'main');
    if (profile === undefined) return undefined;
    return { url: profile.url, ...this.#keeper.open(camera) };
  };
}
