/** The media plane: streams, WebRTC where it can be had, and their routes, sockets and figures. */
import type { Registry } from 'prom-client';
import type { LoadedConfig } from '../config/load.ts';
import {
  BrowserStreams,
  type EncoderOptions,
  RtmpPush,
  SlabPool,
  Snapshots,
  StreamHub,
  type StreamKey,
  sourceChooser,
  TranscodePool,
} from '../streams/index.ts';
import { WebRtcPlane } from '../streams/outputs/webrtc/index.ts';
import { Recorder } from '../streams/recorder/index.ts';
import { OpusPool } from '../streams/transcode/opus.ts';
import type { Access } from './access/index.ts';
import type { Audit } from './audit/index.ts';
import type { Cameras, PushKeys, PushPort } from './cameras/index.ts';
import { createLive, type WebRtc } from './live/index.ts';
import { addMediaFigures } from './media-figures.ts';
import type { Places } from './places/index.ts';
import type { Bus } from './platform/bus.ts';
import { afterCommit } from './platform/db/unit-of-work.ts';
import type { Route } from './platform/http/route.ts';
import type { Lifecycle } from './platform/lifecycle.ts';
import type { Logger } from './platform/log.ts';
import type { SocketHandlers } from './platform/sockets.ts';
import type { Recordings } from './recordings/index.ts';

export interface MediaNeeds {
  readonly config: LoadedConfig;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly cameras: Pick<Cameras, 'addressOf' | 'names' | 'reach'>;
  readonly pushKeys: Pick<PushKeys['service'], 'authorize' | 'any'>;
  readonly places: Places;
  readonly access: Access;
  readonly audit: Audit;
  readonly bus: Bus;
  readonly registry: Registry;
  /** What the recorder tells, and where it asks for room. */
  readonly recordings: Pick<Recordings, 'index' | 'disks'>;
  readonly now: () => number;
}

export interface Media {
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketHandlers[];
  /** Records what it is told to. */
  readonly recorder: Recorder;
  /** For checks of pictures. */
  readonly hub: StreamHub;
  /** Recordings are encoded for browsers by the same pool. */
  readonly encoders: TranscodePool;
  readonly encoder: EncoderOptions;
  enterLineLast(key: StreamKey, onEvicted?: () => void): Promise<() => void>;
  /** A camera's address changed or it is gone. */
  reload(cameraId: string): void;
  /** Whether a hall's cameras may be heard was decided anew: those that are pulled are pulled anew. */
  reloadHall(hallId: string): void;
  /** Encoders that push. */
  readonly push: PushPort;
  rtmpCheck(): { readonly ok: boolean; readonly reason?: string };
  webrtcCheck(): { readonly ok: boolean; readonly reason?: string };
}

