/** Is anybody there? Pictures in, yes or no of each place out. Knows no window, no clerk and no person. */
export { CameraJudge } from './camera-judge.ts';
export { OccupancyWatch } from './occupancy-watch.ts';
export type {
  BlindCause,
  Blindness,
  LearntPlaces,
  OccupancyListener,
  OccupancyReading,
  PlaceReading,
  Presence,
  WatchedCamera,
  WatchedPlace,
  Zone,
} from './types.ts';
export type { OccupancyFigures, OccupancyWatchOptions } from './watch-options.ts';
