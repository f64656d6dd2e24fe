/**
 * Recorded files as players take them: playlists of byte ranges, bytes, single pictures. Knows files and where their
 * fragments lie; not who asks, nor what there is.
 */
export { EncodedRuns } from './encoded-runs.ts';
export { FragmentTables, type FragmentTablesOptions } from './fragment-tables.ts';
export {
  keyframeAt,
  keyframesOver,
  type PickedKeyframe,
  type PictureAnswer,
  picturesOf,
} from './keyframes.ts';
export { type PlaylistUris, playlistOf } from './playlist.ts';
export { Previews } from './previews.ts';
export { type Run, runsOf } from './runs.ts';
export { bytesOf, firstOver, readableBytes } from './segment-bytes.ts';
export { silenceFragment, silentInit } from './silence.ts';
export type { PlayableFile, PlayablePart, TableReader } from './types.ts';
