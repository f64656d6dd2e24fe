/** Which cameras do not work, and why: the health board, outages, kept pictures and alarms. */
import { z } from 'zod';
import { profile } from './cameras.ts';
import { id, instant, listQuery } from './common.ts';

/** The worst first: `severityOf` and every list follow this order. */
export const healthFault = z.enum([
  /** No picture comes; `cause` says why. */
  'offline',
  /** The blue of a recorder or converter without a camera. */
  'no_signal',
  'black',
  /** Pictures come, but none can be decoded. */
  'undecodable',
  'covered',
  'frozen',
  /** The view is not the one its zones were drawn on. */
  'moved',
  'blurred',
  'bright',
  'dark',
  'cast',
]);
export type HealthFault = z.infer<typeof healthFault>;

/** Faults with which nothing useful is seen: they count as not available. */
export const BLIND: readonly HealthFault[] = [
  'offline',
  'no_signal',
  'black',
  'undecodable',
  'covered',
  'frozen',
];

export const severityOf = (fault: HealthFault): number => 100 - healthFault.options.indexOf(fault) * 5;

/**
 * What was measured against what, in the fault's own unit: shares 0..1 (`no_signal` blue, `black` dark, `covered` blocks
 * with detail, `moved` blocks recognised, `bright` glare), `frozen` the largest change in luma, `blurred` how fast edges
 * rise, `dark` mean luma, `cast` distance of the mean colour. `usual`: at this camera. `shift`: where the old view is
 * now, in shares of the picture's sides; left out: not to be found.
 */
export const finding = z.object({
  value: z.number(),
  limit: z.number(),
  usual: z.number().optional(),
  shift: z.object({ x: z.number(), y: z.number() }).optional(),
});
export type FindingWire = z.infer<typeof finding>;

export const standingFault = z.object({
  fault: healthFault,
  /** Of `offline`: the stream's fault, as `camera_unreachable`. */
  cause: z.string().nullable(),
  since: instant,
  finding: finding.nullable(),
});
export type StandingFault = z.infer<typeof standingFault>;

export const cameraState = z.enum(['unknown', 'online', 'offline']);
export type CameraState = z.infer<typeof cameraState>;

/** Why a check was not made: the hall's line has no room, or the camera was busy with viewers' own starts. */
export const skipReason = z.enum(['line_full', 'starting', 'interrupted']);
export type SkipReason = z.infer<typeof skipReason>;

/** What can be done, in codes the client words. */
export const healthAdvice = z.enum([
  'check_power_and_network',
  'check_credentials',
  'check_address',
  'check_encoder',
  'clean_or_uncover',
  'focus',
  'restart_camera',
  'redraw_zones',
  'check_light',
  'check_white_balance',
  'check_cabling',
  'change_codec',
  'set_clock',
  'check_bitrate',
  'ffmpeg_needed',
  'line_too_small',
]);
export type HealthAdvice = z.infer<typeof healthAdvice>;

export const cameraHealth = z.object({
  cameraId: id,
  name: z.string(),
  hallId: id,
  hallName: z.string(),
  regionCode: z.string(),
  state: cameraState,
  since: instant.nullable(),
  /** The worst of `faults`; null: well, or nothing known. */
  fault: healthFault.nullable(),
  cause: z.string().nullable(),
  faultSince: instant.nullable(),
  faults: z.array(standingFault),
  checkedAt: instant.nullable(),
  skipped: skipReason.nullable(),
  /** When the newest picture that was looked at was taken. */
  pictureAt: instant.nullable(),
  profile: profile.nullable(),
  codec: z.string().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  fps: z.number().nullable(),
  bitrateKbps: z.number().nullable(),
  /** As registered, else as it usually is; null: not known yet. */
  expectedKbps: z.number().nullable(),
  expectedFps: z.number().nullable(),
  reconnects24h: z.number().int(),
  clockOffsetMs: z.number().nullable(),
  sourceKind: z.enum(['in-process', 'ffmpeg', 'push']).nullable(),
  sourceReason: z.string().nullable(),
  advice: z.array(healthAdvice),
  /** Of the last 24 hours, what was not well, in order: for a line of the day. */
  day: z.array(
    z.object({ from: instant, to: instant.nullable(), kind: z.enum(['offline', 'picture', 'unobserved']) }),
  ),
});
export type CameraHealth = z.infer<typeof cameraHealth>;

export const healthQuery = listQuery.extend({
  regionCode: z.string().max(9).optional(),
  hallId: id.optional(),
  fault: healthFault.optional(),
  /** `broken`: any fault stands; `well`: none, and a picture was seen; `unknown`: not looked at yet. */
  only: z.enum(['broken', 'well', 'unknown']).optional(),
  sort: z.enum(['worst', 'name', 'hall']).default('worst'),
});

/** Counts for the same places, whatever the chosen fault: the chips above the list. */
export const healthSummaryQuery = healthQuery.pick({ regionCode: true, hallId: true, q: true });
export const healthSummary = z.object({
  cameras: z.number().int(),
  well: z.number().int(),
  broken: z.number().int(),
  unknown: z.number().int(),
  /** Cameras with that fault, worst or not. */
  faults: z.array(z.object({ fault: healthFault, cameras: z.number().int() })),
  /** When the oldest check of a watched camera was made; null: none yet. */
  checkedEveryMs: z.number().int(),
});
export type HealthSummary = z.infer<typeof healthSummary>;

