/** The media plane on the wire: who may watch what, over WebRTC, WHEP, LL-HLS or as one picture. */
import type { Snapshots, StreamHub, StreamView } from '../../streams/index.ts';
import type { Audit } from '../audit/index.ts';
import type { PlaceFinder } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Need, Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { SocketHandlers } from '../platform/sockets.ts';
import { HlsOutputs } from './hls-outputs.ts';
import { HttpViewings } from './http-viewings.ts';
import { liveRoutes } from './live.routes.ts';
import { liveSockets, type WebRtc } from './live-sockets.ts';
import { Viewings } from './viewings.ts';
import { whepRoutes } from './whep.routes.ts';

export type { WebRtc } from './live-sockets.ts';

export interface LiveNeeds {
  readonly hub: StreamHub;
  readonly webrtc: WebRtc;
  readonly snapshots: Snapshots;
  readonly gate: Pick<Gate, 'permits'>;
  readonly finder: Pick<PlaceFinder, 'ofCamera'>;
  readonly audit: Audit;
  readonly bus: Bus;
  readonly log: Logger;
  readonly now: () => number;
}

export interface LiveSlice {
  readonly routes: readonly Route[];
  readonly sockets: SocketHandlers;
  /** Viewings under way, for the figures. */
  viewingCount(): number;
  /** Lets every stream go. The hub and the WebRTC plane are closed by whoever made them. */
  close(): Promise<void>;
}

export function createLive(needs: LiveNeeds): LiveSlice {
  const { finder, webrtc } = needs;
  const viewings = new Viewings(needs);
  const outputs = new HlsOutputs();
  const hls = new HttpViewings({ viewings, hold: outputs.hold });
  const pictures = new HttpViewings<StreamView>({
    viewings,
    hold: (stream) => ({ output: stream, release: () => undefined }),
  });
  const need: Need = {
    kind: 'permission',
    permission: 'live:view',
    at: ({ params }) => finder.ofCamera(params.cameraId),
  };
  return {
    routes: [
      ...whepRoutes({ viewings, webrtc, need }),
      ...liveRoutes({ hls, pictures, snapshots: needs.snapshots, need }),
    ],
    sockets: liveSockets({ ...needs, viewings }),
    viewingCount: () => viewings.count,
    close: async () => {
      await Promise.all([hls.close(), pictures.close()]);
      viewings.close();
    },
  };
}
