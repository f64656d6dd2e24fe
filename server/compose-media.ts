/** The media plane: streams, WebRTC where it can be had, and their routes, sockets and figures. */
import { Gauge, type Registry } from 'prom-client';
import type { LoadedConfig } from '../config/load.ts';
import { Snapshots, StreamHub } from '../streams/index.ts';
import { WebRtcPlane } from '../streams/outputs/webrtc/index.ts';
import type { Access } from './access/index.ts';
import type { Audit } from './audit/index.ts';
import type { Cameras } from './cameras/index.ts';
import { createLive, type WebRtc } from './live/index.ts';
import type { Places } from './places/index.ts';
import type { Bus } from './platform/bus.ts';
import type { Route } from './platform/http/route.ts';
import type { Lifecycle } from './platform/lifecycle.ts';
import type { Logger } from './platform/log.ts';
import type { SocketHandlers } from './platform/sockets.ts';

export interface MediaNeeds {
  readonly config: LoadedConfig;
  readonly log: Logger;
  readonly lifecycle: Lifecycle;
  readonly cameras: Pick<Cameras, 'addressOf'>;
  readonly places: Places;
  readonly access: Access;
  readonly audit: Audit;
  readonly bus: Bus;
  readonly registry: Registry;
  readonly now: () => number;
}

export interface Media {
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketHandlers[];
  /** A camera's address changed or it is gone. */
  reload(cameraId: string): void;
  webrtcCheck(): { readonly ok: boolean; readonly reason?: string };
}

export async function composeMedia(needs: MediaNeeds): Promise<Media> {
  const { config, log, lifecycle, cameras, places, access, audit, bus, registry, now } = needs;
  const hub = new StreamHub({
    resolveAddress: cameras.addressOf,
    log: log.child({ part: 'streams' }),
    now,
  });
  lifecycle.onClose('streams', () => hub.close());
  const webrtc = await openWebRtc(config, log.child({ part: 'webrtc' }), lifecycle);
  if ('plane' in webrtc) lifecycle.onClose('webrtc', () => webrtc.plane.close());
  const live = createLive({
    hub,
    webrtc,
    snapshots: new Snapshots({}),
    gate: access,
    finder: places.finder,
    audit,
    bus,
    log,
    now,
  });
  lifecycle.onClose('viewings', () => live.close());
  addFigures(registry, hub, webrtc, live.viewingCount);
  return {
    routes: live.routes,
    sockets: [live.sockets],
    reload: (cameraId) => hub.invalidate(cameraId),
    webrtcCheck: () => {
      if (!('plane' in webrtc)) return { ok: false, reason: webrtc.unavailableReason };
      return webrtc.plane.rtpCapabilities
        ? { ok: true }
        : { ok: false, reason: 'the media worker is starting again' };
    },
  };
}

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

function addFigures(registry: Registry, hub: StreamHub, webrtc: WebRtc, viewingCount: () => number): void {
  const registers = [registry];
  new Gauge({
    name: 'mc_streams',
    help: 'Streams of camera profiles by state',
    labelNames: ['state'],
    registers,
    collect() {
      this.reset();
      for (const { state } of hub.statuses()) this.inc({ state: state.name });
    },
  });
  new Gauge({
    name: 'mc_stream_restarts',
    help: 'Source starts after the first, over all streams since the start of the process',
    registers,
    collect() {
      this.set(hub.statuses().reduce((sum, { restarts }) => sum + restarts, 0));
    },
  });
  new Gauge({
    name: 'mc_viewings',
    help: 'Camera pictures being watched',
    registers,
    collect() {
      this.set(viewingCount());
    },
  });
  new Gauge({
    name: 'mc_webrtc_sessions',
    help: 'WebRTC sessions; -1 where there is no WebRTC',
    registers,
    collect() {
      this.set('plane' in webrtc ? webrtc.plane.sessionCount : -1);
    },
  });
}