export async function composeMedia(needs: MediaNeeds): Promise<Media> {
  const { config, log, lifecycle, cameras, places, access, audit, bus, registry, now } = needs;
  const memory = new SlabPool();
  const encoders = new TranscodePool({ slots: config.transcodeSlots });
  const maxHeight = config.transcodeMaxHeight;
  const encoder = { maxHeight, maxWidth: Math.round((maxHeight * 16) / 9) };
  const hubLog = log.child({ part: 'streams' });
  const push = new RtmpPush({
    ...{ host: config.host, port: config.rtmpPort, now },
    log: log.child({ part: 'rtmp' }),
    authorize: needs.pushKeys.authorize,
    onPublish: ({ cameraId }) => hub.invalidate(cameraId),
  });
  lifecycle.onClose('rtmp', () => push.close());
  const hub = new StreamHub({
    resolveAddress: cameras.addressOf,
    createSource: push.createSource(sourceChooser({ memory, encoders, encoder, now, reach: cameras.reach })),
    reach: cameras.reach,
    log: hubLog,
    now,
  });
  lifecycle.onClose('streams', () => hub.close());
  const playable = new BrowserStreams({ hub, pool: encoders, encoder, log: hubLog, now });
  lifecycle.onClose('transcoding', () => playable.close());
  const webrtc = await openWebRtc(config, log.child({ part: 'webrtc' }), lifecycle);
  if ('plane' in webrtc) lifecycle.onClose('webrtc', () => webrtc.plane.close());
  const live = createLive({
    ...{ hub, playable, webrtc, audit, bus, log, now },
    snapshots: new Snapshots({}),
    gate: access,
    finder: places.finder,
    policyOf: (hallId) => places.service.policyOf(hallId),
  });
  lifecycle.onClose('viewings', () => live.close());
  const recorder = new Recorder({
    ...{ hub, index: needs.recordings.index, disks: needs.recordings.disks, now },
    log: log.child({ part: 'recorder' }),
    opus: new OpusPool({ log: log.child({ part: 'recorder' }), max: RECORDED_SOUNDS }),
    enterLine: (key, onEvicted) => live.enterLineLast(key, onEvicted),
  });
  lifecycle.onClose('recorder', () => recorder.close());
  addMediaFigures({
    ...{ registry, now },
    statuses: () => hub.statuses(),
    cameras: remembered(() => cameras.names(), now),
    viewings: live.viewingsByWay,
    bytesSent: live.bytesSent,
    flvDropped: live.flvDropped,
    lines: live.lines,
    transcodes: () => ({ ...encoders.figures, slots: encoders.slots }),
    memory: () => memory.figures,
    webrtc: remembered(async () => ('plane' in webrtc ? webrtc.plane.figures() : undefined), now, 1000),
  });
  const reloadHall = async (hallId: string): Promise<void> => {
    const cameraIds = new Set(hub.statuses().map(({ key }) => key.cameraId));
    for (const cameraId of cameraIds)
      if ((await places.finder.ofCamera(cameraId))?.hallId === hallId) hub.invalidate(cameraId);
  };
  let rtmpFault: string | undefined;
  if (await needs.pushKeys.any())
    await push.start().catch((error: unknown) => {
      rtmpFault = error instanceof Error ? error.message : String(error);
      log.warn({ err: error }, 'encoders that push cannot be received');
    });
  const reload = async (cameraId: string): Promise<void> => {
    // What may be pushed may be another now: encoders come again by themselves.
    for (const { stream } of push.publishers) if (stream.cameraId === cameraId) push.cut(stream);
    hub.invalidate(cameraId);
    if (await cameras.addressOf({ cameraId, profile: 'main' })) return;
    hub.forget(cameraId);
    playable.forget(cameraId);
  };
  return {
    routes: live.routes,
    sockets: [live.sockets],
    ...{ recorder, hub, encoders, encoder },
    enterLineLast: (key, onEvicted) => live.enterLineLast(key, onEvicted),
    reload: (cameraId) =>
      afterCommit(() => {
        reload(cameraId).catch((error) =>
          log.warn({ err: error, cameraId }, 'a changed camera was not looked up'),
        );
      }),
    reloadHall: (hallId) =>
      afterCommit(() => {
        reloadHall(hallId).catch((error) =>
          log.warn({ err: error, hallId }, 'a changed hall was not looked up'),
        );
      }),
    push,
    rtmpCheck: () =>
      push.port !== undefined || rtmpFault === undefined ? { ok: true } : { ok: false, reason: rtmpFault },
    webrtcCheck: () => {
      if (!('plane' in webrtc)) return { ok: false, reason: webrtc.unavailableReason };
      return webrtc.plane.rtpCapabilities
        ? { ok: true }
        : { ok: false, reason: 'the media worker is starting again' };
    },
  };
}

/** Cameras with G.711 whose sound is recorded at once: an ffmpeg each, about a hundredth of a core. */
const RECORDED_SOUNDS = 64;

/** Never fails: without WebRTC the product runs on LL-HLS and says so. */
async function openWebRtc(config: LoadedConfig, log: Logger, lifecycle: Lifecycle): Promise<WebRtc> {
  if (config.webrtcUnavailable !== undefined) return { unavailableReason: config.webrtcUnavailable };
  const { host, webrtcPort: port, webrtcAnnouncedAddress, mediasoupWorkerBin } = config;
  try {
    const plane = await WebRtcPlane.create({
      log,
      port,
      workers: config.webrtcWorkers,
      isEnding: () => lifecycle.closing,
      // mediasoup binds addresses, not names; `::` means every address, as 0.0.0.0 does.
      listenIp: /^[0-9.]+$/.test(host) ? host : '0.0.0.0',
      ...(webrtcAnnouncedAddress !== undefined && { announcedAddress: webrtcAnnouncedAddress }),
      ...(mediasoupWorkerBin !== undefined && { workerBin: mediasoupWorkerBin }),
    });
    return { plane };
  } catch (error) {
    log.warn({ err: error }, 'there is no WebRTC');
    const why = error instanceof Error ? error.message : String(error);
    return { unavailableReason: why.replace(/^WebRTC unavailable: /, '') };
  }
}

/** What many figures ask in one scrape is looked up once. */
function remembered<T>(look: () => Promise<T>, now: () => number, keptMs = 10_000): () => Promise<T> {
  let kept: { readonly value: Promise<T>; readonly untilMs: number } | undefined;
  return () => {
    if (kept && now() < kept.untilMs) return kept.value;
    const value = look();
    kept = { value, untilMs: now() + keptMs };
    value.catch(() => {
      kept = undefined;
    });
    return value;
  };
}
