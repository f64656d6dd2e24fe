/** The media plane's public face. Outputs have their own: `outputs/ll-hls`, `outputs/webrtc`. */
export { MediaError, type MediaErrorCode, StreamFaultError } from './media-error.ts';
export { type ProbeOptions, probeCamera } from './probe/probe-camera.ts';
export type { ProbeReport } from './probe/probe-report.ts';
export {
  type Snapshot,
  type SnapshotRequest,
  Snapshots,
  type SnapshotsOptions,
} from './snapshot/snapshots.ts';
export { waitForKeyframe } from './stream/first-keyframe.ts';
export { StreamHub, type StreamHubOptions } from './stream/stream-hub.ts';
export type { StreamTimings } from './stream/stream-options.ts';
export type * from './types.ts';
