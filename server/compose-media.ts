/** The media plane: streams, WebRTC where it can be had, and their routes and sockets. */
import type { Probe } from './cameras/index.ts';
import { unavailable } from './platform/errors.ts';
import type { Route } from './platform/http/route.ts';
import type { SocketHandlers } from './platform/sockets.ts';

export interface Media {
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketHandlers[];
  readonly probe: Probe;
  /** A camera's address changed or it is gone. */
  reload(cameraId: string): void;
  webrtcCheck(): { ok: boolean; reason?: string };
}

export async function composeMedia(): Promise<Media> {
  return {
    routes: [],
    sockets: [],
    probe: async () => {
      throw unavailable('media_unavailable', 'The media plane is not part of this build.');
    },
    reload: () => undefined,
    webrtcCheck: () => ({ ok: false, reason: 'the media plane is not part of this build' }),
  };
}
