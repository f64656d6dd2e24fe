/** A player with its real drivers, drawing into `container`. */
import type { Profile } from '../../../server/contract/cameras.ts';
import type { Services } from '../lib/services.ts';
import { HlsDriver } from './hls-driver.ts';
import { Player } from './player.ts';
import { clearStill } from './still.ts';
import { WebrtcDriver } from './webrtc-driver.ts';
import { webrtcRefused } from './webrtc-switch.ts';

export function createPlayer(options: {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly container: HTMLElement;
  readonly services: Services;
  /** The one large picture, not one tile of many. */
  readonly preferred: boolean;
}): Player {
  const { cameraId, profile, container, services, preferred } = options;
  const serverNow = () => services.clock.now();
  return new Player({
    cameraId,
    profile,
    asker: services.connection,
    now: () => performance.now(),
    serverNow,
    webrtc: webrtcRefused()
      ? undefined
      : (listener) =>
          new WebrtcDriver({ cameraId, profile, container, session: services.live, serverNow, listener }),
    onStopped: () => clearStill(container),
    hls: (listener) =>
      new HlsDriver({ cameraId, profile, container, budget: services.hlsBudget, preferred, listener }),
  });
}
