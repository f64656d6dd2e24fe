/** The media plane on the wire: who may watch what, over WebRTC, WHEP, LL-HLS or as one picture. */
import type { Snapshots, StreamHub, StreamView } from '../../streams/index.ts';
import { FlvOutput } from '../../streams/outputs/flv/index.ts';
import { GopAnswers } from '../../streams/outputs/gop/index.ts';
import { LlHlsOutput } from '../../streams/outputs/ll-hls/index.ts';
import type { Audit } from '../audit/index.ts';
import type { PlaceFinder } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Need, Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { SocketHandlers } from '../platform/sockets.ts';
import { flvRoutes } from './flv.routes.ts';
import { HttpViewings } from './http-viewings.ts';
import { liveRoutes } from './live.routes.ts';
import { liveSockets, type WebRtc } from './live-sockets.ts';
import type { MayListen } from './may-listen.ts';
import { SharedOutputs } from './shared-outputs.ts';
import { Viewings } from './viewings.ts';
import { whepRoutes } from './whep.routes.ts';

export type { WebRtc } from './live-sockets.ts';

export interface LiveNeeds {
  readonly hub: StreamHub;
  readonly webrtc: WebRtc;
  readonly snapshots: Snapshots;
  /** Left out: no camera is heard by anybody. */
  readonly mayListen?: MayListen;
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
  /** FLV viewers cut off since the start, by why. */
  flvDropped(): ReadonlyMap<string, number>;
  /** Lets every stream go. The hub and the WebRTC plane are closed by whoever made them. */
  close(): Promise<void>;
}

export function createLive(needs: LiveNeeds): LiveSlice {
  const { finder, webrtc, mayListen = async () => false } = needs;
  const viewings = new Viewings(needs);
  const hlsOutputs = new SharedOutputs((stream) => new LlHlsOutput({ stream }));
  const flvOutputs = new SharedOutputs((stream) => new FlvOutput({ stream }));
  const hls = new HttpViewings({ viewings, hold: hlsOutputs.hold });
  const flvDropped = new Map<string, number>();
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
      ...whepRoutes({ viewings, webrtc, mayListen, need }),
      ...flvRoutes({
        ...{ viewings, need },
        outputs: flvOutputs,
        log: needs.log,
        onDropped: (code) => void flvDropped.set(code, (flvDropped.get(code) ?? 0) + 1),
      }),
      ...liveRoutes({ hls, pictures, snapshots: needs.snapshots, gops: new GopAnswers(), need }),
    ],
    sockets: liveSockets({ ...needs, viewings, mayListen }),
    viewingCount: () => viewings.count,
    flvDropped: () => flvDropped,
    close: async () => {
      await Promise.all([hls.close(), pictures.close()]);
      viewings.close();
    },
  };
}
