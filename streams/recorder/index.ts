/** Footage on disk: written, mended and read. Its index, its rights and how long it is kept are the server's. */
export { FragmentReader, type FragmentScan, readFragments } from './fragment-reader.ts';
export { clearLiveBuffer } from './live-buffer.ts';
export {
  Recorder,
  type RecorderFigures,
  type RecorderOptions,
  type RecordingState,
  type Wanted,
} from './recorder.ts';
export { type RepairedFile, type RepairOptions, repair } from './repair.ts';
export { BUFFER_FOLDER, dayOf, parseSegmentPath, type SegmentPlace, segmentPath } from './segment-path.ts';
export type * from './types.ts';
