/**
 * 在岗情况: what the picture shows of a window's two places, as states over time. Never who: no face and no person is
 * recognised, kept or compared; only that somebody is there, and how much moves.
 */
import { z } from 'zod';
import { id, instant, looseInstant } from './common.ts';

/**
 * `serving`: somebody at the clerk's place and somebody before it; `present`: at the clerk's place alone; `vacant`: nobody
 * at the clerk's place, whoever waits before it; `unknown`: the picture cannot tell. Nothing seen is never read as nobody there.
 */
export const occupancyState = z.enum(['serving', 'present', 'vacant', 'unknown']);
export type OccupancyState = z.infer<typeof occupancyState>;

/** Why the picture cannot tell. `learning`: not seen long enough to know what the empty place looks like. */
export const unknownCause = z.enum([
  'not_analysed',
  'no_camera',
  'offline',
  'line_full',
  'undecodable',
  'dark',
  'covered',
  'moved',
  'learning',
  'restart',
]);
export type UnknownCause = z.infer<typeof unknownCause>;

/** A window over a time in which what is seen of it stayed the same. */
export const occupancySpan = z.object({
  windowId: id,
  /** Null: `no_camera`. */
  cameraId: id.nullable(),
  state: occupancyState,
  /** Somebody at the applicants' side; null: it cannot be told. */
  applicant: z.boolean().nullable(),
  cause: unknownCause.nullable(),
  from: instant,
  /** As far as it is known; it goes on while `open`. */
  to: instant,
  open: z.boolean(),
  /** How much moved in its zones, 0–100, the mean over the span; null: unknown. */
  activity: z.number().min(0).max(100).nullable(),
});
export type OccupancySpan = z.infer<typeof occupancySpan>;

/** Spans shorter than `grainMs` are joined with what surrounds them. */
export const occupancyQuery = z.object({
  from: looseInstant,
  to: looseInstant,
  grainMs: z.coerce.number().int().min(0).max(3_600_000).default(0),
});
export const OCCUPANCY_MOST_DAYS = 35;
/** Of one window, without holes: where nothing is kept, `unknown` with `not_analysed`. */
export const occupancyTimeline = z.object({
  windowId: id,
  spans: z.array(occupancySpan),
  /** Of the time asked for, in ms. */
  totals: z.object({
    servingMs: z.number(),
    presentMs: z.number(),
    vacantMs: z.number(),
    unknownMs: z.number(),
  }),
  cut: z.boolean(),
});
export type OccupancyTimeline = z.infer<typeof occupancyTimeline>;

/** Live, pushed as it changes: spans that closed or began, the open one about every 10 s; a span is told by its window and `from`. */
export const occupancyFollow = z.object({ windowIds: z.array(id).min(1).max(200) });
/** What is told on following reaches so far back. */
export const OCCUPANCY_RECENT_MS = 15 * 60_000;
export interface OccupancyFollowed {
  windows: { windowId: string; spans: OccupancySpan[] }[];
  /** One may not see them; nothing is said of them. */
  refused: string[];
}

/** How the looking at one camera's picture goes. `off`: by its switch, or the whole site's; `no_places`: no window is in it. */
export const analysisState = z.enum(['off', 'no_places', 'waiting', 'learning', 'seeing', 'blind']);
export const cameraAnalysis = z.object({
  cameraId: id,
  /** The camera's own switch. */
  on: z.boolean(),
  /** False: nothing is looked at here at all (`MC_OCCUPANCY`). */
  site: z.boolean(),
  state: analysisState,
  /** Why it cannot tell, and since when. */
  cause: unknownCause.nullable(),
  since: instant.nullable(),
  /** When its newest picture was looked at. */
  lastPictureAt: instant.nullable(),
  windows: z.number().int(),
});
export type CameraAnalysis = z.infer<typeof cameraAnalysis>;
export const setCameraAnalysis = z.object({ on: z.boolean() });
