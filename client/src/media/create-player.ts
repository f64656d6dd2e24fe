/** A player with its real drivers, drawing into `container`. */
import type { Profile } from '../../../server/contract/cameras.ts';
import type { Services } from '../lib/services.ts';
import { FirstPicture } from './first-picture.ts';
import { HlsDriver } from './hls-driver.ts';
import { KeyframesDriver } from './keyframes/keyframes-driver.ts';
import type { Lender } from './lent-pictures.ts';
import { Player } from './player.ts';
import { shownVideo } from './still.ts';
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
  const self: Lender = {
    picture: () => {
      const state = player.latest();
      const video = state.kind === 'live' ? shownVideo(container) : undefined;
      return video && state.kind === 'live' ? { video, capturedAtMs: state.capturedAtMs } : undefined;
    },
    hold: () => player.hold(),
  };
  const player: Player = new Player({
    cameraId,
    profile,
    asker: services.connection,
    now: () => performance.now(),
    serverNow,
    webrtc: webrtcRefused()
      ? undefined
      : (listener) =>
          new WebrtcDriver({ cameraId, profile, container, session: services.live, serverNow, listener }),
    first: (onStill) =>
      new FirstPicture({
        cameraId,
        profile,
        container,
        self,
        preferred,
        onStill,
        // The first keyframe comes as soon as a GOP would, and costs less.
        ...(!player.sparse && { instant: services.instant }),
        lent: services.lent,
        now: () => performance.now(),
      }),
    onClosed: services.lent.lend(cameraId, self),
    // The one large picture always moves.
    ...(!preferred && {
      keyframes: (listener) =>
        new KeyframesDriver({ cameraId, profile, container, session: services.keyframes, listener }),
    }),
    hls: (listener) =>
      new HlsDriver({ cameraId, profile, container, budget: services.hlsBudget, preferred, listener }),
  });
  return player;
}
