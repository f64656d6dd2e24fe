/** The media plane on the wire: who may watch what, over WebRTC, WHEP, LL-HLS or as one picture. */
import type {
  BrowserStreams,
  LineStatus,
  Snapshots,
  StreamHub,
  StreamKey,
  StreamView,
} from '../../streams/index.ts';
import { FlvOutput } from '../../streams/outputs/flv/index.ts';
import { GopAnswers, KeyframeAnswers } from '../../streams/outputs/gop/index.ts';
import { LlHlsOutput } from '../../streams/outputs/ll-hls/index.ts';
import { onRightsChanged } from '../access/index.ts';
import type { Audit } from '../audit/index.ts';
import type { HallPolicy, PlaceFinder } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Need, Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { SocketHandlers } from '../platform/sockets.ts';
import { flvRoutes } from './flv.routes.ts';
import { HallPolicies } from './hall-policies.ts';
import { HttpViewings } from './http-viewings.ts';
import { keyframesRoutes } from './keyframes.routes.ts';
import { linesRoutes } from './lines.routes.ts';
import { Lines } from './lines.ts';
import { liveRoutes } from './live.routes.ts';
import { liveSockets, type WebRtc } from './live-sockets.ts';
import { createMayListen } from './may-listen.ts';
import { SharedOutputs } from './shared-outputs.ts';
import { Viewings, type ViewingWay } from './viewings.ts';
import { whepRoutes } from './whep.routes.ts';

export { HallPolicies } from './hall-policies.ts';
export { worded } from './live-faults.ts';
export type { WebRtc } from './live-sockets.ts';
export { type LookRequest, Looks } from './looks.ts';
export { createMayListen, type MayListen } from './may-listen.ts';
export { type Outgoing, UnsentAnswers } from './unsent-answers.ts';
export type { ViewingWay } from './viewings.ts';

export interface LiveNeeds {
  readonly hub: StreamHub;
  readonly webrtc: WebRtc;
  readonly snapshots: Snapshots;
  /** The streams as browsers can play them. */
  readonly playable: BrowserStreams;
  /** A hall's line and its word on sound. */
  readonly policyOf: (hallId: string) => Promise<HallPolicy | undefined>;
  readonly gate: Pick<Gate, 'permits'>;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofHall'>;
  readonly audit: Audit;
  readonly bus: Bus;
  readonly log: Logger;
  readonly now: () => number;
}

export interface LiveSlice {
  readonly routes: readonly Route[];
  readonly sockets: SocketHandlers;
  viewingCount(): number;
  /** Viewings under way in each way, for the figures. */
  viewingsByWay(): ReadonlyMap<ViewingWay, number>;
  /** Bytes of media answered over HTTP since the start, by way. */
  bytesSent(): ReadonlyMap<ViewingWay, number>;
  /** The lines of halls something is pulled from, for the figures. */
  lines(): LineStatus[];
  /** FLV viewers cut off since the start, by why. */
  flvDropped(): ReadonlyMap<string, number>;
  /** Room on the line of the camera's hall for what gives way to every viewing. */
  enterLineLast(key: StreamKey, onEvicted?: () => void): Promise<() => void>;
  /** Lets every stream go. The hub and the WebRTC plane are closed by whoever made them. */
  close(): Promise<void>;
}

export function createLive(needs: LiveNeeds): LiveSlice {
  const { finder, webrtc, hub, playable } = needs;
  const policies = new HallPolicies(needs);
  const watchRights = (userId: string, recheck: () => void) => onRightsChanged(needs.bus, userId, recheck);
  const mayListen = createMayListen({ ...needs, policies });
  const lines = new Lines({ ...needs, policies });
  const viewings = new Viewings({
    ...needs,
    lines,
    acquire: (key, holder, way) => {
      // Single pictures are decoded here: the camera's own are the best.
      if (way === 'picture') return hub.acquire(key, holder);
      return playable.acquire(key, holder, way === 'webrtc' || way === 'whep' ? 'webrtc' : 'http');
    },
  });
  const silent = new SharedOutputs((stream) => new LlHlsOutput({ stream }));
  const sounding = new SharedOutputs((stream) => new LlHlsOutput({ stream, sound: true }));
  const flvOutputs = new SharedOutputs((stream) => new FlvOutput({ stream }));
  const hls = new HttpViewings({
    viewings,
    onRightsChanged: watchRights,
    hold: async (stream, { actor, key }) => {
      const hears = await mayListen(actor, key.cameraId);
      const held = (hears ? sounding : silent).hold(stream);
      return { ...held, hears, stillRight: async () => (await mayListen(actor, key.cameraId)) === hears };
    },
  });
  const flvDropped = new Map<string, number>();
  const bytesSent = new Map<ViewingWay, number>();
  const onSent = (way: ViewingWay, bytes: number): void => {
    bytesSent.set(way, (bytesSent.get(way) ?? 0) + bytes);
  };
  const asItIs = (stream: StreamView) => ({ output: stream, release: () => undefined });
  const pictures = new HttpViewings({ viewings, way: 'picture', hold: asItIs });
  const gopViewers = new HttpViewings({ viewings, hold: asItIs });
  const need: Need = {
    kind: 'permission',
    permission: 'live:view',
    at: ({ params }) => finder.ofCamera(params.cameraId),
  };
  return {
    routes: [
      ...whepRoutes({ viewings, webrtc, mayListen, need, onRightsChanged: watchRights }),
      ...flvRoutes({
        ...{ viewings, need },
        outputs: flvOutputs,
        log: needs.log,
        onSent: (bytes) => onSent('flv', bytes),
        onDropped: (code) => void flvDropped.set(code, (flvDropped.get(code) ?? 0) + 1),
      }),
      ...linesRoutes({ lines, finder }),
      ...keyframesRoutes({
        viewings,
        answers: new KeyframeAnswers(),
        onSent: (bytes) => onSent('keyframes', bytes),
        now: needs.now,
      }),
      ...liveRoutes({
        hls,
        pictures,
        snapshots: needs.snapshots,
        gops: new GopAnswers(),
        gopViewers,
        onSent,
        now: needs.now,
        need,
      }),
    ],
    sockets: liveSockets({ ...needs, hub: playable, viewings, mayListen, onRightsChanged: watchRights }),
    viewingCount: () => viewings.count,
    viewingsByWay: () => viewings.countByWay,
    bytesSent: () => bytesSent,
    lines: () => lines.statuses(),
    flvDropped: () => flvDropped,
    enterLineLast: (key, onEvicted) => lines.enterLast(key, onEvicted),
    close: async () => {
      await Promise.all([hls.close(), pictures.close(), gopViewers.close()]);
      await viewings.close();
      lines.close();
    },
  };
}
