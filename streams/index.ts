/** The media plane's public face. Outputs have their own: `outputs/ll-hls`, `outputs/webrtc`. */

export type { Examination, NetworkFacts, SeenFacts } from './examine/examination.ts';
export { type ExamineOptions, examineCamera } from './examine/examine-camera.ts';
export { LineBudgets, type LineRequest, type LineStatus } from './line/line-budgets.ts';
export { LineFullError } from './line/line-full-error.ts';
export { MediaError, type MediaErrorCode, StreamFaultError } from './media-error.ts';
export { type SlabFigures, SlabPool } from './memory/slab-pool.ts';
export { type AddressRefusal, AddressRefusedError, Reach } from './reach/index.ts';
export {
  type Snapshot,
  type SnapshotRequest,
  Snapshots,
  type SnapshotsOptions,
} from './snapshot/snapshots.ts';
export { pushAddress, RtmpPush } from './sources/rtmp-push/index.ts';
export { type ChooserOptions, sourceChooser } from './sources/source-chooser.ts';
export { waitForKeyframe } from './stream/first-keyframe.ts';
export { CHECK_HOLDER } from './stream/holders.ts';
export { StreamHub, type StreamHubOptions } from './stream/stream-hub.ts';
export type { StreamTimings } from './stream/stream-options.ts';
export type { Medium } from './transcode/browser-fit.ts';
export { BrowserStreams, type BrowserStreamsOptions } from './transcode/browser-streams.ts';
export type { EncoderOptions } from './transcode/encoder-args.ts';
export { TranscodePool } from './transcode/transcode-pool.ts';
export type * from './types.ts';
