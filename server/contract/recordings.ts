/** What is recorded, for how long, where it lies, and what there is of it. */
import { z } from 'zod';
import { profile } from './cameras.ts';
import { id, instant, listOf, listQuery, looseInstant } from './common.ts';

/** Why there is no picture of a time: the camera, the hall's line to it, this server, its disk, or nobody wanted one. */
export const gapCause = z.enum(['camera', 'line', 'server', 'disk', 'off', 'purged']);
export type GapCause = z.infer<typeof gapCause>;

/** A time that has footage, or has none and why. `to` null: it lasts. */
export const coverageSpan = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('footage'), from: instant, to: instant, sound: z.boolean(), codec: z.string() }),
  z.object({
    kind: z.literal('gap'),
    from: instant,
    to: instant,
    cause: gapCause,
    /** The stream's fault or the disk's, as it is worded elsewhere: `camera_unreachable`, `disk_full`. */
    code: z.string().nullable(),
  }),
]);
export type CoverageSpan = z.infer<typeof coverageSpan>;

/** What exists of a camera in a range, in the order of time; spans touch and cover the range up to now. */
export const cameraCoverage = z.object({
  cameraId: id,
  profile,
  spans: z.array(coverageSpan),
  /** Of the range up to now, 0–100, one decimal. */
  percent: z.number(),
  /** Too many to list: neighbours were joined, of footage only where less than a pixel lies between them. */
  coarse: z.boolean(),
});
export type CameraCoverage = z.infer<typeof cameraCoverage>;

export const RANGE_MOST_DAYS = 400;
/** Left out: the best there is. */
export const rangeProfile = profile;
export const rangeQuery = z.object({
  from: looseInstant,
  to: looseInstant,
  /** Spans shorter than this may be joined with their neighbours: what a pixel of the timeline shows. */
  grainMs: z.coerce.number().int().min(0).max(86_400_000).default(0),
});

/** Of a hall, or of one camera, which then no longer follows its hall. */
export const recordingPolicy = z.object({
  /** `continuous`: all day; `off`: nothing but the live buffer while somebody watches. */
  mode: z.enum(['continuous', 'off']),
  profiles: z.array(profile).min(1, 'at least one profile').max(2),
  days: z.number().int().min(1).max(3650),
  /** Also heard, where the hall allows sound at all. */
  sound: z.boolean(),
});
export type RecordingPolicy = z.infer<typeof recordingPolicy>;
export const DEFAULT_POLICY: RecordingPolicy = {
  mode: 'continuous',
  profiles: ['main'],
  days: 90,
  sound: true,
};

/** `from`: where what holds for it was said. */
export const heldPolicy = z.object({
  policy: recordingPolicy,
  from: z.enum(['camera', 'hall', 'default']),
});

export const diskState = z.enum(['ok', 'full', 'failed', 'absent']);
export const recordingDisk = z.object({
  id,
  /** As the configuration names it. */
  path: z.string(),
  state: diskState,
  /** What the system said when it last went wrong. */
  fault: z.string().nullable(),
  /** Null: as much as the file system has, less `reserveBytes`. */
  quotaBytes: z.number().int().nullable(),
  reserveBytes: z.number().int(),
  usedBytes: z.number().int(),
  heldBytes: z.number().int(),
  freeBytes: z.number().int(),
  /** Until it is full at the rate of the last hours; null: nothing is written to it. */
  headroomHours: z.number().nullable(),
  oldest: instant.nullable(),
});
export type RecordingDisk = z.infer<typeof recordingDisk>;
export const changeDisk = z.object({
  quotaBytes: z.number().int().min(100_000_000, 'at least 100 MB').nullable().optional(),
});

export const recordingState = z.enum(['recording', 'waiting', 'fault', 'off']);
/** How a camera's recording does now. */
export const cameraRecording = z.object({
  cameraId: id,
  cameraName: z.string(),
  hallId: id,
  hallName: z.string(),
  state: recordingState,
  cause: gapCause.nullable(),
  /** Of one that is recorded: `sound_no_encoder`, its sound is not, as too many cameras' sound is encoded already. */
  code: z.string().nullable(),
  since: instant,
  policy: recordingPolicy,
  policyFrom: z.enum(['camera', 'hall', 'default']),
  bytes: z.number().int(),
  heldBytes: z.number().int(),
  oldest: instant.nullable(),
  /** Of the last 24 hours, 0–100. */
  percentDay: z.number(),
  kbps: z.number().nullable(),
});
export type CameraRecording = z.infer<typeof cameraRecording>;
export const cameraRecordingsQuery = listQuery.extend({
  hallId: id.optional(),
  state: recordingState.optional(),
});
export const cameraRecordings = listOf(cameraRecording);
