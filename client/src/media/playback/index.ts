/** The face of playing recordings back: what pages and other features build on. */
export type { Stretch } from './coverage-book.ts';
export type { Frame } from './media-run.ts';
export { PlaybackEngine, type PlaybackEngineOptions } from './playback-engine.ts';
export { type Marks, Playhead, type PlayheadState, RATES, type Rate } from './playhead.ts';
export { Track, type TrackFacts, type TrackSpec, type TrackState } from './track.ts';
