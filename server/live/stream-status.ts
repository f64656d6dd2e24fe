import type { StreamKey, StreamStatus } from '../../streams/index.ts';
import type { StreamStatusWire } from '../contract/cameras.ts';

/** What viewers are told of a stream: no counts of who else watches, and no address. */
export function toWire(status: StreamStatus): StreamStatusWire {
  const { key, state, info, fault } = status;
  return {
    cameraId: key.cameraId,
    profile: key.profile,
    state: state.name,
    since: instant(state.sinceMs),
    offlineSince: status.offlineSinceMs === undefined ? null : instant(status.offlineSinceMs),
    fault: fault ? { code: fault.code, message: fault.message } : null,
    codec: info?.codecString ?? null,
    width: info?.width ?? null,
    height: info?.height ?? null,
    fps: status.fps ?? null,
    bitrateKbps: status.bitrateKbps ?? null,
    source: null,
    transcode: null,
    clock: null,
  };
}

/** Of a stream that nobody ever asked for. */
export function idleStatus(key: StreamKey, nowMs: number): StreamStatus {
  return { key, state: { name: 'idle', sinceMs: nowMs }, holders: 0, restarts: 0 };
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}
