/** `live:*` on the socket: signalling for mediasoup-client, and the status of streams. */

import type { StreamHub } from '../../streams/index.ts';
import type { WebRtcPlane } from '../../streams/outputs/webrtc/index.ts';
import * as contract from '../contract/sockets.ts';
import type { Logger } from '../platform/log.ts';
import { type SocketHandlers, socketAsk, socketHandler } from '../platform/sockets.ts';
import type { MayListen } from './may-listen.ts';
import { SocketViewer, type SocketViewerOptions } from './socket-viewer.ts';
import type { Viewings } from './viewings.ts';

export interface LiveSocketsOptions {
  readonly viewings: Viewings;
  readonly hub: Pick<StreamHub, 'status' | 'onStatus'>;
  readonly now: () => number;
  readonly webrtc: WebRtc;
  readonly mayListen: MayListen;
  readonly log: Logger;
  readonly onRightsChanged: SocketViewerOptions['onRightsChanged'];
}

/** The plane, or why there is none: the player tells people, and uses LL-HLS. */
export type WebRtc = { readonly plane: WebRtcPlane } | { readonly unavailableReason: string };

export function liveSockets(options: LiveSocketsOptions): SocketHandlers {
  const { log, viewings, webrtc, hub, mayListen, now, onRightsChanged } = options;
  const plane = 'plane' in webrtc ? webrtc.plane : undefined;
  return (socket, actor) => {
    const viewer = new SocketViewer({
      actor,
      from: socket.data.from,
      viewings,
      plane,
      hub,
      mayListen,
      now,
      onRightsChanged,
      onStatus: (status) => socket.emit('live:status', status),
      onEnded: (message) => socket.emit('live:ended', message),
      onReplaced: () => socket.emit('live:replaced'),
    });
    socket.on('disconnect', () => viewer.close());

    const { liveConnect, liveConsume, liveConsumer, liveFollow } = contract;
    socket.on(
      'live:capabilities',
      socketAsk(log, () => capabilities(webrtc)),
    );
    socket.on(
      'live:transport',
      socketAsk(log, () => viewer.transport()),
    );
    socket.on(
      'live:connect',
      socketHandler(liveConnect, log, async ({ dtlsParameters }) => {
        await viewer.connect(dtlsParameters);
        return null;
      }),
    );
    socket.on(
      'live:restartIce',
      socketAsk(log, () => viewer.restartIce()),
    );
    socket.on(
      'live:consume',
      socketHandler(liveConsume, log, ({ cameraId, profile, kind, rtpCapabilities }) =>
        viewer.consume({ cameraId, profile }, kind, rtpCapabilities),
      ),
    );
    socket.on(
      'live:resume',
      socketHandler(liveConsumer, log, async ({ consumerId }) => {
        await viewer.resume(consumerId);
        return null;
      }),
    );
    socket.on(
      'live:stop',
      socketHandler(liveConsumer, log, ({ consumerId }) => {
        viewer.stop(consumerId);
        return null;
      }),
    );
    socket.on(
      'live:follow',
      socketHandler(liveFollow, log, (key) => viewer.follow(key)),
    );
    socket.on(
      'live:unfollow',
      socketHandler(liveFollow, log, (key) => {
        viewer.unfollow(key);
        return null;
      }),
    );
  };
}

function capabilities(webrtc: WebRtc): contract.LiveCapabilities {
  if (!('plane' in webrtc)) return { rtpCapabilities: null, unavailableReason: webrtc.unavailableReason };
  const { rtpCapabilities } = webrtc.plane;
  if (rtpCapabilities === undefined)
    return {
      rtpCapabilities: null,
      unavailableReason: 'WebRTC unavailable: the media worker is being restarted.',
    };
  return { rtpCapabilities, unavailableReason: null };
}