/** Milliseconds; `available` + `down` + `unobserved` = the whole, counted from the camera's registration on. */
export const availability = z.object({
  /** Share of the observed time with a useful picture, 0..1; null: nothing was observed. */
  share: z.number().nullable(),
  availableMs: z.number(),
  downMs: z.number(),
  unobservedMs: z.number(),
});
export type Availability = z.infer<typeof availability>;
export const availabilities = z.object({ day: availability, week: availability, month: availability });
export type Availabilities = z.infer<typeof availabilities>;

/** `GET /api/v1/cameras/:cameraId/health`: for whoever shows the camera, its zones or its place in a wall. */
export const cameraHealthBrief = z.object({
  cameraId: id,
  state: cameraState,
  since: instant.nullable(),
  fault: healthFault.nullable(),
  cause: z.string().nullable(),
  faultSince: instant.nullable(),
  /** The view is not the one its zones were drawn on; since when, and by how much if that is to be seen. */
  moved: z
    .object({ since: instant, shift: z.object({ x: z.number(), y: z.number() }).nullable() })
    .nullable(),
});
export type CameraHealthBrief = z.infer<typeof cameraHealthBrief>;

export const cameraHealthDetail = cameraHealth.extend({ availability: availabilities });
export type CameraHealthDetail = z.infer<typeof cameraHealthDetail>;

export const outage = z.object({
  id,
  cameraId: id,
  kind: z.enum(['offline', 'picture', 'unobserved']),
  /** `line_full` where nobody could look. */
  fault: z.union([healthFault, z.literal('line_full')]),
  cause: z.string().nullable(),
  /** For people who read logs; English. */
  detail: z.string().nullable(),
  finding: finding.nullable(),
  from: instant,
  to: instant.nullable(),
  /** `unobserved`: it was over when the server looked again; nobody knows since when. */
  ended: z.enum(['recovered', 'unobserved', 'closed']).nullable(),
  evidenceId: id.nullable(),
  beforeId: id.nullable(),
  /** Usernames who were told, of all alarms it was part of. */
  told: z.array(z.string()),
});
export type Outage = z.infer<typeof outage>;

export const pictureKind = z.enum(['reference', 'daily', 'newest', 'evidence']);
export type PictureKind = z.infer<typeof pictureKind>;
export const cameraPicture = z.object({
  id,
  kind: pictureKind,
  at: instant,
  width: z.number().int(),
  height: z.number().int(),
  /** Of a reference: why it is one. */
  reason: z.enum(['first_seen', 'zones_drawn', 'accepted']).nullable(),
});
export type CameraPicture = z.infer<typeof cameraPicture>;
export const picturesQuery = listQuery.pick({ limit: true }).extend({ kind: pictureKind.optional() });

/** Small pictures of many cameras in one answer, as data URLs; those without one are left out. */
export const THUMBNAILS_MOST = 60;
export const thumbnailsQuery = z.object({
  cameraIds: z
    .string()
    .max(37 * THUMBNAILS_MOST)
    .transform((text) => text.split(',').filter((one) => one !== ''))
    .pipe(z.array(id).min(1).max(THUMBNAILS_MOST)),
});
export const thumbnails = z.object({
  items: z.array(z.object({ cameraId: id, at: instant, picture: z.string() })),
});

export const alarmState = z.enum(['open', 'taken', 'cleared', 'closed']);
export const alarm = z.object({
  id,
  hallId: id,
  hallName: z.string(),
  /** Null: of the whole hall. */
  cameraId: id.nullable(),
  cameraName: z.string().nullable(),
  fault: healthFault,
  cause: z.string().nullable(),
  /** Cameras it is about, and how many of them are still not well. */
  cameras: z.number().int(),
  standing: z.number().int(),
  /** Null on an alarm of a whole hall, or without a picture. */
  evidenceId: id.nullable(),
  state: alarmState,
  raisedAt: instant,
  updatedAt: instant,
  times: z.number().int(),
  quiet: z.boolean(),
  clearedAt: instant.nullable(),
  takenAt: instant.nullable(),
  takenBy: z.string().nullable(),
  closedAt: instant.nullable(),
  closedBy: z.string().nullable(),
  note: z.string().nullable(),
});
export type Alarm = z.infer<typeof alarm>;
/** `active`: not closed, and not over by itself either. */
export const alarmsQuery = listQuery
  .omit({ q: true })
  .extend({ only: z.enum(['active', 'all']).default('active'), hallId: id.optional() });

const note = z.string().trim().max(500, 'at most 500 characters');
export const closeAlarm = z.object({ note: note.min(2, 'at least 2 characters') });
export const takeAlarm = z.object({ note: note.nullable().default(null) });

export const healthSettings = z.object({
  /** Alarms outside a hall's office hours are told when they begin, if they still stand. */
  quietOutsideOfficeHours: z.boolean(),
});
export type HealthSettings = z.infer<typeof healthSettings>;

/** What a page that follows health gets at once: the bell's count. */
export interface HealthFollowed {
  /** Alarms that nobody has taken on and that are not over. */
  open: number;
}
/** Halls in which something changed, as far as the follower sees them: ask for what is shown anew. */
export interface HealthChanged {
  hallIds: string[];
}
