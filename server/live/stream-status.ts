import type { StreamKey, StreamStatus, TranscodeStatus } from '../../streams/index.ts';
import type { StreamStatusWire, TranscodeStatusWire } from '../contract/cameras.ts';

/** What viewers are told of a stream: no counts of who else watches, and no address. */
export function toWire(status: StreamStatus): StreamStatusWire {
  const { key, state, info, fault, source, transcode, clock } = status;
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
    source: source
      ? { kind: source.kind, reason: source.reason?.code ?? null, detail: source.reason?.message ?? null }
      : null,
    transcode: transcode ? transcodeToWire(transcode) : null,
    clock: clock ? { offsetMs: clock.offsetMs ?? null, driftPpm: clock.driftPpm ?? null } : null,
  };
}

function transcodeToWire(transcode: TranscodeStatus): TranscodeStatusWire {
  const { state, reason, fault } = transcode;
  return {
    state,
    reason,
    place: transcode.place ?? null,
    fault: fault ? { code: fault.code, message: fault.message } : null,
    width: transcode.width ?? null,
    height: transcode.height ?? null,
  };
}

/** Of a stream that nobody ever asked for. */
export function idleStatus(key: StreamKey, nowMs: number): StreamStatus {
  return { key, state: { name: 'idle', sinceMs: nowMs }, holders: 0, restarts: 0 };
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}
