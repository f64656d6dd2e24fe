/** Footage on disk: written, mended and read. Its index, its rights and how long it is kept are the server's. */
export { FragmentReader, type FragmentScan, readFragments } from './fragment-reader.ts';
export { BUFFER_FOLDER, dayOf, parseSegmentPath, type SegmentPlace, segmentPath } from './segment-path.ts';
export type * from './types.ts';
