/** What whoever has cameras watched for occupancy, and the watch itself, agree on. No window, clerk or person is known here. */
import type { Profile } from '../types.ts';

/** In shares of the picture, 0..1; at least three corners. */
export type Zone = readonly { readonly x: number; readonly y: number }[];

/** One place in a picture: where whoever serves is, and where whoever is served; told by `key`. */
export interface WatchedPlace {
  readonly key: string;
  readonly clerk: Zone;
  readonly applicant: Zone | null;
}

export interface WatchedCamera {
  readonly cameraId: string;
  /** `sub` where there is one. */
  readonly profile: Profile;
  readonly places: readonly WatchedPlace[];
}

/** `yes`, `no`: as sure as it gets; `unknown`: the picture cannot tell. */
export type Presence = 'yes' | 'no' | 'unknown';

export interface PlaceReading {
  readonly key: string;
  readonly clerk: Presence;
  readonly applicant: Presence;
  /** How much moved in its zones since the picture before, 0–100. */
  readonly activity: number;
  /** Why `unknown`. */
  readonly cause?: BlindCause;
}

export type BlindCause = 'offline' | 'line_full' | 'undecodable' | 'dark' | 'covered' | 'moved' | 'learning';

/** What one picture said. */
export interface OccupancyReading {
  readonly cameraId: string;
  /** Capture time on the server's clock. */
  readonly atMs: number;
  readonly places: readonly PlaceReading[];
}

/** No picture can tell anything of this camera, from `sinceMs` on until the next reading. */
export interface Blindness {
  readonly cameraId: string;
  readonly sinceMs: number;
  readonly cause: BlindCause;
}

export interface OccupancyListener {
  onReading(reading: OccupancyReading): void;
  onBlind(blindness: Blindness): void;
}

/** What is kept of a camera so that a restart need not learn the empty places anew; opaque, bounded (≤ 64 KiB a camera). */
export interface LearntPlaces {
  load(cameraId: string): Promise<Buffer | undefined>;
  save(cameraId: string, learnt: Buffer): Promise<void>;
}
